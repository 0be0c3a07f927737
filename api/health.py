"""Does the process live, and can it work? For load balancers; no token."""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from api.cli import MIGRATIONS
from models.base import db, transaction

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@pages.get("/readyz")
def ready() -> tuple[Response, int]:
    """The database answers and stands at the newest migration; 503 with the reason otherwise."""
    try:
        with transaction(reads_only=True):
            current = MigrationContext.configure(db.session.connection()).get_current_revision()
    except SQLAlchemyError:
        return jsonify(status="database unreachable"), 503
    if current != ScriptDirectory(str(MIGRATIONS)).get_current_head():
        return jsonify(status="migrations pending: flask --app wsgi db upgrade"), 503
    return jsonify(status="ok"), 200
