import pytest

from tests.make import make_estate, make_units, vote


def test_opening_freezes_the_roll_and_later_units_change_nothing(world):
    round_id = world.open()
    before = world.tally(round_id)["roll"]
    make_units(world.estate, 3, building="7")
    assert world.tally(round_id)["roll"] == before
    assert before["units"] == len(world.units)
    assert before["area"] == 8816 * len(world.units)
    assert len(before["hash"]) == 64


def test_a_round_is_opened_once(world):
    round_id = world.open()
    again = world.committee.post(f"/rounds/{round_id}/open")
    assert (again.status_code, again.json["code"]) == (409, "round_not_draft")


def test_an_empty_scope_does_not_open(world):
    answer = world.committee.post(f"/rounds/{world.draft(scope={'building': '99'})}/open")
    assert (answer.status_code, answer.json["code"]) == (409, "empty_roll")


def test_a_round_whose_time_is_over_does_not_open(world):
    round_id = world.draft(
        opens_at="2026-11-01T09:00:00+08:00", closes_at="2026-11-02T09:00:00+08:00"
    )
    assert world.committee.post(f"/rounds/{round_id}/open").json["code"] == "round_period_over"


def test_case_13_a_lift_is_decided_by_its_entrance_not_by_the_estate(world):
    make_units(world.estate, 2, entrance="2")
    wide = {"kind": "owners_vote", "rule_set": "jinan_lift_2019", "form_id": "lift_consultation"}
    answer = world.committee.post(f"/rounds/{world.draft(**wide)}/open")
    assert (answer.status_code, answer.json["code"]) == (422, "rule_set_unfit")
    scope = {"building": "1", "entrance": "1"}
    round_id = world.draft(**wide, scope=scope)
    assert world.committee.post(f"/rounds/{round_id}/open").status_code == 200
    assert world.tally(round_id)["roll"]["units"] == len(world.units)


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"closes_at": "2026-11-01T09:00:00+08:00"}, "/closes_at"),
        ({"opens_at": "2026-11-19T09:00:00"}, "/opens_at"),
        ({"kind": "referendum"}, "/kind"),
        ({"min_identity_level": 5}, "/min_identity_level"),
        ({"title": ""}, "/title"),
        ({"colour": "red"}, "/colour"),
        ({"form_id": "visit_survey"}, "/form_id"),
    ],
)
def test_a_round_that_cannot_be_is_refused_at_its_place(world, more, pointer):
    body = {
        "estate_id": str(world.estate),
        "kind": "scheme_vote",
        "title": "改造方案表决",
        "form_id": "scheme_vote",
        "rule_set": "civil_code_278_special",
        "opens_at": "2026-11-19T09:00:00+08:00",
        "closes_at": "2026-11-30T18:00:00+08:00",
        **more,
    }
    answer = world.committee.post("/rounds", body)
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json["errors"]]


def test_residents_see_no_drafts_and_only_their_own_estates(world):
    drafted, opened = world.draft(), world.open()
    owner = world.owner_of(world.units[0])
    assert [r["id"] for r in owner.get("/rounds").json["items"]] == [opened]
    assert owner.get(f"/rounds/{drafted}").status_code == 404
    stranger = world.owner_of(make_units(make_estate("浣花小区"), 1)[0])
    assert stranger.get("/rounds").json["items"] == []


def test_staff_elsewhere_neither_see_nor_open(world):
    round_id = world.draft()
    for answer in (
        world.elsewhere.get(f"/rounds/{round_id}"),
        world.elsewhere.post(f"/rounds/{round_id}/open"),
        world.elsewhere.get(f"/rounds?estate_id={world.estate}"),
    ):
        assert (answer.status_code, answer.json["code"]) == (403, "out_of_scope")


def test_the_certificate_waits_for_the_end_and_then_says_everything_but_names(world):
    round_id = world.open()
    for unit in world.units[:3]:
        vote(world.owner_of(unit), round_id, unit)
    early = world.bureau.get(f"/rounds/{round_id}/certificate")
    assert (early.status_code, early.json["code"]) == (409, "round_not_closed")
    world.close(round_id)
    answer = world.bureau.get(f"/rounds/{round_id}/certificate")
    certificate = answer.json
    assert certificate["outcome"]["passed"] is True
    assert certificate["outcome"]["tests"][0]["inequality"] == "3*3=9 >= 2*4=8"
    assert certificate["cast"]["consent"]["agree"] == {"household": 3, "head": 3, "area": 26_448}
    assert certificate["rule_set"]["citation"]
    assert all(len(certificate["hashes"][name]) == 64 for name in ("roll", "form", "ballots"))
    assert "张某某" not in answer.get_data(as_text=True)


def test_the_bureau_sees_what_is_still_missing(world):
    round_id = world.open()
    row = next(
        r
        for r in world.bureau.get("/oversight/estates?division=5101&limit=200").json["items"]
        if r["estate"]["id"] == str(world.estate)
    )
    (consent,) = row["consents"]
    assert consent["shortfall"]["quorum_head"] == 3
    for unit in world.units:
        vote(world.owner_of(unit), round_id, unit)
    summary = world.bureau.get("/oversight/summary").json
    assert summary["rounds"]["open"] >= 1
    outside = world.bureau.get("/oversight/estates?division=63")
    assert outside.json["code"] == "out_of_scope"
