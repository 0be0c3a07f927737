"""The database: its session, its column types, its naming, its one commit."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    CursorResult,
    DateTime,
    Dialect,
    Enum,
    Executable,
    MetaData,
    TypeDecorator,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, Session, registry

from models.errors import SanwenError

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)  # SQLite forgets the zone


def kind(members: type[StrEnum], name: str | None = None) -> Enum:
    """A column of one of ``members``: its value, held by a CHECK; no native type to migrate.

    ``name`` is needed where a table has two columns of the same kind.
    """
    return Enum(
        members,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda of: [member.value for member in of],
    )


class Base(DeclarativeBase):
    """Every table's base. Plain SQLAlchemy: Flask-SQLAlchemy lends the session, nothing more."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={
            datetime: Instant(),
            int: BigInteger(),
            StrEnum: kind(StrEnum),
        },
    )


db = SQLAlchemy(model_class=Base)


def insert(table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """INSERT that may say ON CONFLICT, which both our databases know under the same words."""
    if db.engine.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def dialect() -> str:
    """``postgresql`` or ``sqlite``: for statements that are made once for each."""
    return db.engine.dialect.name


def run(
    statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] = ()
) -> CursorResult[Any]:
    """Execute a statement on tables, in the session's transaction but past its objects.

    For the few paths that must be fast: rows come as plain values, and nothing waits to be flushed.
    """
    return db.session.connection().execute(statement, values or None)


_reads_only: ContextVar[bool] = ContextVar("reads_only", default=False)


@event.listens_for(Engine, "connect")
def _set_up(connection: object, record: object) -> None:
    """SQLite forgets foreign keys and its patience unless told, each time."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # we say BEGIN ourselves, below
    for pragma in (
        "busy_timeout = 60000",
        "journal_mode = WAL",
        "synchronous = FULL",  # a ballot that was acknowledged survives a power cut
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """A SQLite writer takes its place in the queue at once.

    A transaction that reads first and writes later is refused with "database is locked" when
    another wrote in between, however long it would have waited. BEGIN IMMEDIATE waits instead.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN" if _reads_only.get() else "BEGIN IMMEDIATE")


@contextmanager
def transaction(*, reads_only: bool = False) -> Iterator[None]:
    """Commit when the block ends, roll back when it raises. Nothing else in the house commits.

    An error that ``keeps`` (a wrong house code: the attempt must count) commits and goes on.
    ``reads_only`` lets SQLite readers pass the queue of writers.
    """
    token = _reads_only.set(reads_only)
    try:
        yield
        db.session.commit()
    except SanwenError as error:
        if error.keeps:
            db.session.commit()
        else:
            db.session.rollback()
        raise
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _reads_only.reset(token)


@contextmanager
def aside() -> Iterator[Session]:
    """A short transaction of its own, beside the caller's and on another connection.

    What it writes stays, whatever becomes of the caller's. On SQLite, which has one writer, it
    must not be opened by somebody who is writing: it would wait for its own caller.
    """
    token = _reads_only.set(False)
    try:
        joined = Session(db.engine, join_transaction_mode="create_savepoint")
        with joined as session, session.begin():
            yield session
    finally:
        _reads_only.reset(token)
