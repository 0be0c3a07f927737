"""Rounds: drafted, opened, closed. Opening freezes the roll, the form and the rule set."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, update

from models.actor import Actor
from models.asking import FrozenDocument, RollEntry, Round
from models.base import db
from models.errors import (
    EmptyRoll,
    Fault,
    Invalid,
    RoundNotDraft,
    RoundNotOpen,
    RoundPeriodOver,
    RuleSetUnfit,
    Unknown,
    _,
)
from models.kinds import MemberState, RoundKind, RoundState
from models.people import Membership
from models.places import Estate, Unit
from surveys import estates, forms, roll
from surveys.counting.ruleset import RuleSet
from surveys.policies.load import one_rule_set
from surveys.questionnaire import Questionnaire, questionnaire_of

VOTES = frozenset(
    {RoundKind.WILLINGNESS, RoundKind.MANAGEMENT, RoundKind.SCHEME_VOTE, RoundKind.OWNERS_VOTE}
)


def draft(wanted: Mapping[str, Any], *, by: Actor, at: datetime) -> Round:
    """A new round, not yet open.

    Errors: Unknown estate or form; OutOfScope; UnknownRuleSet; Invalid for a form that does not
    ask what the rule counts, or an end that is not after the beginning.
    """
    estate = estates.one_estate(wanted["estate_id"], by=by)
    rule = one_rule_set(wanted["rule_set"]) if wanted.get("rule_set") else None
    kind: RoundKind = wanted["kind"]
    form = forms.usable(wanted["form_id"], estate.division, by=by)
    _check_times(wanted)
    _check_form(questionnaire_of(form.content_hash, form.document), kind, rule)
    scope = wanted.get("scope") or {}
    level = wanted.get("min_identity_level") or _least_level(kind, rule)
    asked = Round(
        estate_id=estate.id,
        kind=kind,
        title=wanted["title"],
        form_id=form.form_id,
        rule_set=rule.id if rule else None,
        scope_building=scope.get("building"),
        scope_entrance=scope.get("entrance"),
        opens_at=wanted["opens_at"],
        closes_at=wanted["closes_at"],
        revote=wanted["revote"],
        min_identity_level=level,
        owners_only=kind is RoundKind.OWNERS_VOTE or roll.counts_owners(rule),
        follow_clause=wanted.get("follow_clause"),
        scheme_version=wanted.get("scheme_version"),
        scheme_hash=wanted.get("scheme_hash"),
        created_by=by.id,
        created_at=at,
    )
    db.session.add(asked)
    db.session.flush()
    return asked


def open_round(round_id: UUID, *, by: Actor, at: datetime) -> Round:
    """Freeze and open. Opened by hand before its time, a round begins now.

    Errors: RoundNotDraft; RoundPeriodOver; EmptyRoll; RuleSetUnfit when the scope is wider than
    the rule's (a lift is decided by its entrance, not by the estate).
    """
    asked = locked(round_id, by=by)
    if asked.state is not RoundState.DRAFT:
        raise RoundNotDraft
    if asked.closes_at <= at:
        raise RoundPeriodOver(closes_at=asked.closes_at)
    rule = one_rule_set(asked.rule_set) if asked.rule_set else None
    form = forms.current(asked.form_id)
    asked.form_hash = keep("form", form.content_hash, form.document)
    if rule is not None:
        asked.rule_hash = keep("rule_set", rule.content_hash, rule.as_dict())
    frozen = roll.freeze(asked, rule)
    if frozen.units == 0:
        raise EmptyRoll
    if rule is not None:
        _check_scope(asked, rule)
    asked.roll_hash = frozen.hash
    asked.roll_units = frozen.units
    asked.roll_household = frozen.weights.household
    asked.roll_head = frozen.weights.head
    asked.roll_area = frozen.weights.area
    asked.opens_at = min(asked.opens_at, at)
    asked.opened_at = at
    asked.state = RoundState.OPEN
    db.session.flush()
    return asked


def close_round(round_id: UUID, *, by: Actor, at: datetime) -> Round:
    """Take no more answers. Waits for ballots being written now: each holds its unit's entry.

    Errors: RoundNotOpen.
    """
    asked = locked(round_id, by=by)
    if asked.state is not RoundState.OPEN:
        raise RoundNotOpen(opens_at=asked.opens_at, closes_at=asked.closes_at)
    asked.state = RoundState.CLOSED
    asked.closed_at = min(at, asked.closes_at)
    db.session.flush()
    db.session.execute(
        update(RollEntry).where(RollEntry.round_id == asked.id).values(is_open=False)
    )
    return asked


def due(at: datetime) -> list[tuple[UUID, RoundState]]:
    """Rounds whose time has come, and their state: drafts to open, open ones to close."""
    query = select(Round.id, Round.state).where(
        ((Round.state == RoundState.DRAFT) & (Round.opens_at <= at) & (Round.closes_at > at))
        | ((Round.state == RoundState.OPEN) & (Round.closes_at <= at))
    )
    return [(row.id, row.state) for row in db.session.execute(query.order_by(Round.id))]


def one_round(round_id: UUID, *, by: Actor) -> Round:
    """The round, for staff in whose reach it lies and for residents of its estate.

    Errors: Unknown; OutOfScope. Residents do not learn of drafts.
    """
    asked = db.session.get(Round, round_id)
    if asked is None:
        raise Unknown
    if by.is_staff:
        estates.one_estate(asked.estate_id, by=by)
    elif asked.state is RoundState.DRAFT or not lives_in(asked.estate_id, by):
        raise Unknown
    return asked


def visible(asked: Mapping[str, Any], *, by: Actor) -> Select[Round]:
    """The rounds somebody may see, filtered by estate, state and kind.

    Errors: Unknown estate; OutOfScope.
    """
    query = select(Round)
    if asked.get("estate_id") is not None:
        query = query.where(Round.estate_id == estates.one_estate(asked["estate_id"], by=by).id)
    if by.is_staff:
        query = query.where(Round.estate_id.in_(select(Estate.id).where(estates.within(by.reach))))
    else:
        home = select(Unit.estate_id).join(Membership, Membership.unit_id == Unit.id)
        query = query.where(
            Round.state != RoundState.DRAFT,
            Round.estate_id.in_(
                home.where(
                    Membership.resident_id == by.id, Membership.state == MemberState.VERIFIED
                )
            ),
        )
    for name, column in (("state", Round.state), ("kind", Round.kind)):
        if asked.get(name) is not None:
            query = query.where(column == asked[name])
    return query


def lives_in(estate_id: UUID, by: Actor) -> bool:
    """Is this resident bound to a unit of the estate, by more than their own word?"""
    bond = (
        select(Membership.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(
            Membership.resident_id == by.id,
            Membership.state == MemberState.VERIFIED,
            Unit.estate_id == estate_id,
        )
    )
    return db.session.scalar(bond.limit(1)) is not None


def locked(round_id: UUID, *, by: Actor) -> Round:
    """The round, its row held until the transaction ends (FOR UPDATE; SQLite has one writer)."""
    asked = db.session.scalars(
        select(Round).where(Round.id == round_id).with_for_update()
    ).one_or_none()
    if asked is None:
        raise Unknown
    if by.is_staff:
        estates.one_estate(asked.estate_id, by=by)
    return asked


def form_of(asked: Round) -> dict[str, Any]:
    """The form document: frozen once open, the current one before."""
    if asked.form_hash is None:
        return forms.current(asked.form_id).document
    return _frozen(asked.form_hash)


def rule_of(asked: Round) -> RuleSet | None:
    """The rule set: frozen once open, the current one before; None for a plain survey."""
    if asked.rule_set is None:
        return None
    if asked.rule_hash is None:
        return one_rule_set(asked.rule_set)
    return RuleSet.from_dict(_frozen(asked.rule_hash))


@lru_cache(maxsize=256)
def questionnaire(form_hash: str) -> Questionnaire:
    """The frozen form, compiled. Frozen is frozen: the database is asked once a process."""
    return questionnaire_of(form_hash, _frozen(form_hash))


def _frozen(content_hash: str) -> dict[str, Any]:
    return db.session.get_one(FrozenDocument, content_hash).document


def keep(kind: str, content_hash: str, document: dict[str, Any]) -> str:
    """Keep a document under its hash; rounds with the same one share it."""
    if db.session.get(FrozenDocument, content_hash) is None:
        db.session.add(FrozenDocument(content_hash=content_hash, kind=kind, document=document))
        db.session.flush()
    return content_hash


def _check_times(wanted: Mapping[str, Any]) -> None:
    if wanted["closes_at"] <= wanted["opens_at"]:
        raise Invalid(
            Fault("/closes_at", "not_after_opens_at", _("A round closes after it has opened."))
        )


def _check_form(form: Questionnaire, kind: RoundKind, rule: RuleSet | None) -> None:
    if kind is RoundKind.SATISFACTION:
        if "overall" not in form.keys:
            raise Invalid(
                Fault(
                    "/form_id", "no_overall", _("A satisfaction form asks `overall` in six levels.")
                )
            )
    elif (rule is not None or kind in VOTES) and not form.is_consent:
        raise Invalid(
            Fault(
                "/form_id",
                "no_consent",
                _("This round needs a form whose question `consent` takes agree, oppose, abstain."),
            )
        )


def _least_level(kind: RoundKind, rule: RuleSet | None) -> int:
    """Votes need the code from the door at least (level 2); surveys a phone on the roster."""
    least = 2 if kind in VOTES else 1
    return max(least, rule.min_identity_level if rule is not None else 1)


def _check_scope(asked: Round, rule: RuleSet) -> None:
    """A rule for one entrance or building is not decided by a whole estate (reference, case 13)."""
    if rule.scope not in {"entrance", "building"} or len(rule.scopes) > 1:
        return
    place = [RollEntry.building, RollEntry.entrance][: 2 if rule.scope == "entrance" else 1]
    places = db.session.execute(select(*place).where(RollEntry.round_id == asked.id).distinct())
    if len(places.all()) != 1:
        raise RuleSetUnfit(rule_set=rule.id, scopes=[rule.scope])
