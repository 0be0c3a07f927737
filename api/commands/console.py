"""What every command does alike: one transaction, and mistakes said as sentences."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

import click

from api.words import say
from models.actor import Actor, Reach
from models.audit import AuditEntry
from models.base import db, transaction
from models.errors import SanwenError
from models.kinds import Role

CONSOLE = Actor(UUID(int=0), Role.ADMIN, Reach(division=""))  # who runs commands reaches all


@contextmanager
def one_transaction() -> Iterator[None]:
    """Commit when the block ends. A mistake becomes its sentences on stderr and exit code 1."""
    try:
        with transaction():
            yield
    except SanwenError as error:
        raise click.ClickException(sentences(error)) from error


def sentences(error: SanwenError) -> str:
    """A mistake as lines of text: what, what to do, and where."""
    lines = [say(error.title, error.facts), say(error.detail, error.facts)]
    lines += [f"{fault.pointer}: {say(fault.message, dict(fault.facts))}" for fault in error.faults]
    return "\n".join(lines)


def note(action: str, subject: str, *, at: datetime) -> None:
    """The audit entry of a command that changed something."""
    db.session.add(
        AuditEntry(
            at=at,
            by=CONSOLE.id,
            role=CONSOLE.role,
            division=CONSOLE.reach.division,
            action=action,
            subject=subject,
            address="console",
            request_id="",
        )
    )
