"""The results of a form's questions beside the vote itself: options with weights, or rankings."""

from collections.abc import Mapping
from typing import Any

from api.papers import figures, parts
from api.papers.figures import Words, said
from models.kinds import Measure

Results = Mapping[str, Mapping[str, Any]]
Names = tuple[str, Mapping[str, str]]  # a question's title; the labels of its options by value


def other_questions(
    form: Mapping[str, Any] | None, results: Results, words: Words
) -> list[parts.Part]:
    """A table for each question but ``consent``, in the order of ``results``.

    Without a ``form`` the names are those of the built-in management form, or the bare keys.
    """
    asked = {} if form is None else {each["key"]: each for each in form["questions"]}
    return [
        _table(_names(key, asked.get(key), words), result, words)
        for key, result in results.items()
        if key != "consent" and result
    ]


def _names(key: str, question: Mapping[str, Any] | None, words: Words) -> Names:
    if question is None:
        known = words["management_form"]
        return known.get(key, key), known
    options = {each["value"]: said(each["label"], words) for each in question.get("options", ())}
    return said(question["title"], words), options


def _table(names: Names, result: Mapping[str, Any], words: Words) -> parts.Part:
    title, options = names
    labels = words["certificate"]
    if any("rank_sum" in counted for counted in result.values()):
        columns = ("ranked", "first_places", "rank_sum")
        rows = [
            [options.get(item, item), *(f"{counted[column]:,}" for column in columns)]
            for item, counted in result.items()
        ]
        return parts.table([title, *(labels[column] for column in columns)], rows)
    rows = [
        [_option(options.get(value, value), counted, words), *figures.three(counted, words)]
        for value, counted in result.items()
    ]
    return parts.table([title, *(words["measures"][measure] for measure in Measure)], rows)


def _option(label: str, counted: Mapping[str, Any], words: Words) -> str:
    """An option with its class and its place therein, where the form sorts options so."""
    if "class" not in counted:
        return label
    named = words["certificate"]["classes"].get(counted["class"], counted["class"])
    return f"{label}（{named} {counted['place']}）"
