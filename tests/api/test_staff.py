"""Log-in at the desk: ten wrong passwords lock, and names cannot be told apart."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from models import clock
from models.audit import AuditEntry
from models.base import db, transaction
from models.errors import Invalid, UsernameTaken
from models.ids import uuid7
from models.kinds import Role
from models.listening import Office
from models.people import Attempt, Staff
from surveys import staff
from surveys.staff import NewStaff
from tests.conftest import NOON
from tests.make import DIVISION, Client, make_estate

PASSWORD = "correct-horse-battery"


def account(username="zhang", **more):
    wanted = {"role": Role.COMMITTEE, "division": DIVISION, "password": PASSWORD, **more}
    with transaction():
        return staff.create(NewStaff(username=username, **wanted), at=NOON).id


def sign_in(client, username="zhang", password=PASSWORD):
    return client.post("/staff/sessions", {"username": username, "password": password})


def test_the_right_password_gives_a_token_for_twelve_hours(client):
    estate = make_estate()
    made = account(estates=frozenset({estate}))
    session = sign_in(client)
    assert session.status_code == 200
    assert datetime.fromisoformat(session.json["expires_at"]) == NOON + timedelta(hours=12)
    assert session.json["staff"] == {
        "id": str(made),
        "username": "zhang",
        "role": "committee",
        "division": DIVISION,
        "estates": [str(estate)],
        "office_id": None,
    }
    me = client.as_(session.json["token"]).get("/me").json
    assert me == {"kind": "staff", **session.json["staff"]}


def test_an_office_is_told(client):
    with transaction():
        office = Office(division=DIVISION, kind="WS", name="供水公司")
        db.session.add(office)
        db.session.flush()
        office_id = office.id
    account(role=Role.OFFICE, office_id=office_id)
    assert sign_in(client).json["staff"]["office_id"] == str(office_id)


@pytest.mark.parametrize("name", ["zhang", "nobody"])
def test_a_wrong_password_and_an_unknown_name_answer_alike(client, name):
    account()
    refused = sign_in(client, name, "wrong-password")
    assert (refused.status_code, refused.json["code"]) == (401, "wrong_credentials")
    assert name not in refused.get_data(as_text=True)


@pytest.mark.parametrize("name", ["zhang", "nobody"])
def test_ten_wrong_passwords_lock_for_fifteen_minutes_even_the_right_one(client, name):
    account()
    for _ in range(10):
        assert sign_in(client, name, "wrong-password").status_code == 401
    refused = sign_in(client, name)
    assert (refused.status_code, refused.json["code"]) == (429, "account_locked")
    assert refused.headers["Retry-After"] == "900"
    with clock.stopped(NOON + timedelta(minutes=14, seconds=59)):
        assert sign_in(client, name).headers["Retry-After"] == "1"
    with clock.stopped(NOON + timedelta(minutes=15)):
        assert sign_in(client, name).status_code == (200 if name == "zhang" else 401)


def test_a_log_in_forgives_what_was_mistyped_before(client):
    account()
    for _ in range(2):
        for _ in range(9):
            sign_in(client, password="wrong-password")
        assert sign_in(client).status_code == 200
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 0


def test_guesses_at_the_same_moment_are_all_counted(live):
    with clock.stopped(NOON):
        account()
        db.session.remove()

    def guess(_n):
        with clock.stopped(NOON):
            return sign_in(Client(live.test_client()), password="wrong-password").status_code

    with ThreadPoolExecutor(8) as pool:
        assert Counter(pool.map(guess, range(16))) == {401: 10, 429: 6}


def test_an_unknown_name_takes_as_long_as_a_known_one(client):
    account()

    def seconds(name):
        began = time.perf_counter()
        sign_in(client, name, "wrong-password")
        return time.perf_counter() - began

    known = min(seconds("zhang") for _ in range(3))
    unknown = min(seconds(f"nobody-{n}") for n in range(3))
    assert unknown > known / 2


def test_a_closed_account_is_closed_for_its_tokens_too(client):
    account()
    desk = client.as_(sign_in(client).json["token"])
    with transaction():
        staff.disable("zhang", at=NOON)
    assert desk.get("/me").status_code == 401
    assert sign_in(client).json["code"] == "wrong_credentials"


def test_another_password_unlocks_and_the_old_one_is_gone(client):
    account()
    for _ in range(10):
        sign_in(client, password="wrong-password")
    with transaction():
        staff.set_password("zhang", "another-password")
    assert sign_in(client).status_code == 401
    assert sign_in(client, password="another-password").status_code == 200


def test_a_password_is_kept_as_scrypt_alone(app):
    account()
    kept = db.session.scalars(select(Staff.password_hash)).one()
    assert kept.startswith("scrypt:")
    assert PASSWORD not in kept


def test_a_log_in_is_in_the_audit(client):
    made = account()
    sign_in(client, password="wrong-password")
    sign_in(client)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.by, entry.action) == (made, "POST /api/v1/staff/sessions")
    assert entry.address == "127.0.0.1"


def test_names_are_unique(app):
    account()
    with pytest.raises(UsernameTaken):
        account()


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"password": "nine-char"}, "/password"),
        ({"username": " zhang"}, "/username"),
        ({"username": ""}, "/username"),
        ({"role": Role.RESIDENT}, "/role"),
        ({"division": None}, "/division"),
        ({"division": "5101x"}, "/division"),
        ({"estates": frozenset({uuid7()})}, "/estates"),
        ({"office_id": uuid7()}, "/office_id"),
    ],
)
def test_an_account_that_would_not_work_is_not_made(app, more, pointer):
    with pytest.raises(Invalid) as refused:
        account(**more)
    assert refused.value.faults[0].pointer == pointer
    assert db.session.scalars(select(Staff)).all() == []


def test_an_administrator_without_a_place_reaches_everywhere(app):
    assert staff.actor_of(account(role=Role.ADMIN, division=None)).reach.division == ""
    narrow = staff.actor_of(account("li", role=Role.ADMIN))
    assert narrow.reach.division == DIVISION


def test_a_log_in_takes_few_statements(client, statements):
    account()
    statements.clear()
    sign_in(client)
    assert len(statements) == 7  # account, attempts, forgive, reach, second factor, name, audit
