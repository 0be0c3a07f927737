"""Logging in: the password, the second factor, sessions that end, forms that are ours."""

from datetime import timedelta

import pyotp
import pytest

from models import clock
from models.audit import AuditEntry
from models.base import db
from models.jobs import Job
from models.kinds import Role
from tests.api.console.browsing import PASSWORD, Browser, account, forget_request, sit
from tests.conftest import NOON, served
from tests.make import DIVISION


@pytest.fixture
def bureau():
    return account(Role.BUREAU, division=DIVISION)


@pytest.fixture
def browser(app, at_noon):
    return Browser(app)


def test_without_a_log_in_every_page_leads_to_it(browser):
    answer = browser.get("/console/jobs")
    assert answer.status_code == 303
    assert answer.location == "/console/log-in?to=/console/jobs"


def test_the_password_opens_the_console(browser, bureau):
    answer = browser.log_in(bureau)
    assert (answer.status_code, answer.location) == (303, "/console/")
    assert browser.get("/console/").status_code == 200
    assert db.session.query(AuditEntry).filter_by(action="POST /console/log-in").count() == 1


def test_a_wrong_password_is_said_and_opens_nothing(browser, bureau):
    answer = browser.log_in(bureau, "wrong wrong wrong")
    assert answer.status_code == 401
    assert "密码" in answer.get_data(as_text=True)
    assert browser.get("/console/").status_code == 303


def test_ten_wrong_passwords_lock_the_account(browser, bureau):
    for _n in range(10):
        browser.log_in(bureau, "wrong wrong wrong")
    assert browser.log_in(bureau).status_code == 429


def test_one_is_led_back_to_where_one_wanted_to_go_but_never_elsewhere(browser, bureau):
    for to, there in (
        ("/console/jobs", "/console/jobs"),
        ("https://evil.example/console/", "/console/"),
        ("//evil.example/console/", "/console/"),
        ("/console/\\evil.example", "/console/"),
    ):
        answer = browser.send(
            "/console/log-in", "/console/log-in", username=bureau, password=PASSWORD, to=to
        )
        assert answer.location == there


def test_a_session_ends_half_an_hour_after_the_last_request(app, bureau):
    with clock.stopped(NOON):
        browser = Browser(app)
        browser.log_in(bureau)
    with clock.stopped(NOON + timedelta(minutes=29)):
        assert browser.get("/console/").status_code == 200
    with clock.stopped(NOON + timedelta(minutes=58)):
        assert browser.get("/console/").status_code == 200  # it was used in between
    with clock.stopped(NOON + timedelta(minutes=89)):
        assert browser.get("/console/").status_code == 303


def test_a_session_ends_twelve_hours_after_its_beginning_however_busy(app, bureau):
    with clock.stopped(NOON):
        browser = Browser(app)
        browser.log_in(bureau)
    for quarter in range(1, 48):
        with clock.stopped(NOON + timedelta(minutes=15 * quarter)):
            assert browser.get("/console/account").status_code == 200
    with clock.stopped(NOON + timedelta(hours=12, minutes=1)):
        assert browser.get("/console/account").status_code == 303


def test_who_has_logged_out_is_out_even_with_the_old_cookie(app, at_noon, bureau):
    browser = Browser(app)
    browser.log_in(bureau)
    stolen = browser.http.get_cookie("sanwen_desk", path="/console/").value
    browser.send("/console/log-out", "/console/account")
    thief = Browser(app)
    thief.http.set_cookie("sanwen_desk", stolen, path="/console/")
    assert thief.get("/console/").status_code == 303


def test_a_form_that_is_not_ours_changes_nothing(browser, bureau):
    browser.log_in(bureau)
    answer = browser.http.post("/console/log-out", data={})
    assert answer.status_code == 303
    answer = browser.http.post(f"/console/office/{clock.now():%f}", data={"csrf_token": "made-up"})
    assert answer.status_code in {404, 405}


def test_a_post_without_the_token_is_refused(world, app, at_noon):
    browser = sit(app, Role.COMMITTEE, estates=[world.estate])
    for token in ({}, {"csrf_token": "made-up"}):
        forget_request()
        answer = browser.http.post(f"/console/office/{world.estate}/letters", data=token)
        assert answer.status_code == 403
    assert db.session.query(Job).count() == 0


def test_a_residents_token_opens_no_page(world, app):
    owner = world.owner_of(world.units[0])
    answer = (
        owner.get("/api/../console/")
        if False
        else app.test_client().get("/console/", headers={"Authorization": f"Bearer {owner.token}"})
    )
    assert answer.status_code == 303


def test_every_page_forbids_foreign_scripts_and_frames(browser):
    headers = browser.get("/console/log-in").headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_cookie_is_for_the_console_alone_and_for_no_script(browser):
    cookie = browser.get("/console/log-in").headers["Set-Cookie"]
    for part in ("HttpOnly", "Path=/console/", "SameSite=Lax"):
        assert part in cookie


class TestSecondFactor:
    """RFC 6238: where an account has an authenticator, its code is asked for everywhere."""

    @pytest.fixture
    def secret(self, browser, bureau):
        browser.log_in(bureau)
        browser.get("/console/enrol")
        with browser.http.session_transaction("/console/") as kept:
            secret = kept["secret"]
        code = pyotp.TOTP(secret).at(NOON)
        answer = browser.send("/console/enrol", "/console/enrol", code=code)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return secret

    def test_the_password_alone_opens_nothing_any_more(self, app, bureau, secret):
        other = Browser(app)
        other.log_in(bureau)
        assert other.get("/console/").location == "/console/code"

    def test_the_code_opens_and_works_once(self, app, bureau, secret):
        later = NOON + timedelta(seconds=60)
        with clock.stopped(later):
            code = pyotp.TOTP(secret).at(later)
            first, second = Browser(app), Browser(app)
            for each in (first, second):
                each.log_in(bureau)
            assert first.send("/console/code", code=code).status_code == 303
            assert first.get("/console/").status_code == 200
            assert second.send("/console/code", code=code).status_code == 401
            assert second.get("/console/").location == "/console/code"

    def test_wrong_codes_are_counted_and_lock(self, app, bureau, secret):
        other = Browser(app)
        other.log_in(bureau)
        answers = [other.send("/console/code", code="000000").status_code for _n in range(11)]
        assert answers[:10] == [401] * 10
        assert answers[10] == 429

    def test_the_api_asks_for_the_code_too(self, client, bureau, secret):
        told = {"username": bureau, "password": PASSWORD}
        answer = client.post("/staff/sessions", told)
        assert (answer.status_code, answer.json["code"]) == (401, "code_needed")
        with clock.stopped(NOON + timedelta(seconds=90)):
            code = pyotp.TOTP(secret).at(NOON + timedelta(seconds=90))
            assert client.post("/staff/sessions", {**told, "code": code}).status_code == 200

    def test_an_authenticator_once_set_up_cannot_be_swapped_by_whoever_sits_there(
        self, app, browser, bureau, secret
    ):
        browser.get("/console/enrol")
        with browser.http.session_transaction("/console/") as kept:
            other = kept["secret"]
        code = pyotp.TOTP(other).at(NOON)
        assert browser.send("/console/enrol", code=code).status_code == 401

    def test_in_live_mode_everybody_must_set_one_up(self, tmp_path, at_noon):
        live = served(f"sqlite:///{tmp_path}/live.db", wechat="live")
        with live.app_context():
            browser = Browser(live)
            browser.http.environ_base["wsgi.url_scheme"] = "https"
            name = account(Role.BUREAU, division=DIVISION)
            page = browser.http.get("/console/log-in", base_url="https://localhost")
            token = page.get_data(as_text=True).split('csrf_token" value="')[1].split('"')[0]
            answer = browser.http.post(
                "/console/log-in",
                data={"csrf_token": token, "username": name, "password": PASSWORD},
                base_url="https://localhost",
                headers={"Referer": "https://localhost/console/log-in"},
            )
            assert answer.status_code == 303, answer.get_data(as_text=True)
            home = browser.http.get("/console/", base_url="https://localhost")
            assert home.location == "/console/enrol"
            db.session.remove()
            db.engine.dispose()
