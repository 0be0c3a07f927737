"""Tickets among offices: who helps, what is one event, what comes before those above."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.tickets import escalation, masking, same_event
from models.base import db, transaction
from models.kinds import Role, Urgency
from models.letters import Letter
from models.listening import Ticket, TicketEvent
from tests.api.test_tickets import GAS, SEWER, act, ask, led, town
from tests.conftest import NOON
from tests.make import DIVISION, make_office, make_staff

__all__ = ["town"]

POWER = "3号楼整栋停电了，一点电都没有"
WORKED = ("sign", "contact", ("reply", {"note": "已修好。"}))


def office(town, kind):
    return town.client.as_(make_staff(town.app, Role.OFFICE, office_id=make_office(kind)))


def of(number):
    db.session.expire_all()
    return db.session.scalars(select(Ticket).where(Ticket.number == number)).one()


class TestHelpers:
    """主办 and 协办."""

    @pytest.fixture
    def helped(self, town):
        town.number = ask(town.resident, town)["number"]
        town.drains = office(town, "DR")
        led(town.firm, town.number, "sign", ("co_handle", {"office": "DR"}))
        return town

    def test_a_helper_sees_the_ticket_and_adds_its_part(self, helped):
        listed = helped.drains.get("/tickets").json["items"]
        assert [each["number"] for each in listed] == [helped.number]
        told = led(helped.drains, helped.number, ("co_reply", {"note": "市政管已疏通"}))
        assert told["state"] == "signed"
        (helper,) = told["co_handlers"]
        assert (helper["office"]["kind"], helper["answered_at"] is not None) == ("DR", True)

    def test_a_helper_moves_nothing(self, helped):
        answer = act(helped.drains, helped.number, "reply", note="好了")
        assert (answer.status_code, answer.json["code"]) == (409, "action_not_allowed")
        assert answer.json["allowed"] == ["co_reply"]

    def test_the_desk_writes_for_a_helper_without_an_account(self, helped):
        led(helped.desk, helped.number, ("co_reply", {"note": "电话里说已到场", "office": "DR"}))
        answer = act(helped.desk, helped.number, "co_reply", note="x", office="SO")
        assert answer.json["errors"][0]["code"] == "no_co_handler"

    @pytest.mark.parametrize("kind", ["DR", "PM"])
    def test_nobody_is_asked_twice(self, helped, kind):
        answer = act(helped.desk, helped.number, "co_handle", office=kind)
        assert answer.json["errors"][0]["code"] == "handles_already"

    def test_others_still_do_not_see_it(self, helped):
        assert office(helped, "WS").get(f"/tickets/{helped.number}").status_code == 403

    def test_the_desk_is_told_who_may_help(self, town):
        number = ask(town.resident, town)["number"]
        assert "DR" in town.desk.get(f"/tickets/{number}").json["may_help"]
        assert town.resident.get(f"/tickets/{number}").json["may_help"] == []


class TestEmergency:
    def test_what_was_handed_over_by_telephone_says_to_whom(self, town):
        number = ask(town.resident, town, GAS)["number"]
        step = ("emergency_transfer", {"note": "已电话移交燃气抢险值班"})
        assert led(town.desk, number, step)["state"] == "emergency_transferred"
        assert led(town.desk, number, "close")["state"] == "closed"

    def test_no_other_trouble_is(self, town):
        number = ask(town.resident, town)["number"]
        assert act(town.desk, number, "emergency_transfer", note="x").status_code == 409


class TestSupervision:
    def test_those_above_watch_a_ticket(self, town):
        street = town.client.as_(make_staff(town.app, Role.SUBDISTRICT, division=DIVISION))
        number = ask(town.resident, town)["number"]
        assert act(town.desk, number, "supervise", note="x").json["code"] == "not_your_role"
        watched = led(street, number, ("supervise", {"note": "两天内报告"}))
        assert (watched["supervised"], watched["state"]) == (True, "dispatched")

    @pytest.mark.parametrize(
        ("steps", "missed"), [((), "respond_by"), (("sign", "contact"), "due_at")]
    )
    def test_what_is_late_comes_before_those_above_once(self, town, steps, missed):
        number = ask(town.resident, town)["number"]
        for step in steps:
            led(town.firm, number, step)
        ticket = of(number)
        late = getattr(ticket, missed) + timedelta(seconds=1)
        with transaction():
            assert escalation.supervise_overdue(late - timedelta(seconds=2)) == 0
        with transaction():
            assert escalation.supervise_overdue(late) == 1
        with transaction():
            assert escalation.supervise_overdue(late) == 0
        last = db.session.scalars(select(TicketEvent).order_by(TicketEvent.turn.desc())).first()
        assert (last.action, last.role, last.facts) == ("supervise", "clock", {"late": missed})

    def test_an_answer_in_time_is_left_alone(self, town):
        number = ask(town.resident, town)["number"]
        led(town.firm, number, *WORKED)
        with transaction():
            assert escalation.supervise_overdue(of(number).due_at + timedelta(days=1)) == 0


class TestOneEvent:
    """The clock joins what one building reports at one time; everything else a person does."""

    def joined(self, at=NOON):
        with transaction():
            return same_event.join_same(at + timedelta(minutes=5))

    def reported(self, town, *texts, category="power_out"):
        return [
            ask(town.owner_of(unit), town, text, category=category)["number"]
            for unit, text in zip(town.units, texts, strict=False)
        ]

    def test_one_buildings_power_cut_is_one_ticket(self, town):
        first, second, third = self.reported(town, POWER, "3栋没电", "3号楼2单元停电")
        assert self.joined() == 2
        assert [of(n).state for n in (first, second, third)] == ["dispatched", "merged", "merged"]
        assert of(second).merged_into == of(first).id

    def test_two_buildings_are_left_to_a_person(self, town):
        first, second = self.reported(town, POWER, "5号楼停电了")
        assert self.joined() == 0
        shown = town.desk.get(f"/tickets/{first}").json["maybe_the_same"]
        assert shown == [second]

    def test_a_message_without_a_building_is_left_to_a_person(self, town):
        self.reported(town, POWER, "停电了")
        assert self.joined() == 0

    def test_everybodys_own_trouble_is_not_joined(self, town):
        self.reported(town, SEWER, SEWER, category="sewer_block")
        assert self.joined() == 0

    def test_danger_is_never_joined(self, town):
        numbers = self.reported(town, POWER, POWER)
        with transaction():
            for number in numbers:
                of(number).urgency = Urgency.P0
        assert self.joined() == 0

    def test_what_somebody_works_on_is_not_taken_from_them(self, town):
        _first, second = self.reported(town, POWER, POWER)
        led(town.desk, second, "sign")
        assert self.joined() == 0

    def test_the_day_after_is_another_event(self, town):
        self.reported(town, POWER, POWER)
        assert self.joined(NOON + timedelta(hours=25)) == 0

    def test_who_asked_the_same_hears_the_answer_too(self, town):
        first, second = self.reported(town, POWER, POWER)
        self.joined()
        led(town.desk, first, *WORKED)
        letters = db.session.scalars(select(Letter).order_by(Letter.id)).all()
        told = [(each.kind, json.loads(each.values)["number"]) for each in letters]
        assert told == [
            ("ticket_merged", second),
            ("ticket_replied", first),
            ("ticket_replied", second),
        ]


class TestConcealment:
    TEXT = "我叫王小明，3号楼2单元501的，电话13800001234，物业不管事，保安态度差"

    def seen_by(self, person, number):
        return person.get(f"/tickets/{number}").json["text"]

    def test_who_may_be_meant_does_not_learn_who_complained(self, town):
        number = ask(town.resident, town, self.TEXT, category="property_mgmt")["number"]
        led(town.bureau, number, ("dispute", {"note": "x"}), ("dispatch", {"office": "PM"}))
        seen = self.seen_by(town.firm, number)
        assert "3号楼2单元" in seen
        for secret in ("王小明", "501", "13800001234"):
            assert secret not in seen
        assert self.seen_by(town.desk, number) == self.TEXT
        assert self.seen_by(town.resident, number) == self.TEXT

    def test_who_wishes_to_stay_unnamed_is_to_every_office(self, town):
        number = ask(town.resident, town, "3-2-501漏水 13800001234", anonymous=True)["number"]
        with transaction():
            of(number).office_id = town.offices["PM"]
        assert self.seen_by(town.firm, number) == "3-2-＊＊漏水 ＊＊"

    def test_who_handles_an_ordinary_trouble_reads_where_it_is(self, town):
        number = ask(town.resident, town, "3号楼2单元501下水道堵了")["number"]
        assert "501" in self.seen_by(town.firm, number)

    @pytest.mark.parametrize(
        ("text", "seen"),
        [
            ("身份证110101199003078888", "身份证＊＊"),
            ("打028-87654321", "打＊＊"),
            ("车牌川A12345乱停", "车牌＊＊乱停"),
            ("五栋301室", "五栋＊＊"),
            ("2026年3月到现在", "2026年3月到现在"),
            ("交了12000块", "交了12000块"),
        ],
    )
    def test_only_what_leads_to_a_person_is_hidden(self, text, seen):
        assert masking.masked(text) == seen


class TestFollowUp:
    def test_who_says_unresolved_is_not_closed_over_their_head(self, town):
        number = ask(town.resident, town)["number"]
        led(town.firm, number, *WORKED)
        unresolved = ("follow_up", {"result": "unresolved", "satisfaction": 1})
        led(town.desk, number, "audit", unresolved)
        answer = act(town.desk, number, "close")
        assert (answer.status_code, answer.json["code"]) == (409, "action_not_allowed")
        led(town.desk, number, ("rework", {"note": "重新处理"}))
        led(town.firm, number, ("reply", {"note": "已返工"}))
        better = ("follow_up", {"result": "resolved", "satisfaction": 4})
        assert led(town.desk, number, "audit", better, "close")["state"] == "closed"


class TestDisputedVotes:
    """办结前不公布结果: a result does not hold while a dispute about the vote runs."""

    DISPUTE = "有人代签我的名字，我根本没签过"

    @pytest.fixture
    def closed(self, town):
        town.round = town.open()
        town.committee.post(f"/rounds/{town.round}/close")
        return town

    def disputes(self, town):
        answer = town.committee.get(f"/rounds/{town.round}/certificate")
        assert answer.status_code == 200, answer.json
        return answer.json["publicity"]["disputes_open"]

    def test_a_neighbours_dispute_holds_until_it_is_settled(self, closed):
        assert self.disputes(closed) == 0
        asked = ask(closed.resident, closed, self.DISPUTE, category="consent_dispute")
        assert self.disputes(closed) == 1
        ended = {"reason": "out_of_scope", "note": "核对原件，是本人所签"}
        led(closed.bureau, asked["number"], ("terminate", ended))
        assert self.disputes(closed) == 0

    def test_a_strangers_word_stops_nothing(self, closed):
        asked = ask(closed.resident, closed, self.DISPUTE, category="consent_dispute")
        with transaction():
            of(asked["number"]).requester_id = None
        assert self.disputes(closed) == 0
