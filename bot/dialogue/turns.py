"""One message in, one answer out: what the bot does with what it understood.

In danger the card with the numbers comes first and nothing is asked. Whatever else a report lacks,
it is written down at once: a person who never answers the question back is still heard.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from bot.dialogue import memory, places, replies
from bot.dialogue.memory import Unplaced
from bot.dialogue.replies import Line
from bot.tickets import intake
from bot.tickets.advice import advice_for
from bot.tickets.lifecycle import RUNNING
from bot.understanding.read import read
from bot.understanding.reading import Reading
from models.actor import Actor
from models.base import db
from models.kinds import TicketSource, Urgency
from models.listening import Ticket
from models.places import Estate

CLEAR = 0.95  # below it a sentence after our question is taken for its answer
#: an emergency's place, sent unasked, comes soon after
SOON = timedelta(minutes=30)
LEAST_LETTERS = 2  # 漏水 is a report; one character, or a smile, is not
LEAST_OF_SENTENCE = 4  # of what we do not understand
SMALL_TALK = frozenset({"progress", "greeting", "thanks"})
HELP_WORDS = frozenset({"帮助", "help", "?", "？", "菜单", "怎么用"})
_NUMBER = re.compile(r"(\d{8})-?(\d{4,6})-?(\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Said:
    """A message with everything that is known about it."""

    text: str
    reading: Reading
    by: Actor
    person: str  # fingerprint of the openid
    source: TicketSource
    at: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """The answer, and the ticket it is about."""

    lines: Sequence[Line]
    ticket: Ticket | None = None


def take(text: str, by: Actor, person: str, *, source: TicketSource, at: datetime) -> Turn:
    """Answer one message of ``by``."""
    said = Said(text, read(text), by, person, source, at)
    if said.reading.urgency is Urgency.P0:
        return _emergency(said)
    if text.lower() in HELP_WORDS:
        return Turn([Line(replies.HELP)])
    open_matter = memory.recall(person, at)
    answered = _placed(said, open_matter) if open_matter else None
    if answered is not None:
        return answered
    if _letters(text) < LEAST_LETTERS:
        return Turn([Line(replies.HELP)])
    return INTENTS.get(said.reading.intent, _other)(said)


def _emergency(said: Said) -> Turn:
    estate, _choices = _place_of(said)
    ticket = _open(said, estate)
    if estate is None:
        memory.keep(said.person, Unplaced(ticket.id, asked=False), said.at)
    return Turn([*_card(ticket), *replies.noted(ticket)], ticket)


def _report(said: Said, category: str | None = None) -> Turn:
    estate, choices = _place_of(said)
    ticket = _open(said, estate, category)
    lines = replies.noted(ticket)
    if estate is None:
        wanted = tuple(choice.id for choice in choices)
        memory.keep(said.person, Unplaced(ticket.id, asked=True, choices=wanted), said.at)
        lines = [lines[0], *replies.which_estate(choices)]
    return Turn(lines, ticket)


def _ask(said: Said) -> Turn:
    return _report(said, "policy_query")


def _progress(said: Said) -> Turn:
    mine = select(Ticket).where(Ticket.requester_id == said.by.id)
    number = _NUMBER.search(unicodedata.normalize("NFKC", said.text))
    if number:
        mine = mine.where(Ticket.number == "-".join(number.groups()))
    ticket = db.session.scalars(mine.order_by(Ticket.id.desc()).limit(1)).one_or_none()
    if ticket is None:
        return Turn([Line(replies.NO_TICKET)])
    return Turn(replies.standing(ticket), ticket)


def _greeting(_said: Said) -> Turn:
    return Turn([Line(replies.WELCOME), Line(replies.HELP)])


def _thanks(_said: Said) -> Turn:
    return Turn([Line(replies.THANKS)])


def _vote(_said: Said) -> Turn:
    return Turn([Line(replies.VOTE)])


def _other(said: Said) -> Turn:
    """What we do not understand a person reads, if there is enough to read."""
    if _letters(said.text) < LEAST_OF_SENTENCE:
        return Turn([Line(replies.HELP)])
    return _report(said)


INTENTS: Mapping[str, Callable[[Said], Turn]] = {
    "report": _report,
    "ask": _ask,
    "progress": _progress,
    "greeting": _greeting,
    "thanks": _thanks,
    "vote": _vote,
    "survey": _vote,
}


def _placed(said: Said, matter: Unplaced) -> Turn | None:
    """The message as an answer to "which estate?"; None where it is something else."""
    ticket = db.session.get(Ticket, matter.ticket, with_for_update=True)
    if ticket is None or ticket.estate_id is not None or ticket.state not in RUNNING:
        memory.forget(said.person)
        return None
    estate = _chosen(said, matter)
    if estate is None:
        return _left_to_a_person(said, matter, ticket)
    if not matter.asked and said.at - ticket.created_at > SOON:
        return None
    memory.forget(said.person)
    intake.place(ticket, estate, note=said.text, by=said.by, at=said.at)
    here = Line(replies.PLACED, {"number": ticket.number, "estate": estate.name})
    card = _card(ticket) if ticket.urgency is Urgency.P0 else []  # now with the numbers there
    more = _report(said) if _is_another(said, ticket) else Turn([], ticket)
    return Turn([*card, here, *replies.noted(ticket)[1:], *more.lines], more.ticket)


def _left_to_a_person(said: Said, matter: Unplaced, ticket: Ticket) -> Turn | None:
    """We asked once and did not understand: nobody is asked twice."""
    if not matter.asked or said.reading.intent in SMALL_TALK or _is_another(said, ticket):
        return None
    memory.forget(said.person)
    intake.remark(ticket, said.text, by=said.by, at=said.at)
    return Turn([Line(replies.STILL_UNPLACED, {"number": ticket.number})], ticket)


def _is_another(said: Said, ticket: Ticket) -> bool:
    """Does the message clearly tell of something else than ``ticket``?"""
    reading = said.reading
    clear = reading.intent == "report" and reading.confidence >= CLEAR
    return clear and reading.category != ticket.category


def _chosen(said: Said, matter: Unplaced) -> Estate | None:
    digits = "".join(c for c in unicodedata.normalize("NFKC", said.text) if c.isdecimal())
    if matter.choices and len(said.text) <= 4 and digits.isascii() and digits:
        chosen = int(digits)
        return _estate(matter.choices[chosen - 1]) if 1 <= chosen <= len(matter.choices) else None
    named = places.estates_named_in(said.text)
    return named[0] if len(named) == 1 else None


def _place_of(said: Said) -> tuple[Estate | None, Sequence[Estate]]:
    """The estate that is meant, or those among which to choose."""
    homes = places.homes_of(said.by.id)
    if len(homes) == 1:
        return homes[0], ()
    named = places.estates_named_in(said.text)
    if len(named) == 1:
        return named[0], ()
    return None, named or homes[: places.MOST_CHOICES]


def _open(said: Said, estate: Estate | None, category: str | None = None) -> Ticket:
    return intake.open_ticket(
        said.text,
        said.reading,
        estate=estate,
        source=said.source,
        requester=said.by.id,
        anonymous=False,
        by=said.by,
        at=said.at,
        category=category,
    )


def _card(ticket: Ticket) -> list[Line]:
    return replies.danger(advice_for(ticket.category, ticket.division))


def _letters(text: str) -> int:
    return sum(character.isalpha() for character in text)


def _estate(estate_id: UUID) -> Estate | None:
    return db.session.get(Estate, estate_id)
