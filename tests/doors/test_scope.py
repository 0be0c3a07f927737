"""Who may pass which door: every operation served, tried by everybody it is not for.

Refused means refused: the answer says nothing of the other place, and no row has changed.
"""

from datetime import timedelta

import pytest

from models.ids import uuid7
from tests.conftest import NOON
from tests.doors.requests import REFUSED, REQUESTS
from tests.doors.world import (
    ELSEWHERE,
    SECRET_FORM,
    Scene,
    document_of,
    made,
    operations,
    snapshot,
    undone,
    upload,
)
from tests.make import make_resident, paper


@pytest.fixture
def scene(app, at_noon, client):
    return Scene(app, client)


def every(scene):
    """Each operation with its request."""
    return [(each, REQUESTS[each.id]) for each in operations(document_of(scene.client))]


def told(answer, scene, allowed=()):
    """The secrets that an answer lets out."""
    text = answer.get_data(as_text=True)
    return {secret for secret in scene.secrets - {str(a) for a in allowed} if secret in text}


def is_empty(answer):
    """A list without items, or figures that are all 0."""
    return not any(answer.values())


def unchanged(operation, scene, person, faults):
    """Send the request, and see that nothing was written."""
    before = snapshot() if operation.writes else None
    answer = REQUESTS[operation.id].send(operation, scene, person)
    if before is not None and snapshot() != before:
        faults.append(f"{operation.id}: {answer.status_code}, but something was written")
    return answer


def test_every_operation_of_the_document_is_tried_here(client):
    assert {each.id for each in operations(document_of(client))} == set(REQUESTS)


def test_every_request_of_the_table_is_a_good_one(scene):
    """Else a refusal below would prove nothing."""
    for operation, request in every(scene):
        with undone():
            answer = request.send(operation, scene, getattr(scene, request.by))
            assert answer.status_code == request.status, (operation.id, answer.json)
            if not operation.writes and operation.id not in {"get_attachment", "get_certificate"}:
                assert answer.json not in ({}, {"items": [], "next_cursor": None}), operation.id


@pytest.mark.parametrize("token", [None, "r.0", "broken", "run out", "of another service"])
def test_without_a_good_token_nobody_passes(scene, token):
    mine = make_resident(scene.app).rsplit(".", 1)
    person = scene.client.as_(
        {
            "broken": f"{mine[0]}.{mine[1][::-1]}",
            "run out": scene.app.extensions["sanwen.tokens"].issue(
                "s", uuid7(), NOON - timedelta(seconds=1)
            ),
            "of another service": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.",
        }.get(token, token)
    )
    faults = []
    for operation, request in every(scene):
        if not operation.needs_token:
            assert request.send(operation, scene, person).status_code == request.status
            continue
        answer = unchanged(operation, scene, person, faults)
        if (answer.status_code, answer.json["code"]) != (401, "unauthenticated"):
            faults.append(f"{operation.id}: {answer.status_code}")
        if told(answer, scene):
            faults.append(f"{operation.id} tells {told(answer, scene)}")
    assert not faults, "\n".join(faults)


def test_a_token_of_staff_who_left_opens_nothing(scene):
    token = scene.app.extensions["sanwen.tokens"].issue("s", uuid7(), NOON + timedelta(hours=1))
    for operation, request in every(scene):
        if operation.needs_token:
            answer = request.send(operation, scene, scene.client.as_(token))
            assert answer.status_code == 401, operation.id


def test_a_role_that_a_door_is_not_open_to_is_refused_at_home(scene):
    """Residents at the desk's doors, the desk at the residents', volunteers at the committee's."""
    faults = []
    for operation, request in every(scene):
        for role, person in scene.roles.items():
            if not operation.needs_token or role in request.open_to:
                continue
            answer = unchanged(operation, scene, person, faults)
            if (answer.status_code, answer.json["code"]) != (403, "not_your_role"):
                faults.append(f"{role} {operation.id}: {answer.status_code} {answer.json}")
    assert not faults, "\n".join(faults)


def test_a_resident_of_elsewhere_learns_and_changes_nothing(scene):
    faults = []
    for operation, request in every(scene):
        if operation.needs_token:
            _try_from_afar(scene, operation, request, scene.stranger, request.resident, faults)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "role", ["volunteer", "committee", "office", "subdistrict", "bureau", "admin"]
)
def test_staff_of_another_division_learn_and_change_nothing(scene, role):
    faults = []
    for operation, request in every(scene):
        if operation.needs_token:
            person = scene.far_staff[role]
            _try_from_afar(scene, operation, request, person, request.staff, faults)
    assert not faults, "\n".join(faults)


def _try_from_afar(scene, operation, request, person, expected, faults):
    allowed = request.shows(scene) if request.shows and expected == "public" else ()
    with undone():
        before = snapshot() if operation.writes else set()
        answers = [request.send(operation, scene, person, afar=True)]
        if request.query:
            answers.append(request.send(operation, scene, person, query=False))
        lost = before - snapshot() if operation.writes else set()
        added = snapshot() - before if operation.writes else set()
    for answer in answers:
        if told(answer, scene, allowed):
            faults.append(f"{operation.id} tells {told(answer, scene, allowed)}")
    status = answers[0].status_code
    refused = status in REFUSED
    good = (
        refused
        or {
            "refused": False,
            "empty": expected == "empty" and is_empty(answers[0].json),
            "public": status == request.status,
            "own": status in {request.status, 422},
        }[expected]
    )
    if not good:
        faults.append(f"{operation.id}: {status} {answers[0].get_data(as_text=True)[:200]}")
    if (lost or added) and (refused or expected != "own"):
        faults.append(f"{operation.id}: {status}, but {lost or added} was written")
    if any(word in repr(lost) for word in scene.secrets):
        faults.append(f"{operation.id} took something away: {lost}")


class TestReferences:
    """What may not be read may not be named either, to be read through one's own doors."""

    @pytest.fixture
    def far_round(self, scene):
        wanted = REQUESTS["post_round"].body(scene) | {
            "estate_id": str(scene.far_estate),
            "opens_at": "2026-11-19T09:00:00+08:00",
        }
        round_id = made(scene.elsewhere.post("/rounds", wanted))["id"]
        made(scene.elsewhere.post(f"/rounds/{round_id}/open"), 200)
        return round_id

    def test_a_form_of_another_division_is_not_drafted_with(self, scene):
        body = REQUESTS["post_round"].body(scene) | {
            "estate_id": str(scene.far_estate),
            "kind": "survey",
            "form_id": scene.places["form_id"],
            "rule_set": None,
        }
        answer = scene.elsewhere.post("/rounds", body)
        assert answer.status_code in REFUSED, answer.json

    def test_one_own_form_is_drafted_with(self, scene):
        form = made(scene.elsewhere.post("/forms", {"document": SECRET_FORM}))["id"]
        body = REQUESTS["post_round"].body(scene) | {
            "estate_id": str(scene.far_estate),
            "kind": "survey",
            "form_id": form,
            "rule_set": None,
        }
        made(scene.elsewhere.post("/rounds", body))

    @pytest.mark.parametrize("whose", ["attachment_id", "scan"])
    def test_a_scan_of_elsewhere_is_not_put_under_ones_own_paper(self, scene, far_round, whose):
        scan = scene.places["attachment_id"] if whose == "attachment_id" else scene.scan
        answer = paper(scene.elsewhere, far_round, scene.far_units[0], scan_id=scan)
        assert answer.status_code == 422, answer.json
        assert answer.json["errors"][0]["pointer"] == "/scan_id"
        assert scene.elsewhere.get(f"/attachments/{scan}").status_code == 404

    @pytest.mark.parametrize("whose", ["attachment_id", "scan"])
    def test_nor_taken_as_proof_of_ones_own_delivery(self, scene, far_round, whose):
        proof = scene.places["attachment_id"] if whose == "attachment_id" else scene.scan
        body = {
            "unit_id": str(scene.far_units[0]),
            "method": "handed_over",
            "evidence_id": proof,
            "consequence_shown": True,
        }
        answer = scene.elsewhere.post(f"/rounds/{far_round}/deliveries", body)
        assert answer.status_code == 422, answer.json
        assert answer.json["errors"][0]["pointer"] == "/evidence_id"
        assert scene.elsewhere.get(f"/attachments/{proof}").status_code == 404

    def test_a_residents_own_file_is_no_scan_of_the_desk(self, scene):
        """The desk of the place sees it with its ticket; under a paper it would reach others."""
        mine = upload(scene.resident)["id"]
        answer = paper(scene.committee, scene.round, scene.units[3], serial="X", scan_id=mine)
        assert answer.status_code == 422, answer.json

    def test_a_picture_of_somebody_else_is_not_attached_to_ones_own_ticket(self, scene):
        body = {
            "text": "路灯坏了",
            "estate_id": str(scene.far_estate),
            "attachment_ids": [scene.places["attachment_id"]],
        }
        answer = scene.stranger.post("/tickets", body)
        assert answer.json["errors"][0]["code"] == "unknown_attachment"

    def test_a_ticket_of_elsewhere_is_not_merged_into(self, scene):
        body = {"text": "路灯坏了", "estate_id": str(scene.far_estate)}
        number = made(scene.stranger.post("/tickets", body))["number"]
        action = {"action": "merge", "target": scene.number}
        answer = scene.elsewhere.post(f"/tickets/{number}/actions", action)
        assert answer.status_code == 422, answer.json

    def test_with_a_home_of_ones_own_another_estates_round_stays_unknown(self, scene):
        """Neither its existence nor its times: 404, as for the round itself."""
        for round_id in (scene.round, scene.closed, scene.drafted):
            path = f"/rounds/{round_id}/units/{scene.far_units[0]}/ballot"
            answer = scene.stranger.put(path, {"answers": {"consent": "agree"}})
            assert (answer.status_code, answer.json["code"]) == (404, "not_found"), answer.json

    def test_a_unit_of_elsewhere_is_on_no_other_roll(self, scene, far_round):
        answer = paper(scene.elsewhere, far_round, scene.units[0])
        assert (answer.status_code, answer.json["code"]) == (422, "not_on_roll")

    def test_a_code_of_another_service_point_is_no_key(self, scene):
        """An Idempotency-Key belongs to its token: another's answer is not handed out by it."""
        key = {"Idempotency-Key": "the-same-for-both"}
        mine = upload(scene.resident, headers=key)
        other = upload(scene.stranger, headers=key)
        assert mine["id"] != other["id"]

    def test_an_estate_is_made_in_ones_own_division_only(self, scene):
        body = {"name": "越界小区", "division": "510105"}
        assert scene.elsewhere.post("/estates", body).json["code"] == "out_of_scope"
        made(scene.elsewhere.post("/estates", body | {"division": ELSEWHERE}))
