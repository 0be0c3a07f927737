"""``flask staff``: accounts at the desk, made, given another password, closed."""

import os
from uuid import UUID

import click

from api.commands import console
from models import clock
from models.actor import STAFF
from models.kinds import Role
from models.people import Staff
from surveys import staff, staff_sessions

ROLES = click.Choice(sorted(role.value for role in STAFF))


@click.group("staff")
def group() -> None:
    """Accounts at the desk."""


@group.command()
@click.option("--username", required=True)
@click.option("--role", type=ROLES, required=True)
@click.option("--division", help="GB/T 2260, up to 12 digits: reaches all below it.")
@click.option("--estate", "estates", type=click.UUID, multiple=True, help="May be repeated.")
@click.option("--office", "office_id", type=click.UUID, help="The handling office it works for.")
def create(
    username: str,
    role: str,
    division: str | None,
    estates: tuple[UUID, ...],
    office_id: UUID | None,
) -> None:
    """Make an account. The password comes from SANWEN_STAFF_PASSWORD or a prompt."""
    password = _password()
    wanted = staff.NewStaff(username, password, Role(role), division, frozenset(estates), office_id)
    with console.one_transaction():
        at = clock.now()
        account = staff.create(wanted, at=at)
        _note("staff create", account)
        click.echo(str(account.id))


@group.command()
@click.option("--username", required=True)
def password(username: str) -> None:
    """Give an account another password, from SANWEN_STAFF_PASSWORD or a prompt; unlocks it."""
    new = _password()
    with console.one_transaction():
        _note("staff password", staff.set_password(username, new))


@group.command()
@click.option("--username", required=True)
def disable(username: str) -> None:
    """Close an account. Its tokens work no more."""
    with console.one_transaction():
        _note("staff disable", staff.disable(username, at=clock.now()))


@group.command()
@click.option("--username", required=True)
def authenticator(username: str) -> None:
    """Let an account set up its authenticator anew (a lost phone). Its sessions end."""
    with console.one_transaction():
        _note("staff authenticator", staff_sessions.drop_authenticator(username))


def _password() -> str:
    """Never an argument: those are seen by everybody on the machine, and kept by the shell."""
    given = os.environ.get("SANWEN_STAFF_PASSWORD")
    if given is not None:
        return given
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed


def _note(action: str, account: Staff) -> None:
    console.note(action, f"/staff/{account.id}", at=clock.now())
