"""Text in, ``Reading`` out: the only door of this room. No request, no database, no clock."""

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.understanding import classifier, emergency
from bot.understanding.categories import categories
from bot.understanding.classifier import LinearModel
from bot.understanding.clean import clean, says_something
from bot.understanding.corpus import NONE
from bot.understanding.emergency import Emergency, Finding
from bot.understanding.estates import NOWHERE, EstateNames, keys_of, without_names
from bot.understanding.parts import is_list, parts_of
from bot.understanding.places import find_place
from bot.understanding.reading import Alternative, Intent, Matter, Place, Reading
from models.kinds import Urgency

GUESS = 0.15  # less is no guess: no kind of matter, and no urgency, is made of it
ALTERNATIVES = 3
PART_SURE = 0.8
#: what turns a trouble away must be surer than what does not
TALK, TALK_SURE = frozenset({"abuse", "other"}), 0.8
#: probability of all dangers together from which it is treated as one: a false alarm costs a
#: telephone call. Of harmless messages about one in a hundred reaches it (decision 0008).
DANGEROUS = 0.6
GENERAL = "policy_query"
_HAN = re.compile("[\u4e00-\u9fff]")  # the classifier knows no other language
_PROGRESS = re.compile(r"\d{8}-\d{4,}-\d|进度|进展|办得怎么样|处理得怎么样|查.{0,3}工单")
#: what nobody writes who is in danger; the rules do not ask for it, the classifier alone does
_TOLD_CALMLY = re.compile(
    _PROGRESS.pattern
    + r"|吗[?。]?$|什么|听说|能不能|要不要|有没有|会不会|多少钱|保险|表扬|谢谢|修好了|"
    r"现在好了|经常|老是|以后|甩卖|跳楼价|恭喜|静电|报销|去年|前年|上(?:周|次|回|个月|礼拜)|以前|几年|装监控|希望|建议|请问|咨询"
)
LONG = 200  # characters; a petition of this length was not typed in danger
_PLANNING = re.compile(
    r"(什么时候|啥时候|何时|几时|多久|哪年|今年|有没有|能不能|会不会|要不要|是不是|怎么).{0,14}"
    r"(改造|开工|动工|纳入|计划|装|改|轮到|验收|换|补|政策|范围|标准)"
)

Ranked = Sequence[tuple[str, float]]


def read(text: str, estates: EstateNames = NOWHERE) -> Reading:
    """What ``text`` seems to say. Emergencies by rule first; nothing after lowers them.

    ``estates`` are the names to look for; what an estate is called says nothing of its troubles.
    """
    cleaned = clean(text)
    if not says_something(cleaned):
        return Reading(text, "other", (_nothing(cleaned),), Place())
    named = estates.find(cleaned)
    plain = without_names(cleaned, named)
    found = emergency.look(plain)
    matters = _matters(plain, found)
    is_danger = matters[0].urgency is Urgency.P0
    intent: Intent = "report" if is_danger else _intent(plain)
    return Reading(text, intent, tuple(matters), find_place(plain), keys_of(named))


def warm() -> None:
    """Load everything now, so that the first message does not wait for it."""
    read("下水道堵了")


def _matters(plain: str, found: Finding) -> list[Matter]:
    """The gravest first; others only where a part of the message speaks surely of them."""
    whole = _danger(plain, found.danger) if found.danger else _matter(plain)
    if found.danger is None and found.calmed_by is None and not _TOLD_CALMLY.search(plain):
        whole = _raised(whole, plain)
    is_danger = whole.urgency is Urgency.P0
    parts = parts_of(plain)
    least = PART_SURE if is_list(plain) else classifier.load("category").sure
    found_in = (_part(part, least) for part in parts)
    told = {} if len(parts) < 2 else {each.category: each for each in found_in if each}
    if len(told) > 1 and not is_danger:
        return sorted(told.values(), key=lambda matter: matter.urgency)
    told.pop(whole.category, None)
    return [whole, *told.values()] if is_danger or not whole.unsure else [whole]


def _raised(matter: Matter, plain: str) -> Matter:
    """A danger that no rule knows the words of, but the classifier sees, is one.

    Which danger may be in doubt; that it is one of them is what counts.
    """
    dangers = [pair for pair in _ranked(plain) if _level_of(pair[0]) is Urgency.P0]
    share = sum(share for _category, share in dangers)
    if share < DANGEROUS or len(plain) > LONG or not _HAN.search(plain):
        return matter
    category = dangers[0][0]
    rest = [pair for pair in _ranked(plain) if pair[0] != category]
    words = classifier.load("category").telling(plain, category)
    return Matter(plain, category, Urgency.P0, share, _alternatives(rest), words, unsure=False)


def _level_of(category: str) -> Urgency | None:
    return None if category == NONE else categories()[category].level


def _part(text: str, least: float) -> Matter | None:
    """What a part of a message tells of; the dangers are found in the whole.

    Of a list one that is likely and not sure is a matter too: it goes to the triage desk.
    """
    matter = _matter(text)
    is_danger = categories()[matter.category].level is Urgency.P0
    says_little = matter.confidence < least or matter.category == GENERAL
    return None if says_little or is_danger else matter


def _danger(plain: str, danger: Emergency) -> Matter:
    rest = [pair for pair in _ranked(plain) if pair[0] != danger.category]
    return Matter(
        plain, danger.category, Urgency.P0, 1.0, _alternatives(rest), danger.words, unsure=False
    )


def _matter(plain: str) -> Matter:
    ranked = _ranked(plain)
    category, share = _without_false_danger(ranked, plain)
    if category == NONE or share < GUESS or not _HAN.search(plain):
        return Matter(plain, GENERAL, Urgency.P3, 0.0, _alternatives(ranked), (), unsure=True)
    model = classifier.load("category")
    return Matter(
        plain,
        category,
        _level(category),
        share,
        _alternatives([pair for pair in ranked if pair[0] != category]),
        model.telling(plain, category),
        unsure=share < model.sure,
    )


def _ranked(plain: str) -> Ranked:
    return _ranked_by(classifier.load("category"), plain)


@lru_cache(maxsize=16)  # one message is asked about several times, and by parts
def _ranked_by(model: LinearModel, plain: str) -> Ranked:
    return model.ranked(plain)


def _intent(plain: str) -> Intent:
    if _PROGRESS.search(plain):
        return "progress"
    model = classifier.load("intent")
    intent, share = model.ranked(plain)[0]
    if share < (TALK_SURE if intent in TALK else model.sure):
        return "report"  # what is unclear is taken as a matter: nobody's trouble is talked away
    return intent  # type: ignore[return-value]  # the labels are the corpus's, all of them intents


def _without_false_danger(ranked: Ranked, plain: str) -> tuple[str, float]:
    """The likeliest category. A question about plans is one, whatever it is a plan for.

    The classifier alone may call something dangerous; it then keeps that category: it may raise,
    never lower.
    """
    category, share = ranked[0]
    is_danger = category != NONE and categories()[category].level is Urgency.P0
    if is_danger and _PLANNING.search(plain):
        return GENERAL, max(share, classifier.load("category").sure)
    return category, share


def _level(category: str) -> Urgency:
    level = categories()[category].level
    # a mere suspicion of danger is urgent, but the phone card is for what we are sure of
    return Urgency.P1 if level is Urgency.P0 else level


def _alternatives(ranked: Ranked) -> tuple[Alternative, ...]:
    known = [Alternative(*pair) for pair in ranked[: ALTERNATIVES + 1] if pair[0] != NONE]
    return tuple(known[:ALTERNATIVES])


def _nothing(plain: str) -> Matter:
    return Matter(plain, GENERAL, Urgency.P3, 0.0, (), (), unsure=True)
