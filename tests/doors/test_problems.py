"""Every refusal in one shape: problem+json, a stable code, the reader's language, a request id."""

import logging
import re

import pytest

from api.app import create_app
from models.ids import uuid7
from tests.conftest import settings
from tests.doors.world import is_problem
from tests.make import Client

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def person(world):
    return world.owner_of(world.units[0])


#: what goes wrong → (method, path, more), status, code
REFUSALS = {
    "no token": ("GET", "/me", {"headers": {"Authorization": ""}}, 401, "unauthenticated"),
    "not for this role": ("GET", "/audit", {}, 403, "not_your_role"),
    "no such address": ("GET", "/nothing/here", {}, 404, "not_found"),
    "no such thing": ("GET", f"/rounds/{uuid7()}", {}, 404, "not_found"),
    "no such method": ("DELETE", "/rounds", {}, 405, "method_not_allowed"),
    "too large": ("POST", "/tickets", {"data": b" " * 300_000}, 413, "too_large"),
    "no JSON": (
        "POST",
        "/tickets",
        {"data": b"{", "content_type": "application/json"},
        400,
        "bad_request",
    ),
    "another media type": (
        "POST",
        "/tickets",
        {"data": b"x", "content_type": "text/plain"},
        415,
        "unsupported_media_type",
    ),
    "mistakes": ("POST", "/tickets", {"json": {"text": ""}}, 422, "invalid_input"),
    "wrong code": (
        "POST",
        "/me/memberships",
        {"json": {"house_code": "2222-3333"}},
        422,
        "wrong_house_code",
    ),
}


def refused(person, kind, **more):
    method, path, options, _status, _code = REFUSALS[kind]
    headers = options.get("headers", {}) | more.pop("headers", {})
    return person(method, path, **{**options, **more, "headers": headers})


@pytest.mark.parametrize("kind", sorted(REFUSALS))
def test_a_refusal_is_problem_json_with_a_stable_code(person, kind):
    *_request, status, code = REFUSALS[kind]
    answer = refused(person, kind)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert is_problem(answer)
    assert answer.json["detail"]


@pytest.mark.parametrize("kind", sorted(REFUSALS))
@pytest.mark.parametrize("language", ["zh-CN", "zh", "zh-TW", "fr", "", None, ";q=x,,*"])
def test_who_asks_for_no_english_reads_chinese(person, kind, language):
    problem = refused(person.in_(language), kind).json
    assert CHINESE.search(problem["title"])
    assert CHINESE.search(problem["detail"])
    assert all(CHINESE.search(error["message"]) for error in problem.get("errors", []))


@pytest.mark.parametrize("kind", sorted(REFUSALS))
@pytest.mark.parametrize("language", ["en", "en-GB", "en;q=0.9, zh;q=0.1", "fr, en;q=0.5"])
def test_who_asks_for_english_reads_english(person, kind, language):
    problem = refused(person.in_(language), kind).json
    chinese = refused(person.in_("zh-CN"), kind).json
    sentences = [problem["title"], problem["detail"]]
    sentences += [error["message"] for error in problem.get("errors", [])]
    assert not any(CHINESE.search(sentence) for sentence in sentences)
    assert [e["code"] for e in problem.get("errors", [])] == [
        e["code"] for e in chinese.get("errors", [])
    ]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"text": "x" * 2001}, ["1", "2000"]),
        ({"category": "aliens"}, ["sewer_block"]),
        ({"attachment_ids": [str(uuid7())] * 10}, ["9"]),
    ],
)
def test_a_bound_that_was_passed_is_named_in_both_languages(person, body, said):
    for language in ("en", "zh-CN"):
        errors = person.in_(language).post("/tickets", body).json["errors"]
        (message,) = [e["message"] for e in errors if e["pointer"] == f"/{next(iter(body))}"]
        assert all(fact in message for fact in said), message
        assert bool(CHINESE.search(message)) is (language == "zh-CN")


def test_a_method_that_is_not_served_says_which_are(person):
    allow = refused(person, "no such method").headers["Allow"]
    assert {"GET", "POST"} <= set(allow.split(", "))


def test_who_is_not_known_is_told_how_to_say_who_they_are(client):
    answer = client.get("/me")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_person_who_logs_in_may_still_carry_the_old_token(client):
    for token in ("r.0", "s.run.out"):
        answer = client.as_(token).post("/sessions", {"code": "demo:李某某"})
        assert answer.status_code == 200, answer.json


class TestRequestId:
    @pytest.mark.parametrize("kind", sorted(REFUSALS))
    def test_a_callers_id_comes_back_with_every_refusal(self, person, kind):
        answer = refused(person, kind, headers={"X-Request-ID": "phone-7.a_B"})
        assert answer.headers.getlist("X-Request-ID") == ["phone-7.a_B"]

    def test_a_callers_id_comes_back_with_every_answer(self, person):
        headers = {"X-Request-ID": "abc-123"}
        for path in ("/me", "/openapi.json", "/docs", "/healthz", "/readyz"):
            assert person.get(path, headers=headers).headers["X-Request-ID"] == "abc-123", path

    @pytest.mark.parametrize("given", ["", "x" * 65, "a b", "<script>", "é", "a,b", "名".encode()])
    def test_what_would_spoil_a_log_is_replaced(self, person, given):
        given = given if isinstance(given, str) else given.decode("latin-1")
        answer = person.get("/me", headers={"X-Request-ID": given})
        assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-ID"])

    def test_no_two_requests_share_one(self, person):
        ids = {person.get("/me").headers["X-Request-ID"] for _time in range(20)}
        assert len(ids) == 20


class TestTheUnforeseen:
    """What is our mistake: a request id to ask about, and not a word of what went wrong."""

    @pytest.fixture
    def broken(self, tmp_path):
        app = create_app(settings(f"sqlite:///{tmp_path}/broken.db"))

        @app.get("/api/v1/boom")
        def boom():
            raise RuntimeError("张某某 13800000000 hunter2")

        return Client(app.test_client())

    @pytest.mark.parametrize("language", ["en", "zh-CN"])
    def test_a_500_tells_the_request_id_and_nothing_else(self, broken, language, caplog):
        with caplog.at_level(logging.ERROR):
            answer = broken.in_(language).get("/boom", headers={"X-Request-ID": "ask-me"})
        assert (answer.status_code, answer.json["code"]) == (500, "internal_error")
        assert is_problem(answer)
        assert "ask-me" in answer.json["detail"]
        assert set(answer.json) == {"type", "title", "status", "detail", "code"}
        for secret in ("hunter2", "13800000000", "张某某", "RuntimeError", "Traceback"):
            assert secret not in answer.get_data(as_text=True)
        assert "request_id=ask-me" in caplog.text
        assert "RuntimeError" in caplog.text
        assert not any(secret in caplog.text for secret in ("hunter2", "13800000000", "张某某"))

    def test_a_database_that_is_gone_is_our_trouble_too(self, broken):
        """No table was ever made here: a driver's message names no column to a caller."""
        answer = broken.post("/staff/sessions", {"username": "x", "password": "0123456789"})
        assert (answer.status_code, answer.json["code"]) == (500, "internal_error")
        assert is_problem(answer)
        assert "staff" not in answer.get_data(as_text=True)
