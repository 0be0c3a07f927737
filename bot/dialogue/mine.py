"""One's own tickets: how they stand, and what one thinks of the result.

progress ─ one that fits ─→ told
   └ several that fit ─→ WhichTicket ─ digit ─→ told
rate ─→ RateIt (resolved?) ─ 1 or 2 ─→ RateIt (how well?) ─ 1 to 5 ─→ rated
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import ColumnElement, select

from bot.dialogue import digits, memory, replies
from bot.dialogue.replies import Line
from bot.dialogue.said import Said, Turn
from bot.dialogue.topics import RateIt, WhichTicket
from bot.tickets import ratings
from bot.tickets.lifecycle import FINAL, RATEABLE
from bot.understanding.categories import categories
from models.base import db
from models.errors import ActionNotAllowed, AlreadyRated, Unknown
from models.listening import Rating, Ticket

MOST_CHOICES = 5
LOOKED_THROUGH = 30  # older ones are found by their number
LEAST_ALIKE = 2  # pairs of characters in common: 漏水, 路灯
OF_KIND = 2  # how much it counts that the kind of matter is named: one message may be two tickets
EXCERPT = 16  # characters of a ticket's text, to know it by
YES, NO = 1, 2
NUMBER = re.compile(r"(?<!\d)(\d{8})-?(\d{4,6})-?(\d)(?!\d)")
_FILLER = re.compile(
    "我|上次|上回|之前|昨天|前天|说|报|反映|投诉|问|查|看|进度|进展|怎么样|怎样|到哪|了|的|那个|事|修|处理|"
    "工单|一下|请|吗|呢|还|有|没"
)


def progress(said: Said) -> Turn:
    """How a ticket stands: the one whose number or matter is named, else the running ones."""
    number = NUMBER.search(unicodedata.normalize("NFKC", said.text))
    if number:
        named = select(Ticket).where(Ticket.number == "-".join(number.groups()), _own(said))
        ticket = db.session.scalars(named).one_or_none()
        return _told(ticket) if ticket else Turn([Line(replies.NO_SUCH_TICKET)])
    tickets = _newest(said)
    if not tickets:
        return Turn([Line(replies.NO_TICKET)])
    fitting = _fitting(said.text, tickets)
    running = [ticket for ticket in tickets if ticket.state not in FINAL]
    candidates = fitting or running or tickets[:1]
    if len(candidates) == 1:
        return _told(candidates[0])
    return _offer(said, candidates[:MOST_CHOICES], "progress")


def rate(said: Said) -> Turn:
    """Begin to rate the ticket that has an answer; which one, if there are several."""
    rated = select(Rating.ticket_id).where(Rating.resolved)
    mine = select(Ticket).where(_own(said), Ticket.state.in_(RATEABLE), Ticket.id.not_in(rated))
    tickets = db.session.scalars(mine.order_by(Ticket.id.desc()).limit(MOST_CHOICES)).all()
    if not tickets:
        return Turn([Line(replies.NOTHING_TO_RATE)])
    if len(tickets) == 1:
        return _ask_resolved(said, tickets[0])
    return _offer(said, tickets, "rate")


def ticket_chosen(said: Said, topic: WhichTicket) -> Turn | None:
    """The digit of one of the tickets that were offered."""
    chosen = digits.choice(said.text, len(topic.tickets))
    if chosen is None:
        return None
    ticket = db.session.get_one(Ticket, UUID(topic.tickets[chosen - 1]))
    if topic.then == "rate":
        return _ask_resolved(said, ticket)
    return _told(ticket)


def rated(said: Said, topic: RateIt) -> Turn | None:
    """First whether it is resolved, then how well; the second answer is written down."""
    ticket = db.session.get_one(Ticket, UUID(topic.ticket))
    if topic.resolved is None:
        chosen = digits.choice(said.text, NO)
        if chosen is None:
            return None
        memory.keep(said.person, replace(topic, resolved=chosen == YES), said.at)
        return Turn([Line(replies.HOW_WELL)], ticket)
    stars = digits.choice(said.text, 5)
    if stars is None:
        return None
    memory.forget(said.person)
    opinion = ratings.Opinion(topic.resolved, stars)
    try:
        ratings.rate(ticket.number, opinion, by=said.by, at=said.at)
    except (AlreadyRated, ActionNotAllowed, Unknown):
        return Turn([Line(replies.RATED_BEFORE, {"number": ticket.number})], ticket)
    told = replies.RATED if topic.resolved else replies.REOPENED
    return Turn([Line(told, {"number": ticket.number})], ticket)


def _ask_resolved(said: Said, ticket: Ticket) -> Turn:
    memory.keep(said.person, RateIt(str(ticket.id)), said.at)
    about = {"number": ticket.number, "about": _excerpt(ticket)}
    return Turn([Line(replies.IS_IT_RESOLVED, about)], ticket)


def _offer(said: Said, tickets: Sequence[Ticket], then: str) -> Turn:
    topic = WhichTicket(tuple(str(ticket.id) for ticket in tickets), then)
    memory.keep(said.person, topic, said.at)
    lines = [
        Line(
            replies.TICKET_CHOICE,
            {"digit": digit, "number": ticket.number, "about": _excerpt(ticket)},
        )
        for digit, ticket in enumerate(tickets, 1)
    ]
    return Turn([Line(replies.WHICH_TICKET), *lines])


def _told(ticket: Ticket) -> Turn:
    lines = replies.standing(ticket)
    if ticket.state in RATEABLE and ratings.may_rate(ticket):
        lines.append(Line(replies.RATE_BY_WORD))
    return Turn(lines, ticket)


def _newest(said: Said) -> Sequence[Ticket]:
    mine = select(Ticket).where(_own(said)).order_by(Ticket.id.desc()).limit(LOOKED_THROUGH)
    return db.session.scalars(mine).all()


def _fitting(text: str, tickets: Sequence[Ticket]) -> list[Ticket]:
    """Those that share most with "我上次说的漏水"; none where nothing is named."""
    named = _pairs(_FILLER.sub(" ", text))
    alike = [(len(named & _pairs(ticket.text)), ticket) for ticket in tickets]
    alike = [(n + OF_KIND * bool(named & _pairs(_kind(t))), t) for n, t in alike]
    most = max((count for count, _ticket in alike), default=0)
    least = min(LEAST_ALIKE, len(named)) or LEAST_ALIKE
    return [ticket for count, ticket in alike if count == most >= least]


def _pairs(text: str) -> set[str]:
    return {
        word[n : n + 2] for word in re.findall(r"[^\W\d_]+", text) for n in range(len(word) - 1)
    }


def _kind(ticket: Ticket) -> str:
    return categories()[ticket.category].zh


def _excerpt(ticket: Ticket) -> str:
    words = " ".join(ticket.text.split())
    cut = words if len(words) <= EXCERPT else f"{words[:EXCERPT]}…"
    return f"{_kind(ticket)}：{cut}"


def _own(said: Said) -> ColumnElement[bool]:
    return Ticket.requester_id == said.by.id
