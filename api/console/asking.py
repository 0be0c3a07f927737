"""Rounds at the desk: made from a template, seen as residents will see them, opened, closed."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Response, url_for

from api import shown
from api.console.door import desk, gone_to, page
from api.console.reading import given, load, local
from api.edge import DESK
from api.rounds import RoundIn
from models.actor import Actor
from models.asking import Notice
from models.base import db
from models.clock import PEOPLES_TIME
from models.kinds import DeliveryMethod, RoundKind
from models.places import Estate
from surveys import deliveries_of, estates, forms, issued, notices, rounds
from surveys.policies.load import all_rule_sets

#: kind of round → the form that comes with the service; the first a desk should think of
FORMS = {
    RoundKind.SURVEY: "visit_survey",
    RoundKind.WILLINGNESS: "willingness",
    RoundKind.MANAGEMENT: "management",
    RoundKind.DEMAND_LIST: "demand_list",
    RoundKind.SCHEME_VOTE: "scheme_vote",
    RoundKind.OWNERS_VOTE: "lift_consultation",
    RoundKind.SATISFACTION: "satisfaction",
}
LASTS = timedelta(days=14)


@desk("/estates/<uuid:estate_id>/rounds/new", open_to=DESK)
def new_round(estate_id: UUID, *, by: Actor, at: datetime) -> str:
    """The kinds to choose from, each with its form and the rules of this place."""
    estate = estates.one_estate(estate_id, by=by)
    today = at.astimezone(PEOPLES_TIME).replace(minute=0, second=0, microsecond=0)
    return page(
        "new_round.html",
        estate=estate,
        kinds=[(str(kind), shown.word(kind), FORMS[kind]) for kind in RoundKind],
        forms=forms.own(by=by),
        rules=_rules_of(estate.division),
        opens_at=(today + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
        closes_at=(today + LASTS).strftime("%Y-%m-%dT%H:%M"),
    )


@desk("/estates/<uuid:estate_id>/rounds", open_to=DESK, methods=["POST"])
def draft_round(estate_id: UUID, *, by: Actor, at: datetime) -> Response:
    """Draft it; it is looked at before it opens."""
    scope = {name: given(name, 20) for name in ("building", "entrance")}
    scope = {name: value for name, value in scope.items() if value}
    wanted = load(
        RoundIn,
        {
            "estate_id": str(estate_id),
            "kind": given("kind"),
            "title": given("title"),
            "form_id": given("form_id"),
            "rule_set": given("rule_set"),
            "opens_at": local("opens_at"),
            "closes_at": local("closes_at"),
            "revote": given("revote"),
            "scope": scope or None,
            "follow_clause": given("follow_clause"),
            "scheme_version": given("scheme_version"),
        },
    )
    drafted = rounds.draft(wanted, by=by, at=at)
    return gone_to(url_for("console.round_work", round_id=drafted.id))


@desk("/rounds/<uuid:round_id>/work", open_to=DESK)
def round_work(round_id: UUID, *, by: Actor, at: datetime) -> str:
    """What is done on a round: opened, printed, delivered, shown in public, closed."""
    asked = rounds.one_round(round_id, by=by)
    found = db.session.scalars(notices.of_round(asked.id, by=by).order_by(Notice.id)).all()
    return page(
        "round_work.html",
        round=asked,
        estate=db.session.get_one(Estate, asked.estate_id),
        paper=issued.reconcile(asked.id, by=by),
        delivered=deliveries_of.count(asked.id),
        methods=[(str(method), shown.word(method)) for method in DeliveryMethod],
        notices=[(notice, notices.state_of(notice, at)) for notice in found],
        today=at.astimezone(PEOPLES_TIME).date().isoformat(),
    )


@desk("/rounds/<uuid:round_id>/preview", open_to=DESK)
def preview(round_id: UUID, *, by: Actor) -> str:
    """The form as a resident's phone shows it, for the frame on the desk's page."""
    asked = rounds.one_round(round_id, by=by)
    return page("preview.html", round=asked, form=rounds.form_of(asked))


@desk("/rounds/<uuid:round_id>/open", open_to=DESK, methods=["POST"])
def open_now(round_id: UUID, *, by: Actor, at: datetime) -> Response:
    """Open: roll, form and rule are frozen from now on."""
    rounds.open_round(round_id, by=by, at=at)
    return gone_to(url_for("console.round_work", round_id=round_id))


@desk("/rounds/<uuid:round_id>/close", open_to=DESK, methods=["POST"])
def close_now(round_id: UUID, *, by: Actor, at: datetime) -> Response:
    """Close before the time."""
    rounds.close_round(round_id, by=by, at=at)
    return gone_to(url_for("console.one_round", round_id=round_id))


def _rules_of(division: str) -> list[tuple[str, str]]:
    """The rule sets of this place first: its own, its province's, the nation's; then the others."""

    def near(jurisdiction: str) -> int:
        prefix = jurisdiction.rstrip("0")
        return -len(prefix) if division.startswith(prefix) else 1

    found: list[Any] = sorted(all_rule_sets().values(), key=lambda rule: near(rule.jurisdiction))
    return [(rule.id, shown.in_words(rule.title)) for rule in found]
