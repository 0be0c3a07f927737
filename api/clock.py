"""Scheduled work: what runs when. Each job is one transaction and one call down.

`inline` runs it inside the one serving process (SQLite), `flask clock` in a process of its own.
A round's row is locked while its state changes, so that two clocks do nothing twice.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask

from api import codes, idempotency
from api.jobs import runner
from bot.dialogue.pictures import fetch_due
from bot.letters.deliver import deliver_due
from bot.tickets import escalation, same_event
from models import clock
from models.actor import CLOCK
from models.base import transaction
from models.errors import Conflict, EmptyRoll, Invalid
from models.kinds import RoundState
from surveys import attempts, jobs, rounds, staff_sessions, standings

log = logging.getLogger("sanwen.clock")


def turn_rounds() -> int:
    """Open and close the rounds whose time has come; how many were turned.

    A draft that cannot be opened (no roster yet) stays a draft and is tried again.
    """
    at = clock.now()
    with transaction(reads_only=True):
        due = rounds.due(at)
    turned = 0
    for round_id, state in due:
        turn = rounds.open_round if state is RoundState.DRAFT else rounds.close_round
        try:
            with transaction():
                turn(round_id, by=CLOCK, at=at)
            turned += 1
        except (Conflict, EmptyRoll, Invalid) as reason:
            log.warning("round %s was not turned: %s", round_id, reason.code)
    return turned


def count_standings() -> int:
    """Keep the bureau's list counted: rounds to which something happened, and stale ones."""
    at = clock.now()
    with transaction(reads_only=True):
        due = standings.due(at)
    for start in range(0, len(due), 10):  # short transactions: voters pass in between
        with transaction():
            standings.recount(due[start : start + 10], at)
    return len(due)


def deliver_letters() -> int:
    """Send what is due to be told. It opens short transactions of its own: WeChat may be slow."""
    return deliver_due(codes.clients(), clock.now())


def fetch_pictures() -> int:
    """Fetch the pictures that people sent in the chat. Short transactions of its own, as above."""
    return fetch_due(codes.clients(), clock.now())


def do_long_work() -> int:
    """Go on with the next job of the console: imports, printing, exports."""
    return runner.work()


def mind_tickets() -> int:
    """Join what is surely one event, and bring what is late before those above."""
    at = clock.now()
    with transaction():
        return same_event.join_same(at) + escalation.supervise_overdue(at)


def tidy() -> int:
    """Forget what has served: request keys, failed attempts, sessions, the files of old jobs."""
    before = clock.now() - KEPT
    with transaction():
        return (
            idempotency.forget(before)
            + attempts.forget(before)
            + staff_sessions.forget(before)
            + jobs.forget_files(clock.now() - FILES_KEPT)
        )


KEPT, FILES_KEPT = timedelta(hours=24), timedelta(days=7)

#: (job, seconds between two runs)
JOBS: tuple[tuple[Callable[[], int], int], ...] = (
    (turn_rounds, 1),
    (count_standings, 2),
    (deliver_letters, 1),  # in the mini program every answer is a letter
    (fetch_pictures, 5),
    (do_long_work, 1),
    (mind_tickets, 60),
    (tidy, 3600),
)


def start_inline(app: Flask) -> BackgroundScheduler:
    """The clock beside the requests of this process."""
    scheduler = BackgroundScheduler(timezone=clock.PEOPLES_TIME, daemon=True)
    _plan(scheduler, app)
    scheduler.start()
    return scheduler


def run(app: Flask) -> None:
    """The clock as a process of its own, until it is stopped."""
    scheduler = BlockingScheduler(timezone=clock.PEOPLES_TIME)
    _plan(scheduler, app)
    scheduler.start()


def _plan(scheduler: BaseScheduler, app: Flask) -> None:
    for job, seconds in JOBS:
        scheduler.add_job(
            _in_context(app, job),
            "interval",
            seconds=seconds,
            id=job.__name__,
            max_instances=1,
            coalesce=True,
        )


def _in_context(app: Flask, job: Callable[[], int]) -> Callable[[], None]:
    def tick() -> None:
        with app.app_context():
            try:
                job()
            except Exception:  # the clock must tick on; what broke is told
                log.exception("%s failed", job.__name__)

    return tick
