"""Servers for a benchmark: gunicorn as in production, one for each target."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pgserver

ROOT = Path(__file__).resolve().parent.parent


def url_of(server: pgserver.PostgresServer, name: str) -> str:
    """SQLAlchemy's URL of the database ``bench_<name>``."""
    return server.get_uri(f"bench_{name}").replace("postgresql://", "postgresql+psycopg://")


@contextmanager
def served(name: str, url: str, key: str, **settings: str) -> Iterator[int]:
    """gunicorn with 2 workers of 4 threads for one target; yields its port once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "FLOOR_DATABASE_URL": url.replace("+psycopg:", "+psycopg2:"),
        "SANWEN_DATABASE_URL": url,
        "SANWEN_SECRET_KEY": key,
        "SANWEN_DATA_KEY": key,
        **settings,
    }
    target = "bench.floor:app" if name == "floor" else "wsgi:app"
    options = ["--workers=2", "--threads=4", "--keep-alive=30", "--log-level=error"]
    command = [sys.executable, "-m", "gunicorn", *options, f"--bind=127.0.0.1:{port}", target]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)  # noqa: S603
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int) -> None:
    for _attempt in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise SystemExit("a server did not start")
