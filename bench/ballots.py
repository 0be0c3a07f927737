"""Ballots a second through gunicorn (2 workers) on PostgreSQL, as a ratio to the floor.

usage: make bench            the floor, Sanwen with 0 and with 50,000 stored ballots, in turn

Everything runs interleaved on one machine in one run: only the ratios mean anything.
"""

import argparse
import secrets
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import pgserver
from sqlalchemy import create_engine, text

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.driver import Run, drive  # noqa: E402
from bench.serving import served, url_of  # noqa: E402
from bench.voters import prepare, prepare_floor  # noqa: E402

KEY = secrets.token_urlsafe(40)
STORED = 50_000
WARM_UP = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--votes", type=int, default=1500, help="a turn")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--connections", type=int, default=8)
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="sanwen-bench-"))
        server = pgserver.get_server(folder, cleanup_mode="stop")
        stack.callback(server.cleanup)
        for name in ("floor", "empty", "full"):
            server.psql(f"CREATE DATABASE bench_{name};")
        urls = {name: url_of(server, name) for name in ("floor", "empty", "full")}
        needed = asked.votes * asked.turns + WARM_UP
        plans = {
            "floor": prepare_floor(urls["floor"], needed),
            "empty": prepare(urls["empty"], KEY, voters=needed, stored=0),
            "full": prepare(urls["full"], KEY, voters=needed, stored=STORED),
        }
        ports = {name: stack.enter_context(served(name, urls[name], KEY)) for name in urls}
        runs: dict[str, list[Run]] = {name: [] for name in urls}
        for name in urls:  # warm-up, not counted
            _turn(urls, plans, ports, name, WARM_UP, asked.connections)
        for turn in range(asked.turns):
            order = list(urls) if turn % 2 == 0 else list(urls)[::-1]
            for name in order:
                runs[name].append(_turn(urls, plans, ports, name, asked.votes, asked.connections))
        _report(runs)


def _turn(urls: dict, plans: dict, ports: dict, name: str, votes: int, connections: int) -> Run:
    if name == "empty":  # back to 0 stored ballots, which only the database's owner can do
        with create_engine(urls[name]).begin() as connection:
            connection.execute(text("ALTER TABLE ballot DISABLE TRIGGER USER"))
            connection.execute(text("TRUNCATE ballot"))
            connection.execute(text("ALTER TABLE ballot ENABLE TRIGGER USER"))
    with create_engine(urls[name], isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("CHECKPOINT"))  # every turn starts with nothing left to write
    time.sleep(0.5)
    requests = [plans[name].pop() for _ in range(votes)]
    run = drive(ports[name], requests, connections)
    if set(run.statuses) != {201}:
        raise SystemExit(f"{name}: not every vote was taken: {run.statuses}")
    return run


def _report(runs: dict[str, list[Run]]) -> None:
    rates = {name: statistics.median(run.rate for run in done) for name, done in runs.items()}
    out = sys.stdout.write
    out(f"{'target':28}{'ballots/s':>10}{'min':>8}{'max':>8}")
    out(f"{'p50 ms':>9}{'p99 ms':>9}{'ratio':>8}\n")
    labels = {
        "floor": "floor /vote",
        "empty": "Sanwen, 0 stored",
        "full": f"Sanwen, {STORED:,} stored",
    }
    for name, done in runs.items():
        each = [run.rate for run in done]
        p50 = statistics.median(run.percentile(0.5) for run in done)
        p99 = statistics.median(run.percentile(0.99) for run in done)
        ratio = rates[name] / rates["floor"]
        out(
            f"{labels[name]:28}{rates[name]:10.0f}{min(each):8.0f}{max(each):8.0f}"
            f"{p50:9.2f}{p99:9.2f}{ratio:8.3f}\n"
        )
    out(f"rate at {STORED:,} stored / rate at 0 stored: {rates['full'] / rates['empty']:.3f}\n")


if __name__ == "__main__":
    main()
