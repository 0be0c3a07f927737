"""One message in, one answer out: which part of the talk a message belongs to.

First danger, whatever we were talking about; then the question that is still open; then what the
message itself wants. Every state is a row (``memory.py``): a restart forgets nothing.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.dialogue import (
    asking,
    digits,
    matters,
    memory,
    menu,
    mine,
    places,
    policy,
    replies,
    supplements,
)
from bot.dialogue.messages import Utterance
from bot.dialogue.opening import Opening
from bot.dialogue.replies import Line
from bot.dialogue.said import Said, Turn
from bot.dialogue.topics import (
    Answered,
    Filling,
    MoreAbout,
    RateIt,
    StandsAt,
    Topic,
    WhichEstate,
    WhichKind,
    WhichRound,
    WhichTicket,
)
from bot.understanding.read import read
from models.actor import Actor
from models.kinds import TicketSource, Urgency

LEAST_LETTERS = 2  # 漏水 is a report; one character, or a smile, is not
LEAST_OF_SENTENCE = 4  # of what we do not understand
#: for these a whole sentence is never asked: what was sent is the answer
FORMS = (Filling, RateIt)
#: what a question of policy is taken for: 加装电梯谁出钱 speaks of a lift, 没投票算同意吗 of a vote
MAY_ASK = frozenset({"report", "ask", "other", "vote", "survey"})


def take(
    heard: Utterance, by: Actor, known: Opening, *, source: TicketSource, at: datetime
) -> Turn:
    """Answer one message of ``by``. ``known``: what is known of them."""
    reading = read(heard.text, places.names(at))
    said = Said(heard, reading, by, known.person, source, at, known.homes)
    topic = known.topic
    if said.reading.urgency is Urgency.P0 and not _is_answer_in_words(said, topic):
        return matters.emergency(said, topic)
    if not heard.text:
        return supplements.wordless(said, topic)
    return _answer(said, topic) or _anew(said, topic)


def scan(scene: str, by: Actor, person: str, *, source: TicketSource, at: datetime) -> Turn:
    """Answer somebody who scanned a code of ours: an estate's board says where they stand."""
    said = Said(Utterance("event"), read(""), by, person, source, at)
    estate = places.of_scene(scene)
    if estate is None:
        return menu.welcome()
    memory.keep(person, StandsAt(str(estate.id)), at)
    return Turn([Line(replies.STANDS_AT, {"estate": estate.name}), *menu.tell(said).lines])


def press(key: str, by: Actor, person: str, *, source: TicketSource, at: datetime) -> Turn:
    """Answer a button of the menu under the chat."""
    return menu.pressed(key, Said(Utterance("event"), read(""), by, person, source, at))


def _answer(said: Said, topic: Topic | None) -> Turn | None:
    """The message as an answer to what is still open; None where it is none."""
    stops = said.text.strip() in menu.STOP_WORDS or digits.only_digits(said.text) == "0"
    if stops and not isinstance(topic, WhichEstate | WhichKind):
        return menu.stop(said, topic)
    if said.text.lower() in menu.HELP_WORDS:
        return menu.tell(said)
    hear = None if topic is None else ANSWERS.get(type(topic))
    return hear(said, topic) if hear else None


def _anew(said: Said, topic: Topic | None) -> Turn:
    """The message by itself."""
    simple = menu.by_digit(said) or menu.bound(said)
    if simple is not None:
        return simple
    if said.text.startswith(menu.RATE_WORDS):
        return mine.rate(said)
    if isinstance(topic, FORMS) and said.reading.unsure:
        return Turn([Line(replies.NOT_UNDERSTOOD), Line(replies.OR_STOP)])
    if _letters(said.text) < LEAST_LETTERS:
        return menu.tell(said)
    answer = policy.known(said) if said.reading.intent in MAY_ASK else None
    if answer is not None:
        return answer
    intent = INTENTS.get(said.reading.intent)
    return intent(said) if intent else _report(said, topic)


def _report(said: Said, topic: Topic | None) -> Turn:
    """What we do not understand a person reads, if there is enough to read."""
    says_little = _letters(said.text) < LEAST_OF_SENTENCE or not said.reading.confidence
    if said.reading.intent == "other" and says_little:
        return menu.tell(said)
    return matters.report(said, topic)


def _abuse(said: Said) -> Turn:
    """Anger is answered calmly; if it tells of a trouble, the trouble is what counts."""
    return Turn([Line(replies.CALM)]) if said.reading.unsure else matters.report(said)


def _greeting(_said: Said) -> Turn:
    return menu.welcome()


def _thanks(_said: Said) -> Turn:
    return Turn([Line(replies.THANKS)])


def _is_answer_in_words(said: Said, topic: Topic | None) -> bool:
    """Numbers and times of a form are no danger; its free words may be, and come first."""
    return isinstance(topic, FORMS) and bool(digits.only_digits(said.text))


def _letters(text: str) -> int:
    return sum(character.isalpha() for character in text)


INTENTS: Mapping[str, Callable[[Said], Turn]] = {
    "ask": policy.ask,
    "progress": mine.progress,
    "greeting": _greeting,
    "thanks": _thanks,
    "abuse": _abuse,
    "vote": asking.offer,
    "survey": asking.offer,
}
ANSWERS: Mapping[type[Topic], Callable[[Said, Any], Turn | None]] = {
    WhichEstate: matters.placed,
    WhichKind: matters.kind_named,
    MoreAbout: supplements.more,
    WhichTicket: mine.ticket_chosen,
    RateIt: mine.rated,
    WhichRound: asking.round_chosen,
    Filling: asking.answered,
    Answered: policy.ask_office,
}
