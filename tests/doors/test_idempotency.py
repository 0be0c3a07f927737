"""Idempotency-Key at every door that makes something: once done, twice answered."""

import threading
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select, update

from models import clock
from models.audit import RequestKey
from models.base import db, transaction
from surveys import notices
from tests.conftest import NOON
from tests.doors.requests import REQUESTS
from tests.doors.world import (
    CSV,
    PDF,
    Scene,
    document_of,
    is_problem,
    made,
    operations,
    snapshot,
    undone,
    upload,
)
from tests.make import Client, World

KEY = {"Idempotency-Key": "phone-1-request-1"}
NOTICE = {"starts_on": "2026-12-01", "days": 5}


@pytest.fixture
def scene(app, at_noon, client):
    return Scene(app, client)


def posts(scene):
    """Every POST that needs a token, and who may send it."""
    for operation in operations(document_of(scene.client)):
        if operation.method == "POST" and operation.needs_token:
            request = REQUESTS[operation.id]
            yield operation, request, getattr(scene, request.by)


def test_the_same_request_again_gets_the_same_answer_and_does_nothing(scene):
    for operation, request, person in posts(scene):
        with undone():
            first = request.send(operation, scene, person, headers=KEY)
            assert first.status_code == request.status, (operation.id, first.json)
            after = snapshot()
            again = request.send(operation, scene, person, headers=KEY)
            assert (again.status_code, again.data) == (first.status_code, first.data), operation.id
            assert again.mimetype == first.mimetype
            assert again.headers["Idempotency-Replayed"] == "true"
            assert "Idempotency-Replayed" not in first.headers
            assert snapshot() == after, operation.id


def test_a_key_is_good_for_one_body_only(scene):
    for operation, request, person in posts(scene):
        if request.body is None:
            continue
        with undone():
            made(request.send(operation, scene, person, headers=KEY), request.status)
            after = snapshot()
            url = operation.url(scene.places | (request.places(scene) if request.places else {}))
            other = person.post(url, request.body(scene) | {"colour": "red"}, headers=KEY)
            assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused")
            assert is_problem(other)
            assert snapshot() == after, operation.id


def test_another_file_is_another_body(scene):
    made_first = upload(scene.resident, PDF, headers=KEY)
    again = upload(scene.resident, PDF, headers=KEY)
    assert again == made_first
    with pytest.raises(AssertionError, match="idempotency_key_reused"):
        upload(scene.resident, PDF + b"\n", headers=KEY)


def test_a_trial_import_does_not_answer_for_the_real_one(scene):
    """`?dry_run=` belongs to what was asked for."""
    path = f"/estates/{scene.estate}/roster"

    def sent(query):
        file = {"file": (BytesIO(CSV), "roster.csv")}
        return scene.committee.post(path + query, data=file, headers=KEY)

    assert made(sent("?dry_run=true"), 200)["created"] == 1
    real = sent("?dry_run=false")
    assert (real.status_code, real.json["code"]) == (422, "idempotency_key_reused")


def test_a_key_belongs_to_its_account_and_its_address(scene):
    path = f"/rounds/{scene.round}/notices"
    mine = made(scene.committee.post(path, NOTICE, headers=KEY))
    theirs = made(scene.colleague.post(path, NOTICE, headers=KEY))
    other = made(scene.committee.post(f"/rounds/{scene.closed}/notices", NOTICE, headers=KEY))
    assert len({mine["id"], theirs["id"], other["id"]}) == 3


def test_a_request_that_failed_gives_its_key_back(scene):
    path = f"/rounds/{scene.round}/notices"
    for wrong in ({"starts_on": "never", "days": 5}, {**NOTICE, "days": 0}, {}):
        assert scene.committee.post(path, wrong, headers=KEY).status_code == 422
    assert scene.committee.post(path, data=b"{", headers=KEY).status_code == 415
    made(scene.committee.post(path, NOTICE, headers=KEY))


def test_a_request_that_was_refused_leaves_no_key(scene):
    before = db.session.scalar(select(func.count()).select_from(RequestKey))
    path = f"/rounds/{scene.round}/notices"
    for person in (scene.elsewhere, scene.resident, scene.client, scene.client.as_("r.0")):
        assert person.post(path, NOTICE, headers=KEY).status_code in {401, 403}
    assert db.session.scalar(select(func.count()).select_from(RequestKey)) == before


def test_what_was_answered_is_not_told_to_a_token_that_has_run_out(scene):
    path = f"/rounds/{scene.round}/notices"
    made(scene.committee.post(path, NOTICE, headers=KEY))
    with clock.stopped(NOON + timedelta(hours=13)):
        assert scene.committee.post(path, NOTICE, headers=KEY).status_code == 401


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_has_1_to_200_characters(scene, key):
    headers = {"Idempotency-Key": key}
    answer = scene.committee.post(f"/rounds/{scene.round}/notices", NOTICE, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_input")
    error = answer.json["errors"][0]
    assert (error["pointer"], error["code"]) == ("/Idempotency-Key", "out_of_range")


@pytest.mark.parametrize("key", ["é", "钥匙".encode().decode("latin-1"), "a b;c,d", "'; DROP"])
def test_any_characters_make_a_key(scene, key):
    path = f"/rounds/{scene.round}/notices"
    first = made(scene.committee.post(path, NOTICE, headers={"Idempotency-Key": key}))
    assert made(scene.committee.post(path, NOTICE, headers={"Idempotency-Key": key})) == first


def test_the_key_of_a_worker_that_died_is_taken_over(scene):
    path = f"/rounds/{scene.round}/notices"
    made(scene.committee.post(path, NOTICE, headers=KEY))
    with transaction():  # as if it had stopped between the claim and the work
        db.session.execute(update(RequestKey).values(status=None, answer=None))
    early = scene.committee.post(path, NOTICE, headers=KEY)
    assert (early.status_code, early.json["code"]) == (409, "in_progress")
    assert is_problem(early)
    with clock.stopped(NOON + timedelta(seconds=61)):
        made(scene.committee.post(path, NOTICE, headers=KEY))


def test_what_was_answered_is_kept_sealed(scene):
    """House codes are shown once; the answer kept for a repeat tells them to nobody else."""
    answer = scene.committee.post(f"/estates/{scene.estate}/house-codes", {}, headers=KEY)
    code = answer.json["items"][0]["code"]
    raw = db.session.connection().exec_driver_sql("SELECT answer FROM request_key").scalars().all()
    assert raw
    assert all(code.encode() not in bytes(each) for each in raw)


@pytest.fixture
def slow(monkeypatch):
    """The desk publishes nothing until told: (at work, go on)."""
    working, go_on, publish = threading.Event(), threading.Event(), notices.publish

    def slowly(*args, **more):
        working.set()
        assert go_on.wait(20)
        return publish(*args, **more)

    monkeypatch.setattr(notices, "publish", slowly)
    return working, go_on


def test_while_the_first_is_running_the_second_waits_or_is_told_so(live, slow):
    """PostgreSQL says 409 at once; SQLite has one writer, so the second waits and is answered."""
    with clock.stopped(NOON):
        world = World(live, Client(live.test_client()))
        path = f"/rounds/{world.open()}/notices"
    on_sqlite, answers = db.engine.dialect.name == "sqlite", {}
    db.session.remove()

    def send(name):
        with clock.stopped(NOON):
            phone = Client(live.test_client(), world.committee.token)
            answers[name] = phone.post(path, NOTICE, headers=KEY)

    first, second = (threading.Thread(target=send, args=[name]) for name in ("first", "second"))
    working, go_on = slow
    first.start()
    assert working.wait(20)
    second.start()
    second.join(0.5 if on_sqlite else 20)
    go_on.set()
    for thread in (first, second):
        thread.join(20)
    send("third")
    told = {name: (a.status_code, a.json.get("code")) for name, a in answers.items()}
    wanted = (201, None) if on_sqlite else (409, "in_progress")
    assert told == {"first": (201, None), "second": wanted, "third": (201, None)}
    assert answers["third"].json == answers["first"].json
    with clock.stopped(NOON):
        assert len(world.committee.get(path).json["items"]) == 1
