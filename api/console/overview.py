"""The bureau's desk: every estate with the standing of its consents, and each in depth."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for

from api import shown, words
from api.console.door import desk, page
from api.edge import DESK
from api.papers import documents
from models.actor import Actor
from models.asking import Notice, Round
from models.base import db
from models.errors import Unknown
from models.kinds import RoundState
from models.places import Estate
from surveys import (
    certificates,
    estates,
    notices,
    results,
    rounds,
    site_boards,
    standing,
    standings,
    turnout,
)
from surveys.policies.load import all_rule_sets

PAGE = 50


@desk("/", open_to=DESK)
def overview(*, by: Actor, at: datetime) -> str:
    """Every estate with each consent: agree of total, what is missing, days left, objections."""
    asked = _asked()
    rows, total = standings.listing(asked, by=by, offset=asked["offset"], limit=PAGE)
    facts = {
        "rows": rows,
        "total": total,
        "asked": asked,
        "at": at,
        "page_size": PAGE,
        "link": _link,
        "days_left": shown.days_left,
        "percent": shown.percent,
    }
    if "HX-Request" in request.headers:
        return page("overview_rows.html", **facts)
    titles = {rule.id: shown.in_words(rule.title) for rule in all_rule_sets().values()}
    return page("overview.html", titles=titles, **facts)


@desk("/estates/<uuid:estate_id>", open_to=DESK)
def estate(estate_id: UUID, *, by: Actor, at: datetime) -> str:
    """One estate: its rounds, its roster, its board."""
    found = estates.one_estate(estate_id, by=by)
    asked = db.session.scalars(
        rounds.visible({"estate_id": estate_id}, by=by).order_by(Round.id.desc()).limit(100)
    ).all()
    return page(
        "estate.html",
        estate=found,
        counts=estates.counts(found.id),
        rounds=asked,
        board=site_boards.read(found.id, by=by),
        at=at,
    )


@desk("/rounds/<uuid:round_id>", open_to=DESK)
def one_round(round_id: UUID, *, by: Actor, at: datetime) -> str:
    """A round in depth: turnout by building, channels, conflicts, evidence, the inequality."""
    asked = rounds.one_round(round_id, by=by)
    counted = results.stand(asked, at)
    by_building = turnout.by_building(asked.id)
    conflicted = [UUID(unit) for unit in counted["conflicted"]]
    return page(
        "round.html",
        round=asked,
        estate=db.session.get_one(Estate, asked.estate_id),
        rule=rounds.rule_of(asked),
        form=rounds.form_of(asked),
        counted=counted,
        buildings=by_building,
        chart=json.dumps(_turnout_chart(by_building)),
        conflicted=standing.labels_of(asked.id, conflicted),
        evidence=turnout.evidence(asked.id),
        notices=_notices(asked, by, at),
        may_count=asked.state is not RoundState.DRAFT,
        at=at,
    )


@desk("/rounds/<uuid:round_id>/certificate", open_to=DESK)
def certificate(round_id: UUID, *, by: Actor, at: datetime) -> str:
    """The certificate as a page to print."""
    return page("certificate.html", c=certificates.certify(round_id, by=by, at=at))


@desk("/rounds/<uuid:round_id>/certificate.pdf", open_to=DESK)
def certificate_pdf(round_id: UUID, *, by: Actor, at: datetime) -> Response:
    """The certificate as PDF."""
    return pdf(documents.certificate(certificates.certify(round_id, by=by, at=at)), "certificate")


@desk("/notices/<uuid:notice_id>.pdf", open_to=DESK)
def notice_pdf(notice_id: UUID, *, by: Actor, at: datetime) -> Response:
    """The sheet that hangs at the entrance."""
    found = db.session.get(Notice, notice_id)
    if found is None:
        raise Unknown
    asked = rounds.one_round(found.round_id, by=by)
    return pdf(documents.notice(_sheet(found, asked, by, at)), "notice")


def pdf(content: bytes, name: str) -> Response:
    """A PDF to look at or to keep."""
    answer = make_response(content)
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return answer


def _asked() -> dict[str, Any]:
    """What the list is asked for; anything that cannot be is left out."""
    given = request.args
    division = given.get("division", "")
    sort = given.get("sort", "name")
    state = given.get("state", "")
    offset = given.get("offset", "0")
    return {
        "division": division if division.isdecimal() and 2 <= len(division) <= 12 else None,
        "q": given.get("q", "").strip()[:80],
        "rule_set": given.get("rule_set", "")[:64],
        "state": RoundState(state) if state in {"open", "closed"} else None,
        "only": given.get("only", ""),
        "sort": sort if sort in standings.SORTS else "name",
        "down": given.get("down") == "1",
        "offset": int(offset) if offset.isdecimal() and len(offset) < 8 else 0,
    }


def _link(**changed: Any) -> str:
    """This list, asked otherwise."""
    asked = {name: value for name, value in _asked().items() if value}
    asked |= changed
    asked = {n: ("1" if v is True else v) for n, v in asked.items() if v not in (None, "", False)}
    return url_for("console.overview", **asked)


def _turnout_chart(buildings: list[dict[str, Any]]) -> dict[str, Any]:
    """For each building the share of its units that answered, in whole per cent, cut."""
    return {
        "percent": True,
        "max": 100,
        "names": [row["building"] for row in buildings],
        "series": [
            {
                "name": words.say("Turnout"),
                "values": [row["answered"] * 100 // row["units"] for row in buildings],
            }
        ],
    }


def _notices(asked: Round, by: Actor, at: datetime) -> list[dict[str, Any]]:
    found = db.session.scalars(notices.of_round(asked.id, by=by).order_by(Notice.id)).all()
    return [{"notice": each, "state": notices.state_of(each, at)} for each in found]


def _sheet(found: Notice, asked: Round, by: Actor, at: datetime) -> dict[str, Any]:
    """What the notice's sheet shows: the count as it stands, and where to object."""
    counted = results.stand(asked, at)
    rule = rounds.rule_of(asked)
    form = rounds.form_of(asked)
    place = db.session.get_one(Estate, asked.estate_id)
    board = site_boards.read(place.id, by=by)
    none = {"household": 0, "head": 0, "area": 0}
    cast = counted["questions"].get("consent") or dict.fromkeys(
        ("agree", "oppose", "abstain"), none
    )
    return {
        "title": asked.title,
        "estate": {"name": place.name},
        "question": form["questions"][0]["title"]["zh"],
        "roll": {m: counted["roll"][m] for m in none},
        "cast": cast,
        "participating": counted["participating"],
        "outcome": counted["outcome"],
        "starts_on": found.starts_on.isoformat(),
        "last_day": found.last_day.isoformat(),
        "days": found.days,
        "day_unit": str(found.day_unit),
        "organiser": place.name + "居民委员会",
        "objections": {"where": found.place, "phone": board["hotline"]},
        "url": f"{request.host_url}h5/#/pages/publicity?id={asked.id}",
        "rule": {"title": rule.title.zh, "citation": rule.citation} if rule else None,
        "scope": asked.scope,
    }
