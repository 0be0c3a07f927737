"""Somebody who is logged in at the console: a browser without a screen."""

import re
import secrets
from html import unescape

from flask import g  # noqa: TID251  # flask_wtf keeps its token there

from models import clock
from models.base import db, transaction
from models.people import StaffSession
from models.sealed import fingerprint
from surveys import staff_sessions

CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')


class Sitting:
    """``get`` and ``post`` below ``/console``, with the cookie of a session that is complete."""

    def __init__(self, app, bearer, *, language="en"):
        """``bearer``: the token that ``make_staff`` gave, of the account that sits here."""
        _kind, staff_id = app.extensions["sanwen.tokens"].read(bearer, clock.now())
        token = secrets.token_urlsafe(32)
        with transaction():
            db.session.add(
                StaffSession(
                    token_hash=fingerprint(staff_sessions.KIND, token),
                    staff_id=staff_id,
                    complete=True,
                    created_at=clock.now(),
                    seen_at=clock.now(),
                )
            )
        self.staff_id = staff_id
        self.http = app.test_client()
        self.headers = {"Accept-Language": language}
        with self.http.session_transaction("/console/") as session:
            session["token"] = token

    def get(self, path, *, part=False, **query):
        """A page; ``part``: as htmx asks for it."""
        return self.http.get(
            f"/console{path}", query_string=query, headers=self._headers(htmx=part)
        )

    def read(self, path, **query):
        """The text of a page that must be there."""
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.text
        return unescape(answer.text)

    def csrf(self, page="/account"):
        """The token of the forms of a page."""
        return CSRF.search(self.get(page).text).group(1)

    def post(self, path, *, csrf=None, htmx=False, **form):
        """Send a form; with the right token unless another is given ("" for none)."""
        token = self.csrf() if csrf is None else csrf
        form |= {"csrf_token": token} if token else {}
        return self.http.post(f"/console{path}", data=form, headers=self._headers(htmx=htmx))

    def _headers(self, *, htmx):
        # the fixture's application context outlives a request, and with it what flask_wtf keeps
        # in ``g``: without this one browser would be given the token of another
        g.pop("csrf_token", None)
        return self.headers | ({"HX-Request": "true"} if htmx else {})
