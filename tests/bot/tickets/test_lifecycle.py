"""Every action from every state, by every role: what the table allows, and nothing else."""

import pytest

from bot.tickets import lifecycle
from models.actor import STAFF, Actor
from models.errors import ActionNotAllowed, Invalid, NotYourRole
from models.ids import uuid7
from models.kinds import Role, TicketState
from models.listening import Ticket

#: written down a second time, by hand, from the states of the reference
ALLOWED = {
    "submitted": {"accept", "reject", "merge", "terminate"},
    "accepted": {"reject", "dispatch", "merge", "terminate"},
    "emergency_transferred": {"dispatch", "merge", "terminate", "close"},
    "dispatched": {"dispute", "sign", "merge", "terminate"},
    "disputed": {"dispatch", "merge", "terminate"},
    "signed": {"contact", "extend", "merge", "terminate"},
    "processing": {"contact", "extend", "reply", "merge", "terminate"},
    "replied": {"audit", "rework", "merge", "terminate"},
    "audited": {"follow_up", "rework", "merge", "terminate"},
    "followed_up": {"close", "rework", "merge", "terminate"},
    "closed": {"rework"},
    "rejected": set(),
    "merged": set(),
    "terminated": set(),
}
LEADS_TO = {
    "accept": "accepted",
    "reject": "rejected",
    "dispatch": "dispatched",
    "dispute": "disputed",
    "sign": "signed",
    "contact": "processing",
    "extend": None,
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
    **dict.fromkeys(("dispute", "sign", "contact", "reply"), DESK | {"office"}),
    "follow_up": DESK | {"volunteer"},
    "terminate": DESK - {"committee"},
}


def actor(role):
    return Actor(uuid7(), Role(role))


def ticket(state, returns=0):
    return Ticket(state=TicketState(state), returns=returns)


def test_the_table_knows_every_state_and_every_action_of_the_contract():
    assert set(ALLOWED) == set(TicketState)
    assert set(lifecycle.STEPS) == set(LEADS_TO)


@pytest.mark.parametrize("state", ALLOWED)
@pytest.mark.parametrize("action", LEADS_TO)
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
    state = next(state for state, actions in ALLOWED.items() if action in actions)
    if role in MAY[action]:
        lifecycle.check_may(ticket(state), action, actor(role))
        return
    with pytest.raises(NotYourRole):
        lifecycle.check_may(ticket(state), action, actor(role))


def test_those_told_are_those_the_asker_may_take():
    with pytest.raises(ActionNotAllowed) as refused:
        lifecycle.check_may(ticket("processing"), "sign", actor("office"))
    assert refused.value.facts["allowed"] == ["contact", "reply"]


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
    ],
)
def test_a_step_names_everything_it_lacks(action, needs):
    with pytest.raises(Invalid) as lacking:
        lifecycle.check_needs(lifecycle.STEPS[action], {"note": None})
    assert {fault.pointer for fault in lacking.value.faults} == needs
