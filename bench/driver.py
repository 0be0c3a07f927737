"""Sends prepared requests over keep-alive connections and tells how long each took."""

import asyncio
import time
from dataclasses import dataclass, field

REQUESTS_A_CONNECTION = 25


@dataclass
class Run:
    """What came back: seconds in all, seconds a request, and how often each status."""

    wall: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Requests a second that were answered with 200 or 201."""
        return (self.statuses.get(200, 0) + self.statuses.get(201, 0)) / self.wall

    def percentile(self, share: float) -> float:
        """Milliseconds within which ``share`` of the requests were answered."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def rendered(method: str, path: str, token: str, body: bytes) -> bytes:
    """One HTTP/1.1 request as it goes over the wire."""
    return (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def drive(port: int, requests: list[bytes], connections: int = 8) -> Run:
    """Send every request once, over ``connections`` connections at a time."""
    return asyncio.run(_drive(port, requests, connections))


async def _drive(port: int, requests: list[bytes], connections: int) -> Run:
    run, waiting = Run(), iter(requests)
    start = time.perf_counter()
    await asyncio.gather(*(_connection(port, waiting, run) for _ in range(connections)))
    run.wall = time.perf_counter() - start
    return run


async def _connection(port: int, waiting: object, run: Run) -> None:
    """Keep-alive, but not for ever: which worker accepts a connection is chance, and a run in which
    one worker got seven of eight would measure that chance."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for sent, request in enumerate(waiting, start=1):  # type: ignore[call-overload]
        if sent % REQUESTS_A_CONNECTION == 0:
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        start = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        run.latencies.append(time.perf_counter() - start)
        status = int(head[9:12])
        run.statuses[status] = run.statuses.get(status, 0) + 1
    writer.close()
