"""``flask staff``: the operator's words, and what they are told when they are wrong."""

import pytest
from sqlalchemy import select

from models.audit import AuditEntry
from models.base import db
from models.errors import Unauthenticated
from models.people import Staff
from surveys import staff, staff_sessions
from tests.conftest import NOON
from tests.make import DIVISION, make_estate

PASSWORD = "correct-horse-battery"


@pytest.fixture
def flask(app, at_noon, monkeypatch):
    monkeypatch.delenv("SANWEN_STAFF_PASSWORD", raising=False)

    def run(*words, typed=None, password=None):
        if password is not None:
            monkeypatch.setenv("SANWEN_STAFF_PASSWORD", password)
        return app.test_cli_runner().invoke(args=["staff", *words], input=typed)

    return run


CREATE = ("create", "--username", "zhang", "--role", "committee")


def test_an_account_with_the_password_from_the_environment(flask):
    done = flask(*CREATE, "--division", DIVISION, password=PASSWORD)
    assert done.exit_code == 0, done.output
    account = db.session.scalars(select(Staff)).one()
    assert str(account.id) in done.output
    assert (account.username, account.role, account.division) == ("zhang", "committee", DIVISION)


def test_an_account_with_a_typed_password_that_is_not_shown(flask):
    done = flask(*CREATE, "--division", DIVISION, typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    assert PASSWORD not in done.output


def test_several_estates(flask):
    estates = [make_estate(), make_estate()]
    words = [word for estate in estates for word in ("--estate", str(estate))]
    assert flask(*CREATE, *words, password=PASSWORD).exit_code == 0
    made = db.session.scalars(select(Staff.id)).one()
    assert staff.actor_of(made).reach.estates == set(estates)


@pytest.mark.parametrize(
    ("words", "password", "told"),
    [
        (CREATE, PASSWORD, "/division"),
        ((*CREATE, "--division", DIVISION), "short", "/password"),
        (("create", "--username", "x", "--role", "resident"), PASSWORD, "resident"),
        ((*CREATE, "--password", PASSWORD), PASSWORD, "--password"),
        (("disable", "--username", "nobody"), None, "Error"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_made(flask, words, password, told):
    done = flask(*words, password=password)
    assert done.exit_code != 0
    assert told in done.output
    assert "Traceback" not in done.output
    assert db.session.scalars(select(Staff)).all() == []
    assert db.session.scalars(select(AuditEntry)).all() == []


def test_the_name_is_taken(flask):
    flask(*CREATE, "--division", DIVISION, password=PASSWORD)
    assert flask(*CREATE, "--division", DIVISION, password=PASSWORD).exit_code == 1


def test_what_the_operator_did_is_in_the_audit(flask):
    flask(*CREATE, "--division", DIVISION, password=PASSWORD)
    assert flask("password", "--username", "zhang", password="another-password").exit_code == 0
    assert flask("disable", "--username", "zhang").exit_code == 0
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert {e.action for e in entries} == {"staff create", "staff password", "staff disable"}
    assert {e.address for e in entries} == {"console"}
    assert db.session.scalars(select(Staff.disabled_at)).one() is not None


def test_a_lost_phone_is_forgotten_and_its_sessions_end(flask, app):
    flask(*CREATE, "--division", DIVISION, password=PASSWORD)
    account = db.session.scalars(select(Staff)).one()
    account.totp_secret = "JBSWY3DPEHPK3PXP"
    token = staff_sessions.begin("zhang", PASSWORD, at=NOON, second_factor=True)
    done = flask("authenticator", "--username", "zhang")
    assert done.exit_code == 0, done.output
    db.session.expire_all()
    assert account.totp_secret is None
    with pytest.raises(Unauthenticated):
        staff_sessions.read(token, at=NOON)
