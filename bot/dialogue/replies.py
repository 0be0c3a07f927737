"""What the bot says, sentence by sentence. msgids of ``locales/``; the door knows the language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.dialogue.opening import Place
from bot.tickets.advice import Advice
from bot.tickets.lifecycle import FINAL
from bot.tickets.news import day_and_hour
from bot.understanding.categories import categories
from models.errors import _
from models.kinds import TicketState
from models.listening import Ticket

MOST_KINDS = 3  # of a question back

#: msgid and facts → the sentence in the reader's language
Say = Callable[[str, dict[str, object]], str]

HELP = _(
    "Write in one message what is wrong and where; I pass it to the office that handles it. "
    "Voice, pictures and your location are welcome too."
)
MENU = _(
    "Or send a digit:\n1 Report a trouble\n2 How my report stands\n3 Surveys and votes\n"
    "4 Rate the result\n5 Ask about policy\n0 Stop"
)
WELCOME = _("Welcome. This is the residents' line of the old-estate renovation.")
STANDS_AT = _("You are at {estate}. What you write now is about this place.")
THANKS = _("Glad to help. Write again whenever something is the matter.")
CALM = _("I hear that you are angry. Tell me what is wrong and where, and it goes to the office.")
RECEIVED = _("Received. Please add in words what is wrong and where, so that it can be handled.")
SAY_WHAT = _("Please tell me what is wrong and where. You may speak it.")
ASK_AWAY = _("Please ask, for example: who pays for a lift?")
STOPPED = _("Stopped. What was written down stays with the office.")
NOTHING_TO_STOP = _("There is nothing to stop. Write whenever something is the matter.")
OR_STOP = _("Send 0 to stop.")
NOT_UNDERSTOOD = _("I did not understand that.")

NO_TICKET = _("There is no ticket of yours yet.")
NO_SUCH_TICKET = _("There is no ticket of yours with this number.")
WHICH_TICKET = _("Which one do you mean? Please send its digit.")
TICKET_CHOICE = _("{digit}. {about} ({number})")
WHICH_ESTATE = _("Which estate is it in? Please send its name.")
CHOICE = _("{digit}. {estate}")
SEND_DIGIT = _("Please send the digit of the estate you mean.")
STILL_UNPLACED = _("A person will look where ticket {number} belongs. You need not do anything.")
PLACED = _("Ticket {number} is now placed in {estate}.")
WHICH_KIND = _("What is it about? Please send the digit.")
KIND_CHOICE = _("{digit}. {kind}")
NO_KIND = _("0. None of these")
LEFT_TO_TRIAGE = _("A person will pass ticket {number} to the right office. You need do nothing.")

NOTED = _("Noted as {number}.")
NOTED_AS = _("Noted as {number}: {kind}.")
HANDLED = _("{office} handles it and is to be done by {due}.")
TRIAGE = _("The triage desk passes it to the right office; it is to be done by {due}.")
MORE = _("You may send pictures or the place now. If you want to be called back, send 1.")
ADDED = _("Added to ticket {number}.")
YOUR_PHONE = _("Please send the telephone number to call. It is kept for this only.")
WILL_CALL = _("Ticket {number} now says that you may be called back.")
DANGER = _("This may be a danger to life. Call now:")
CALL = _("{name}: {number}")

IS_IT_RESOLVED = _("Ticket {number} ({about}): is it resolved?\n1 Yes\n2 No")
HOW_WELL = _("How well was it handled? Send 1 (badly) to 5 (very well).")
RATED = _("Thank you. Your opinion of ticket {number} is written down.")
REOPENED = _("Ticket {number} is being worked on again. Thank you for telling us.")
RATED_BEFORE = _("Ticket {number} cannot be rated now, or was rated before.")
NOTHING_TO_RATE = _("None of your tickets waits to be rated.")
RATE_BY_WORD = _("Send 4 to rate it.")

VOTE = _("Votes are cast in the mini program, where the rule and its effect are shown.")
OPEN_VOTE = _("Open vote: {title} ({home}), until {until}.")
NOTHING_OPEN = _(
    "No survey or vote is open to you. If your home is not known here yet, send the code "
    "from the letter to your door."
)
WHICH_ROUND = _("Which one do you want to answer? Please send its digit.")
ROUND_CHOICE = _("{digit}. {title} ({home}), until {until}")
BEGIN = _("{title}. Digits are enough; send 0 to stop, nothing is sent then.")
QUESTION = _("{title}")
OPTION = _("{digit}. {label}")
SEND_ONE = _("Send one digit.")
SEND_SEVERAL = _("Send all digits that apply, for example 1 3.")
SEND_ORDER = _("Send the digits in your order, the most important first.")
SEND_NUMBER = _("Send a number from {least} to {most}.")
SEND_NUMBER_ALONE = _("Send a number.")
SEND_WORDS = _("Write it in your words.")
MAY_SKIP = _("Send 00 to leave it out.")
REVIEW = _("Your answers:")
GIVEN = _("{title} {answer}")
SEND_IT = _("1 Send\n2 Begin again\n0 Stop")
TAKEN = _("Thank you, your answers are counted. Your receipt: {receipt}")
NOT_TAKEN = _("Your answers could not be counted.")
LEVEL_TOO_LOW = _("One questionnaire needs a home that has been checked. Ask your committee.")
BOUND = _("Your home {home} is known here now.")
BOUND_BEFORE = _("This home is yours here already.")

DO_NOT_KNOW = _("I do not know that for sure. I have asked the office; it will answer you.")
TOLD = _("{text}")
SOURCE = _("Source: {source} ({day})")
ASK_BESIDES = _("If this is not what you asked, send 1 and the office will answer.")

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
    """The number, what it was understood as where that is sure, whose it is, until when."""
    if ticket.unsure:
        return [Line(NOTED, {"number": ticket.number}), _whose(ticket)]
    kind = categories()[ticket.category].zh
    return [Line(NOTED_AS, {"number": ticket.number, "kind": kind}), _whose(ticket)]


def standing(ticket: Ticket) -> list[Line]:
    """How a ticket stands."""
    where = Line(STATES[ticket.state], {"number": ticket.number})
    return [where] if ticket.state in FINAL else [where, _whose(ticket)]


def danger(advice: Advice) -> list[Line]:
    """The card: whom to call, first of all, and what to do meanwhile."""
    calls = [Line(CALL, {"name": Line(name), "number": number}) for name, number in advice.numbers]
    return [Line(DANGER), *calls, Line(advice.text)]


def which_estate(choices: Sequence[Place]) -> list[Line]:
    """The question back: by digits where the choice is small, otherwise by name."""
    if not choices:
        return [Line(WHICH_ESTATE)]
    listed = [
        Line(CHOICE, {"digit": digit, "estate": estate.name})
        for digit, estate in enumerate(choices, 1)
    ]
    return [Line(SEND_DIGIT), *listed]


def which_kind(choices: Sequence[str]) -> list[Line]:
    """The question back: the likely kinds of matter by digit, and none of them."""
    known = categories()
    listed = [
        Line(KIND_CHOICE, {"digit": digit, "kind": known[code].zh})
        for digit, code in enumerate(choices, 1)
    ]
    return [Line(WHICH_KIND), *listed, Line(NO_KIND)]


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
