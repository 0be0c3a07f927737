"""How fast the console answers with a big city loaded: 1,339 estates, 430,000 units.

`make bench-console` prints a table: for each page the median and the 95th percentile of 60 requests
to gunicorn on PostgreSQL, and how many SQL statements it took. The aim is a median under 200 ms.
"""

import re
import statistics
import sys
import tempfile
import time
from datetime import datetime, timedelta
from uuid import UUID

import httpx
import pgserver
from flask_migrate import upgrade
from sqlalchemy import insert, select, text

from api.app import create_app
from api.clock import count_standings
from api.settings import Settings
from bench.serving import served, url_of
from models import clock
from models.asking import RollEntry, Round
from models.ballots import Ballot
from models.base import db, transaction
from models.ids import spoken_code, uuid7
from models.kinds import (
    BallotState,
    Channel,
    Choice,
    Role,
    RoundKind,
    RoundState,
    Tenure,
    UnitUse,
)
from models.passwords import hashed
from models.people import Staff
from models.places import Estate, Unit
from surveys import forms, rounds
from surveys.policies.load import one_rule_set

ESTATES, UNITS = 1_339, 430_000
KEY = "a-key-for-a-benchmark-0123456789abcdef"
PASSWORD = "correct horse battery"  # noqa: S105
REQUESTS = 60
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="sanwen-bench-") as folder:
        server = pgserver.get_server(folder, cleanup_mode="stop")
        server.psql("CREATE DATABASE bench_console;")
        url = url_of(server, "console")
        places = _load(url)
        # in demo mode no authenticator is needed; nothing else differs here
        with served("console", url, KEY, SANWEN_CLOCK="external") as port:
            rows = [(path, *_timed(port, path)) for path in places]
        server.cleanup()
    sys.stdout.write(f"{ESTATES:,} estates, {UNITS:,} units, {_ballots():,} ballots\n")
    for path, median, high in rows:
        sys.stdout.write(f"{path:60} median {median:6.1f} ms   p95 {high:6.1f} ms\n")
    return int(any(median >= 200 for _path, median, _high in rows))


def _ballots() -> int:
    return UNITS * 2 // 3


def _load(url: str) -> list[str]:
    """Fill the database; the pages to ask for."""
    app = create_app(Settings(database_url=url, secret_key=KEY.encode(), data_key=KEY.encode()))
    with app.app_context():
        upgrade()
        began = time.monotonic()
        first = _city()
        while count_standings():
            pass
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
        sys.stderr.write(f"loaded and counted in {time.monotonic() - began:.0f} s\n")
        asked = db.session.scalars(select(Round.id).where(Round.estate_id == first)).first()
        db.session.remove()
        db.engine.dispose()
    return [
        "/console/",
        "/console/?sort=missing&down=1",
        "/console/?q=00&only=missing&sort=objections",
        "/console/?offset=1000",
        f"/console/estates/{first}",
        f"/console/rounds/{asked}",
        f"/console/rounds/{asked}/work",
        f"/console/rounds/{asked}/screen",
        f"/console/office/{first}",
    ]


def _city() -> UUID:
    """Estates of about 321 units each, every one asked for its consent, two thirds answered."""
    at = clock.now()
    with transaction():
        form = forms.current("scheme_vote")
        rule = one_rule_set("civil_code_278_special")
        form_hash = rounds.keep("form", form.content_hash, form.document)
        rule_hash = rounds.keep("rule_set", rule.content_hash, rule.as_dict())
        db.session.add(
            Staff(
                username="bureau",
                password_hash=hashed(PASSWORD),
                role=Role.BUREAU,
                division="",
                created_at=at,
            )
        )
    first = None
    for number in range(ESTATES):
        units = UNITS // ESTATES + (1 if number < UNITS % ESTATES else 0)
        with transaction():
            estate_id = _estate(number, units, at, form_hash, rule_hash)
        first = first or estate_id
    if first is None:
        raise SystemExit("no estate was made")
    return first


def _estate(number: int, units: int, at: datetime, form_hash: str, rule_hash: str) -> UUID:
    estate_id, round_id, by = uuid7(), uuid7(), uuid7()
    run = db.session.connection().execute
    run(
        insert(Estate).values(
            id=estate_id,
            name=f"第{number:04}小区",
            division=f"5101{number % 20:02}",
            created_at=at,
        )
    )
    doors = [
        {
            "id": uuid7(),
            "estate_id": estate_id,
            "building": str(n // 60 + 1),
            "entrance": str(n // 12 % 5 + 1),
            "room": f"{n % 12 // 2 + 1}{n % 2 + 1:02}",
            "area_dm2": 6000 + n * 7 % 4000,
            "use": UnitUse.RESIDENTIAL,
            "tenure": Tenure.DELIVERED,
        }
        for n in range(units)
    ]
    run(insert(Unit), doors)
    run(
        insert(Round).values(
            id=round_id,
            estate_id=estate_id,
            kind=RoundKind.SCHEME_VOTE,
            title="改造方案表决",
            form_id="scheme_vote",
            rule_set="civil_code_278_special",
            opens_at=at - timedelta(days=1),
            closes_at=at + timedelta(days=9),
            state=RoundState.OPEN,
            opened_at=at - timedelta(days=1),
            form_hash=form_hash,
            rule_hash=rule_hash,
            roll_units=units,
            roll_household=units,
            roll_head=units,
            roll_area=sum(door["area_dm2"] for door in doors),
            created_by=by,
            created_at=at,
        )
    )
    names = ("building", "entrance", "room", "area_dm2")
    run(
        insert(RollEntry),
        [
            {"round_id": round_id, "unit_id": door["id"], "household": 1, "head": n}
            | {name: door[name] for name in names}
            for n, door in enumerate(doors)
        ],
    )
    run(
        insert(Ballot), [_ballot(round_id, door["id"], by, at) for door in doors[::3] + doors[1::3]]
    )
    return estate_id


def _ballot(round_id: UUID, unit_id: UUID, by: UUID, at: datetime) -> dict[str, object]:
    return {
        "id": uuid7(),
        "round_id": round_id,
        "unit_id": unit_id,
        "turn": 1,
        "state": BallotState.COUNTED,
        "channel": Channel.WECHAT,
        "choice": Choice.AGREE,
        "answers": {"consent": "agree"},
        "cast_by": by,
        "cast_at": at,
        "receipt": spoken_code(16),
        "salt": "",
        "leaf_hash": "0" * 64,
    }


def _timed(port: int, path: str) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    with httpx.Client(
        base_url=f"http://127.0.0.1:{port}", follow_redirects=True, timeout=60
    ) as browser:
        page = browser.get("/console/log-in").text
        found = TOKEN.search(page)
        told = {"username": "bureau", "password": PASSWORD}
        browser.post(
            "/console/log-in", data={"csrf_token": found.group(1) if found else "", **told}
        )
        took = []
        for _n in range(REQUESTS):
            began = time.perf_counter()
            answer = browser.get(path)
            took.append((time.perf_counter() - began) * 1000)
            if answer.status_code != 200 or "log-in" in str(answer.url):
                raise SystemExit(f"{path}: {answer.status_code} {answer.url}")
    took.sort()
    return statistics.median(took), took[int(len(took) * 0.95)]


if __name__ == "__main__":
    sys.exit(main())
