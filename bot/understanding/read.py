"""Text in, ``Reading`` out: the only door of this room. No request, no database, no clock."""

import re

from bot.understanding import classifier, emergency
from bot.understanding.categories import categories
from bot.understanding.clean import clean, says_something
from bot.understanding.places import find_place
from bot.understanding.reading import Intent, Place, Reading
from models.kinds import Urgency

#: below it a person decides. ASSUMPTION, not calibrated: in cross-validation on the corpus of 434
#: sentences only about half of what is accepted at 0.55 is right (57 % at 0.8). More sentences
#: come first, then a threshold that keeps 95 in 100.
SURE = 0.55
#: of what is more certain than this, 95 in 100 intents are right by the same measure
SURE_INTENT = 0.8
GUESS = 0.15
ALTERNATIVES = 3
GENERAL = "policy_query"
_PROGRESS = re.compile(r"\d{8}-\d{4,}-\d|进度|进展|办得怎么样|处理得怎么样|查.{0,3}工单")
_PLANNING = re.compile(
    r"(什么时候|啥时候|何时|几时|多久|哪年|今年|有没有|能不能|会不会|要不要|是不是|怎么).{0,14}"
    r"(改造|开工|动工|纳入|计划|装|改|轮到|验收|换|补|政策|范围|标准)"
)


def read(text: str) -> Reading:
    """What ``text`` seems to say. Emergencies by rule first; nothing after lowers them."""
    plain = clean(text)
    if not says_something(plain):
        return _nothing(text)
    place = find_place(plain)
    danger = emergency.find(plain)
    ranked = classifier.load("category").ranked(plain)
    intent, intent_share = classifier.load("intent").ranked(plain)[0]
    if danger is not None:
        rest = tuple(pair for pair in ranked[:ALTERNATIVES] if pair[0] != danger.category)
        return Reading(
            text,
            "report",
            danger.category,
            Urgency.P0,
            1.0,
            rest,
            danger.words,
            place,
            unsure=False,
        )
    meant = _intent(plain, intent, intent_share)
    category, share = _without_false_danger(ranked, plain)
    unsure = share < SURE or (meant == "other" and share < 0.9)
    if share < GUESS:
        category = GENERAL  # less than a guess: no kind of matter, and no urgency, is made of it
    return Reading(
        text,
        meant,
        category,
        _level(category),
        share,
        tuple(pair for pair in ranked if pair[0] != category)[:ALTERNATIVES],
        classifier.load("category").telling(plain, category),
        place,
        unsure,
    )


def warm() -> None:
    """Load everything now, so that the first message does not wait for it."""
    read("下水道堵了")


def _intent(plain: str, guessed: str, share: float) -> Intent:
    if _PROGRESS.search(plain):
        return "progress"
    if share < SURE_INTENT:
        return "report"  # what is unclear is taken as a matter: nobody's trouble is talked away
    return guessed  # type: ignore[return-value]  # the labels are the corpus's, all of them intents


def _without_false_danger(ranked: list[tuple[str, float]], plain: str) -> tuple[str, float]:
    """The likeliest category. A question about plans is one, whatever it is a plan for.

    The classifier alone may call something dangerous; it then keeps that category, and with it the
    default urgency of P0: it may raise, never lower.
    """
    category, share = ranked[0]
    if _PLANNING.search(plain) and categories()[category].level is Urgency.P0:
        return GENERAL, max(share, SURE)
    return category, share


def _level(category: str) -> Urgency:
    level = categories()[category].level
    # a danger that no rule knows is urgent, but the phone card is for what the rules are sure of
    return Urgency.P1 if level is Urgency.P0 else level


def _nothing(text: str) -> Reading:
    return Reading(text, "other", GENERAL, Urgency.P3, 0.0, (), (), Place(), unsure=True)
