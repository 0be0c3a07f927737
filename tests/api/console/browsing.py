"""A browser at the console, without a browser: cookies, form tokens, pages as text."""

import re

import flask

from models import clock
from models.base import db, transaction
from models.ids import uuid7
from models.kinds import Role
from models.passwords import hashed
from models.people import Staff, StaffEstate

PASSWORD = "correct horse battery"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def forget_request():
    """Tests keep one application context; what Flask-WTF keeps in it belongs to one request."""
    for name in ("csrf_token", "csrf_valid"):
        flask.globals.app_ctx.g.pop(name, None)


def account(role=Role.BUREAU, *, division=None, estates=(), office_id=None):
    """An account that can log in; its user name."""
    name = f"{role}-{uuid7().hex[-8:]}"
    with transaction():
        made = Staff(
            username=name,
            password_hash=hashed(PASSWORD),
            role=role,
            division=division,
            office_id=office_id,
            created_at=clock.now(),
        )
        db.session.add(made)
        db.session.flush()
        for estate_id in estates:
            db.session.add(StaffEstate(staff_id=made.id, estate_id=estate_id))
    return name


class Browser:
    """A test client that keeps its cookie and sends forms as a browser does."""

    def __init__(self, app):
        self.http = app.test_client()

    def get(self, path, **more):
        forget_request()
        return self.http.get(path, **more)

    def token(self, path="/console/log-in"):
        page = self.get(path)
        found = TOKEN.search(page.get_data(as_text=True))
        return found.group(1) if found else ""

    def send(self, path, seen=None, **fields):
        """POST a form that stands on the page ``seen``."""
        data = {"csrf_token": self.token(seen or path), **fields}
        forget_request()
        return self.http.post(path, data=data, content_type="multipart/form-data")

    def log_in(self, username, password=PASSWORD):
        return self.send("/console/log-in", "/console/log-in", username=username, password=password)


def sit(app, role=Role.BUREAU, **reach):
    """A browser that is logged in."""
    browser = Browser(app)
    answer = browser.log_in(account(role, **reach))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return browser
