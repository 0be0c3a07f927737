"""The menu: what somebody may want, by digit, by word, or by the buttons under the chat."""

from collections.abc import Callable, Mapping

from bot.dialogue import asking, digits, memory, mine, replies
from bot.dialogue.replies import Line
from bot.dialogue.said import Said, Turn
from bot.dialogue.topics import Topic
from models.errors import AlreadyMember, SanwenError
from models.ids import RECEIPT_ALPHABET
from surveys import memberships

HELP_WORDS = frozenset({"帮助", "help", "?", "？", "菜单", "怎么用", "人工", "menu"})
STOP_WORDS = frozenset({"取消", "算了", "不用了", "退出", "不弄了", "不填了"})
RATE_WORDS = ("评价", "打分", "评分")
CODE_LENGTH = 8  # of a house code: letters and digits nobody mistakes


def tell(_said: Said) -> Turn:
    """What can be asked for here."""
    return Turn([Line(replies.HELP), Line(replies.MENU)])


def welcome(_said: Said | None = None) -> Turn:
    """The first words to somebody who follows the account."""
    return Turn([Line(replies.WELCOME), Line(replies.HELP), Line(replies.MENU)])


def by_digit(said: Said) -> Turn | None:
    """A digit that answers no question is a line of the menu."""
    chosen = digits.choice(said.text, len(CHOICES))
    return CHOICES[chosen](said) if chosen else None


def pressed(key: str, said: Said) -> Turn:
    """A button of the menu under the chat, by its key."""
    return BUTTONS.get(key, welcome)(said)


def stop(said: Said, topic: Topic | None) -> Turn:
    """Nothing more of what we were at. What is written down stays with the office."""
    memory.forget(said.person)
    return Turn([Line(replies.STOPPED if topic is not None else replies.NOTHING_TO_STOP)])


def bound(said: Said) -> Turn | None:
    """A house code from the letter to the door binds the home; None where it is no such code."""
    code = said.text.strip().upper().replace("-", "").replace(" ", "")
    if len(code) != CODE_LENGTH or code.isdigit() or not set(code) <= set(RECEIPT_ALPHABET):
        return None
    try:
        found = memberships.bind_by_house_code(code, None, by=said.by, at=said.at)
    except AlreadyMember:
        return Turn([Line(replies.BOUND_BEFORE)])
    except SanwenError as refused:
        return Turn([Line(refused.detail, refused.facts)])
    unit = found.bonds[0]["unit"]
    home = f"{unit['estate_name']} {unit['building']}-{unit['room']}"
    return Turn([Line(replies.BOUND, {"home": home}), Line(replies.MENU)])


def _report(_said: Said) -> Turn:
    return Turn([Line(replies.SAY_WHAT)])


def _ask(_said: Said) -> Turn:
    return Turn([Line(replies.ASK_AWAY)])


CHOICES: Mapping[int, Callable[[Said], Turn]] = {
    1: _report,
    2: mine.progress,
    3: asking.offer,
    4: mine.rate,
    5: _ask,
}
BUTTONS: Mapping[str, Callable[[Said], Turn]] = {
    "report": _report,
    "progress": mine.progress,
    "survey": asking.offer,
    "vote": asking.offer,
    "rate": mine.rate,
    "policy": _ask,
}
