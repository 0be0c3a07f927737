"""One question of a form as a chat message, and what somebody sent as its answer."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.dialogue import digits, replies
from bot.dialogue.replies import Line
from surveys.questionnaire import is_met

Question = Mapping[str, Any]  # as it stands in a form's document
LANGUAGE = "zh"


def next_question(
    form: Mapping[str, Any], answers: Mapping[str, Any], skipped: tuple[str, ...]
) -> Question | None:
    """The first question that is due after these answers, or None when all are through."""
    question: Question
    for question in form["questions"]:
        due = "relevant" not in question or is_met(question["relevant"], answers)
        if due and question["key"] not in answers and question["key"] not in skipped:
            return question
    return None


def asked(question: Question) -> list[Line]:
    """The question, its options by digit, and how to answer."""
    lines = [Line(replies.QUESTION, {"title": question["title"][LANGUAGE]})]
    lines += [
        Line(replies.OPTION, {"digit": digit, "label": option["label"][LANGUAGE]})
        for digit, option in enumerate(question.get("options", ()), 1)
    ]
    facts = {"least": question.get("min", 0), "most": question.get("max", "")}
    lines.append(Line(_HOW[question["type"]], facts))
    return lines if question.get("required") else [*lines, Line(replies.MAY_SKIP)]


def is_skipped(question: Question, text: str) -> bool:
    """Did somebody leave out a question that may be left out?"""
    return not question.get("required") and digits.only_digits(text) == digits.SKIP


def answer_to(question: Question, text: str) -> Any:
    """The answer in the form's terms, or None where the words are none.

    Whether it is allowed is the questionnaire's business.
    """
    return _READ[question["type"]](question, text)


def shown(question: Question, answer: Any) -> str:
    """An answer in words, for the review."""
    labels = {each["value"]: each["label"][LANGUAGE] for each in question.get("options", ())}
    given = answer if isinstance(answer, list) else [answer]
    return "、".join(str(labels.get(each, each)) for each in given)


def _one(question: Question, text: str) -> Any:
    options = question["options"]
    chosen = digits.choice(text, len(options))
    if chosen is not None:
        return options[chosen - 1]["value"]
    said = [each["value"] for each in options if each["label"][LANGUAGE] == text.strip()]
    return said[0] if said else None


def _several(question: Question, text: str) -> Any:
    options = question["options"]
    chosen = digits.choices(text, len(options))
    return None if chosen is None else [options[each - 1]["value"] for each in chosen]


def _number(_question: Question, text: str) -> Any:
    found = digits.only_digits(text)
    return int(found) if found else None


def _words(_question: Question, text: str) -> Any:
    return text.strip() or None


_READ: Mapping[str, Callable[[Question, str], Any]] = {
    "single": _one,
    "multiple": _several,
    "ranking": _several,
    "scale": _number,
    "number": _number,
    "text": _words,
}
_HOW = {
    "single": replies.SEND_ONE,
    "multiple": replies.SEND_SEVERAL,
    "ranking": replies.SEND_ORDER,
    "scale": replies.SEND_NUMBER,
    "number": replies.SEND_NUMBER_ALONE,
    "text": replies.SEND_WORDS,
}
