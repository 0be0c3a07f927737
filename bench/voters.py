"""People, units and tokens for a benchmark: the requests of so many voters, ready to be sent."""

import json
from datetime import timedelta
from hashlib import md5
from uuid import UUID

from flask_migrate import upgrade
from sqlalchemy import create_engine, insert, text

from api.app import create_app
from api.settings import Settings
from api.tokens import Tokens
from bench.driver import rendered
from models import clock
from models.asking import RollEntry, Round
from models.ballots import Ballot
from models.base import db, transaction
from models.ids import spoken_code, uuid7
from models.kinds import (
    BallotState,
    Channel,
    Choice,
    MemberRole,
    MemberState,
    RoundKind,
    RoundState,
    Tenure,
    UnitUse,
)
from models.people import Membership, Resident
from models.places import Estate, Unit
from surveys import forms, rounds

FLOOR = """
CREATE TABLE token (token text PRIMARY KEY, voter bigint);
CREATE TABLE poll (id int PRIMARY KEY, project int, is_open boolean);
CREATE TABLE member (project int, voter bigint, PRIMARY KEY (project, voter));
CREATE TABLE vote (poll int, voter bigint, choice int, at timestamptz DEFAULT now(),
                   PRIMARY KEY (poll, voter));
INSERT INTO poll VALUES (1, 1, true);
INSERT INTO token SELECT md5(i::text), i FROM generate_series(1, {voters}) i;
INSERT INTO member SELECT 1, i FROM generate_series(1, {voters}) i;
"""


def prepare_floor(url: str, voters: int) -> list[bytes]:
    """The floor's tables, and one request a voter."""
    with create_engine(url).begin() as connection:
        for statement in FLOOR.format(voters=voters).split(";\n"):
            if statement.strip():
                connection.execute(text(statement))
    body = json.dumps({"choice": 1}).encode()
    tokens = (md5(str(i).encode()).hexdigest() for i in range(1, voters + 1))  # noqa: S324
    return [rendered("POST", "/vote", token, body) for token in tokens]


def prepare(url: str, key: str, *, voters: int, stored: int) -> list[bytes]:
    """Sanwen's tables with one round, ``stored`` ballots in it, and a request for each voter."""
    app = create_app(Settings(database_url=url, secret_key=key.encode(), data_key=key.encode()))
    tokens = Tokens(key.encode())
    expires = clock.now() + timedelta(days=1)
    body = json.dumps({"answers": {"consent": "agree"}}).encode()
    with app.app_context():
        upgrade()
        round_id, people = _people(voters, stored)
        db.session.execute(text("SELECT 1"))
        db.session.remove()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
        db.engine.dispose()
    return [
        rendered(
            "PUT",
            f"/api/v1/rounds/{round_id}/units/{unit}/ballot",
            tokens.issue("r", resident, expires),
            body,
        )
        for resident, unit in people
    ]


def _people(voters: int, stored: int) -> tuple[UUID, list[tuple[UUID, UUID]]]:
    """One estate so large that everybody votes in one round: (round, [(resident, unit)])."""
    at = clock.now()
    with transaction():
        estate = Estate(name="基准小区", division="510105", created_at=at)
        db.session.add(estate)
        db.session.flush()
        asked = _round(estate.id)
        units = [uuid7() for _ in range(voters + stored)]
        people = [(uuid7(), unit) for unit in units[:voters]]
        _insert(Unit, [_unit(estate.id, unit, n) for n, unit in enumerate(units)])
        _insert(RollEntry, [_entry(asked.id, unit, n) for n, unit in enumerate(units)])
        _insert(Resident, [{"id": person, "created_at": at} for person, _unit_id in people])
        _insert(Membership, [_bond(person, unit) for person, unit in people])
        _insert(Ballot, [_ballot(asked.id, unit) for unit in units[voters:]])
        return asked.id, people


def _insert(table: type, rows: list[dict[str, object]]) -> None:
    for start in range(0, len(rows), 5_000):
        db.session.execute(insert(table), rows[start : start + 5_000])


def _round(estate_id: UUID) -> Round:
    form = forms.current("scheme_vote")
    asked = Round(
        estate_id=estate_id,
        kind=RoundKind.SCHEME_VOTE,
        title="改造方案表决",
        form_id="scheme_vote",
        rule_set="civil_code_278_special",
        opens_at=clock.now() - timedelta(hours=1),
        closes_at=clock.now() + timedelta(days=30),
        min_identity_level=2,
        owners_only=True,
        state=RoundState.OPEN,
        created_by=UUID(int=0),
        created_at=clock.now(),
    )
    asked.form_hash = rounds.keep("form", form.content_hash, form.document)
    db.session.add(asked)
    db.session.flush()
    return asked


def _unit(estate_id: UUID, unit_id: UUID, n: int) -> dict[str, object]:
    place = {"building": str(n // 1000), "entrance": "1", "room": str(n)}
    kinds = {"use": UnitUse.RESIDENTIAL, "tenure": Tenure.DELIVERED}
    return {"id": unit_id, "estate_id": estate_id, "area_dm2": 8816, **place, **kinds}


def _entry(round_id: UUID, unit_id: UUID, n: int) -> dict[str, object]:
    place = {"building": str(n // 1000), "entrance": "1", "room": str(n)}
    weights = {"household": 1, "head": n, "area_dm2": 8816, "is_open": True}
    return {"round_id": round_id, "unit_id": unit_id, **place, **weights}


def _bond(resident_id: UUID, unit_id: UUID) -> dict[str, object]:
    return {
        "id": uuid7(),
        "resident_id": resident_id,
        "unit_id": unit_id,
        "role": MemberRole.OWNER,
        "state": MemberState.VERIFIED,
        "identity_level": 2,
        "created_at": clock.now(),
    }


def _ballot(round_id: UUID, unit_id: UUID) -> dict[str, object]:
    return {
        "id": uuid7(),
        "round_id": round_id,
        "unit_id": unit_id,
        "turn": 1,
        "state": BallotState.COUNTED,
        "channel": Channel.WECHAT,
        "choice": Choice.AGREE,
        "answers": {"consent": "agree"},
        "cast_by": UUID(int=0),
        "cast_at": clock.now(),
        "receipt": spoken_code(12),
        "salt": "0" * 32,
        "leaf_hash": "0" * 64,
    }
