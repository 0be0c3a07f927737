"""The desk of requests: what lies there in which order, what is shown to whom, what can be done."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.tickets import replies
from models.audit import AuditEntry
from models.base import db, transaction
from models.kinds import Role, TicketSource, TicketState, Urgency
from models.listening import Rating, Ticket, TicketEvent
from tests.api.console.sitting import Sitting
from tests.api.test_attachments import PDF, picture, send
from tests.conftest import NOON
from tests.make import DIVISION, make_estate, make_office, make_staff

SEWER = "3号楼2单元下水道堵了，污水往外冒"
UNSURE = "那个事情还是老样子没人管"
HOUR = timedelta(hours=1)
NUMBERS = re.compile(r'id="t-([0-9-]+)" class="mono"')


@pytest.fixture
def town(world):
    world.offices = {kind: make_office(kind) for kind in ("PM", "GS", "SO", "RC", "CM", "WS")}
    world.resident = world.owner_of(world.units[0])
    world.firm = world.client.as_(make_staff(world.app, Role.OFFICE, office_id=world.offices["PM"]))
    world.desk = Sitting(world.app, world.committee.token)
    world.above = Sitting(world.app, world.bureau.token)
    world.at_firm = Sitting(world.app, world.firm.token)
    return world


def ask(world, text=SEWER, **more):
    body = {"text": text, "estate_id": str(world.estate), **more}
    answer = world.resident.post("/tickets", body)
    assert answer.status_code == 201, answer.json
    return answer.json["number"]


def act(world, number, action, **more):
    answer = world.committee.post(f"/tickets/{number}/actions", {"action": action, **more})
    assert answer.status_code == 200, answer.json


def written(number):
    """The ticket as the database has it now."""
    db.session.expire_all()
    return db.session.scalars(select(Ticket).where(Ticket.number == number)).one()


def steps_of(number):
    query = select(TicketEvent).where(TicketEvent.ticket_id == written(number).id)
    return db.session.scalars(query.order_by(TicketEvent.turn)).all()


def change(number, **values):
    with transaction():
        ticket = db.session.scalars(select(Ticket).where(Ticket.number == number)).one()
        for name, value in values.items():
            setattr(ticket, name, value)


def row(world, n, **more):
    """A ticket straight into the database, for orders that nobody can type in."""
    facts = {
        "number": f"20261101-{n:04}-0",
        "source": TicketSource.STAFF,
        "estate_id": world.estate,
        "division": DIVISION,
        "text": SEWER,
        "category": "sewer_block",
        "urgency": Urgency.P1,
        "reading": {},
        "office_id": world.offices["PM"],
        "state": TicketState.DISPATCHED,
        "created_at": NOON,
        "due_at": NOON + HOUR,
    }
    with transaction():
        db.session.add(Ticket(**{**facts, **more}))
    return facts["number"]


def listed(sitting, **query):
    return NUMBERS.findall(sitting.read("/tickets", **query))


def row_of(page, number):
    return next(each for each in page.split("<tr")[1:] if f'id="t-{number}"' in each)


class TestQueue:
    def test_danger_first_then_what_ends_first_then_what_has_ended(self, town):
        row(town, 1, due_at=NOON + 9 * HOUR)
        row(town, 2, due_at=NOON - HOUR)
        row(town, 3, due_at=NOON + 99 * HOUR, urgency=Urgency.P0, category="fire")
        row(town, 4, due_at=NOON - 9 * HOUR, state=TicketState.CLOSED, closed_at=NOON - 2 * HOUR)
        row(town, 5, due_at=NOON - 8 * HOUR, state=TicketState.MERGED, closed_at=NOON - HOUR)
        row(town, 6, due_at=NOON + 8 * HOUR, state=TicketState.REPLIED)
        refused = {"state": TicketState.REJECTED, "closed_at": NOON - 3 * HOUR}
        row(town, 7, due_at=NOON - 99 * HOUR, urgency=Urgency.P0, **refused)
        assert [int(number[9:13]) for number in listed(town.desk)] == [3, 2, 6, 1, 5, 4, 7]

    def test_overdue_is_marked_and_said(self, town):
        late = row(town, 1, due_at=NOON - timedelta(seconds=1))
        timely = row(town, 2, due_at=NOON + timedelta(seconds=1))
        over = row(town, 3, due_at=NOON - HOUR, state=TicketState.CLOSED, closed_at=NOON)
        page = town.desk.read("/tickets")
        assert row_of(page, late).startswith(' class="late"')
        assert "overdue" in row_of(page, late)
        for other in (timely, over):
            assert "late" not in row_of(page, other).split(">")[0]
            assert "overdue" not in row_of(page, other)

    def test_a_danger_stands_with_the_numbers_to_call(self, town):
        number = ask(town, "厨房一股臭鸡蛋味")
        page = town.desk.read("/tickets")
        said = row_of(page, number)
        assert "P0 danger" in said
        assert 'href="tel:119"' in said
        assert 'href="tel:13800000000"' in said  # the gas company of the district
        assert "Dangers to life that still run: 1" in page
        change(number, state=TicketState.CLOSED, closed_at=NOON)
        page = town.desk.read("/tickets")
        assert "tel:" not in page
        assert "Dangers to life" not in page

    def test_a_danger_is_told_of_even_where_the_filter_hides_it(self, town):
        row(town, 1, urgency=Urgency.P0, category="fire")
        page = town.desk.read("/tickets", state="replied")
        assert not NUMBERS.findall(page)
        assert "Dangers to life that still run: 1" in page

    def test_words_and_not_codes(self, town):
        number = ask(town)
        said = row_of(town.desk.read("/tickets"), number)
        for words in ("Blocked sewer", "Sent to the office", "P1 urgent", "PM办理处", "金盾小区"):
            assert words in said
        assert "sewer_block" not in said
        assert "2026-11-21 12:00" in said

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({}, {1, 2, 3, 4}),
            ({"state": "replied"}, {2}),
            ({"overdue": "1"}, {3}),
            ({"office": "WS"}, {4}),
            ({"number": "0003"}, {3}),
            ({"number": "%"}, set()),
            ({"estate": "浣花"}, {4}),
            ({"estate": "_"}, set()),
            ({"state": "aliens", "office": "XX", "offset": "-1", "overdue": "x"}, {1, 2, 3, 4}),
            ({"offset": "٣"}, {1, 2, 3, 4}),
            ({"number": "\0", "estate": "\0"}, {1, 2, 3, 4}),
        ],
    )
    def test_filters(self, town, query, expected):
        row(town, 1)
        row(town, 2, state=TicketState.REPLIED)
        row(town, 3, due_at=NOON - HOUR)
        row(town, 4, office_id=town.offices["WS"], estate_id=make_estate("浣花苑"))
        assert {int(number[9:13]) for number in listed(town.above, **query)} == expected

    def test_fifty_at_a_time(self, town):
        for n in range(53):
            row(town, n, due_at=NOON + n * HOUR)
        first = town.desk.read("/tickets", state="dispatched")
        assert len(NUMBERS.findall(first)) == 50
        assert 'href="/console/tickets?state=dispatched&offset=50"' in first
        assert "Before" not in first
        second = town.desk.read("/tickets", state="dispatched", offset=50)
        assert [int(n[9:13]) for n in NUMBERS.findall(second)] == [50, 51, 52]
        assert 'href="/console/tickets?state=dispatched"' in second

    def test_rows_come_alone_for_htmx_and_keep_what_was_asked(self, town):
        row(town, 1)
        whole = town.desk.read("/tickets")
        assert 'hx-trigger="every 15s"' in whole
        part = town.desk.get("/tickets", part=True, offset=0, state="dispatched").text
        assert "<html" not in part
        assert NUMBERS.findall(part) == ["20261101-0001-0"]
        focusable = re.findall(r"<(?:a|button|input|div tabindex)[^>]*>", part)
        assert focusable
        assert all(" id=" in each for each in focusable)

    @pytest.mark.parametrize("count", [1, 60])
    def test_the_page_costs_eight_statements_at_most(self, town, statements, count):
        for n in range(count):
            danger = {"urgency": Urgency.P0, "category": "gas_leak"} if n % 2 else {}
            # places and offices of their own, but for the last, which the office's account sees
            office = make_office("WS", f"510105{n:03}") if n < count - 1 else town.offices["PM"]
            row(town, n, **danger, estate_id=make_estate(), office_id=office)
        for sitting in (town.above, town.at_firm):
            db.session.expire_all()
            statements.clear()
            sitting.read("/tickets")
            assert 0 < len(statements) <= 8, statements


class TestWhoSees:
    def test_an_office_sees_its_own_and_no_filter_of_offices(self, town):
        mine = row(town, 1)
        other = row(town, 2, office_id=town.offices["WS"])
        assert listed(town.at_firm) == [mine]
        assert listed(town.at_firm, office="WS") == [mine]
        assert 'name="office"' not in town.at_firm.read("/tickets")
        assert 'name="office"' in town.desk.read("/tickets")
        assert town.at_firm.get(f"/tickets/{other}").status_code == 403
        assert town.at_firm.get(f"/tickets/{mine}").status_code == 200

    def test_what_lies_elsewhere_is_not_there(self, town):
        number = row(town, 1)
        elsewhere = Sitting(town.app, town.elsewhere.token)
        assert listed(elsewhere) == []
        assert elsewhere.get(f"/tickets/{number}").status_code == 403
        assert town.above.get(f"/tickets/{number}").status_code == 200

    @pytest.mark.parametrize("role", [Role.COMMITTEE, Role.OFFICE])
    def test_what_is_confided_to_inspection_does_not_exist_for_others(self, town, role):
        number = row(town, 1, category="misconduct", restricted=True)
        sitting = town.desk if role is Role.COMMITTEE else town.at_firm
        assert listed(sitting) == []
        assert sitting.get(f"/tickets/{number}").status_code == 404
        assert sitting.post(f"/tickets/{number}/steps/sign").status_code == 404
        assert town.above.get(f"/tickets/{number}").status_code == 200

    @pytest.mark.parametrize("path", ["/console/tickets", "/console/tickets/20261101-0001-0"])
    def test_a_bearer_token_opens_nothing(self, town, path):
        row(town, 1)
        for person in (town.resident, town.committee):
            headers = {"Authorization": f"Bearer {person.token}"}
            answer = town.app.test_client().get(path, headers=headers)
            assert answer.status_code == 303
            assert answer.location.startswith("/console/log-in")

    def test_volunteers_have_no_queue(self, town):
        volunteer = Sitting(town.app, town.volunteer.token)
        assert volunteer.get("/tickets").status_code == 403

    @pytest.mark.parametrize("number", ["20261101-9999-0", "%00", "'", "x" * 300])
    def test_a_number_that_is_none(self, town, number):
        assert town.desk.get(f"/tickets/{number}").status_code == 404
        assert town.desk.post(f"/tickets/{number}/steps/sign").status_code == 404
        answer = town.desk.post(f"/tickets/{number}/route", category="parking", note="x")
        assert answer.status_code == 404

    def test_who_may_be_meant_reads_no_names_or_numbers(self, town):
        text = "我叫王小明，电话13912345678，3号楼2单元501，物业不修下水道"
        number = ask(town, text, category="property_mgmt")
        change(number, office_id=town.offices["PM"])
        act(town, number, "sign", note="来电13912345678")
        page = town.at_firm.read(f"/tickets/{number}")
        assert "13912345678" not in page
        assert "王小明" not in page
        assert "hidden from this office" in page
        assert page.count("＊＊") >= 3  # in the message and in the history
        assert "13912345678" in town.desk.read(f"/tickets/{number}")


class TestOneTicket:
    def test_it_shows_what_was_said_understood_and_done(self, town):
        number = ask(town)
        page = town.desk.read(f"/tickets/{number}")
        for words in (SEWER, "Blocked sewer", "Came in", "Leads to", "Property company"):
            assert words in page
        found = written(number)
        assert f"{round(found.reading['confidence'] * 10000) // 100}%" in page
        for word in found.reading["words"]:
            assert word in page

    def test_pictures_are_shown_and_papers_are_kept(self, town):
        files = [send(town.resident, picture()).json["id"], send(town.resident, PDF).json["id"]]
        number = ask(town, attachment_ids=files)
        page = town.at_firm.read(f"/tickets/{number}")
        assert f'<img src="/console/attachments/{files[0]}"' in page
        assert f'<img src="/console/attachments/{files[1]}"' not in page
        shown = town.at_firm.get(f"/attachments/{files[0]}")
        assert (shown.status_code, shown.mimetype) == (200, "image/png")
        assert "sandbox" in shown.headers["Content-Security-Policy"]
        assert f'href="/console/attachments/{files[1]}"' in page
        stranger = make_staff(town.app, Role.OFFICE, office_id=town.offices["WS"])
        assert Sitting(town.app, stranger).get(f"/attachments/{files[0]}").status_code == 404

    def test_what_people_type_is_text(self, town):
        number = ask(town, "<script>alert(1)</script>下水道堵了")
        assert "<script>alert" not in town.desk.get(f"/tickets/{number}").text

    def test_helpers_ratings_and_the_same_event(self, town):
        number, same = ask(town), ask(town)
        act(town, number, "co_handle", office="WS")
        act(town, number, "sign")
        with transaction():
            facts = {"resolved": False, "satisfaction": 2, "comment": "还在漏", "rated_at": NOON}
            ticket = written(number)
            db.session.add(Rating(ticket_id=ticket.id, rated_by=ticket.requester_id, **facts))
        page = town.desk.read(f"/tickets/{number}")
        assert f"{DIVISION}WS办理处" in page
        assert "no answer yet" in page
        assert "还在漏" in page
        assert "2 not content" in page
        assert f'href="/console/tickets/{same}"' in page

    def test_an_office_is_not_shown_the_same_event_of_another_office(self, town):
        number, same = ask(town), ask(town)
        change(same, office_id=town.offices["WS"])
        assert same not in town.at_firm.read(f"/tickets/{number}")
        assert same in town.desk.read(f"/tickets/{number}")

    def test_a_joined_ticket_leads_to_the_other(self, town):
        number, first = ask(town), ask(town)
        act(town, number, "merge", target=first)
        page = town.desk.read(f"/tickets/{number}")
        assert f'href="/console/tickets/{first}"' in page
        assert "Joined with another" in page


class TestSteps:
    def test_a_step_by_the_form_is_done_and_written_down_twice(self, town):
        number = ask(town)
        answer = town.at_firm.post(f"/tickets/{number}/steps/sign", note="已派师傅\r\n马上到")
        assert (answer.status_code, answer.location) == (303, f"/console/tickets/{number}")
        assert written(number).state == "signed"
        event = steps_of(number)[-1]
        assert (event.action, event.by, event.role) == ("sign", town.at_firm.staff_id, "office")
        assert event.note == "已派师傅\n马上到"
        assert "已派师傅" in town.desk.read(f"/tickets/{number}")
        audit = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert audit.by == town.at_firm.staff_id
        assert audit.action == "POST /console/tickets/<number>/steps/<step>"
        assert audit.subject == f"/console/tickets/{number}/steps/sign"

    @pytest.mark.parametrize("token", ["", "made-up"])
    def test_without_the_token_of_a_form_nothing_changes(self, town, token):
        number = ask(town)
        before = db.session.scalar(select(func.count(AuditEntry.id)))
        for path in (f"/tickets/{number}/steps/sign", f"/tickets/{number}/route"):
            answer = town.desk.post(path, csrf=token, category="parking", note="x")
            assert answer.status_code == 403
            assert "This form has been open for too long" in answer.text
        assert written(number).state == "dispatched"
        assert len(steps_of(number)) == 3
        assert db.session.scalar(select(func.count(AuditEntry.id))) == before

    def test_a_step_that_is_not_possible_tells_which_are_in_words(self, town):
        number = ask(town)
        answer = town.desk.post(f"/tickets/{number}/steps/close", htmx=True)
        assert answer.status_code == 409
        assert "<html" not in answer.text
        assert "This step is not possible now" in answer.text
        assert "Sent to the office" in answer.text
        assert "Take on" in answer.text
        assert "co_handle" not in answer.text
        assert written(number).state == "dispatched"

    def test_a_step_that_is_never_yours(self, town):
        number = ask(town)
        answer = town.at_firm.post(f"/tickets/{number}/steps/merge", target="x", htmx=True)
        assert answer.status_code == 403
        assert "Not for your role" in answer.text

    def test_what_is_missing_is_named_as_the_page_names_it(self, town):
        number = ask(town)
        answer = town.above.post(f"/tickets/{number}/steps/terminate", reason="", htmx=True)
        assert answer.status_code == 422
        assert "<code>Reason</code> Missing data" in answer.text
        assert "<code>Note</code> Missing data" in answer.text
        assert written(number).state == "dispatched"

    @pytest.mark.parametrize(
        ("step", "form"),
        [
            ("follow_up", {"result": "aliens"}),
            ("follow_up", {"result": "resolved", "satisfaction": "6"}),
            ("follow_up", {"result": "resolved"}),
            ("follow_up", {"note": "字" * 2001}),
            ("follow_up", {"note": "\0"}),
        ],
    )
    def test_what_cannot_be_is_refused(self, town, step, form):
        number = ask(town)
        change(number, state=TicketState.AUDITED)
        answer = town.desk.post(f"/tickets/{number}/steps/{step}", **form)
        assert answer.status_code == 422
        assert written(number).state == "audited"

    def test_a_step_that_there_is_none_of(self, town):
        assert town.desk.post(f"/tickets/{ask(town)}/steps/fly").status_code == 404

    def test_times_are_typed_in_chinese_time(self, town):
        number = ask(town)
        act(town, number, "sign")
        path = f"/tickets/{number}/steps/extend"
        form = {"due_at": "2026-11-25T18:30", "note": "等材料"}
        assert town.desk.post(path, **form).status_code == 303
        assert written(number).due_at.isoformat() == "2026-11-25T10:30:00+00:00"
        assert "2026-11-25 18:30" in town.desk.read(f"/tickets/{number}")
        assert town.desk.post(path, **{**form, "due_at": "soon"}).status_code == 422
        assert town.desk.post(path, **{**form, "due_at": "2026-11-19T18:30"}).status_code == 422

    def test_only_what_is_possible_is_offered(self, town):
        number = ask(town)
        offered = re.findall(r"step=(\w+)#step", town.at_firm.read(f"/tickets/{number}"))
        assert offered == ["dispute", "sign", "co_handle"]
        assert f'action="/console/tickets/{number}/steps/sign"' in town.at_firm.read(
            f"/tickets/{number}"
        )
        asked = town.at_firm.read(f"/tickets/{number}", step="dispute")
        assert f'action="/console/tickets/{number}/steps/dispute"' in asked
        closed = town.at_firm.read(f"/tickets/{number}", step="close")
        assert "steps/close" not in closed

    def test_the_follow_up_is_for_the_desk_and_not_for_the_office(self, town):
        number = ask(town)
        change(number, state=TicketState.AUDITED)
        assert 'name="satisfaction"' in town.desk.read(f"/tickets/{number}")
        assert 'name="satisfaction"' not in town.at_firm.read(f"/tickets/{number}")
        path = f"/tickets/{number}/steps/follow_up"
        form = {"result": "resolved", "satisfaction": "4"}
        assert town.at_firm.post(path, **form).status_code == 403
        assert town.desk.post(path, **form).status_code == 303
        assert steps_of(number)[-1].facts == {"result": "resolved", "satisfaction": 4}
        assert "4 content" in town.desk.read(f"/tickets/{number}")

    def test_the_place_can_be_named(self, town):
        number = ask(town, UNSURE)
        change(number, estate_id=None, division="")
        name = "独一处小区"
        place = make_estate(name)
        assert 'name="estate"' in town.above.read(f"/tickets/{number}", step="accept")
        path = f"/tickets/{number}/steps/accept"
        for typed in ("没有这个", "\0"):
            assert town.above.post(path, estate=typed).status_code in {404, 422}
        assert written(number).state == "submitted"
        assert town.above.post(path, estate=name).status_code == 303
        assert written(number).estate_id == place

    def test_a_name_that_fits_several_estates_names_them(self, town):
        number = ask(town, UNSURE)
        change(number, estate_id=None, division="")
        make_estate("双胞胎小区甲")
        make_estate("双胞胎小区乙")
        answer = town.above.post(f"/tickets/{number}/steps/accept", estate="双胞胎", htmx=True)
        assert answer.status_code == 422
        assert "双胞胎小区甲" in answer.text
        assert "双胞胎小区乙" in answer.text


class TestReroute:
    def test_what_is_unsure_goes_to_an_office_by_one_tap(self, town):
        number = ask(town, UNSURE)
        reading = written(number).reading
        page = town.desk.read(f"/tickets/{number}")
        for category, _share in reading["alternatives"]:
            assert f'name="category" value="{category}"' in page
        category = "sewer_block"
        answer = town.desk.post(f"/tickets/{number}/route", category=category, note="电话问清了")
        assert answer.status_code == 303
        ticket = written(number)
        assert (ticket.state, ticket.category, ticket.office.kind) == (
            "dispatched",
            "sewer_block",
            "PM",
        )
        assert not ticket.unsure
        accepted, sent = steps_of(number)[-2:]
        assert (accepted.action, accepted.note) == ("accept", None)
        assert (sent.action, sent.note) == ("dispatch", "电话问清了")
        assert sent.facts["category"] == "sewer_block"

    def test_what_went_wrong_is_taken_back_and_sent_on(self, town):
        number = ask(town)
        page = town.desk.read(f"/tickets/{number}")
        offered = re.findall(r'name="category" value="(\w+)"', page)
        assert offered
        assert "sewer_block" not in offered
        assert "It is taken back from its office first" in page
        answer = town.desk.post(f"/tickets/{number}/route", category="water_burst", note="是自来水")
        assert answer.status_code == 303
        ticket = written(number)
        assert (ticket.category, ticket.office.kind, ticket.returns) == ("water_burst", "WS", 1)
        assert [e.action for e in steps_of(number)][-2:] == ["dispute", "dispatch"]
        assert {e.note for e in steps_of(number)[-2:]} == {"是自来水"}

    def test_the_second_time_is_decided_above(self, town):
        number = ask(town)
        form = {"note": "不对"}
        path = f"/tickets/{number}/route"
        assert town.desk.post(path, category="water_burst", **form).status_code == 303
        assert town.desk.post(path, category="sewer_block", **form).status_code == 403
        assert "/route" not in town.desk.read(f"/tickets/{number}")
        assert written(number).returns == 1
        assert written(number).state == "dispatched"
        assert town.above.post(path, category="sewer_block", **form).status_code == 303
        assert written(number).returns == 2

    @pytest.mark.parametrize(
        "form", [{"category": "parking"}, {"note": "x"}, {"category": "aliens", "note": "x"}]
    )
    def test_it_needs_a_reason_and_a_kind_that_exists(self, town, form):
        number = ask(town)
        assert town.desk.post(f"/tickets/{number}/route", **form).status_code == 422
        assert len(steps_of(number)) == 3

    def test_it_is_not_for_the_office_itself(self, town):
        number = ask(town)
        assert "/route" not in town.at_firm.read(f"/tickets/{number}")
        form = {"category": "water_burst", "note": "x"}
        assert town.at_firm.post(f"/tickets/{number}/route", **form).status_code == 403

    def test_not_while_somebody_works_on_it(self, town):
        number = ask(town)
        act(town, number, "sign")
        assert "/route" not in town.desk.read(f"/tickets/{number}")
        answer = town.desk.post(f"/tickets/{number}/route", category="parking", note="x")
        assert answer.status_code == 409

    def test_what_one_may_not_see_any_more_leads_back_to_the_queue(self, town):
        make_office("DI")
        number = ask(town, UNSURE)
        answer = town.desk.post(f"/tickets/{number}/route", category="misconduct", note="举报")
        assert (answer.status_code, answer.location) == (303, "/console/tickets")
        assert written(number).restricted
        assert town.desk.get(f"/tickets/{number}").status_code == 404


class TestReplies:
    def test_they_stand_ready_with_the_facts_of_the_ticket(self, town):
        number = ask(town)
        for step in ("sign", "contact"):
            act(town, number, step)
        page = town.at_firm.read(f"/tickets/{number}", step="reply")
        ready = re.findall(r'data-fills="note" data-text="([^"]+)"', page)
        assert ready
        assert any(number in text and f"{DIVISION}PM办理处" in text for text in ready)
        assert not any("{" in text for text in ready)
        assert "Sewer cleared" in page
        assert "Water is back" not in page  # of another kind of matter

    def test_there_are_enough_and_each_is_offered_somewhere(self):
        assert len(replies.REPLIES) >= 12
        assert {"reply", "contact", "reject", "dispute", "extend"} <= {
            step for reply in replies.REPLIES for step in reply.steps
        }

    @pytest.mark.parametrize(
        "broken",
        [
            {"text": "你好{name}"},
            {"text": "你好{number"},
            {"text": "你好{}"},
            {"text": ""},
            {"text": "字" * 1001},
            {"steps": ["fly"]},
            {"steps": []},
            {"categories": ["aliens"]},
            {"more": 1},
        ],
    )
    def test_one_that_cannot_be_is_named(self, broken):
        good = {"zh": "好", "en": "good", "steps": ["reply"], "categories": [], "text": "{number}"}
        assert replies.checked({"mine": good})[0].text == "{number}"
        with pytest.raises(ValueError, match="mine"):
            replies.checked({"mine": {**good, **broken}})
