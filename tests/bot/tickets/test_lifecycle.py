"""Every action from every state, by every role: what the table allows, and nothing else."""

import pytest

from bot.tickets import lifecycle
from models.actor import STAFF, Actor
from models.errors import ActionNotAllowed, Invalid, NotYourRole
from models.ids import uuid7
from models.kinds import Role, TicketState, Urgency
from models.listening import Ticket

#: written down a second time, by hand, from the states of the reference
RUNNING = {"merge", "terminate", "supervise"}
HELP = {"co_handle", "co_reply"}
ALLOWED = {
    "submitted": {"accept", "reject", *RUNNING},
    "accepted": {"reject", "dispatch", *RUNNING},
    "emergency_transferred": {"dispatch", "close", *RUNNING},
    "dispatched": {"dispute", "sign", *HELP, *RUNNING},
    "disputed": {"dispatch", *RUNNING},
    "signed": {"contact", "extend", *HELP, *RUNNING},
    "processing": {"contact", "extend", "reply", *HELP, *RUNNING},
    "replied": {"audit", "rework", *RUNNING},
    "audited": {"follow_up", "rework", *RUNNING},
    "followed_up": {"close", "rework", *RUNNING},
    "closed": {"rework"},
    "rejected": set(),
    "merged": set(),
    "terminated": set(),
}
LEADS_TO = {
    "accept": "accepted",
    "reject": "rejected",
    "dispatch": "dispatched",
    "emergency_transfer": "emergency_transferred",
    "dispute": "disputed",
    "sign": "signed",
    "contact": "processing",
    "extend": None,
    "co_handle": None,
    "co_reply": None,
    "supervise": None,
    "reply": "replied",
    "audit": "audited",
    "follow_up": "followed_up",
    "rework": "processing",
    "merge": "merged",
    "terminate": "terminated",
    "close": "closed",
}
DESK = {"committee", "subdistrict", "bureau", "admin"}
MAY = {
    **dict.fromkeys(LEADS_TO, DESK),
    **dict.fromkeys(("dispute", "sign", "contact", "reply", "co_handle"), DESK | {"office"}),
    "co_reply": DESK | {"office"},
    "supervise": DESK - {"committee"},
    "follow_up": DESK | {"volunteer"},
    "terminate": DESK - {"committee"},
}


def actor(role):
    return Actor(uuid7(), Role(role))


def ticket(state, returns=0, urgency="P2", **more):
    known = {"returns": returns, "urgency": Urgency(urgency), "supervised": False}
    return Ticket(state=TicketState(state), **known, **more)


def test_the_table_knows_every_state_and_every_action_of_the_contract():
    assert set(ALLOWED) == set(TicketState)
    assert set(lifecycle.STEPS) == set(LEADS_TO)


@pytest.mark.parametrize("state", ALLOWED)
@pytest.mark.parametrize("action", sorted(set(LEADS_TO) - {"emergency_transfer"}))
def test_an_action_is_possible_from_its_states_and_from_no_other(action, state):
    if action in ALLOWED[state]:
        assert lifecycle.check_may(ticket(state), action, actor("admin")).to == LEADS_TO[action]
        return
    with pytest.raises(ActionNotAllowed) as refused:
        lifecycle.check_may(ticket(state), action, actor("admin"))
    assert set(refused.value.facts["allowed"]) == ALLOWED[state]
    assert refused.value.facts["state"] == state


@pytest.mark.parametrize("role", sorted(STAFF))
@pytest.mark.parametrize("action", LEADS_TO)
def test_a_role_takes_its_own_actions_only(action, role):
    states = (state for state, actions in ALLOWED.items() if action in actions)
    state = next(states, "submitted")
    of_another = {"office_id": uuid7()} if action == "co_reply" else {}
    if role in MAY[action]:
        lifecycle.check_may(ticket(state, urgency="P0", **of_another), action, actor(role))
        return
    with pytest.raises(NotYourRole):
        lifecycle.check_may(ticket(state), action, actor(role))


def test_those_told_are_those_the_asker_may_take():
    with pytest.raises(ActionNotAllowed) as refused:
        lifecycle.check_may(ticket("processing"), "sign", actor("office"))
    assert refused.value.facts["allowed"] == ["contact", "co_handle", "reply"]


@pytest.mark.parametrize("state", ALLOWED)
def test_danger_alone_is_handed_over_as_such_and_only_before_somebody_works_on_it(state):
    assert "emergency_transfer" not in lifecycle.allowed(ticket(state), actor("admin"))
    danger = lifecycle.allowed(ticket(state, urgency="P0"), actor("admin"))
    assert ("emergency_transfer" in danger) is (state in {"submitted", "accepted", "dispatched"})


def test_who_leads_has_every_step_but_the_helpers_and_who_helps_has_that_one():
    lead = Actor(uuid7(), Role.OFFICE, office_id=uuid7())
    helper = Actor(uuid7(), Role.OFFICE, office_id=uuid7())
    working = ticket("processing", office_id=lead.office_id)
    assert lifecycle.allowed(working, lead) == ["contact", "co_handle", "reply"]
    assert lifecycle.allowed(working, helper) == ["co_reply"]


def test_what_is_supervised_is_not_supervised_again():
    watched = ticket("processing")
    watched.supervised = True
    assert "supervise" not in lifecycle.allowed(watched, actor("bureau"))


def test_the_second_dispute_is_decided_above_and_then_stands():
    assert "dispatch" in lifecycle.allowed(ticket("disputed", returns=1), actor("committee"))
    assert "dispatch" not in lifecycle.allowed(ticket("disputed", returns=2), actor("committee"))
    with pytest.raises(NotYourRole):
        lifecycle.check_may(ticket("disputed", returns=2), "dispatch", actor("committee"))
    for above in ("subdistrict", "bureau", "admin"):
        lifecycle.check_may(ticket("disputed", returns=2), "dispatch", actor(above))
    with pytest.raises(ActionNotAllowed):
        lifecycle.check_may(ticket("dispatched", returns=2), "dispute", actor("office"))


@pytest.mark.parametrize(
    ("action", "needs"),
    [
        ("reject", {"/reason", "/note"}),
        ("terminate", {"/reason", "/note"}),
        ("dispute", {"/note"}),
        ("extend", {"/note", "/due_at"}),
        ("reply", {"/note"}),
        ("rework", {"/note"}),
        ("merge", {"/target"}),
        ("emergency_transfer", {"/note"}),
        ("co_handle", {"/office"}),
        ("co_reply", {"/note"}),
        ("supervise", {"/note"}),
    ],
)
def test_a_step_names_everything_it_lacks(action, needs):
    with pytest.raises(Invalid) as lacking:
        lifecycle.check_needs(lifecycle.STEPS[action], {"note": None})
    assert {fault.pointer for fault in lacking.value.faults} == needs
