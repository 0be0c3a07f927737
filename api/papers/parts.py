"""The parts that certificate and notice are made of, each a dict that `templates/base.typ` knows.

{"kind": "pairs", "rows": [[label, value], …]}
{"kind": "table", "header": […], "rows": [[…], …], "strong": [row, …]}
{"kind": "tests", "header": […], "rows": [{name, required, actual, inequality, passed, …}]}
{"kind": "text", "text": …}
{"kind": "mono", "rows": [[label, hash], …]}
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from api.papers.figures import Words, inequality, quantity, three
from models.kinds import Choice, Measure

Part = dict[str, Any]


def pairs(rows: Iterable[tuple[str, str]]) -> Part:
    """Labels and values; a row without a value is left out."""
    return {"kind": "pairs", "rows": [list(row) for row in rows if row[1]]}


def table(header: Sequence[str], rows: Iterable[Sequence[str]], strong: Sequence[int] = ()) -> Part:
    """A table: first column to the left, figures to the right; ``strong`` rows are totals."""
    return {
        "kind": "table",
        "header": list(header),
        "rows": [list(row) for row in rows],
        "strong": list(strong),
    }


def text(sentence: str) -> Part:
    """A sentence of its own."""
    return {"kind": "text", "text": sentence}


def mono(rows: Iterable[tuple[str, str | None]]) -> Part:
    """Hashes in small letters of one width; one that is not there is left out."""
    return {"kind": "mono", "rows": [[label, written] for label, written in rows if written]}


def cast_table(
    cast: Mapping[str, Mapping[str, int]],
    participating: Mapping[str, int] | None,
    deemed: Mapping[str, Mapping[str, int]] | None,
    words: Words,
) -> Part:
    """What was really cast, its total, and below it, apart, what silence was deemed (从多)."""
    said, named = words["result"], words["choices"]
    total = participating or {
        measure: sum(cast.get(choice, {}).get(measure, 0) for choice in Choice)
        for measure in Measure
    }
    rows = [[named[choice], *three(cast.get(choice), words)] for choice in Choice]
    rows.append([said["participating"], *three(total, words)])
    rows += [
        [said["deemed_row"].format(named[choice]), *three(votes, words)]
        for choice, votes in (deemed or {}).items()
    ]
    header = [said["cast"], *(words["measures"][measure] for measure in Measure)]
    return table(header, rows, strong=[len(Choice)])


def tests(outcome: Mapping[str, Any], words: Words) -> Part:
    """Every test of an outcome as it was worked in whole numbers, and what is missing."""
    said = words["result"]
    return {
        "kind": "tests",
        "header": [said["item"], said["required"], said["of"], said["outcome"]],
        "rows": [_test(test, words) for test in outcome["tests"]],
    }


def counts_area(outcome: Mapping[str, Any]) -> bool:
    """Is any test by area? Then its inequality is in dm², which needs saying."""
    return any(test["measure"] == Measure.AREA for test in outcome["tests"])


def missing(outcome: Mapping[str, Any], words: Words) -> list[str]:
    """The conditions beside the numbers that are not met."""
    return [words["missing"].get(name, name) for name in outcome["missing"]]


def threshold(test: Mapping[str, Any], words: Words) -> str:
    """``不低于 2/3``, ``超过 1/2``."""
    return str(words["comparisons"][test["comparison"]].format(test["threshold"]))


def _test(test: Mapping[str, Any], words: Words) -> Part:
    said, measure = words["result"], test["measure"]
    name = words["tests"].get(test["name"], test["name"])
    where = f"{words['scopes'][test['scope']]} " if "scope" in test else ""
    result = said["met"] if test["passed"] else said["unmet"]
    lacks = quantity(measure, test["shortfall"], words)
    return {
        "name": f"{where}{name}（{words['measures'][measure]}）",
        "required": threshold(test, words),
        "actual": said["actual"].format(
            quantity(measure, test["numerator"], words),
            quantity(measure, test["denominator"], words),
        ),
        "inequality": inequality(test["inequality"]),
        "passed": test["passed"],
        "result": result,
        "shortfall": "" if test["passed"] else said["shortfall"].format(lacks),
    }
