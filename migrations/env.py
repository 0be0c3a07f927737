"""Migrations run on the connection of the application that asks for them."""

from alembic import context
from flask import current_app
from sqlalchemy import types

from models.base import Instant
from models.sealed import Sealed
from models.tables import metadata


def render_item(kind: str, item: object, autogen_context: object) -> str | bool:
    """Our column types are written as what the database sees, so that a migration stands alone."""
    if kind == "type" and isinstance(item, Sealed):
        return "sa.LargeBinary()"
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, types.Enum):
        members = ", ".join(map(repr, item.enums))
        held = "native_enum=False, create_constraint=True, length=32"
        return f"sa.Enum({members}, name={item.name!r}, {held})"
    return False


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET lock_timeout = '4s'")
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_item=render_item,
            render_as_batch=True,
            compare_type=False,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
