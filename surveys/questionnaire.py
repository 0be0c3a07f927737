"""A form, compiled: what it asks, what follows from what, and whether answers fit it.

Form documents are our own JSON, close to XLSForm so that one can become the other:

    {"title": {"zh", "en"}, "questions": [{"key", "type", "title", "required", "options", …}]}

Errors   Invalid with a Fault for every mistake at once: in a document at ``/questions/3/key``, in
         answers at ``/answers/<key>``.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from models.errors import Fault, Invalid, _
from models.kinds import Choice
from surveys.form_document import check_document

Answers = Mapping[str, Any]


class QuestionType(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    SCALE = "scale"
    NUMBER = "number"
    TEXT = "text"
    RANKING = "ranking"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``least`` and ``most`` bound a scale or number, or how many are chosen."""

    key: str
    type: QuestionType
    required: bool
    options: frozenset[str]
    least: int | None
    most: int | None
    relevant: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A form that answers can be held against."""

    questions: tuple[Question, ...]

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all questions."""
        return frozenset(question.key for question in self.questions)

    @property
    def is_consent(self) -> bool:
        """Does it ask a vote's one question: `consent`, required, of agree, oppose, abstain?"""
        return any(
            q.key == "consent"
            and q.type is QuestionType.SINGLE
            and q.required
            and q.relevant is None
            and q.options == frozenset(Choice)
            for q in self.questions
        )

    def check(self, answers: Answers) -> dict[str, Any]:
        """The answers, in the form's order. Errors: Invalid with every fault at its place."""
        faults = [
            Fault(f"/answers/{key}", "unknown_question", _("The form asks no such question."))
            for key in answers
            if key not in self.keys
        ]
        given: dict[str, Any] = {}
        for question in self.questions:
            faults += _check_answer(question, answers, given)
        if faults:
            raise Invalid(*faults)
        return given


def compile_form(document: Mapping[str, Any]) -> Questionnaire:
    """A form document, checked and made ready. Errors: Invalid with every fault at its place."""
    faults = check_document(document)
    if faults:
        raise Invalid(*faults)
    return Questionnaire(tuple(_question(each) for each in document["questions"]))


def questionnaire_of(content_hash: str, document: Mapping[str, Any]) -> Questionnaire:
    """``compile_form``, once a content hash."""
    return _compiled(_Keyed(content_hash, document))


class _Keyed:
    """A document that is equal to another when their content hashes are."""

    def __init__(self, content_hash: str, document: Mapping[str, Any]) -> None:
        self.content_hash, self.document = content_hash, document

    def __hash__(self) -> int:
        return hash(self.content_hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and other.content_hash == self.content_hash


@lru_cache(maxsize=256)
def _compiled(keyed: _Keyed) -> Questionnaire:
    return compile_form(keyed.document)


def _question(asked: Mapping[str, Any]) -> Question:
    kind = QuestionType(asked["type"])
    chosen = kind in {QuestionType.MULTIPLE, QuestionType.RANKING}
    return Question(
        asked["key"],
        kind,
        bool(asked.get("required", False)),
        frozenset(option["value"] for option in asked.get("options", ())),
        asked.get("min_choices") if chosen else asked.get("min"),
        asked.get("max_choices")
        if chosen
        else asked.get("max_length", 1000)
        if kind is QuestionType.TEXT
        else asked.get("max"),
        asked.get("relevant"),
    )


def _check_answer(question: Question, answers: Answers, given: dict[str, Any]) -> Iterator[Fault]:
    """Faults of one answer; a good one goes into ``given``."""
    pointer = f"/answers/{question.key}"
    asked = question.relevant is None or is_met(question.relevant, given)
    if question.key not in answers or answers[question.key] is None:
        if asked and question.required:
            yield Fault(pointer, "required", _("This question needs an answer."))
        return
    if not asked:
        yield Fault(pointer, "not_asked", _("After the other answers this is not asked."))
        return
    answer = answers[question.key]
    fault = _CHECKS[question.type](question, answer)
    if fault is not None:
        code, message = fault
        yield Fault(pointer, code, message, (("least", question.least), ("most", question.most)))
    else:
        given[question.key] = answer


def is_met(condition: Mapping[str, Any], given: Answers) -> bool:
    """Skip logic: ``{"question", "in"}``, or ``all``, ``any``, ``not`` of such."""
    if "all" in condition:
        return all(is_met(each, given) for each in condition["all"])
    if "any" in condition:
        return any(is_met(each, given) for each in condition["any"])
    if "not" in condition:
        return not is_met(condition["not"], given)
    answer = given.get(condition["question"])
    chosen = answer if isinstance(answer, list) else [answer]
    return any(value in condition["in"] for value in chosen)


_Found = tuple[str, str] | None
_WRONG_TYPE = ("wrong_type", _("This kind of answer does not fit the question."))
_NOT_AN_OPTION = ("not_an_option", _("Choose one of the options."))
_OUT_OF_RANGE = ("out_of_range", _("Give a whole number from {least} to {most}."))


def _single(question: Question, answer: object) -> _Found:
    if not isinstance(answer, str):
        return _WRONG_TYPE
    return None if answer in question.options else _NOT_AN_OPTION


def _several(question: Question, answer: object) -> _Found:
    if not isinstance(answer, list) or not all(isinstance(value, str) for value in answer):
        return _WRONG_TYPE
    if not question.options.issuperset(answer):
        return _NOT_AN_OPTION
    if len(set(answer)) != len(answer):
        return ("chosen_twice", _("Choose each option once."))
    if question.least is not None and len(answer) < question.least:
        return ("too_few", _("Choose at least {least}."))
    if question.most is not None and len(answer) > question.most:
        return ("too_many", _("Choose at most {most}."))
    return None


def _ranking(question: Question, answer: object) -> _Found:
    found = _several(question, answer)
    if found is None and question.least is None and question.most is None:
        complete = isinstance(answer, list) and len(answer) == len(question.options)
        return None if complete else ("incomplete_ranking", _("Put every option in its place."))
    return found


def _whole(question: Question, answer: object) -> _Found:
    if type(answer) is not int:
        return _WRONG_TYPE
    low = question.least is not None and answer < question.least
    high = question.most is not None and answer > question.most
    return _OUT_OF_RANGE if low or high or abs(answer) > 10**15 else None


def _text(question: Question, answer: object) -> _Found:
    if not isinstance(answer, str):
        return _WRONG_TYPE
    if "\0" in answer or any("\ud800" <= letter <= "\udfff" for letter in answer):
        return ("invalid_text", _("The text has characters that cannot be kept."))
    if question.required and not answer.strip():
        return ("required", _("This question needs an answer."))
    return (
        ("too_long", _("At most {most} characters."))
        if len(answer) > (question.most or 0)
        else None
    )


_CHECKS: Mapping[QuestionType, Callable[[Question, object], _Found]] = {
    QuestionType.SINGLE: _single,
    QuestionType.MULTIPLE: _several,
    QuestionType.SCALE: _whole,
    QuestionType.NUMBER: _whole,
    QuestionType.TEXT: _text,
    QuestionType.RANKING: _ranking,
}
