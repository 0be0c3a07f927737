"""What every command does alike: one transaction, and mistakes said as sentences."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from api.words import say
from models.base import transaction
from models.errors import SanwenError


@contextmanager
def one_transaction() -> Iterator[None]:
    """Commit when the block ends. A mistake becomes its sentences on stderr and exit code 1."""
    try:
        with transaction():
            yield
    except SanwenError as error:
        lines = [say(error.title, error.facts), say(error.detail, error.facts)]
        lines += [
            f"{fault.pointer}: {say(fault.message, dict(fault.facts))}" for fault in error.faults
        ]
        raise click.ClickException("\n".join(lines)) from error
