"""What the bot says, sentence by sentence. msgids of ``locales/``; the door knows the language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.tickets.advice import Advice
from bot.tickets.lifecycle import FINAL
from bot.tickets.news import day_and_hour
from models.errors import _
from models.kinds import TicketState
from models.listening import Ticket
from models.places import Estate

#: msgid and facts → the sentence in the reader's language
Say = Callable[[str, dict[str, object]], str]

HELP = _(
    "Write in one message what is wrong and where; I pass it to the office that handles it. "
    "Send “进度” to hear how it stands, or the ticket number."
)
WELCOME = _("Welcome. This is the residents' line of the old-estate renovation.")
THANKS = _("Glad to help. Write again whenever something is the matter.")
RECEIVED = _("Received. Please add in words what is wrong and where, so that it can be handled.")
VOTE = _("Votes and surveys are answered in the mini program, where your home is known.")
NO_TICKET = _("There is no ticket of yours yet.")
WHICH_ESTATE = _("Which estate is it in? Please send its name.")
CHOICE = _("{digit}. {estate}")
SEND_DIGIT = _("Please send the digit of the estate you mean.")
STILL_UNPLACED = _("A person will look where ticket {number} belongs. You need not do anything.")
PLACED = _("Ticket {number} is now placed in {estate}.")

NOTED = _("Noted as {number}.")
HANDLED = _("{office} handles it and is to be done by {due}.")
TRIAGE = _("The triage desk passes it to the right office; it is to be done by {due}.")
DANGER = _("This may be a danger to life. Call now:")
CALL = _("{name}: {number}")

STATES = {
    TicketState.SUBMITTED: _("Ticket {number} waits for the triage desk."),
    TicketState.ACCEPTED: _("Ticket {number} is accepted and will be passed to an office."),
    TicketState.REJECTED: _("Ticket {number} was not accepted; our letter said where to turn."),
    TicketState.EMERGENCY_TRANSFERRED: _("Ticket {number} was handed over as an emergency."),
    TicketState.DISPATCHED: _("Ticket {number} was passed to the office."),
    TicketState.DISPUTED: _("For ticket {number} the offices are settling who handles it."),
    TicketState.SIGNED: _("Ticket {number} was taken on by the office."),
    TicketState.PROCESSING: _("The office is working on ticket {number}."),
    TicketState.REPLIED: _("The office has answered ticket {number}."),
    TicketState.AUDITED: _("The answer to ticket {number} has been checked."),
    TicketState.FOLLOWED_UP: _("We have asked you how ticket {number} went."),
    TicketState.CLOSED: _("Ticket {number} is closed."),
    TicketState.MERGED: _("Ticket {number} is handled together with another one."),
    TicketState.TERMINATED: _("Ticket {number} was ended; our letter said why."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, and what fills its braces: plain values, or lines said in their turn."""

    sentence: str
    facts: Mapping[str, object] = field(default_factory=dict)


def spoken(lines: Sequence[Line], say: Say) -> str:
    """The lines as one text, in the language of ``say``."""
    return "\n".join(_said(line, say) for line in lines)


def noted(ticket: Ticket) -> list[Line]:
    """The number, whose it is, until when."""
    return [Line(NOTED, {"number": ticket.number}), _whose(ticket)]


def standing(ticket: Ticket) -> list[Line]:
    """How a ticket stands."""
    where = Line(STATES[ticket.state], {"number": ticket.number})
    return [where] if ticket.state in FINAL else [where, _whose(ticket)]


def danger(advice: Advice) -> list[Line]:
    """The card: whom to call, first of all, and what to do meanwhile."""
    calls = [Line(CALL, {"name": Line(name), "number": number}) for name, number in advice.numbers]
    return [Line(DANGER), *calls, Line(advice.text)]


def which_estate(choices: Sequence[Estate]) -> list[Line]:
    """The question back: by digits where the choice is small, otherwise by name."""
    if not choices:
        return [Line(WHICH_ESTATE)]
    listed = [
        Line(CHOICE, {"digit": digit, "estate": estate.name})
        for digit, estate in enumerate(choices, 1)
    ]
    return [Line(SEND_DIGIT), *listed]


def _whose(ticket: Ticket) -> Line:
    due = day_and_hour(ticket.due_at)
    if ticket.office is None:
        return Line(TRIAGE, {"due": due})
    return Line(HANDLED, {"office": ticket.office.name, "due": due})


def _said(line: Line, say: Say) -> str:
    facts = {
        name: _said(value, say) if isinstance(value, Line) else value
        for name, value in line.facts.items()
    }
    return say(line.sentence, facts)
