"""200 messages a second for a minute, while WeChat's own API takes three seconds to answer.

usage: make soak

Messages come when they come, not when the one before is answered (an open loop): a service that
falls behind is seen to. Afterwards every message must be one ticket, none twice, none lost.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from werkzeug.serving import make_server

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.driver import Run  # noqa: E402
from bench.messages import ACCOUNT, KEY, check_tickets, databases, message, prepare  # noqa: E402
from bench.serving import served  # noqa: E402
from bot.wechat.standin import StandIn, Trouble  # noqa: E402

WECHAT_TAKES = 3.0  # seconds
CONNECTIONS = 64


def main() -> None:
    """Send, count, and say how long answers took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=200, help="messages a second")
    parser.add_argument("--seconds", type=int, default=60)
    asked = parser.parse_args()
    with ExitStack() as stack:
        url = databases(stack, "messages")["messages"]
        prepare(url)
        api = _slow_wechat(stack)
        settings = {**ACCOUNT, "SANWEN_WECHAT_API_BASE": api}
        port = stack.enter_context(served("messages", url, KEY, **settings))
        _clock(stack, url, settings)
        for n in range(200):  # every process has loaded its model before it counts
            asyncio.run(_send(port, [message(n)], 1000))
        count = asked.rate * asked.seconds
        run = asyncio.run(_send(port, [message(n) for n in range(count)], asked.rate))
        check_tickets(url, count + 200)
        write = sys.stdout.write
        write(f"{count} messages, {asked.rate} a second; statuses {run.statuses}\n")
        for share in (0.5, 0.95, 0.99, 1.0):
            write(f"p{100 * share:g}: {run.percentile(share):.0f} ms\n")


def _slow_wechat(stack: ExitStack) -> str:
    stand_in = StandIn()
    stand_in.troubles.plant(Trouble(delay_seconds=WECHAT_TAKES, times=0))
    server = make_server("127.0.0.1", 0, stand_in, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stack.callback(server.shutdown)
    return f"http://127.0.0.1:{server.port}"


def _clock(stack: ExitStack, url: str, settings: dict[str, str]) -> None:
    """The process that speaks to WeChat, as in production."""
    keys = {"SANWEN_DATABASE_URL": url, "SANWEN_SECRET_KEY": KEY, "SANWEN_DATA_KEY": KEY}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "clock"]
    environment = {**os.environ, **keys, **settings}
    clock = subprocess.Popen(command, cwd=ROOT, env=environment)  # noqa: S603
    stack.callback(clock.terminate)


async def _send(port: int, requests: list[bytes], rate: int) -> Run:
    """Each at its own moment, over connections that are kept."""
    run, free = Run(), asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter] | None]()
    for _ in range(CONNECTIONS):
        free.put_nowait(None)
    begun = time.perf_counter()

    async def one(n: int, request: bytes) -> None:
        due = begun + n / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        line = await free.get() or await asyncio.open_connection("127.0.0.1", port)
        reader, writer = line
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        run.latencies.append(time.perf_counter() - due)  # waiting for a free line counts
        status = int(head[9:12])
        run.statuses[status] = run.statuses.get(status, 0) + 1
        free.put_nowait(line)

    await asyncio.gather(*(one(n, request) for n, request in enumerate(requests)))
    run.wall = time.perf_counter() - begun
    return run


if __name__ == "__main__":
    main()
