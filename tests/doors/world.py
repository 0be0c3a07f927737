"""Two places that must not learn of one another, and the served document as a list of operations.

`Scene` is an estate in Chengdu with something behind every door: a vote with a ballot, a conflict
and a paper form, a survey, a draft and a certificate, publicity with an objection, tickets with
files, a form of its own. `Scene.secrets` are its words; nobody from elsewhere may ever read one.
"""

import io
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from PIL import Image
from sqlalchemy import select

from models import clock
from models.base import Base, db, transaction
from models.kinds import MemberRole, MemberState, Role, UnitUse
from models.passwords import hashed
from models.people import Membership, Staff
from models.places import Unit
from tests.make import (
    DIVISION,
    World,
    make_estate,
    make_office,
    make_resident,
    make_staff,
    make_units,
    paper,
    vote,
)

ELSEWHERE = "630102"  # 西宁市城东区
PASSWORD = "correct horse battery"
PDF = b"%PDF-1.7\ntrailer\n%%EOF\n"
CSV = "楼栋,单元,房号,专有面积\n1,1,901,88.16\n".encode()
#: what is written whoever asks and however it ends: who did what, wrong tries, request keys
TRACES = {"audit_entry", "attempt", "request_key"}

SECRET_FORM = {
    "title": {"zh": "青羊密卷"},
    "questions": [
        {"key": "wish", "type": "text", "title": {"zh": "您的心愿"}, "required": True},
    ],
}


#: values that no field should trust
NONSENSE = [
    None,
    True,
    -1,
    0,
    1.5,
    10**30,
    "",
    "   ",
    "x" * 5000,
    "9" * 30,
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "00000000-0000-0000-0000-000000000000",
    "'; DROP TABLE ballot; --",
    "../../etc/passwd",
    "\u202e\u200b\ufeff",
    [],
    [None],
    [[]],
    {},
    {"$ne": 1},
]


@dataclass(frozen=True)
class Operation:
    """One operation of the served document."""

    id: str
    method: str
    path: str
    doc: dict[str, Any] = field(hash=False, compare=False, repr=False)

    @property
    def writes(self):
        return self.method != "GET"

    @property
    def needs_token(self):
        return self.doc["security"] != []

    def url(self, places):
        """The address with real objects in it."""
        return re.sub(r"\{(\w+)\}", lambda name: str(places[name[1]]), self.path)


def document_of(client):
    return client.get("/openapi.json").json


def operations(document):
    """Every operation of the document, in its order."""
    return [
        Operation(operation.get("operationId"), method.upper(), path, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    ]


def snapshot():
    """Every row of every table as the database has it, but for the traces."""
    return {
        (name, tuple(map(repr, row)))
        for name, table in Base.metadata.tables.items()
        if name not in TRACES
        for row in db.session.execute(select(table)).all()
    }


@contextmanager
def undone():
    """What is written within is rolled back; a savepoint of the test's own connection."""
    db.session.rollback()
    savepoint = db.engines[None].begin_nested()
    try:
        yield
    finally:
        db.session.remove()
        savepoint.rollback()


def picture():
    out = io.BytesIO()
    Image.new("RGB", (6, 4)).save(out, "PNG")
    return out.getvalue()


def upload(person, content=PDF, name="scan.pdf", **more):
    answer = person.post("/attachments", data={"file": (io.BytesIO(content), name)}, **more)
    assert answer.status_code == 201, answer.json
    return answer.json


def made(answer, status=201):
    assert answer.status_code == status, (answer.status_code, answer.json)
    return answer.json


def is_problem(answer):
    """RFC 9457 with our members, and a request id to ask about."""
    body = answer.get_json(force=True)
    return (
        answer.mimetype == "application/problem+json"
        and body["status"] == answer.status_code
        and body["type"] == f"urn:sanwen:problem:{body['code']}"
        and re.fullmatch(r"[a-z0-9_]+", body["code"])
        and bool(body["title"])
        and bool(answer.headers["X-Request-ID"])
        and all(
            error["pointer"].startswith("/") and error["code"] and error["message"]
            for error in body.get("errors", [])
        )
    )


class Scene(World):
    """World A with something behind every door, and the people of another province."""

    def __init__(self, app, client):
        super().__init__(app, client, units=6)
        self.places = {
            "estate_id": self.estate,
            "unit_id": self.units[0],
            "rule_set_id": "civil_code_278_special",
        }
        self.secrets = set()
        self.offices = {kind: make_office(kind) for kind in ("PM", "SO", "RC")}
        self._name_the_homes()
        self._people()
        self._vote()
        self._publicity()
        self._site()
        self._survey()
        self._other_rounds()
        self._tickets()
        self._neighbours()

    def keep(self, *words):
        self.secrets |= {str(word) for word in words}
        return words[0]

    def place(self, name, value):
        self.places[name] = value
        self.keep(value)
        return value

    def _name_the_homes(self):
        with transaction():
            for number, unit in enumerate(db.session.scalars(select(Unit)), 1):
                unit.building, unit.room = "锦官楼", self.keep(f"锦官{number}0{number}室")
        self.keep("锦官楼", *self.units)

    def _people(self):
        self.resident = self.owner_of(self.units[0], self.units[4])
        self.office = self.staff(Role.OFFICE, office_id=self.offices["PM"])
        self.subdistrict = self.staff(Role.SUBDISTRICT, division=DIVISION)
        self.admin = self.staff(Role.ADMIN, division="")
        self.roles = {
            Role.RESIDENT: self.resident,
            Role.VOLUNTEER: self.volunteer,
            Role.OFFICE: self.office,
            Role.COMMITTEE: self.committee,
            Role.SUBDISTRICT: self.subdistrict,
            Role.BUREAU: self.bureau,
            Role.ADMIN: self.admin,
        }
        with transaction():
            account = Staff(
                username="clerk",
                password_hash=hashed(PASSWORD),
                role=Role.COMMITTEE,
                division=DIVISION,
                created_at=clock.now(),
            )
            db.session.add(account)
        waiting = make_resident(self.app)
        with transaction():
            bond = Membership(
                resident_id=_id_of(self.app, waiting),
                unit_id=self.units[5],
                role=MemberRole.OWNER,
                state=MemberState.PENDING,
                identity_level=1,
                created_at=clock.now(),
            )
            db.session.add(bond)
            db.session.flush()
            self.place("membership_id", bond.id)
        codes = made(self.committee.post(f"/estates/{self.estate}/house-codes", {}), 200)["items"]
        self.house_code = self.keep(codes[3]["code"])

    def staff(self, role, **more):
        return self.client.as_(make_staff(self.app, role, **more))

    def _vote(self):
        self.round = self.place("round_id", self.open(title="锦官改造表决"))
        ballot = made(vote(self.resident, self.round, self.units[0]))["ballot"]
        self.place("receipt", ballot["receipt"])
        self.leaf = self.keep(ballot["leaf_hash"])
        self.keep(ballot["id"])
        for choice in ("agree", "oppose"):
            made(vote(self.owner_of(self.units[1]), self.round, self.units[1], choice))
        scan = upload(self.committee)
        self.scan = self.keep(scan["id"])
        entered = paper(
            self.committee, self.round, self.units[2], serial="JG-0007", scan_id=self.scan
        )
        self.place("paper_id", made(entered)["id"])
        self.keep("JG-0007")
        body = {
            "unit_id": str(self.units[3]),
            "method": "handed_over",
            "evidence_id": self.scan,
            "consequence_shown": True,
        }
        made(self.volunteer.post(f"/rounds/{self.round}/deliveries", body))

    def _publicity(self):
        body = {"starts_on": "2026-11-19", "days": 5, "place": "锦官楼公告栏"}
        notice = made(self.committee.post(f"/rounds/{self.round}/notices", body))
        self.place("notice_id", notice["id"])
        path = f"/notices/{notice['id']}/objections"
        objection = made(self.resident.post(path, {"text": self.keep("锦官异议：未送达本户")}))
        self.place("objection_id", objection["id"])

    def _site(self):
        """A meeting that goes on now, the board at the gate, and a visit at a door."""
        body = {
            "title": self.keep("锦官坝坝会"),
            "place": self.keep("锦官楼下"),
            "starts_at": "2026-11-20T11:30:00+08:00",
            "ends_at": "2026-11-20T13:30:00+08:00",
        }
        meeting = made(self.committee.post(f"/estates/{self.estate}/meetings", body))
        self.place("meeting_id", meeting["id"])
        self.meeting_code = self.keep(meeting["code"])
        board = {"stage": "during", "project": self.keep("锦官外墙改造")}
        made(self.committee.put(f"/estates/{self.estate}/board", board), 200)
        visit = {
            "unit_id": str(self.units[1]),
            "outcome": "refused",
            "visited_at": "2026-11-20T09:00:00+08:00",
        }
        made(self.volunteer.post(f"/rounds/{self.round}/visits", visit))

    def _survey(self):
        form = made(self.bureau.post("/forms", {"document": SECRET_FORM}))
        self.place("form_id", form["id"])
        self.keep("青羊密卷", form["content_hash"])
        self.survey = self.keep(
            self.open(kind="survey", form_id=form["id"], rule_set=None, title="锦官摸底")
        )
        path = f"/rounds/{self.survey}/units/{self.units[0]}/ballot"
        made(self.resident.put(path, {"answers": {"wish": self.keep("锦官心愿：装电梯")}}))

    def _other_rounds(self):
        self.drafted = self.keep(self.draft(title="锦官草案"))
        self.closed = self.keep(self.open(title="锦官已结束表决"))
        self.close(self.closed)
        self.keep("锦官改造表决", "锦官摸底", "锦官草案", "锦官已结束表决")

    def _tickets(self):
        photo = upload(self.resident, picture(), "photo.png")
        self.place("attachment_id", photo["id"])
        self.keep(photo["sha256"])
        self.number = self.place("number", self._ticket("锦官下水道堵了", photo["id"]))
        self.answered = self.keep(self._ticket("锦官污水外冒，下水道堵了"))
        for action in ({"action": "sign"}, {"action": "contact"}, _REPLY):
            made(self.office.post(f"/tickets/{self.answered}/actions", action), 200)
        self.keep(_REPLY["note"])

    def _ticket(self, words, *files):
        body = {
            "text": self.keep(words),
            "estate_id": str(self.estate),
            "category": "sewer_block",
            "attachment_ids": list(files),
        }
        return made(self.resident.post("/tickets", body))["number"]

    def _neighbours(self):
        """World B: an estate of another province, its resident, and staff of every role."""
        self.far_estate = make_estate("安居小区", ELSEWHERE)
        self.far_units = make_units(self.far_estate, 2, building="9", use=UnitUse.RESIDENTIAL)
        self.stranger = self.owner_of(*self.far_units)
        office = make_office("PM", ELSEWHERE)
        near = {"estates": [self.far_estate]}
        self.far_staff = {
            "volunteer": self.staff(Role.VOLUNTEER, **near),
            "committee": self.staff(Role.COMMITTEE, **near),
            "office": self.staff(Role.OFFICE, division=ELSEWHERE, office_id=office),
            "subdistrict": self.staff(Role.SUBDISTRICT, division=ELSEWHERE),
            "bureau": self.staff(Role.BUREAU, division=ELSEWHERE[:4]),
            "admin": self.staff(Role.ADMIN, division="63"),
        }
        self.elsewhere = self.far_staff["bureau"]


_REPLY = {"action": "reply", "note": "锦官管道已疏通"}


def _id_of(app, token):
    return app.extensions["sanwen.tokens"].read(token, clock.now())[1]
