"""What stands on a paper ballot: the questions with their boxes, and the rule in plain words.

Source   reference 2.6: 同意, 反对 and 弃权 stand alike, the voter signs, entry needs two people.
         What silence means follows from the rule set (reference 2.5): it never counts as consent
         but where a clause says so.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from api.papers import figures, parts
from api.papers.figures import Words, said

Question = Mapping[str, Any]

MOST_BOXES = 11  # a scale of more steps is written as a number


def questions(form: Mapping[str, Any], words: Words) -> list[dict[str, Any]]:
    """Every question as the template sets it; numbered only where there are several."""
    asked: list[Question] = form["questions"]
    numbers = {each["key"]: n for n, each in enumerate(asked, start=1)}
    known = {each["key"]: each for each in asked}
    return [
        {
            "number": str(numbers[each["key"]]) if len(asked) > 1 else "",
            "title": said(each["title"], words),
            "hint": _hint(each, known, numbers, words),
            **_boxes(each, words),
        }
        for each in asked
    ]


def _boxes(question: Question, words: Words) -> dict[str, Any]:
    kind = question["type"]
    if question["key"] == "consent":
        options = [said(option["label"], words) for option in question["options"]]
        return {"kind": "vote", "options": options}
    if kind in {"single", "multiple", "ranking"}:
        options = [said(option["label"], words) for option in question["options"]]
        drawn = "ranks" if kind == "ranking" else "ticks"
        return {"kind": drawn, "options": options}
    if _has_steps(question):
        steps = [str(step) for step in range(question["min"], question["max"] + 1)]
        return {"kind": "scale", "options": steps}
    if kind == "text":
        return {"kind": "lines", "lines": 1 if question.get("max_length", 1000) <= 100 else 2}
    return {"kind": "number", "unit": question.get("unit", "")}


def _has_steps(question: Question) -> bool:
    """Is it a scale short enough for a box a step?"""
    return question["type"] == "scale" and bool(question["max"] - question["min"] < MOST_BOXES)


def _hint(
    question: Question, known: Mapping[str, Question], numbers: Mapping[str, int], words: Words
) -> str:
    """How to fill it in, when it is asked, and whether it may be left out."""
    told = list(_ways(question, words))
    labels = words["ballot"]
    if "hint" in question:
        told.append(said(question["hint"], words))
    hint = f"（{words['comma'].join(told)}）" if told else ""
    if "relevant" in question:
        when = _condition(question["relevant"], known, numbers, words)
        return hint + str(labels["only_if"].format(when))
    return hint if question.get("required") else hint + str(labels["optional"])


def _ways(question: Question, words: Words) -> Iterable[str]:
    kind, hints = question["type"], words["ballot"]["hints"]
    least, most = question.get("min_choices"), question.get("max_choices")
    low, high = question.get("min"), question.get("max")
    if kind == "multiple":
        yield hints["multiple"]
        yield from [hints["at_least"].format(least)] if least else []
        yield from [hints["at_most"].format(most)] if most else []
    elif kind == "ranking":
        yield hints["ranking_most"].format(most) if most else hints["ranking"]
    elif _has_steps(question):
        yield hints["scale"]
    elif kind in {"scale", "number"}:
        ends = None not in (low, high)
        yield hints["range"].format(low, high) if ends else hints["number"]


def _condition(
    asked: Mapping[str, Any],
    known: Mapping[str, Question],
    numbers: Mapping[str, int],
    words: Words,
) -> str:
    """Skip logic as people say it: 第 1 题选“反对”."""
    labels = words["ballot"]
    for joint, word in (("all", "and"), ("any", "or")):
        if joint in asked:
            told = (_condition(each, known, numbers, words) for each in asked[joint])
            return str(labels[word]).join(told)
    if "not" in asked:
        return str(labels["not"].format(_condition(asked["not"], known, numbers, words)))
    options = {
        option["value"]: said(option["label"], words)
        for option in known[asked["question"]].get("options", ())
    }
    named = words["comma"].join(str(options.get(value, value)) for value in asked["in"])
    return str(labels["chosen"].format(number=numbers[asked["question"]], options=named))


def rule_in_words(
    rule: Mapping[str, Any] | None, clause: str | None, words: Words
) -> dict[str, Any]:
    """``lines``: what must be reached, one a test; ``silence``: what not voting means."""
    labels = words["ballot"]
    if rule is None:
        return {
            "lines": [labels["no_rule"]],
            "asked": labels["silence_survey"],
            "silence": [labels["silences"]["none"]],
        }
    silence = str(labels["silences"][_silence(rule, clause)]).format(clause=clause or "")
    return {
        "lines": [_line(test, words) for test in rule["tests"]],
        "asked": labels["silence" if _is_vote(rule) else "silence_survey"],
        "silence": [silence, labels["abstain"]] if _is_vote(rule) else [silence],
    }


def _line(test: Mapping[str, Any], words: Words) -> str:
    labels = words["ballot"]
    if test["denominator"] == "fixed":
        share = labels["sample"].format(figures.quantity(test["measure"], test["fixed"], words))
    else:
        share = labels["shares"][test["numerator"]].format(
            whole=labels["wholes"][test["denominator"]], threshold=parts.threshold(test, words)
        )
    where = words["scopes"][test["scope"]] if "scope" in test else ""
    measure = words["measures"][test["measure"]]
    return str(labels["rule_line"].format(scope=where, measure=measure, share=share))


def _is_vote(rule: Mapping[str, Any]) -> bool:
    """Can one abstain? Not from a satisfaction survey or a sample."""
    return any(test["name"] in {"agree", "no_objection"} for test in rule["tests"])


def _silence(rule: Mapping[str, Any], clause: str | None) -> str:
    """Which sentence on silence is true under this rule."""
    if not _is_vote(rule):
        return "none"
    if clause is not None and rule["follow_majority"] == "by_clause":
        return "follow"
    counted = [(test["numerator"], test["denominator"]) for test in rule["tests"]]
    if any(numerator == "not_opposed" for numerator, _whole in counted) and not any(
        numerator == "agree" for numerator, _whole in counted
    ):
        return "not_opposed"
    return "all" if ("agree", "all") in counted else "participating"
