"""The community office: a roster checked and imported, letters and ballots printed, rounds made."""

import io
import re
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

import openpyxl
import pytest
from pypdf import PdfReader

from api.jobs import runner
from models.asking import Round
from models.ballots import IssuedBallot, PaperBallot
from models.base import db
from models.jobs import Job, JobFile
from models.kinds import JobState, PaperState, Role, RoundState
from models.people import HouseCode, Staff
from models.places import Unit
from models.sealed import spoken_hash
from surveys import issued, staff
from tests.api.console.browsing import forget_request, sit
from tests.make import make_units, paper, vote

GOOD = "楼栋,单元,房号,专有面积\n9,1,101,88.16\n9,1,102,70.00\n"
BAD = "楼栋,单元,房号,专有面积\n9,1,101,88.16\n9,1,102,lots\n9,1,101,60.00\n"


@pytest.fixture
def desk(world, app):
    return sit(app, Role.COMMITTEE, estates=[world.estate])


@pytest.fixture
def second(world, app):
    return sit(app, Role.COMMITTEE, estates=[world.estate])


def finish():
    """Let the clock's worker do everything that waits."""
    while runner.work():
        pass


def upload(desk, world, content, **more):
    forget_request()
    path = f"/console/office/{world.estate}"
    token = desk.token(path)
    forget_request()
    data = {"csrf_token": token, "file": (io.BytesIO(content.encode()), "r.csv"), **more}
    answer = desk.http.post(f"{path}/roster", data=data, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return urlsplit(answer.location).path


class TestRoster:
    def test_a_bad_roster_shows_every_mistake_and_imports_nothing(self, desk, world):
        before = db.session.query(Unit).count()
        job = upload(desk, world, BAD)
        finish()
        page = desk.get(job).get_data(as_text=True)
        assert "专有面积" in page
        assert db.session.query(Unit).count() == before
        sheet = openpyxl.load_workbook(io.BytesIO(desk.get(f"{job}/file").data)).active
        rows = list(sheet.iter_rows())
        assert [cell.value for cell in rows[0]][1:5] == ["楼栋", "单元", "房号", "专有面积"]
        assert [row[0].value for row in rows[1:]] == [3, 4]  # as Excel numbers them
        assert rows[1][4].fill.fgColor.rgb.endswith("FFC7CE")
        assert rows[1][4].comment.text
        assert rows[1][1].comment is None

    def test_a_mended_roster_is_looked_at_and_then_imported(self, desk, world):
        job = upload(desk, world, GOOD)
        finish()
        assert db.session.query(Unit).filter_by(building="9").count() == 0
        answer = desk.send(f"{job}/import", job)
        finish()
        assert db.session.query(Unit).filter_by(building="9").count() == 2
        assert "已导入" in desk.get(answer.location).get_data(as_text=True)

    def test_a_cell_that_would_run_as_a_formula_is_text_in_the_copy(self, desk, world):
        job = upload(desk, world, "楼栋,单元,房号,专有面积\n9,1,=cmd|x,lots\n")
        finish()
        sheet = openpyxl.load_workbook(io.BytesIO(desk.get(f"{job}/file").data)).active
        assert sheet.cell(2, 4).value == "'=cmd|x"

    def test_anothers_job_does_not_exist(self, desk, second, world):
        job = upload(desk, world, BAD)
        assert second.get(job).status_code == 404
        assert second.get(f"{job}/file").status_code == 404


class TestLongWork:
    def test_letters_are_printed_in_steps_and_their_codes_open_the_homes(self, desk, world, app):
        make_units(world.estate, 230, building="7")
        answer = desk.send(
            f"/console/office/{world.estate}/letters",
            f"/console/office/{world.estate}",
            building="7",
        )
        job = db.session.query(Job).one()
        assert runner.work(budget=0.0) == 0  # it is taken, and handed back untouched
        finish()
        db.session.expire_all()
        assert (job.state, job.done, job.total) == (JobState.DONE, 230, 230)
        parts = db.session.query(JobFile).filter_by(job_id=job.id).count()
        assert parts == 3
        letters = PdfReader(io.BytesIO(desk.get(f"{answer.location}/file").data))
        assert len(letters.pages) == 230
        text = letters.pages[0].extract_text()
        code = re.search(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", text).group()
        kept = db.session.query(HouseCode).filter_by(code_hash=spoken_hash("house_code", code))
        assert kept.one()
        resident = world.owner_of()
        bound = resident.post("/me/memberships", {"house_code": code})
        assert bound.status_code == 201
        assert bound.json["unit"]["building"] == "7"

    def test_a_worker_that_died_is_followed_by_one_that_goes_on_where_it_stopped(
        self, desk, world, app, monkeypatch
    ):
        make_units(world.estate, 150, building="7")
        desk.send(f"/console/office/{world.estate}/letters", f"/console/office/{world.estate}")
        job = db.session.query(Job).one()
        job_id, steps = job.id, []
        real = runner.KINDS["letters"]

        def dies_after_one(piece):
            if steps:
                raise SystemExit
            steps.append(piece.done)
            return real(piece)

        monkeypatch.setitem(runner.KINDS, "letters", dies_after_one)
        with pytest.raises(SystemExit):
            runner.work()
        monkeypatch.setitem(runner.KINDS, "letters", real)
        db.session.expire_all()
        job = db.session.get(Job, job_id)
        assert (job.state, job.done) == (JobState.RUNNING, 100)
        assert runner.work() == 0  # its lease still runs
        job.leased_until = job.created_at - timedelta(seconds=1)
        db.session.flush()
        finish()
        db.session.expire_all()
        assert db.session.get(Job, job_id).done == 154
        pages = desk.get(f"/console/jobs/{job_id}/file").data
        assert len(PdfReader(io.BytesIO(pages)).pages) == 154

    def test_work_that_breaks_is_told_and_does_not_stop_what_comes_after(
        self, desk, world, monkeypatch
    ):
        def breaks(piece):
            raise ZeroDivisionError

        monkeypatch.setitem(runner.KINDS, "letters", breaks)
        answer = desk.send(
            f"/console/office/{world.estate}/letters", f"/console/office/{world.estate}"
        )
        good = upload(desk, world, GOOD)
        finish()
        assert "失败" in desk.get(answer.location).get_data(as_text=True)
        assert db.session.query(Job).filter_by(state=JobState.DONE).count() == 1
        assert desk.get(good).status_code == 200


class TestRounds:
    def test_a_round_is_drafted_from_a_template_seen_opened_and_closed(self, desk, world):
        new = f"/console/estates/{world.estate}/rounds/new"
        assert "scheme_vote" in desk.get(new).get_data(as_text=True)
        answer = desk.send(
            f"/console/estates/{world.estate}/rounds",
            new,
            kind="scheme_vote",
            title="方案表决",
            form_id="scheme_vote",
            rule_set="civil_code_278_special",
            opens_at="2026-11-20T08:00",
            closes_at="2026-11-30T18:00",
            revote="none",
        )
        assert answer.status_code == 303, answer.get_data(as_text=True)
        asked = db.session.query(Round).one()
        assert asked.opens_at.isoformat() == "2026-11-20T00:00:00+00:00"  # the people's 8 o'clock
        work = f"/console/rounds/{asked.id}/work"
        assert answer.location == work
        assert "同意" in desk.get(f"/console/rounds/{asked.id}/preview").get_data(as_text=True)
        desk.send(f"/console/rounds/{asked.id}/open", work)
        db.session.expire_all()
        assert asked.state is RoundState.OPEN
        desk.send(f"/console/rounds/{asked.id}/close", work)
        db.session.expire_all()
        assert asked.state is RoundState.CLOSED

    def test_a_mistake_is_said_with_its_place_and_nothing_is_made(self, desk, world):
        new = f"/console/estates/{world.estate}/rounds/new"
        answer = desk.send(
            f"/console/estates/{world.estate}/rounds",
            new,
            kind="scheme_vote",
            title="方案表决",
            form_id="scheme_vote",
            opens_at="2026-11-20T08:00",
            closes_at="2026-11-19T18:00",
        )
        assert answer.status_code == 422
        assert "/closes_at" in answer.get_data(as_text=True)
        assert db.session.query(Round).count() == 0

    def test_publicity_an_objection_and_its_answer(self, desk, world):
        round_id = world.open()
        world.close(round_id)
        work = f"/console/rounds/{round_id}/work"
        desk.send(
            f"/console/rounds/{round_id}/notices",
            work,
            starts_on="2026-11-20",
            days="7",
            day_unit="calendar",
            place="单元门口",
        )
        notice = world.committee.get(f"/rounds/{round_id}/notices").json["items"][0]
        assert notice["place"] == "单元门口"
        sheet = desk.get(f"/console/notices/{notice['id']}.pdf")
        text = "".join(each.extract_text() for each in PdfReader(io.BytesIO(sheet.data)).pages)
        assert "单元门口" in text
        owner = world.owner_of(world.units[0])
        owner.post(f"/notices/{notice['id']}/objections", {"text": "没有收到表"})
        page = f"/console/notices/{notice['id']}/objections"
        assert "没有收到表" in desk.get(page).get_data(as_text=True)
        objection = world.committee.get(f"/notices/{notice['id']}/objections").json["items"][0]
        desk.send(f"/console/objections/{objection['id']}/resolve", page, resolution="已补送")
        assert "已补送" in desk.get(page).get_data(as_text=True)

    def test_a_certificate_is_a_page_and_a_pdf(self, desk, world):
        round_id = world.open()
        vote(world.owner_of(world.units[0]), round_id, world.units[0])
        world.close(round_id)
        assert "×" in desk.get(f"/console/rounds/{round_id}/certificate").get_data(as_text=True)
        answer = desk.get(f"/console/rounds/{round_id}/certificate.pdf")
        assert answer.mimetype == "application/pdf"
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
        assert "352.64" in text  # four times 88.16 ㎡

    def test_another_committees_round_is_out_of_reach(self, app, world):
        stranger = sit(app, Role.COMMITTEE, division="630102")
        round_id = world.open()
        for path in (f"/console/rounds/{round_id}", f"/console/office/{world.estate}"):
            assert stranger.get(path).status_code == 403


class TestPaper:
    @pytest.fixture
    def printed(self, desk, world):
        round_id = world.open()
        desk.send(f"/console/rounds/{round_id}/ballots", f"/console/rounds/{round_id}/work")
        finish()
        return UUID(round_id)

    def serials(self, round_id):
        query = db.session.query(IssuedBallot).filter_by(round_id=round_id)
        return {each.unit_id: each.serial for each in query}

    def enter(self, browser, round_id, **fields):
        told = {"q_consent": "agree", "channel": "paper", "collected_at": "2026-11-20T11:00"}
        page = f"/console/rounds/{round_id}/papers"
        return browser.send(page, page, **{**told, **fields})

    def qr(self, round_id, unit):
        return issued.text_of(round_id, unit, self.serials(round_id)[unit])

    def test_each_unit_gets_one_page_with_its_serial(self, desk, world, printed):
        job = db.session.query(Job).one()
        pages = PdfReader(io.BytesIO(desk.get(f"/console/jobs/{job.id}/file").data)).pages
        assert len(pages) == 4
        for page in pages:
            assert sum(s in page.extract_text() for s in self.serials(printed).values()) == 1

    def test_a_scanned_code_names_unit_and_serial_and_a_second_person_confirms(
        self, desk, second, world, printed
    ):
        unit = world.units[0]
        assert self.enter(desk, printed, qr=self.qr(printed, unit)).status_code == 303
        entered = db.session.query(PaperBallot).one()
        assert entered.unit_id == unit
        page = f"/console/rounds/{printed}/papers"
        own = desk.send(f"/console/papers/{entered.id}/confirm", page)
        assert own.status_code == 409
        assert second.send(f"/console/papers/{entered.id}/confirm", page).status_code == 303
        db.session.expire_all()
        assert entered.state is PaperState.COUNTED

    def test_a_forged_code_is_refused(self, desk, world, printed):
        real = self.qr(printed, world.units[0])
        forged = real.replace(str(world.units[0]), str(world.units[1]))
        assert self.enter(desk, printed, qr=forged).status_code == 404
        assert db.session.query(PaperBallot).count() == 0

    def test_a_neighbours_form_is_refused_by_its_serial(self, desk, world, printed):
        serial = self.serials(printed)[world.units[1]]
        place = {"building": "1", "entrance": "1", "room": "101", "form_serial": serial}
        answer = self.enter(desk, printed, **place)
        assert answer.status_code == 409
        assert "102" in answer.get_data(as_text=True)

    def test_issued_is_returned_and_void_and_out(self, desk, second, world, printed):
        self.enter(desk, printed, qr=self.qr(printed, world.units[0]))
        page = f"/console/rounds/{printed}/papers"
        spoiled = self.serials(printed)[world.units[1]]
        desk.send(f"/console/rounds/{printed}/void", page, serial=spoiled, reason="污损")
        paper(world.volunteer, printed, world.units[2], serial="OLD-1")
        sums = issued.reconcile(printed, by=_actor(world))
        assert (sums["issued"], sums["returned"], sums["void"], sums["out"]) == (4, 1, 1, 2)
        assert sums["not_printed_here"] == 1
        late = self.enter(desk, printed, qr=self.qr(printed, world.units[1]))
        assert late.status_code == 409


def _actor(world):
    account = db.session.query(Staff).filter_by(role=Role.BUREAU).first()
    return staff.actor_of(account.id)
