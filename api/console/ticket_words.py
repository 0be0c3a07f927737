"""What the wire calls a ticket's states, steps and reasons, as the desk reads it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from api.shown import moment
from api.words import reader_language, say
from bot.tickets.routing import TRIAGE, office_kinds
from bot.understanding.categories import categories
from models.errors import _
from models.listening import TicketEvent

STATES: Mapping[str, str] = {
    "submitted": _("Waits for a decision"),
    "accepted": _("Accepted"),
    "rejected": _("Not accepted"),
    "emergency_transferred": _("Handed to the emergency services"),
    "dispatched": _("Sent to the office"),
    "disputed": _("Sent back by the office"),
    "signed": _("Taken on"),
    "processing": _("In work"),
    "replied": _("Reply given"),
    "audited": _("Reply checked"),
    "followed_up": _("Requester called"),
    "closed": _("Finished"),
    "merged": _("Joined with another"),
    "terminated": _("Ended early"),
}
#: on the button or tab of a step, and in the history
STEPS: Mapping[str, str] = {
    "submit": _("Came in"),
    "accept": _("Accept"),
    "reject": _("Refuse"),
    "dispatch": _("Send to an office"),
    "emergency_transfer": _("Hand to the emergency services"),
    "dispute": _("Send back: not this office"),
    "sign": _("Take on"),
    "contact": _("Contact the requester"),
    "extend": _("Give more time"),
    "co_handle": _("Ask another office to help"),
    "co_reply": _("Add the helping office's part"),
    "supervise": _("Supervise"),
    "reply": _("Reply to the requester"),
    "audit": _("Check the reply"),
    "follow_up": _("Follow-up call"),
    "rework": _("Let it be worked on again"),
    "merge": _("Join with another ticket"),
    "terminate": _("End early"),
    "close": _("Finish"),
    "rate": _("Rated by the requester"),
    "remark": _("The requester added something"),
    "place": _("The place became known"),
}
REASONS: Mapping[str, str] = {
    "litigation_arbitration_review": _("In court, arbitration or administrative review"),
    "petition_channel": _("Belongs to the petitions office"),
    "repeated_no_new_facts": _("Repeated, with no new facts"),
    "secret_or_privacy": _("State secrets, business secrets or privacy"),
    "out_of_scope": _("Not a matter of this service"),
    "public_order": _("Against law or public order"),
}
RESULTS: Mapping[str, str] = {
    "resolved": _("Resolved"),
    "unresolved": _("Not resolved"),
    "unreachable": _("Nobody answered"),
    "refused": _("Did not want to say"),
}
SATISFACTION: Mapping[str, str] = {
    "5": _("5 very content"),
    "4": _("4 content"),
    "3": _("3 content on the whole"),
    "2": _("2 not content"),
    "1": _("1 not content at all"),
}
URGENCIES: Mapping[str, str] = {
    "P0": _("P0 danger"),
    "P1": _("P1 urgent"),
    "P2": _("P2 ordinary"),
    "P3": _("P3 can wait"),
}
SOURCES: Mapping[str, str] = {
    "official_account": _("WeChat official account"),
    "mini_program": _("Mini program"),
    "staff": _("Written down by staff"),
    "hotline_12345": _("Hotline 12345"),
    "survey": _("Answer to a survey"),
}
INTENTS: Mapping[str, str] = {
    "report": _("Reports something"),
    "ask": _("Asks something"),
    "progress": _("Asks how it stands"),
    "vote": _("Wants to vote"),
    "survey": _("Wants to fill in a form"),
    "greeting": _("Greets"),
    "thanks": _("Thanks"),
    "abuse": _("Rails"),
    "other": _("Something else"),
}
_ALL = {
    "state": STATES,
    "step": STEPS,
    "reason": REASONS,
    "result": RESULTS,
    "satisfaction": SATISFACTION,
    "urgency": URGENCIES,
    "source": SOURCES,
    "intent": INTENTS,
}


def said(code: object, kind: str) -> str:
    """A code of one of the tables above in words; one that nobody named stays as it is."""
    known = _ALL[kind].get(str(code))
    return say(known) if known else str(code)


def category(code: object) -> str:
    """A kind of matter, as the catalogue of categories names it."""
    known = categories().get(str(code))
    return titled(known) if known else str(code)


def office_kind(code: object) -> str:
    """A kind of office, as the table of routes names it."""
    known = office_kinds().get(str(code))
    return titled(known) if known else str(code)


def share(probability: float) -> str:
    """0.996 is 99%: whole ones, and none that is not full."""
    percent = round(probability * 10_000) // 100
    return f"{percent}%" if percent or not probability else "<1%"


def titled(named: Any) -> str:
    """Its ``zh`` or ``en``, whichever the reader reads."""
    return str(named.en if reader_language() == "en" else named.zh)


def options(kind: str) -> list[tuple[str, str]]:
    """What a select offers of one of the tables."""
    return [(code, say(words)) for code, words in _ALL[kind].items()]


def category_options() -> list[tuple[str, str]]:
    """Every kind of matter, for a select."""
    return [(code, titled(each)) for code, each in categories().items()]


def office_options(first: Sequence[str] = (), *, only: bool = False) -> list[tuple[str, str]]:
    """Kinds of office that handle something, for a select; ``only``: no others than ``first``."""
    handling = [code for code in office_kinds() if code != TRIAGE]
    codes = first if only else dict.fromkeys((*first, *handling))
    return [(code, office_kind(code)) for code in codes]


def what_changed(event: TicketEvent) -> list[tuple[str, str]]:
    """Label and words of the facts of an event that a desk wants to know."""
    facts = event.facts
    return [(say(label), tell(facts[name])) for name, label, tell in _FACTS if facts.get(name)]


def _of(kind: str) -> Callable[[Any], str]:
    return lambda code: said(code, kind)


_MISSED = {
    "respond_by": _("nobody took it on in time"),
    "due_at": _("no answer in time"),
}
_FACTS: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
    ("category_before", _("Kind of matter before"), category),
    ("category", _("Kind of matter"), category),
    ("urgency_before", _("Urgency before"), _of("urgency")),
    ("urgency", _("Urgency"), _of("urgency")),
    ("office", _("Office"), office_kind),
    ("reason", _("Reason"), _of("reason")),
    ("due_before", _("Due before"), moment),
    ("due_at", _("Due"), moment),
    ("result", _("Result"), _of("result")),
    ("satisfaction", _("Satisfaction"), _of("satisfaction")),
    ("into", _("Joined with"), str),
    ("returns", _("Times sent back"), str),
    ("late", _("Late"), lambda missed: say(_MISSED.get(str(missed), str(missed)))),
)
