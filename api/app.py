"""The application factory: settings in, one Flask app out."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import Migrate

from api import (
    access_log,
    attachments,
    audit,
    ballots,
    cli,
    clock,
    codes,
    docs,
    edge,
    estates,
    faces,
    fieldwork,
    forms,
    health,
    hotline,
    installation,
    live,
    me,
    meetings,
    memberships,
    messages,
    notices,
    open311,
    oversight,
    problems,
    results,
    rounds,
    rule_sets,
    service,
    sessions,
    site_boards,
    staff,
    tickets,
    words,
    works,
)
from api.console import desks as console
from api.settings import Settings
from api.tokens import Tokens
from bot.dialogue import callbacks, policy
from bot.understanding import classifier
from bot.understanding.versions import Shelf
from models import sealed
from models.base import db

#: every blueprint of the public API; its schemas stand above its views
SUBJECTS: tuple[Any, ...] = (
    estates,
    rounds,
    ballots,
    results,
    live,
    notices,
    rule_sets,
    oversight,
    works,
    site_boards,
    fieldwork,
    meetings,
    service,
    sessions,
    me,
    memberships,
    staff,
    attachments,
    audit,
    forms,
    tickets,
    hotline,
    messages,
)


class App(Flask):
    """Flask without asynchronous views: nothing to look for at every call."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(settings: Settings) -> Flask:
    """One application for ``settings``: database, every door, commands, and the clock if inline."""
    app = App("sanwen", static_folder=None)
    app.config.update(
        API_TITLE="Sanwen 三问",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings.database_url),
        JSON_SORT_KEYS=False,
        SANWEN_DEMO=settings.is_demo,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions["sanwen.settings"] = settings
    app.extensions["sanwen.tokens"] = Tokens(settings.secret_key)
    app.extensions["sanwen.say"] = words.say  # the dialogue lies below and may not import it
    sealed.use(sealed.Keyring(settings.data_key, settings.crypto))
    classifier.use(Shelf(Path(settings.models)).in_service())
    policy.library(settings.answers)  # an answer that is wrong stops the start, not a talk
    db.init_app(app)
    Migrate(app, db, directory=str(cli.MIGRATIONS), render_as_batch=True)
    codes.register(app, settings)
    edge.register(app)
    access_log.register(app)
    problems.register(app)
    api = problems.Api(app, spec_kwargs=docs.SPEC)
    app.extensions["sanwen.api"] = api
    _open_doors(app, api)
    console.register(app, settings)
    cli.register(app)
    installation.check(app, settings)
    if settings.clock == "inline" and os.environ.get("FLASK_RUN_FROM_CLI") != "true":
        clock.start_inline(app)
    return app


def _open_doors(app: Flask, api: problems.Api) -> None:
    """The public API's blueprints, and the doors that are pages or callbacks."""
    docs.describe(api)
    for subject in SUBJECTS:
        api.register_blueprint(subject.blp)
    for door in (docs, health, faces, callbacks, open311):
        app.register_blueprint(door.pages)


def _engine_options(url: str) -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {"pool_size": 32, "max_overflow": 32}
    return {"pool_size": 16, "max_overflow": 4, "pool_pre_ping": False, "pool_recycle": 1800}
