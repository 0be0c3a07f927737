"""Seconds until a resident can take part: the home on a slow phone and a slow line.

usage: python bench/phone.py     1.6 Mbit/s, 150 ms, a CPU four times slower; then once more, kept

The service is the demo under gunicorn on SQLite; the resident has logged in before.
"""

import argparse
import json
import secrets
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import Request, urlopen

from flask_migrate import upgrade
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from api.app import create_app  # noqa: E402
from api.demo import load  # noqa: E402
from api.settings import Settings  # noqa: E402
from bench.serving import served  # noqa: E402
from models import clock  # noqa: E402
from models.base import transaction  # noqa: E402

KEY = secrets.token_urlsafe(40)
LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
TAKE_PART = ".card button"  # of the first open round


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=5)
    turns = parser.parse_args().turns
    with tempfile.TemporaryDirectory(prefix="sanwen-bench-") as folder:
        url = f"sqlite:///{folder}/sanwen.db"
        app = create_app(Settings(url, KEY.encode(), KEY.encode()))
        with app.app_context():
            upgrade()
            with transaction():
                load.load(clock.now())
        with served("phone", url, KEY, SANWEN_CLOCK="external") as port, sync_playwright() as play:
            chromium = play.chromium.launch(
                executable_path=shutil.which("chromium") or "/usr/bin/chromium",
                args=["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"],
            )
            _report([_turn(chromium, f"http://127.0.0.1:{port}") for _turn_no in range(turns)])
            chromium.close()


def _turn(chromium: Browser, service: str) -> tuple[float, float]:
    """The first visit and the next one, in seconds."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, storage_state=_known(service)
    )
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", LINE)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    first = _until_it_can_be_tapped(page, service)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    again = _until_it_can_be_tapped(page, service)
    context.close()
    return first, again


def _until_it_can_be_tapped(page: Page, service: str) -> float:
    page.goto("about:blank")
    began = time.perf_counter()
    page.goto(f"{service}/h5/", wait_until="commit")
    page.locator(TAKE_PART).first.wait_for(timeout=60_000)
    return time.perf_counter() - began


def _known(service: str) -> dict:
    """The storage of a resident who has logged in before."""
    asked = Request(  # noqa: S310
        f"{service}/api/v1/sessions",
        json.dumps({"code": "demo:li"}).encode(),
        {"Content-Type": "application/json"},
    )
    with urlopen(asked, timeout=60) as answer:  # noqa: S310  # the workers may still be starting
        given = json.load(answer)
    session = {"kind": "resident", "token": given["token"], "expiresAt": given["expires_at"]}
    kept = {
        "sanwen.privacy": "2026-11",
        "sanwen.session": json.dumps({"type": "object", "data": {**session, "name": "li"}}),
    }
    items = [{"name": name, "value": value} for name, value in kept.items()]
    return {"cookies": [], "origins": [{"origin": service, "localStorage": items}]}


def _report(turns: list[tuple[float, float]]) -> None:
    for name, each in zip(("first visit", "next visit"), zip(*turns, strict=True), strict=True):
        middle, least, most = statistics.median(each), min(each), max(each)
        sys.stdout.write(f"{name:12} {middle:5.1f} s  (min {least:.1f}, max {most:.1f})\n")


if __name__ == "__main__":
    main()
