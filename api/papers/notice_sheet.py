"""What stands on a 公示 sheet.

Keys     ``title``, ``estate`` {name}, ``question``, ``starts_on``, ``last_day``, ``days``,
         ``day_unit``, ``organiser``, ``url`` (of the QR code), ``objections`` {where, phone};
         of `certify`'s dict ``roll``, ``cast`` (the vote: choice → measures), ``outcome`` or None;
         perhaps ``participating``, ``scope``, ``rule`` {title, citation}, ``deemed`` {clause,
         votes}, ``ballots_hash``, ``number``.
Design   The verdict is that of the numbers alone: while the notice hangs, publicity itself is still
         missing, and an objection may change the result.
"""

from collections.abc import Mapping
from typing import Any

from api.papers import figures, parts
from api.papers.figures import Words
from api.papers.render import qr_svg
from models.kinds import Measure


def sheet(notice: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """The data of `templates/notice.typ`."""
    labels, estate = words["notice"], notice["estate"]
    return {
        "words": words,
        "number": notice.get("number", ""),
        "title": notice["title"],
        "estate": estate["name"],
        "scope": figures.scope(notice.get("scope"), words),
        "question": notice["question"],
        "roll": labels["roll"].format(
            **{m: figures.quantity(m, notice["roll"][m], words) for m in Measure}
        ),
        "verdict": _verdict(notice["outcome"], words),
        "parts": _parts(notice, words),
        "rule": " ".join(_cited(notice.get("rule"))),
        "period": _period(notice, words),
        "objections": _objections(notice, words),
        "organiser": labels["organiser"].format(notice["organiser"]),
        "hash": notice.get("ballots_hash") or "",
        "url": notice["url"],
        "qr": qr_svg(notice["url"]),
    }


def _verdict(outcome: Mapping[str, Any] | None, words: Words) -> dict[str, Any]:
    labels = words["notice"]
    if outcome is None:
        return {"met": None, "text": labels["no_rule"], "pending": ""}
    met = all(test["passed"] for test in outcome["tests"])
    pending = labels["pending"] if met and not outcome["passed"] else ""
    return {"met": met, "text": labels["met" if met else "unmet"], "pending": pending}


def _parts(notice: Mapping[str, Any], words: Words) -> list[parts.Part]:
    deemed, outcome = notice.get("deemed") or {}, notice["outcome"]
    votes = deemed.get("votes")
    shown = [parts.cast_table(notice["cast"], notice.get("participating"), votes, words)]
    if votes is not None:
        clause = words["certificate"]["deemed_clause"].format(deemed["clause"])
        shown.append(parts.text(clause))
    if outcome is not None:
        shown.append(parts.tests(outcome, words))
        if parts.counts_area(outcome):
            shown.append(parts.text(words["result"]["area_note"]))
    return shown


def _cited(rule: Mapping[str, str] | None) -> list[str]:
    return [rule[key] for key in ("title", "citation") if rule.get(key)] if rule else []


def _period(notice: Mapping[str, Any], words: Words) -> str:
    first, last = (figures.day(notice[end], words) for end in ("starts_on", "last_day"))
    unit = words["day_units"][notice["day_unit"]]
    return str(words["notice"]["between"].format(first, last, notice["days"], unit))


def _objections(notice: Mapping[str, Any], words: Words) -> list[str]:
    labels, where = words["notice"], notice["objections"]
    ways = [
        labels[f"objections_{way}"].format(where[way]) for way in ("where", "phone") if where[way]
    ]
    until = labels["objections_until"].format(figures.day(notice["last_day"], words))
    return [labels["objections_or"].join(ways), until]
