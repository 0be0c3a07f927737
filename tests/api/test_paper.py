from tests.make import paper, vote


def test_a_paper_ballot_counts_once_a_second_person_confirmed_it(world):
    round_id, unit = world.open(), world.units[0]
    entered = paper(world.volunteer, round_id, unit)
    assert (entered.status_code, entered.json["state"]) == (201, "awaiting_confirmation")
    assert world.tally(round_id)["participating"]["household"] == 0
    confirm = f"/paper-ballots/{entered.json['id']}/confirm"
    alone = world.volunteer.post(confirm)
    assert (alone.status_code, alone.json["code"]) == (409, "second_person_needed")
    confirmed = world.committee.post(confirm)
    assert confirmed.status_code == 200
    assert (confirmed.json["state"], confirmed.json["ballot"]["state"]) == ("counted", "counted")
    tally = world.tally(round_id)
    assert tally["by_channel"] == {"paper": 1}
    assert tally["participating"] == {"household": 1, "head": 1, "area": 8816}
    assert world.committee.post(confirm).json["code"] == "paper_not_awaiting"


def test_paper_against_an_online_ballot_is_a_conflict(world):
    """Case 5: A agrees online, B opposes on paper."""
    round_id, unit = world.open(), world.units[0]
    vote(world.owner_of(unit), round_id, unit, "agree")
    entered = paper(world.volunteer, round_id, unit, "oppose").json
    confirmed = world.committee.post(f"/paper-ballots/{entered['id']}/confirm").json
    assert confirmed["ballot"]["state"] == "conflicted"
    assert world.tally(round_id)["conflicted"] == [str(unit)]


def test_paper_with_the_same_answer_counts_once(world):
    round_id, unit = world.open(), world.units[0]
    vote(world.owner_of(unit), round_id, unit, "agree")
    entered = paper(world.volunteer, round_id, unit, "agree").json
    world.committee.post(f"/paper-ballots/{entered['id']}/confirm")
    assert world.tally(round_id)["participating"]["household"] == 1


def test_a_serial_number_is_taken_once_a_round(world):
    round_id = world.open()
    assert paper(world.volunteer, round_id, world.units[0]).status_code == 201
    twice = paper(world.volunteer, round_id, world.units[1])
    assert (twice.status_code, twice.json["code"]) == (409, "paper_already_entered")


def test_a_rejected_form_is_kept_and_counted_as_invalid(world):
    round_id = world.open()
    entered = paper(world.volunteer, round_id, world.units[0]).json
    answer = world.volunteer.post(f"/paper-ballots/{entered['id']}/reject", {"reason": "未签名"})
    assert answer.json["state"] == "rejected"
    assert world.tally(round_id)["invalid"] == 1


def test_a_form_collected_before_the_round_is_refused(world):
    """银川 2020: a form of an annulled round is never valid."""
    answer = paper(
        world.volunteer, world.open(), world.units[0], collected_at="2019-05-01T10:00:00+08:00"
    )
    assert answer.json["errors"][0]["pointer"] == "/collected_at"


def test_a_closed_round_takes_no_paper(world):
    round_id = world.open()
    entered = paper(world.volunteer, round_id, world.units[0]).json
    world.close(round_id)
    assert paper(world.volunteer, round_id, world.units[1], serial="A-2").status_code == 409
    late = world.committee.post(f"/paper-ballots/{entered['id']}/confirm")
    assert late.json["code"] == "round_not_open"
    assert world.tally(round_id)["paper_awaiting"] == 1


def test_residents_and_strangers_enter_no_paper(world):
    round_id, unit = world.open(), world.units[0]
    assert paper(world.owner_of(unit), round_id, unit).json["code"] == "not_your_role"
    assert paper(world.elsewhere, round_id, unit).json["code"] == "out_of_scope"
