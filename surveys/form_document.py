"""Is a form document well formed? Every fault at once, each with its JSON pointer."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from models.errors import Fault, _

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
CHOSEN = ("single", "multiple", "ranking")  # tuples: what is sent may not even be hashable
TYPES = (*CHOSEN, "scale", "number", "text")
QUESTION_KEYS = frozenset(
    [
        "key",
        "type",
        "title",
        "hint",
        "required",
        "options",
        "min",
        "max",
        "unit",
        "max_length",
        "min_choices",
        "max_choices",
        "relevant",
    ]
)
OPTION_KEYS = frozenset(["value", "label", "class", "theme", "must", "payer"])
MOST_QUESTIONS, MOST_OPTIONS, MOST_TEXT, MOST_NAME = 200, 200, 1000, 80


def check_document(document: object) -> list[Fault]:
    """The faults of a form document; none for a good one."""
    if not isinstance(document, Mapping):
        return [Fault("", "wrong_type", _("A form is a JSON object."))]
    faults = list(_words(document.get("title"), "/title"))
    faults += _extras(document, {"intro": Mapping}, "")
    faults += [
        _unknown(f"/{key}") for key in document if key not in {"title", "intro", "questions"}
    ]
    questions = document.get("questions")
    if not isinstance(questions, list) or not 0 < len(questions) <= MOST_QUESTIONS:
        most = (("most", MOST_QUESTIONS),)
        message = _("A form asks 1 to {most} questions.")
        return [*faults, Fault("/questions", "out_of_range", message, most)]
    seen: dict[str, frozenset[str]] = {}
    for n, question in enumerate(questions):
        faults += _question(question, f"/questions/{n}", seen)
    return faults


def _question(question: object, at: str, seen: dict[str, frozenset[str]]) -> Iterator[Fault]:
    if not isinstance(question, Mapping):
        yield Fault(at, "wrong_type", _("A question is a JSON object."))
        return
    yield from (_unknown(f"{at}/{key}") for key in question if key not in QUESTION_KEYS)
    key, kind = question.get("key"), question.get("type")
    if not isinstance(key, str) or not KEY.fullmatch(key):
        yield Fault(f"{at}/key", "bad_key", _("Keys are small letters, digits and _."))
    elif key in seen:
        yield Fault(f"{at}/key", "duplicate_key", _("This key is taken by another question."))
    if kind not in TYPES:
        yield Fault(f"{at}/type", "not_one_of", _("There is no such type of question."))
    yield from _words(question.get("title"), f"{at}/title")
    yield from _extras(question, {"hint": Mapping, "unit": str}, at)
    yield from _options(question, at)
    yield from _bounds(question, at)
    if "relevant" in question:
        yield from _condition(question["relevant"], f"{at}/relevant", seen, depth=0)
    if isinstance(key, str):
        options = question.get("options")
        options = options if isinstance(options, list) else []
        seen[key] = frozenset(
            str(option.get("value")) for option in options if isinstance(option, Mapping)
        )


def _options(question: Mapping[str, Any], at: str) -> Iterator[Fault]:
    options = question.get("options")
    if question.get("type") not in CHOSEN:
        if options is not None:
            yield Fault(f"{at}/options", "not_asked", _("This type of question has no options."))
        return
    if not isinstance(options, list) or not 0 < len(options) <= MOST_OPTIONS:
        message = _("A choice has 1 to {most} options.")
        yield Fault(f"{at}/options", "out_of_range", message, (("most", MOST_OPTIONS),))
        return
    values: set[str] = set()
    for n, option in enumerate(options):
        place = f"{at}/options/{n}"
        if not isinstance(option, Mapping):
            yield Fault(place, "wrong_type", _("An option is a JSON object."))
            continue
        yield from (_unknown(f"{place}/{key}") for key in option if key not in OPTION_KEYS)
        value = option.get("value")
        if not isinstance(value, str) or not KEY.fullmatch(value):
            yield Fault(f"{place}/value", "bad_key", _("Keys are small letters, digits and _."))
        elif value in values:
            message = _("This value is taken by another option.")
            yield Fault(f"{place}/value", "duplicate_value", message)
        else:
            values.add(value)
        yield from _words(option.get("label"), f"{place}/label")
        yield from _extras(option, {"class": str, "theme": str, "must": bool, "payer": str}, place)


def _bounds(question: Mapping[str, Any], at: str) -> Iterator[Fault]:
    for name in ("min", "max", "max_length", "min_choices", "max_choices"):
        bound = question.get(name)
        if bound is not None and (type(bound) is not int or abs(bound) > 10**12):
            yield Fault(f"{at}/{name}", "wrong_type", _("A bound is a whole number."))
    if question.get("type") == "scale":
        low, high = question.get("min"), question.get("max")
        if not (type(low) is int and type(high) is int and low < high):
            yield Fault(at, "scale_without_ends", _("A scale has a min below its max."))
    required = question.get("required", False)
    if not isinstance(required, bool):
        yield Fault(f"{at}/required", "wrong_type", _("required is true or false."))


def _condition(
    condition: object, at: str, seen: Mapping[str, frozenset[str]], *, depth: int
) -> Iterator[Fault]:
    bad = Fault(at, "bad_condition", _("A condition is question and in, or all, any, not."))
    if not isinstance(condition, Mapping) or depth > 5:
        yield bad
    elif set(condition) == {"question", "in"}:
        if condition["question"] not in tuple(seen):
            message = _("A condition looks at a question that was asked before.")
            yield Fault(f"{at}/question", "unknown_question", message)
        elif not _are_values(condition["in"]):
            yield bad
    elif set(condition) in ({"all"}, {"any"}):
        ((name, parts),) = condition.items()
        for n, part in enumerate(parts if isinstance(parts, list) else [None]):
            yield from _condition(part, f"{at}/{name}/{n}", seen, depth=depth + 1)
    elif set(condition) == {"not"}:
        yield from _condition(condition["not"], f"{at}/not", seen, depth=depth + 1)
    else:
        yield bad


def _are_values(values: object) -> bool:
    """One or more values that an answer can have."""
    known = isinstance(values, list) and all(type(each) in {str, int} for each in values)
    return known and bool(values)


def _extras(part: Mapping[str, Any], kinds: Mapping[str, type], at: str) -> Iterator[Fault]:
    """What may be left out: words, or a short text, or true and false."""
    for name, kind in kinds.items():
        if name not in part:
            continue
        extra = part[name]
        if kind is Mapping:
            yield from _words(extra, f"{at}/{name}")
        elif not isinstance(extra, kind) or (isinstance(extra, str) and len(extra) > MOST_NAME):
            yield Fault(f"{at}/{name}", "wrong_type", _("This is of another kind than asked for."))


def _words(words: object, at: str) -> Iterator[Fault]:
    """Text in two languages; English may be missing in a form that an office writes."""
    if not isinstance(words, Mapping) or not words.get("zh"):
        yield Fault(at, "required", _("Write it in Chinese at least: zh, en."))
    elif not all(
        language in {"zh", "en"} and isinstance(text, str) and len(text) <= MOST_TEXT
        for language, text in words.items()
    ):
        yield Fault(at, "wrong_type", _("Write it in Chinese at least: zh, en."))


def _unknown(at: str) -> Fault:
    return Fault(at, "unknown_field", _("Unknown field."))
