"""Which step may a ticket take now, and who may take it? One table, read by people and by code.

Source   北京接诉即办工作条例 art. 11, 潍坊 12345 条例 art. 19 and 21 (reasons to refuse);
         潍坊 art. 22 (a dispute between departments is decided above, and then stands).
Errors   NotYourRole for a step that is never yours; ActionNotAllowed with those that are possible;
         Invalid for a step without what it needs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.actor import STAFF, Actor
from models.errors import ActionNotAllowed, Fault, Invalid, NotYourRole, _
from models.kinds import ENDED_TICKETS, Role, Urgency
from models.kinds import TicketState as S
from models.listening import Ticket

#: 居委会 and above; a handling office's account sees its own tickets only
DESK = frozenset({Role.COMMITTEE, Role.SUBDISTRICT, Role.BUREAU, Role.ADMIN})
OVERSEERS = DESK - {Role.COMMITTEE}
#: an office without an account works by telephone: then the desk writes down what it did
HANDLERS = DESK | {Role.OFFICE}
CALLERS = STAFF - {Role.OFFICE}  # 回访 is not for the one who handled it

FINAL = ENDED_TICKETS
RUNNING = frozenset(S) - FINAL
ANSWERED = frozenset({S.REPLIED, S.AUDITED, S.FOLLOWED_UP})
#: the requester may say what became of it
RATEABLE = ANSWERED | {S.CLOSED}

#: why a request may be refused or ended without a result
REASONS = (
    "litigation_arbitration_review",  # 诉讼、仲裁、行政复议
    "petition_channel",  # 信访
    "repeated_no_new_facts",
    "secret_or_privacy",
    "out_of_scope",
    "public_order",
)

#: the second 派单异议 goes to the subdistrict, whose decision cannot be returned
RETURNS_DECIDED_ABOVE = 2


@dataclass(frozen=True, slots=True)
class Step:
    """One row: from which states, to which (None: it stays), by whom, and with what in hand."""

    allowed_from: frozenset[S]
    to: S | None
    roles: frozenset[Role]
    needs: tuple[str, ...] = ()


STEPS: Mapping[str, Step] = {
    "accept": Step(frozenset({S.SUBMITTED}), S.ACCEPTED, DESK),
    # a refusal names its reason, and in the note the channel that is right
    "reject": Step(frozenset({S.SUBMITTED, S.ACCEPTED}), S.REJECTED, DESK, ("reason", "note")),
    "dispatch": Step(
        frozenset({S.ACCEPTED, S.DISPUTED, S.EMERGENCY_TRANSFERRED}), S.DISPATCHED, DESK
    ),
    # 即接即转: danger goes to 110, 119, 120 or the gas company by telephone; the note says to whom
    "emergency_transfer": Step(
        frozenset({S.SUBMITTED, S.ACCEPTED, S.DISPATCHED}),
        S.EMERGENCY_TRANSFERRED,
        DESK,
        ("note",),
    ),
    "dispute": Step(frozenset({S.DISPATCHED}), S.DISPUTED, HANDLERS, ("note",)),
    "sign": Step(frozenset({S.DISPATCHED}), S.SIGNED, HANDLERS),
    "contact": Step(frozenset({S.SIGNED, S.PROCESSING}), S.PROCESSING, HANDLERS),
    # who acts is the one who approves: an office does not lengthen its own time
    "extend": Step(frozenset({S.SIGNED, S.PROCESSING}), None, DESK, ("note", "due_at")),
    # 主办 leads and answers; 协办 adds its part, and moves nothing
    "co_handle": Step(
        frozenset({S.DISPATCHED, S.SIGNED, S.PROCESSING}), None, HANDLERS, ("office",)
    ),
    "co_reply": Step(frozenset({S.DISPATCHED, S.SIGNED, S.PROCESSING}), None, HANDLERS, ("note",)),
    "supervise": Step(RUNNING, None, OVERSEERS, ("note",)),  # 督办
    "reply": Step(frozenset({S.PROCESSING}), S.REPLIED, HANDLERS, ("note",)),
    "audit": Step(frozenset({S.REPLIED}), S.AUDITED, DESK),
    "follow_up": Step(frozenset({S.AUDITED}), S.FOLLOWED_UP, CALLERS),
    "rework": Step(RATEABLE, S.PROCESSING, DESK, ("note",)),
    "merge": Step(RUNNING, S.MERGED, DESK, ("target",)),
    "terminate": Step(RUNNING, S.TERMINATED, OVERSEERS, ("reason", "note")),
    "close": Step(frozenset({S.FOLLOWED_UP, S.EMERGENCY_TRANSFERRED}), S.CLOSED, DESK),
}


def allowed(ticket: Ticket, by: Actor) -> list[str]:
    """The steps that ``by`` may take with ``ticket`` as it stands, in the table's order."""
    return [name for name, step in STEPS.items() if _possible(ticket, name, step, by)]


def check_may(ticket: Ticket, action: str, by: Actor) -> Step:
    """The row of ``action``. Errors: NotYourRole; ActionNotAllowed with the possible ones."""
    step = STEPS[action]
    if by.role not in step.roles:
        raise NotYourRole
    if not _possible(ticket, action, step, by):
        if action == "dispatch" and _decided_above(ticket) and ticket.state in step.allowed_from:
            raise NotYourRole
        raise ActionNotAllowed(state=ticket.state, allowed=allowed(ticket, by))
    return step


def check_needs(step: Step, payload: Mapping[str, Any]) -> None:
    """Invalid, naming everything the step needs and does not have."""
    missing = [
        Fault(f"/{name}", "required", _("Missing data for required field."))
        for name in step.needs
        if not payload.get(name)
    ]
    if missing:
        raise Invalid(*missing)


def _possible(ticket: Ticket, action: str, step: Step, by: Actor) -> bool:
    if by.role not in step.roles or ticket.state not in step.allowed_from:
        return False
    if by.role is Role.OFFICE and (action == "co_reply") is (ticket.office_id == by.office_id):
        return False  # who leads has all steps but the helper's; who helps has that one
    if action == "emergency_transfer":
        return ticket.urgency is Urgency.P0
    if action == "supervise":
        return not ticket.supervised
    if action == "dispatch" and _decided_above(ticket):
        return by.role in OVERSEERS
    return not (action == "dispute" and _decided_above(ticket))


def _decided_above(ticket: Ticket) -> bool:
    return ticket.returns >= RETURNS_DECIDED_ABOVE
