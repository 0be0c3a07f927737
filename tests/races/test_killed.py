"""Real processes, killed while they work: what WeChat delivers again is done once, never twice."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models import clock
from models.base import db
from models.letters import Letter
from models.listening import InboundMessage, Ticket
from tests.bot.dialogue.talk import message, signed
from tests.conftest import KEY, NOON
from tests.make import Client, World, make_office

ROOT = Path(__file__).parent.parent.parent
MESSAGES, AT_ONCE = 1000, 16
SEWER = "3号楼2单元下水道堵了"
NUMBER = re.compile(r"\d{8}-\d{4,}-\d")


class Service:
    """gunicorn with two workers on one database, as an operator runs it."""

    def __init__(self, url):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        kept = {name: value for name, value in os.environ.items() if "SANWEN" not in name}
        self.environment = {
            **kept,
            "SANWEN_DATABASE_URL": url,
            "SANWEN_SECRET_KEY": KEY.decode(),
            "SANWEN_DATA_KEY": KEY.decode(),
            "SANWEN_CLOCK": "external",
        }
        self.start()

    def start(self):
        bind = ("--workers", "2", "--bind", f"127.0.0.1:{self.port}")
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.py", *bind, "wsgi:app"],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,  # so that the whole family can be killed at once
            stderr=subprocess.DEVNULL,
        )

    def kill_a_worker(self):
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        os.kill(int(children[0]), signal.SIGKILL)

    def kill(self):
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class WeChat:
    """Delivers each message until somebody has answered it."""

    def __init__(self, service):
        self.service = service
        self.answers = {}
        self._threads, self._lines = threading.local(), []

    def deliver(self, number):
        """One delivery; what came back, or None when nobody answered."""
        body = message(f"o-person-{number}", message_id=number, Content=SEWER)
        line = self._line()
        try:
            line.request("POST", signed(), body, {"Content-Type": "text/xml"})
            answer = line.getresponse()
            told = answer.read()
        except (OSError, http.client.HTTPException):
            line.close()
            return None
        assert answer.status == 200, told
        return told

    def _line(self):
        """A connection kept alive, one a thread."""
        if not hasattr(self._threads, "line"):
            self._threads.line = http.client.HTTPConnection(
                "127.0.0.1", self.service.port, timeout=5
            )
            self._lines.append(self._threads.line)
        return self._threads.line

    def close(self):
        for line in self._lines:
            line.close()

    def insist(self, number):
        for _ in range(200):
            told = self.deliver(number)
            if told is not None:
                self.answers[number] = told
                return
            time.sleep(0.1)

    def wait_for(self, answers):
        ends = time.monotonic() + 40
        while len(self.answers) < answers:
            assert time.monotonic() < ends, f"{len(self.answers)} answers"
            time.sleep(0.01)


@pytest.fixture
def service(live):
    with clock.stopped(NOON):
        World(live, Client(live.test_client()), units=0)
        make_office("PM")
    db.session.remove()
    started = Service(live.config["SQLALCHEMY_DATABASE_URI"])
    yield started
    started.kill()


def test_1000_messages_through_two_kills_are_1000_tickets(service):
    wechat = WeChat(service)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        done = [pool.submit(wechat.insist, number) for number in range(1, MESSAGES + 1)]
        wechat.wait_for(300)
        service.kill_a_worker()
        wechat.wait_for(600)
        service.kill()
        service.start()
        for each in done:
            each.result()
        assert len(wechat.answers) == MESSAGES
        again = list(pool.map(wechat.deliver, range(1, 101)))
    wechat.close()
    assert again == [wechat.answers[number] for number in range(1, 101)]
    answers = [answer.decode() for answer in wechat.answers.values() if answer != b"success"]
    later = [json.loads(values)["text"] for values in db.session.scalars(select(Letter.values))]
    assert len(answers) + len(later) == MESSAGES  # who was served slowly is told by letter
    told = {NUMBER.search(text).group() for text in answers + later}
    assert told == set(db.session.scalars(select(Ticket.number)))
    for table in (Ticket, InboundMessage):
        assert db.session.scalar(select(func.count()).select_from(table)) == MESSAGES
