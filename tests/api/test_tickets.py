"""Tickets over HTTP: who may ask, whose it becomes, what may be done, and what is told to whom."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.tickets.lifecycle import STEPS
from models.base import db, transaction
from models.kinds import Role, TicketState
from models.letters import Letter
from models.listening import CoHandler, Ticket
from tests.api.test_attachments import picture, send
from tests.bot.tickets.test_lifecycle import ALLOWED, LEADS_TO
from tests.conftest import NOON
from tests.make import DIVISION, make_estate, make_office, make_resident, make_staff

SEWER = "3号楼2单元下水道堵了，污水往外冒"
GAS = "厨房一股臭鸡蛋味"


@pytest.fixture
def town(world):
    """The world with offices: property firm and gas company of the district, street, committee."""
    world.offices = {kind: make_office(kind) for kind in ("PM", "GS", "SO", "RC", "DI", "CM")}
    world.resident = world.owner_of(world.units[0])
    world.desk = world.committee
    world.firm = world.client.as_(make_staff(world.app, Role.OFFICE, office_id=world.offices["PM"]))
    return world


def ask(person, world, text=SEWER, **more):
    answer = person.post("/tickets", {"text": text, "estate_id": str(world.estate), **more})
    assert answer.status_code == 201, answer.json
    return answer.json


def act(person, number, action, **more):
    return person.post(f"/tickets/{number}/actions", {"action": action, **more})


def led(person, number, *steps):
    """The ticket taken along ``steps``; each a name or (name, payload)."""
    for step in steps:
        name, payload = step if isinstance(step, tuple) else (step, {})
        answer = act(person, number, name, **payload)
        assert answer.status_code == 200, (name, answer.json)
    return answer.json


WORKED = ("sign", "contact", ("reply", {"note": "已疏通，现场照片已附。"}))


class TestAsking:
    def test_a_report_gets_a_number_an_office_and_a_time(self, town):
        asked = ask(town.resident, town)
        assert asked["number"].startswith("20261120-0001-")
        assert asked["category"] == "sewer_block"
        assert asked["urgency"] == "P1"
        assert asked["state"] == "dispatched"
        assert asked["office"] == {
            "kind": "PM",
            "name": f"{DIVISION}PM办理处",
            "phone": "13800000000",
        }
        assert asked["due_at"] == "2026-11-21T12:00:00+08:00"
        assert asked["advice"] is None

    def test_numbers_run_through_the_day(self, town):
        numbers = [ask(town.resident, town)["number"] for _ in range(3)]
        assert [number.split("-")[1] for number in numbers] == ["0001", "0002", "0003"]

    def test_working_days_are_counted_on_chinas_calendar(self, town):
        asked = ask(town.resident, town, "路灯坏了", category="light_security")
        assert asked["due_at"] == "2026-11-28T00:00:00+08:00"  # Friday to Friday, at 24:00

    def test_the_history_tells_how_it_came_to_the_office(self, town):
        number = ask(town.resident, town)["number"]
        history = town.desk.get(f"/tickets/{number}").json["history"]
        steps = [(e["action"], e["from_state"], e["to_state"]) for e in history]
        assert steps == [
            ("submit", None, "submitted"),
            ("accept", "submitted", "accepted"),
            ("dispatch", "accepted", "dispatched"),
        ]
        assert {e["role"] for e in history} == {"resident"}

    def test_a_resident_asks_where_they_live_and_nowhere_else(self, town):
        elsewhere = make_estate()
        body = {"text": SEWER, "estate_id": str(elsewhere)}
        assert town.resident.post("/tickets", body).status_code == 404
        stranger = town.client.as_(make_resident(town.app))
        body = {"text": SEWER, "estate_id": str(town.estate)}
        assert stranger.post("/tickets", body).status_code == 404

    def test_staff_write_for_people_within_their_reach(self, town):
        assert ask(town.volunteer, town)["state"] == "dispatched"
        body = {"text": SEWER, "estate_id": str(town.estate)}
        answer = town.elsewhere.post("/tickets", body)
        assert (answer.status_code, answer.json["code"]) == (403, "out_of_scope")

    def test_an_office_does_not_open_tickets(self, town):
        body = {"text": SEWER, "estate_id": str(town.estate)}
        assert town.firm.post("/tickets", body).json["code"] == "not_your_role"

    def test_what_nobody_is_sure_of_waits_for_a_person(self, town):
        asked = ask(town.resident, town, "那个事情还是老样子没人管")
        assert (asked["state"], asked["office"]) == ("submitted", None)

    def test_the_callers_category_settles_a_doubt(self, town):
        asked = ask(town.resident, town, "那个事情还是老样子", category="illegal_build")
        assert (asked["category"], asked["office"]["kind"]) == ("illegal_build", "CM")

    def test_a_callers_category_never_lowers_an_emergency(self, town):
        asked = ask(town.resident, town, GAS, category="parking")
        assert (asked["category"], asked["urgency"]) == ("parking", "P0")
        assert asked["office"]["kind"] == "GS"
        assert asked["advice"] is not None

    @pytest.mark.parametrize(
        ("body", "pointer", "code"),
        [
            ({"text": ""}, "/text", "too_short"),
            ({"text": "   "}, "/text", "too_short"),
            ({"text": "字" * 2001}, "/text", "out_of_range"),
            ({"text": "\0"}, "/text", "invalid_text"),
            ({"text": 5}, "/text", "wrong_type"),
            ({"text": SEWER, "category": "aliens"}, "/category", "not_one_of"),
            ({"text": SEWER, "attachment_ids": ["x"]}, "/attachment_ids/0", "wrong_type"),
            ({"text": SEWER, "urgency": "P0"}, "/urgency", "unknown_field"),
        ],
    )
    def test_what_cannot_be_understood_is_named(self, town, body, pointer, code):
        answer = town.resident.post("/tickets", {"estate_id": str(town.estate), **body})
        assert answer.status_code == 422
        found = {(e["pointer"], e["code"]) for e in answer.json["errors"]}
        assert pointer in {p for p, _code in found}
        assert found & {(pointer, code), (pointer, "out_of_range")}

    def test_sql_and_html_are_text_like_any_other(self, town):
        text = "下水道'); DROP TABLE ticket; -- <script>alert(1)</script> ${7*7} %s {number}"
        number = ask(town.resident, town, text)["number"]
        assert town.resident.get(f"/tickets/{number}").json["text"] == text

    def test_a_picture_goes_with_the_ticket_to_those_who_handle_it(self, town):
        file = send(town.resident, picture()).json["id"]
        number = ask(town.resident, town, attachment_ids=[file])["number"]
        assert town.firm.get(f"/tickets/{number}").json["attachment_ids"] == [file]
        assert town.firm.get(f"/attachments/{file}").status_code == 200
        body = {"text": SEWER, "estate_id": str(town.estate), "attachment_ids": [file]}
        again = town.resident.post("/tickets", body)
        assert again.json["errors"][0]["code"] == "unknown_attachment"

    def test_a_file_that_is_not_ones_own_is_not_attached(self, town):
        body = {"text": SEWER, "attachment_ids": [str(town.estate)]}
        answer = town.resident.post("/tickets", {"estate_id": str(town.estate), **body})
        assert answer.json["errors"][0]["code"] == "unknown_attachment"


class TestRouting:
    """The nearest office: the longest division prefix, then the fallbacks, then the triage desk."""

    def test_the_street_has_its_own_before_the_district(self, world):
        estate = make_estate(division="510105003001")
        make_office("PM", "5101")
        near = make_office("PM", "510105003")
        make_office("PM", "510106")
        desk = world.bureau
        world.estate = estate
        office = ask(desk, world)["office"]
        assert office["name"].startswith("510105003")
        assert near

    @pytest.mark.parametrize(
        ("there_are", "comes_to"),
        [(("PM", "DR"), "PM"), (("DR", "SO", "RC"), "SO"), (("DR", "RC"), "DR"), (("RC",), "RC")],
    )
    def test_without_the_lead_the_next_one_answers(self, world, there_are, comes_to):
        for kind in there_are:
            make_office(kind)
        assert ask(world.committee, world)["office"]["kind"] == comes_to

    def test_without_any_office_it_stays_at_the_desk(self, world):
        asked = ask(world.committee, world)
        assert (asked["office"], asked["state"]) == (None, "accepted")


class TestEmergency:
    """Worked case 14 over HTTP."""

    @pytest.mark.parametrize("language", ["zh-CN", "en"])
    def test_the_card_comes_with_the_ticket(self, town, language):
        asked = ask(town.resident.in_(language), town, GAS)
        assert (asked["category"], asked["urgency"]) == ("gas_leak", "P0")
        numbers = [entry["number"] for entry in asked["advice"]["numbers"]]
        assert numbers == ["119", "13800000000"]
        assert asked["office"]["kind"] == "GS"
        assert asked["state"] == "dispatched"

    def test_it_is_answered_within_minutes_and_noted_as_handed_over(self, town):
        number = ask(town.resident, town, GAS)["number"]
        ticket = town.desk.get(f"/tickets/{number}").json
        assert ticket["respond_by"] == "2026-11-20T12:15:00+08:00"

    def test_who_is_trapped_in_a_lift_hears_when_help_comes(self, town):
        asked = ask(town.resident, town, "电梯里出不来")
        assert (asked["category"], asked["urgency"]) == ("lift_trapped", "P0")
        assert "30" in asked["advice"]["text"]

    @pytest.mark.parametrize(
        "text", ["煤气管什么时候改造", "昨天漏煤气已经修好了, 想表扬师傅", "燃气改造什么时候开工"]
    )
    def test_a_plan_and_a_word_of_praise_are_no_emergency(self, town, text):
        asked = ask(town.resident, town, text)
        assert asked["urgency"] != "P0"
        assert asked["advice"] is None

    def test_a_pipe_that_was_cut_is_one(self, town):
        assert ask(town.resident, town, "施工队把煤气管挖断了")["urgency"] == "P0"


class TestActions:
    def test_a_ticket_goes_its_way_to_the_end(self, town):
        number = ask(town.resident, town)["number"]
        led(town.firm, number, *WORKED)
        closed = led(
            town.desk,
            number,
            "audit",
            ("follow_up", {"result": "resolved", "satisfaction": 4}),
            "close",
        )
        assert closed["state"] == "closed"
        assert closed["closed_at"] == "2026-11-20T12:00:00+08:00"
        assert closed["allowed"] == ["rework"]

    @pytest.mark.parametrize("state", ALLOWED)
    def test_every_action_is_allowed_or_forbidden_by_the_state(self, town, state):
        admin = town.client.as_(make_staff(town.app, Role.ADMIN, division=""))
        target = ask(admin, town)["number"]
        payload = {
            "note": "说明",
            "reason": "out_of_scope",
            "due_at": "2026-12-01T18:00:00+08:00",
            "target": target,
            "office": "CM",
        }
        for action in STEPS:
            number = ask(admin, town)["number"]
            with transaction():
                ticket = db.session.scalars(select(Ticket).where(Ticket.number == number)).one()
                ticket.state = TicketState(state)
                if action == "co_reply":
                    help_of = {"ticket_id": ticket.id, "office_id": town.offices["CM"]}
                    db.session.add(CoHandler(**help_of, asked_at=NOON))
            answer = act(admin, number, action, **payload)
            if action in ALLOWED[state]:
                assert answer.status_code == 200, answer.json
                assert answer.json["state"] == (LEADS_TO[action] or state)
                assert answer.json["history"][-1]["from_state"] == state
            else:
                assert answer.status_code == 409
                assert answer.json["code"] == "action_not_allowed"
                assert set(answer.json["allowed"]) == ALLOWED[state]

    def test_the_office_alone_works_its_ticket(self, town):
        number = ask(town.resident, town)["number"]
        other = make_office("WS")
        stranger = town.client.as_(make_staff(town.app, Role.OFFICE, office_id=other))
        homeless = town.client.as_(make_staff(town.app, Role.OFFICE))
        for person in (stranger, homeless, town.elsewhere):
            assert act(person, number, "sign").json["code"] == "out_of_scope"
        assert act(town.volunteer, number, "sign").json["code"] == "not_your_role"
        assert act(town.resident, number, "sign").status_code == 403

    def test_an_office_does_not_lengthen_its_own_time(self, town):
        number = ask(town.resident, town)["number"]
        led(town.firm, number, "sign")
        more = {"note": "等配件", "due_at": "2026-11-25T18:00:00+08:00"}
        assert act(town.firm, number, "extend", **more).json["code"] == "not_your_role"
        extended = led(town.desk, number, ("extend", more))
        assert extended["due_at"] == "2026-11-25T18:00:00+08:00"
        assert extended["state"] == "signed"

    @pytest.mark.parametrize(
        "due_at", ["2026-11-20T11:59:59+08:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z"]
    )
    def test_an_extension_lies_ahead_and_within_a_year(self, town, due_at):
        number = ask(town.resident, town)["number"]
        led(town.firm, number, "sign")
        answer = act(town.desk, number, "extend", note="等配件", due_at=due_at)
        assert answer.status_code == 422
        assert answer.json["errors"][0]["pointer"] == "/due_at"

    def test_the_second_return_goes_to_the_subdistrict(self, town):
        street = town.client.as_(make_staff(town.app, Role.SUBDISTRICT, division=DIVISION))
        number = ask(town.resident, town)["number"]
        led(town.firm, number, ("dispute", {"note": "不归我们管"}))
        led(town.desk, number, ("dispatch", {"office": "PM"}))
        led(town.firm, number, ("dispute", {"note": "还是不归我们管"}))
        assert act(town.desk, number, "dispatch").json["code"] == "not_your_role"
        decided = led(street, number, ("dispatch", {"office": "CM"}))
        assert decided["office"]["kind"] == "CM"
        again = act(street, number, "dispute", note="再退")
        assert again.json["code"] == "action_not_allowed"

    def test_the_desk_puts_a_category_right_and_the_office_follows(self, town):
        number = ask(town.resident, town, "那个事情还是老样子没人管")["number"]
        led(town.desk, number, ("accept", {"category": "illegal_build"}))
        dispatched = led(town.desk, number, "dispatch")
        assert (dispatched["category"], dispatched["office"]["kind"]) == ("illegal_build", "CM")
        assert dispatched["unsure"] is False
        assert dispatched["due_at"] == "2026-12-08T00:00:00+08:00"  # the 5th is a Saturday

    def test_an_office_that_is_not_set_up_cannot_be_sent_to(self, world):
        number = ask(world.committee, world)["number"]
        answer = act(world.committee, number, "dispatch", office="WS")
        assert answer.json["errors"][0]["code"] == "unknown_office"

    def test_only_two_of_one_estate_are_merged(self, town):
        first, second = (ask(town.resident, town)["number"] for _ in range(2))
        town_estate, town.estate = town.estate, make_estate()
        other = ask(town.bureau, town)["number"]
        town.estate = town_estate
        for target, code in (
            (first, "not_the_same"),
            (other, "not_the_same"),
            ("20261120-9999-9", "unknown_ticket"),
        ):
            answer = act(town.bureau, first, "merge", target=target)
            assert answer.json["errors"][0]["code"] == code
        merged = led(town.desk, first, ("merge", {"target": second}))
        assert (merged["state"], merged["merged_into"]) == ("merged", second)
        back = act(town.desk, second, "merge", target=first)
        assert back.json["errors"][0]["code"] == "already_final"

    def test_an_answer_of_the_requester_needs_its_satisfaction(self, town):
        number = ask(town.resident, town)["number"]
        led(town.firm, number, *WORKED)
        led(town.desk, number, "audit")
        answer = act(town.desk, number, "follow_up", result="resolved")
        assert answer.json["errors"][0]["pointer"] == "/satisfaction"
        assert led(town.desk, number, "follow_up")["state"] == "followed_up"

    def test_what_a_step_lacks_is_named(self, town):
        number = ask(town.resident, town)["number"]
        answer = act(town.desk, number, "dispute")
        assert answer.status_code == 422
        assert answer.json["errors"][0]["pointer"] == "/note"

    def test_an_unknown_action_is_refused(self, town):
        number = ask(town.resident, town)["number"]
        assert act(town.desk, number, "vanish").status_code == 422


class TestLetters:
    def test_the_requester_is_told_in_the_same_transaction(self, town):
        number = ask(town.resident, town)["number"]
        led(town.firm, number, *WORKED)
        letter = db.session.scalars(select(Letter)).one()
        assert letter.kind == "ticket_replied"
        assert letter.key.startswith(f"ticket:{number}:")
        assert json.loads(letter.values)["note"] == "已疏通，现场照片已附。"

    def test_a_step_that_fails_tells_nobody(self, town):
        number = ask(town.resident, town)["number"]
        assert act(town.firm, number, "reply", note="好了").status_code == 409
        assert db.session.scalars(select(Letter)).all() == []

    def test_nobody_is_written_to_where_nobody_asked(self, town):
        number = ask(town.desk, town)["number"]
        led(town.desk, number, *WORKED)
        assert db.session.scalars(select(Letter)).all() == []


class TestRating:
    def rate(self, town, resolved, satisfaction=4, **more):
        number = ask(town.resident, town)["number"]
        led(town.firm, number, *WORKED)
        body = {"resolved": resolved, "satisfaction": satisfaction, **more}
        return number, town.resident.post(f"/tickets/{number}/rating", body)

    def test_a_good_word_is_kept(self, town):
        number, answer = self.rate(town, resolved=True, comment="师傅很负责")
        assert answer.status_code == 201
        rating = town.desk.get(f"/tickets/{number}").json["rating"]
        assert (rating["resolved"], rating["satisfaction"]) == (True, 4)
        assert answer.json["state"] == "replied"

    def test_not_resolved_sets_the_office_to_work_again(self, town):
        number, answer = self.rate(town, resolved=False, satisfaction=1)
        assert answer.json["state"] == "processing"
        assert answer.json["history"][-1]["action"] == "rework"
        assert led(town.firm, number, ("reply", {"note": "已重新处理"}))["state"] == "replied"

    def test_not_resolved_reopens_what_was_closed(self, town):
        number = ask(town.resident, town)["number"]
        led(town.firm, number, *WORKED)
        led(town.desk, number, "audit", "follow_up", "close")
        body = {"resolved": False, "satisfaction": 2}
        reopened = town.resident.post(f"/tickets/{number}/rating", body).json
        assert (reopened["state"], reopened["closed_at"]) == ("processing", None)

    def test_after_a_rework_the_requester_is_asked_anew(self, town):
        number, _answer = self.rate(town, resolved=False, satisfaction=1)
        body = {"resolved": True, "satisfaction": 5}
        early = town.resident.post(f"/tickets/{number}/rating", body)
        assert early.json["code"] == "already_rated"
        led(town.firm, number, ("reply", {"note": "已重新处理"}))
        again = town.resident.post(f"/tickets/{number}/rating", body)
        assert (again.status_code, again.json["rating"]["satisfaction"]) == (201, 5)

    def test_who_said_resolved_has_said_it(self, town):
        number, _answer = self.rate(town, resolved=True)
        body = {"resolved": False, "satisfaction": 1}
        again = town.resident.post(f"/tickets/{number}/rating", body)
        assert (again.status_code, again.json["code"]) == (409, "already_rated")

    def test_nothing_is_rated_before_there_is_an_answer(self, town):
        number = ask(town.resident, town)["number"]
        body = {"resolved": True, "satisfaction": 5}
        answer = town.resident.post(f"/tickets/{number}/rating", body)
        assert answer.json["code"] == "action_not_allowed"

    def test_nobody_rates_for_another(self, town):
        number, _answer = self.rate(town, resolved=True)
        body = {"resolved": True, "satisfaction": 5}
        neighbour = town.owner_of(town.units[1])
        assert neighbour.post(f"/tickets/{number}/rating", body).status_code == 404
        assert town.desk.post(f"/tickets/{number}/rating", body).status_code == 403

    @pytest.mark.parametrize("satisfaction", [0, 6, "very", None])
    def test_satisfaction_is_one_to_five(self, town, satisfaction):
        _number, answer = self.rate(town, resolved=True, satisfaction=satisfaction)
        assert answer.status_code == 422


class TestSeeing:
    def numbers(self, person, query=""):
        answer = person.get(f"/tickets{query}")
        assert answer.status_code == 200, answer.json
        return [item["number"] for item in answer.json["items"]]

    def test_everybody_sees_their_own_part(self, town):
        mine = ask(town.resident, town)["number"]
        neighbour = town.owner_of(town.units[1])
        theirs = ask(neighbour, town, "有人违建", category="illegal_build")["number"]
        assert self.numbers(town.resident) == [mine]
        assert self.numbers(neighbour) == [theirs]
        assert self.numbers(town.firm) == [mine]
        assert self.numbers(town.desk) == [theirs, mine]
        assert self.numbers(town.bureau) == [theirs, mine]
        assert self.numbers(town.elsewhere) == []
        assert neighbour.get(f"/tickets/{mine}").status_code == 404
        assert town.firm.get(f"/tickets/{theirs}").json["code"] == "out_of_scope"
        assert town.elsewhere.get(f"/tickets/{mine}").status_code == 403
        assert town.client.get(f"/tickets/{mine}").status_code == 401

    def test_an_office_account_without_an_office_sees_nothing(self, world):
        ask(world.committee, world)  # has no office either
        nobody = world.client.as_(make_staff(world.app, Role.OFFICE))
        assert self.numbers(nobody) == []

    def test_a_list_is_filtered(self, town):
        sewer = ask(town.resident, town)["number"]
        build = ask(town.resident, town, "违建")["number"]
        led(town.firm, sewer, "sign")
        assert self.numbers(town.desk, "?state=signed") == [sewer]
        assert self.numbers(town.desk, "?office=CM") == [build]
        assert self.numbers(town.desk, f"?estate_id={town.estate}") == [build, sewer]
        assert self.numbers(town.desk, f"?estate_id={make_estate()}") == []
        with transaction():
            ticket = db.session.scalars(select(Ticket).where(Ticket.number == sewer)).one()
            ticket.due_at -= timedelta(days=2)
        assert self.numbers(town.desk, "?overdue=true") == [sewer]
        assert self.numbers(town.desk, "?overdue=false") == [build]
        assert town.desk.get("/tickets?state=lost").status_code == 422
        assert town.desk.get("/tickets?office=XX").status_code == 422

    def test_a_long_list_comes_in_pages(self, town):
        numbers = [ask(town.resident, town)["number"] for _ in range(3)][::-1]
        first = town.desk.get("/tickets?limit=2").json
        assert [item["number"] for item in first["items"]] == numbers[:2]
        assert self.numbers(town.desk, f"?cursor={first['next_cursor']}") == numbers[2:]

    def test_a_list_asks_the_database_the_same_however_long(self, town, statements):
        ask(town.resident, town)
        town.desk.get("/tickets")
        statements.clear()
        town.desk.get("/tickets")
        few = len(statements)
        for _ in range(5):
            ask(town.resident, town)
        statements.clear()
        town.desk.get("/tickets")
        assert len(statements) == few


class TestConfidence:
    """Worked case 15: those complained about learn neither who complained nor that somebody did."""

    @pytest.fixture
    def complaint(self, town):
        town.inspection = town.client.as_(
            make_staff(town.app, Role.OFFICE, office_id=town.offices["DI"])
        )
        asked = ask(town.resident, town, "施工队把工程转包给别人了")
        assert (asked["category"], asked["office"]["kind"]) == ("misconduct", "DI")
        return asked["number"]

    def test_bureau_inspection_and_requester_see_it(self, town, complaint):
        for person in (town.bureau, town.inspection, town.resident):
            assert person.get(f"/tickets/{complaint}").status_code == 200
            assert TestSeeing().numbers(person) == [complaint]

    def test_for_everybody_else_it_does_not_exist(self, town, complaint):
        contractor = town.client.as_(make_staff(town.app, Role.OFFICE, office_id=make_office("CP")))
        street = town.client.as_(make_staff(town.app, Role.SUBDISTRICT, division=DIVISION))
        for person in (contractor, town.firm, street, town.desk, town.volunteer):
            assert person.get(f"/tickets/{complaint}").status_code == 404
            assert TestSeeing().numbers(person) == []
        for person in (contractor, street, town.desk):
            assert act(person, complaint, "sign").status_code == 404

    def test_it_is_sent_to_nobody_who_may_not_be_told(self, town, complaint):
        led(town.inspection, complaint, ("dispute", {"note": "转主管部门"}))
        answer = act(town.bureau, complaint, "dispatch", office="PM")
        assert answer.json["errors"][0]["code"] == "not_confidential"

    def test_without_inspection_it_stays_with_the_bureau(self, world):
        make_office("SO")
        make_office("RC")
        resident = world.owner_of(world.units[0])
        asked = ask(resident, world, "施工队转包")
        assert (asked["office"], asked["state"]) == (None, "accepted")
        assert world.bureau.get(f"/tickets/{asked['number']}").status_code == 200

    def test_no_answer_names_who_asked(self, town):
        number = ask(town.resident, town)["number"]
        told = json.dumps(town.firm.get(f"/tickets/{number}").json)
        told += json.dumps(town.desk.get("/tickets").json)
        ticket = db.session.scalars(select(Ticket).where(Ticket.number == number)).one()
        assert str(ticket.requester_id) not in told
        assert ticket.requester_id.hex not in told


class TestRates:
    def test_each_rate_bears_both_numbers(self, town):
        street = town.client.as_(make_staff(town.app, Role.SUBDISTRICT, division=DIVISION))
        done, silent, unhappy, waiting, refused, danger = (
            ask(town.resident, town, GAS if n == 5 else SEWER)["number"] for n in range(6)
        )
        for number in (done, silent, unhappy):
            led(town.firm, number, *WORKED)
        led(town.desk, done, "audit")
        led(town.desk, done, ("follow_up", {"result": "resolved", "satisfaction": 3}), "close")
        led(town.desk, silent, "audit", ("follow_up", {"result": "unreachable"}))
        body = {"resolved": False, "satisfaction": 2}
        town.resident.post(f"/tickets/{unhappy}/rating", body)
        end = {"reason": "out_of_scope", "note": "请向法院提出"}
        led(street, refused, ("terminate", end))
        assert waiting
        assert danger
        rates = street.get("/oversight/tickets?from=2026-11-20&to=2026-11-20").json
        assert rates["received"] == 6
        assert rates["assessed"] == 4
        assert rates["response"] == {"numerator": 3, "denominator": 4}
        assert rates["resolution"] == {"numerator": 1, "denominator": 2}
        assert rates["satisfaction"] == {"numerator": 1, "denominator": 2}
        assert rates["on_time"] == {"numerator": 0, "denominator": 0}
        assert rates["no_definite_answer"] == 1
        assert rates["not_assessed"] == {
            "rejected": 0,
            "emergency_transferred": 1,
            "terminated": 1,
            "not_dispatched": 0,
        }

    def test_a_period_leaves_out_what_lies_outside(self, town):
        ask(town.resident, town)
        assert town.bureau.get("/oversight/tickets?to=2026-11-19").json["received"] == 0
        assert town.bureau.get("/oversight/tickets?from=2026-11-20").json["received"] == 1
        assert town.bureau.get(f"/oversight/tickets?division={DIVISION}").json["received"] == 1

    def test_nobody_reads_the_figures_of_others(self, town):
        ask(town.resident, town)
        assert town.elsewhere.get("/oversight/tickets").json["received"] == 0
        answer = town.elsewhere.get(f"/oversight/tickets?division={DIVISION}")
        assert (answer.status_code, answer.json["code"]) == (403, "out_of_scope")
        assert town.desk.get("/oversight/tickets").json["code"] == "not_your_role"

    @pytest.mark.parametrize(
        "query", ["from=0001-01-01", "to=9999-12-31", "from=x", "division=%25"]
    )
    def test_a_period_that_makes_no_sense_is_refused(self, town, query):
        assert town.bureau.get(f"/oversight/tickets?{query}").status_code == 422
