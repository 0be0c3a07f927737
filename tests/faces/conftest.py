"""The service with the demo's data on a port of its own, and a real Chromium in front of it."""

import os
import shutil
from functools import partial
from pathlib import Path
from threading import Thread

import pytest
from PIL import Image
from playwright.sync_api import sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from api.demo import load
from api.demo.places import PASSWORD
from api.faces import BUILT
from models import clock
from models.base import db, transaction
from models.ids import uuid7
from surveys import staff
from tests import make
from tests.conftest import served
from tests.faces.phone import HEIGHT, WIDTH, Phone, storage
from tests.faces.village import opened

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Quiet(WSGIRequestHandler):
    """Kept open between requests, as behind gunicorn, and no line for each of them."""

    protocol_version = "HTTP/1.1"

    def log(self, *_line):
        pass


def whole(app):
    """Answers in one piece: werkzeug would leave a file open when a browser hangs up midway.

    A stream of events is none: it goes on.
    """

    def in_one_piece(environ, start_response):
        pieces = app(environ, start_response)
        if environ["PATH_INFO"].endswith(("/live", "/events")):
            return pieces
        try:
            return [b"".join(pieces)]
        finally:
            pieces.close()

    return in_one_piece


def lacking(what):
    """Skip on a developer's machine; where CI runs, nothing may be left out."""
    if os.environ.get("CI"):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="package")
def service(tmp_path_factory):
    """The application with the demo's data and real time; ``service.url`` is where it listens."""
    if not (BUILT / "index.html").exists():
        lacking("the phone's pages are not built: make faces")
    app = served(f"sqlite:///{tmp_path_factory.mktemp('faces')}/sanwen.db")
    app.testing = False
    with app.app_context(), transaction():
        load.load(clock.now())
    server = make_server("127.0.0.1", 0, whole(app), threaded=True, request_handler=Quiet)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    app.url = f"http://127.0.0.1:{server.port}"
    yield app
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="package")
def browser():
    """One Chromium for all tests of a worker; every phone is a context of its own in it.

    It ends with this package: Playwright holds the thread's event loop while it is there.
    """
    path = shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(path).exists():
        lacking("Chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def phones(service, browser):
    """Make phones, each fresh. What any of them complains of in its console fails the test."""
    made = []

    def make_phone(width=WIDTH, **kept):
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHT},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=True,
            storage_state=storage(service.url, **kept),
        )
        context.set_default_timeout(30_000)  # a wait is over at once; this is for busy machines
        made.append(Phone(context, service.url))
        return made[-1]

    yield make_phone
    troubles = []
    for phone in made:
        troubles += phone.troubles
        phone.context.close()
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def phone(phones):
    """A fresh phone in the hand of somebody who was never here."""
    return phones()


@pytest.fixture
def picture(tmp_path):
    """A photo as a phone makes one."""
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (1600, 1200), "#7a8").save(path)
    return path


@pytest.fixture
def world(service):
    """An estate of its own in the running service; time is the real time."""
    with service.app_context():
        yield make.World(service, make.Client(service.test_client()), units=8)


@pytest.fixture
def open_round(world):
    """A round of the world that is open since yesterday and for ten more days."""
    return partial(opened, world)


@pytest.fixture
def account(world):
    """Make accounts of the world's estate that log in with ``PASSWORD``; their user names."""

    def make_account(role):
        username = f"{role}-{uuid7().hex[-8:]}"
        wanted = staff.NewStaff(username, PASSWORD, role, estates=frozenset({world.estate}))
        with transaction():
            staff.create(wanted, at=clock.now())
        return username

    return make_account
