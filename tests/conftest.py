"""One application an engine, one outer transaction a test: the house commits, and nothing stays."""

import tempfile
from datetime import UTC, datetime

import pgserver
import pytest
from flask_migrate import upgrade
from sqlalchemy import event

from api.app import create_app
from api.settings import Account, Settings
from models import clock
from models.base import db
from models.ids import uuid7
from tests import make

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)  # 12:00 in Shanghai, a Friday
KEY = b"a-key-for-tests-only-0123456789abcdef"


def settings(url, **more):
    more.setdefault("official", Account(token="sanwen-demo-token"))
    return Settings(database_url=url, secret_key=KEY, data_key=KEY, **more)


def served(url, **more):
    app = create_app(settings(url, **more))
    app.testing = True
    with app.app_context():
        upgrade()
    return app


@pytest.fixture(scope="session")
def postgres():
    """A real PostgreSQL server, brought by the package index.

    Not below pytest's own folder: sessions that run side by side tidy that up for each other.
    """
    with tempfile.TemporaryDirectory(prefix="sanwen-pg-", ignore_cleanup_errors=True) as folder:
        server = pgserver.get_server(folder, cleanup_mode="stop")
        yield server
        server.cleanup()


@pytest.fixture(scope="session")
def postgres_app(postgres):
    app = served(postgres.get_uri().replace("postgresql://", "postgresql+psycopg://"))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_app(tmp_path_factory):
    app = served(f"sqlite:///{tmp_path_factory.mktemp('sqlite')}/sanwen.db")
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request):
    """The application on each engine, every test in a savepoint that is rolled back."""
    name = "sqlite_app" if request.param == "sqlite" else "postgres_app"
    served_app = request.getfixturevalue(name)
    with served_app.app_context():
        engine = db.engines[None]
        with engine.connect() as connection:
            outer = connection.begin()
            db.engines[None] = connection  # Flask-SQLAlchemy binds sessions through this mapping
            db.session.remove()
            db.session.configure(join_transaction_mode="create_savepoint")
            yield served_app
            db.session.remove()
            outer.rollback()
        db.engines[None] = engine


@pytest.fixture
def at_noon():
    """Time stands at noon of Friday 2026-11-20 in Shanghai."""
    with clock.stopped(NOON):
        yield NOON


@pytest.fixture
def client(app, at_noon):
    """An HTTP client with ``as_(token)`` for the bearer header."""
    return make.Client(app.test_client())


@pytest.fixture
def world(app, at_noon, client):
    """An estate with units, staff of every role, and residents; see ``tests/make.py``."""
    return make.World(app, client)


@pytest.fixture
def statements(app):
    """Every SQL statement that is sent, as text (savepoints of the fixture left out)."""
    seen = []

    def note(conn, cursor, statement, *rest):
        if "SAVEPOINT" not in statement:
            seen.append(statement)

    event.listen(db.engines[None], "before_cursor_execute", note)
    yield seen
    event.remove(db.engines[None], "before_cursor_execute", note)


@pytest.fixture(params=["sqlite", "postgresql"])
def live(request, tmp_path):
    """An application on a database of its own, with real commits: for what races and restarts."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/live.db"
    else:
        server = request.getfixturevalue("postgres")
        name = f"live_{uuid7().hex}"
        server.psql(f"CREATE DATABASE {name};")
        url = server.get_uri(name).replace("postgresql://", "postgresql+psycopg://")
    app = served(url)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
