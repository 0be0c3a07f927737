"""What stands on the certificate of a closed round, section by section.

Source   reference 6.2; the figures are those of `surveys.certificates.certify`, none is made here.
"""

from collections.abc import Mapping
from typing import Any

from api.papers import figures, parts
from api.papers.figures import Words, moment, said
from api.papers.other_questions import other_questions
from models.kinds import Measure
from surveys.counting.shares import cut_percent

Certificate = Mapping[str, Any]
Section = dict[str, Any]


def sheet(certificate: Certificate, words: Words) -> dict[str, Any]:
    """The data of `templates/certificate.typ`."""
    labels, asked = words["certificate"], certificate["round"]
    made = (_asked, _roll, _cast, _satisfaction, _tests, _publicity, _management, _others, _hashes)
    sections = [section for make in made if (section := make(certificate, words)) is not None]
    return {
        "words": words,
        "number": certificate.get("number") or asked["id"],
        "title": labels["titles"].get(asked["kind"], labels["titles"]["survey"]),
        "subtitle": [certificate["estate"]["name"], asked["title"]],
        "verdict": verdict(certificate["outcome"], words),
        "sections": sections,
        "issued": labels["issued"].format(moment(certificate["issued_at"], words)),
    }


def verdict(outcome: Mapping[str, Any] | None, words: Words) -> dict[str, Any]:
    """通过 or 未通过 with the conditions still missing; ``passed`` is None without a rule."""
    result = words["result"]
    if outcome is None:
        return {"passed": None, "text": result["no_rule"], "missing": []}
    text = result["passed"] if outcome["passed"] else result["failed"]
    unmet = sum(not test["passed"] for test in outcome["tests"])
    missing = [result["tests_unmet"].format(unmet)] if unmet else []
    missing += parts.missing(outcome, words)
    return {"passed": outcome["passed"], "text": text, "missing": missing}


def _asked(certificate: Certificate, words: Words) -> Section:
    labels, asked, estate = words["certificate"], certificate["round"], certificate["estate"]
    rule, period = certificate["rule_set"], certificate["period"]
    opened, closed = (moment(period[end], words) for end in ("opened_at", "closed_at"))
    rows = [
        (labels["estate"], estate["name"]),
        (labels["address"], estate["address"]),
        (labels["division"], estate["division"]),
        (labels["scope"], figures.scope(asked["scope"], words)),
        (labels["title"], asked["title"]),
        (labels["question"], question_of(certificate["question"], words)),
        (labels["scheme"], asked["scheme_version"] or ""),
        (labels["rule"], said(rule["title"], words) if rule else ""),
        (labels["citation"], rule["citation"] if rule else ""),
        (labels["period"], labels["period_between"].format(opened, closed)),
        (labels["identity"], labels["identity_level"].format(asked["min_identity_level"])),
        (labels["revote"], labels["revotes"].get(asked["revote"], asked["revote"])),
    ]
    return {"title": labels["asked"], "parts": [parts.pairs(rows)]}


def question_of(form: Mapping[str, Any], words: Words) -> str:
    """The question voted on; the form's name where there is no vote."""
    voted = [each["title"] for each in form["questions"] if each["key"] == "consent"]
    return said(voted[0] if voted else form["title"], words)


def _roll(certificate: Certificate, words: Words) -> Section:
    labels, roll, reached = words["certificate"], certificate["roll"], certificate["delivery"]
    frozen = labels["roll_note"].format(moment(roll["frozen_at"], words))
    header = [labels["roll_units"], *(words["measures"][measure] for measure in Measure)]
    units = labels["roll_unit"].format(f"{roll['units']:,}")
    return {
        "title": labels["roll"],
        "parts": [
            parts.text(frozen),
            parts.table(header, [[units, *figures.three(roll, words)]]),
            parts.table(
                [labels["delivery"], ""],
                [
                    [label, labels["doors"].format(f"{reached[name]:,}")]
                    for name, label in labels["deliveries"].items()
                ],
            ),
        ],
    }


def _cast(certificate: Certificate, words: Words) -> Section:
    labels, cast = words["certificate"], certificate["cast"]
    deemed = certificate["deemed"]
    shown = []
    if "consent" in cast:
        votes = deemed["votes"]
        told = labels["no_deemed"]
        if votes is not None:
            told = labels["deemed_clause"].format(deemed["clause"])
        table = parts.cast_table(cast["consent"], certificate["participating"], votes, words)
        shown += [table, parts.text(told)]
    else:
        header = [words["result"]["cast"], *(words["measures"][each] for each in Measure)]
        total = figures.three(certificate["participating"], words)
        shown.append(parts.table(header, [[words["result"]["participating"], *total]]))
    return {
        "title": labels["cast"],
        "parts": [*shown, _by_channel(certificate, words), _set_apart(certificate, words)],
    }


def _by_channel(certificate: Certificate, words: Words) -> parts.Part:
    labels = words["certificate"]
    rows = [
        [words["channels"].get(channel, channel), f"{number:,}"]
        for channel, number in sorted(certificate["by_channel"].items())
    ]
    nobody = [[words["none"], "0"]]
    return parts.table([labels["by_channel"], labels["answers"]], rows or nobody)


def _set_apart(certificate: Certificate, words: Words) -> parts.Part:
    """Ballots that are in no figure: invalid, awaiting a second person, in conflict."""
    labels, invalid = words["certificate"], certificate["invalid"]
    homes = [figures.place(home, words) for home in certificate["conflicted"]]
    listed = words["comma"].join(homes)
    counted = str(len(homes)) + (f"{words['colon']}{listed}" if homes else "")
    return parts.pairs(
        [
            (labels["rejected_paper"], str(invalid["rejected_paper"])),
            (labels["unconfirmed"], str(invalid["unconfirmed"])),
            (labels["conflicted"], counted),
        ]
    )


def _satisfaction(certificate: Certificate, words: Words) -> Section | None:
    labels, scored = words["certificate"], certificate["satisfaction"]
    if scored is None:
        return None
    levels = [[words["levels"][level], f"{number:,}"] for level, number in scored["levels"].items()]
    rates = [(label, _rate(name, scored[name])) for name, label in labels["rates"].items()]
    table = parts.table([labels["level"], labels["households"]], levels)
    return {"title": labels["satisfaction"], "parts": [table, parts.pairs(rates)]}


def _rate(name: str, ratio: Mapping[str, int]) -> str:
    part, whole = ratio["numerator"], ratio["denominator"]
    if name == "index":  # already of 100
        return f"{part:,}/{whole:,} = {cut_percent(part, whole * 100)}"
    return f"{part:,}/{whole:,} = {cut_percent(part, whole)}%"


def _tests(certificate: Certificate, words: Words) -> Section | None:
    outcome = certificate["outcome"]
    if outcome is None:
        return None
    shown = [parts.tests(outcome, words)]
    if parts.counts_area(outcome):
        shown.append(parts.text(words["result"]["area_note"]))
    return {"title": words["certificate"]["tests"], "parts": shown}


def _publicity(certificate: Certificate, words: Words) -> Section:
    labels, shown = words["certificate"], certificate["publicity"]
    header = [labels[f"notice_{name}"] for name in ("place", "days", "length", "state")]
    rows = [
        [
            notice["place"] or "—",
            labels["between"].format(
                figures.day(notice["starts_on"], words), figures.day(notice["last_day"], words)
            ),
            f"{notice['days']} {words['day_units'][notice['day_unit']]}",
            words["notice_states"][notice["state"]],
        ]
        for notice in shown["notices"]
    ]
    counted = [
        (labels[name], labels["cases"].format(shown[name]))
        for name in ("objections_received", "objections_open", "disputes_open")
    ]
    done = (labels["publicity_done"], words["yes"] if shown["done"] else words["no"])
    notices = parts.table(header, rows) if rows else parts.text(labels["no_notice"])
    return {"title": labels["publicity"], "parts": [notices, parts.pairs([*counted, done])]}


def _management(certificate: Certificate, words: Words) -> Section | None:
    """Mode and price for afterwards; a round on management itself does not speak of another."""
    labels, managed = words["certificate"], certificate["long_term_management"]
    if managed is None:
        if certificate["round"]["kind"] == "management":
            return None
        return {"title": labels["management"], "parts": [parts.text(labels["no_management"])]}
    shown = []
    if managed["outcome"] is not None:
        found = verdict(managed["outcome"], words)["text"]
        shown.append(parts.pairs([(labels["management_outcome"], found)]))
    questions = managed["questions"]
    if "consent" in questions:
        shown.append(parts.cast_table(questions["consent"], None, None, words))
    shown += other_questions(managed.get("form"), questions, words)
    return {"title": labels["management"], "parts": shown}


def _others(certificate: Certificate, words: Words) -> Section | None:
    shown = other_questions(certificate["question"], certificate["cast"], words)
    return {"title": words["certificate"]["others"], "parts": shown} if shown else None


def _hashes(certificate: Certificate, words: Words) -> Section:
    labels, hashes = words["certificate"], certificate["hashes"]
    rows = [(label, hashes.get(name)) for name, label in labels["hash_names"].items()]
    told = [parts.text(labels["hash_note"]), parts.text(labels["privacy"])]
    return {"title": labels["hashes"], "parts": [parts.mono(rows), *told]}
