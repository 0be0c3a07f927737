"""Reporting: written down at once, then asked what is missing, one question, and never twice.

    report ─ estate unknown ─→ WhichEstate ─ named or chosen ─→ placed ─→ MoreAbout
       │                            └ not understood ─→ a person looks
       └ what it is unclear ─→ WhichKind ─ chosen ─→ to that office ─→ MoreAbout
                                    └ not understood ─→ the triage desk has it

In danger the card with the numbers comes first and nothing is asked. A person who never answers a
question is heard all the same.
"""

from collections.abc import Sequence
from uuid import UUID

from bot.dialogue import digits, memory, places, replies, supplements
from bot.dialogue.opening import Place
from bot.dialogue.replies import Line
from bot.dialogue.said import Said, Turn
from bot.dialogue.topics import (
    SOON,
    MoreAbout,
    StandsAt,
    Topic,
    Unexplained,
    WhichEstate,
    WhichKind,
)
from bot.tickets import clarify, intake
from bot.tickets.advice import advice_for
from bot.tickets.lifecycle import RUNNING
from bot.understanding.reading import Reading
from models.base import db
from models.kinds import Urgency
from models.listening import Ticket

CLEAR = 0.95  # below it a sentence after our question is taken for its answer
LIKELY = 0.05  # less is not worth a line of the question
QUESTION = "policy_query"
SMALL_TALK = frozenset({"progress", "greeting", "thanks", "vote", "survey"})


def emergency(said: Said, before: Topic | None = None) -> Turn:
    """The card, then the number; other matters of the same message are written down too."""
    estate, _choices = _place_of(said, before)
    tickets = _open_all(said, estate)
    if estate is None:
        unplaced = tuple(str(ticket.id) for ticket in tickets)
        memory.keep(said.person, WhichEstate(unplaced, asked=False), said.at)
    else:
        memory.keep(said.person, MoreAbout(str(tickets[0].id)), said.at)
    noted = [line for ticket in tickets for line in replies.noted(ticket)]
    return Turn([*_card(tickets[0]), *noted], tickets[0])


def report(said: Said, before: Topic | None = None, category: str | None = None) -> Turn:
    """Write it down; ask where, or else what, if that is not known.

    ``before``: pictures and a place that came first, or the board that was scanned.
    ``category``: what the caller knows it to be.
    """
    estate, choices = _place_of(said, before)
    tickets = _open_all(said, estate, category)
    first = tickets[0]
    if isinstance(before, Unexplained):
        supplements.add(first, before.media, before.spot, said)
    noted = [line for ticket in tickets for line in replies.noted(ticket)]
    if estate is None:
        unplaced = tuple(str(ticket.id) for ticket in tickets)
        wanted = tuple(str(choice.id) for choice in choices)
        memory.keep(said.person, WhichEstate(unplaced, asked=True, choices=wanted), said.at)
        numbers = [Line(replies.NOTED, {"number": ticket.number}) for ticket in tickets]
        return Turn([*numbers, *replies.which_estate(choices)], first)
    return Turn([*noted, *_next(first, said, said.reading)], first)


def placed(said: Said, topic: WhichEstate) -> Turn | None:
    """The message as an answer to "which estate?"; None where it is something else."""
    tickets = [_running(ticket) for ticket in topic.tickets]
    waiting = [each for each in tickets if each is not None and each.estate_id is None]
    if not waiting:
        memory.forget(said.person)
        return None
    estate = _chosen(said, topic)
    if estate is None:
        return _left_to_a_person(said, topic, waiting)
    if not topic.asked and said.at - waiting[0].created_at > SOON:
        return None
    memory.forget(said.person)
    for ticket in waiting:
        intake.place(ticket, estate.id, estate.division, note=said.text, by=said.by, at=said.at)
    return _told_where(said, waiting, estate)


def kind_named(said: Said, topic: WhichKind) -> Turn | None:
    """The message as an answer to "what is it about?": a digit, or better words."""
    ticket = _running(topic.ticket)
    if ticket is None or not ticket.unsure:
        memory.forget(said.person)
        return None
    chosen = digits.choice(said.text, len(topic.choices))
    category = topic.choices[chosen - 1] if chosen else _clear_kind(said)
    if category is None:
        if said.reading.intent in SMALL_TALK:
            return None
        memory.forget(said.person)
        intake.remark(ticket, said.text, by=said.by, at=said.at)
        return Turn([Line(replies.LEFT_TO_TRIAGE, {"number": ticket.number})], ticket)
    clarify.settle(ticket, category, note=said.text, by=said.by, at=said.at)
    memory.keep(said.person, MoreAbout(str(ticket.id)), said.at)
    return Turn([*replies.noted(ticket), Line(replies.MORE)], ticket)


def _told_where(said: Said, tickets: Sequence[Ticket], estate: Place) -> Turn:
    first = tickets[0]
    lines = _card(first) if first.urgency is Urgency.P0 else []  # now with the numbers there
    for ticket in tickets:
        lines.append(Line(replies.PLACED, {"number": ticket.number, "estate": estate.name}))
        lines += replies.noted(ticket)[1:]
    if _is_another(said, first):
        more = report(said)
        return Turn([*lines, *more.lines], more.ticket)
    return Turn([*lines, *_next(first, said, None)], first)


def _next(ticket: Ticket, said: Said, reading: Reading | None) -> list[Line]:
    """The one question that is still open, or what may be added."""
    choices = [] if reading is None else _likely(reading)
    if ticket.unsure and choices:
        memory.keep(said.person, WhichKind(str(ticket.id), tuple(choices)), said.at)
        return replies.which_kind(choices)
    memory.keep(said.person, MoreAbout(str(ticket.id)), said.at)
    return [] if ticket.unsure else [Line(replies.MORE)]


def _likely(reading: Reading) -> list[str]:
    """The kinds worth offering: the best guess and the next ones."""
    guesses = [(reading.category, reading.confidence), *reading.alternatives]
    likely = [name for name, share in guesses if share >= LIKELY]
    return list(dict.fromkeys(likely))[: replies.MOST_KINDS]


def _left_to_a_person(said: Said, topic: WhichEstate, tickets: Sequence[Ticket]) -> Turn | None:
    """We asked once and did not understand: nobody is asked twice."""
    if not topic.asked or said.reading.intent in SMALL_TALK or _is_another(said, tickets[0]):
        return None
    memory.forget(said.person)
    for ticket in tickets:
        intake.remark(ticket, said.text, by=said.by, at=said.at)
    return Turn([Line(replies.STILL_UNPLACED, {"number": tickets[0].number})], tickets[0])


def _is_another(said: Said, ticket: Ticket) -> bool:
    """Does the message clearly tell of something else than ``ticket``?"""
    category = _clear_kind(said)
    return category is not None and category != ticket.category


def _clear_kind(said: Said) -> str | None:
    reading = said.reading
    clear = reading.intent == "report" and not reading.unsure and reading.confidence >= CLEAR
    return reading.category if clear else None


def _chosen(said: Said, topic: WhichEstate) -> Place | None:
    if topic.choices and digits.only_digits(said.text):
        chosen = digits.choice(said.text, len(topic.choices))
        return places.one(topic.choices[chosen - 1]) if chosen else None
    named = places.named_in(said.reading)
    return named[0] if len(named) == 1 else None


def _place_of(said: Said, before: Topic | None) -> tuple[Place | None, Sequence[Place]]:
    """The estate that is meant, or those among which to choose."""
    if isinstance(before, StandsAt):
        return places.one(before.estate), ()
    if len(said.homes) == 1:
        return said.homes[0], ()
    named = places.named_in(said.reading)
    if len(named) == 1:
        return named[0], ()
    return None, named or said.homes[: places.MOST_CHOICES]


def _open_all(said: Said, estate: Place | None, category: str | None = None) -> list[Ticket]:
    """A ticket a matter, the gravest first; each bears the whole message."""
    matters = said.reading.matters if category is None else said.reading.matters[:1]
    return [
        intake.open_ticket(
            said.text,
            said.reading.only(matter),
            estate_id=estate.id if estate else None,
            division=estate.division if estate else "",
            source=said.source,
            requester=said.by.id,
            anonymous=False,
            by=said.by,
            at=said.at,
            category=category,
        )
        for matter in matters
    ]


def _running(ticket_id: str) -> Ticket | None:
    ticket = db.session.get(Ticket, UUID(ticket_id), with_for_update=True)
    return ticket if ticket is not None and ticket.state in RUNNING else None


def _card(ticket: Ticket) -> list[Line]:
    return replies.danger(advice_for(ticket.category, ticket.division))
