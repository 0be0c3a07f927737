"""The one way to make data for tests: rows below the doors, tokens as the service signs them."""

from datetime import timedelta

from models import clock
from models.base import db, transaction
from models.ids import uuid7
from models.kinds import MemberRole, MemberState, Role, Tenure, UnitUse
from models.listening import Office
from models.people import Membership, Resident, Staff, StaffEstate
from models.places import Estate, Unit, UnitOwner
from models.sealed import fingerprint

DIVISION = "510105"  # 成都市青羊区


class Client:
    """Flask's test client with a token and JSON in few words."""

    def __init__(self, http, token=None, language=None):
        self.http, self.token, self.language = http, token, language

    def as_(self, token):
        return Client(self.http, token, self.language)

    def in_(self, language):
        return Client(self.http, self.token, language)

    def __call__(self, method, path, **more):
        headers = dict(more.pop("headers", {}))
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        if self.language:
            headers.setdefault("Accept-Language", self.language)
        outside = path.startswith(("/wechat", "/healthz", "/readyz", "/api"))
        url = path if outside else f"/api/v1{path}"
        return self.http.open(url, method=method, headers=headers, **more)

    def get(self, path, **more):
        return self("GET", path, **more)

    def post(self, path, json=None, **more):
        return self("POST", path, **({"json": json} if json is not None else {}), **more)

    def put(self, path, json=None, **more):
        return self("PUT", path, json=json, **more)

    def delete(self, path, **more):
        return self("DELETE", path, **more)


def make_estate(name="金盾小区", division=DIVISION):
    with transaction():
        estate = Estate(name=f"{name}{uuid7().hex[-6:]}", division=division, created_at=clock.now())
        db.session.add(estate)
        db.session.flush()
        return estate.id


def make_units(estate_id, count, *, area_dm2=8816, building="1", entrance="1", **more):
    """``count`` flats, each with one owner of its own unless ``owners`` says otherwise."""
    with transaction():
        units = [
            Unit(
                estate_id=estate_id,
                building=building,
                entrance=entrance,
                room=f"{n + 101}",
                area_dm2=area_dm2,
                use=more.get("use", UnitUse.RESIDENTIAL),
                tenure=more.get("tenure", Tenure.DELIVERED),
            )
            for n in range(count)
        ]
        db.session.add_all(units)
        db.session.flush()
        for unit in units:
            db.session.add(
                UnitOwner(
                    unit_id=unit.id,
                    position=1,
                    name="张某某",
                    identity=fingerprint("owner", more.get("owner") or unit.id.hex),
                )
            )
        return [unit.id for unit in units]


def make_staff(app, role=Role.COMMITTEE, *, division=None, estates=(), office_id=None):
    """A staff account with its token."""
    with transaction():
        account = Staff(
            username=f"{role}-{uuid7().hex[-8:]}",
            password_hash="!",
            role=role,
            division=division,
            office_id=office_id,
            created_at=clock.now(),
        )
        db.session.add(account)
        db.session.flush()
        for estate_id in estates:
            db.session.add(StaffEstate(staff_id=account.id, estate_id=estate_id))
        staff_id = account.id
    return app.extensions["sanwen.tokens"].issue("s", staff_id, clock.now() + timedelta(hours=12))


def make_resident(app, *unit_ids, level=2, role=MemberRole.OWNER):
    """A resident bound to units, with a token."""
    with transaction():
        name = f"demo-{uuid7().hex}"
        resident = Resident(
            openid=name, openid_hash=fingerprint("openid", name), created_at=clock.now()
        )
        db.session.add(resident)
        db.session.flush()
        for unit_id in unit_ids:
            db.session.add(
                Membership(
                    resident_id=resident.id,
                    unit_id=unit_id,
                    role=role,
                    state=MemberState.VERIFIED,
                    identity_level=level,
                    created_at=clock.now(),
                )
            )
        resident_id = resident.id
    return app.extensions["sanwen.tokens"].issue("r", resident_id, clock.now() + timedelta(days=30))


def make_office(kind, division=DIVISION, *, phone="13800000000"):
    """A handling office for ``division`` and what lies below it."""
    with transaction():
        office = Office(kind=kind, division=division, name=f"{division}{kind}办理处", phone=phone)
        db.session.add(office)
        db.session.flush()
        return office.id


class World:
    """An estate of a few units and the people around it."""

    def __init__(self, app, client, units=4):
        self.app = app
        self.client = client
        self.estate = make_estate()
        self.units = make_units(self.estate, units)
        self.committee = client.as_(make_staff(app, Role.COMMITTEE, estates=[self.estate]))
        self.colleague = client.as_(make_staff(app, Role.COMMITTEE, estates=[self.estate]))
        self.volunteer = client.as_(make_staff(app, Role.VOLUNTEER, estates=[self.estate]))
        self.bureau = client.as_(make_staff(app, Role.BUREAU, division=DIVISION[:4]))
        self.elsewhere = client.as_(make_staff(app, Role.BUREAU, division="630000"))

    def owner_of(self, *unit_ids, level=2):
        return self.client.as_(make_resident(self.app, *unit_ids, level=level))

    def draft(self, **more):
        """A round as the committee drafts it; an owners' vote by art. 278 unless told otherwise."""
        wanted = {
            "estate_id": str(self.estate),
            "kind": "scheme_vote",
            "title": "改造方案表决",
            "form_id": "scheme_vote",
            "rule_set": "civil_code_278_special",
            "opens_at": "2026-11-19T09:00:00+08:00",
            "closes_at": "2026-11-30T18:00:00+08:00",
            **more,
        }
        answer = self.committee.post("/rounds", wanted)
        assert answer.status_code == 201, answer.json
        return answer.json["id"]

    def open(self, **more):
        """A round that is open."""
        round_id = self.draft(**more)
        answer = self.committee.post(f"/rounds/{round_id}/open")
        assert answer.status_code == 200, answer.json
        return round_id

    def close(self, round_id):
        answer = self.committee.post(f"/rounds/{round_id}/close")
        assert answer.status_code == 200, answer.json

    def tally(self, round_id):
        answer = self.bureau.get(f"/rounds/{round_id}/tally")
        assert answer.status_code == 200, answer.json
        return answer.json


def vote(person, round_id, unit_id, choice="agree", **more):
    """One vote on one question."""
    path = f"/rounds/{round_id}/units/{unit_id}/ballot"
    return person.put(path, {"answers": {"consent": choice}}, **more)


def paper(person, round_id, unit_id, choice="agree", serial="A-0001", **more):
    """A paper ballot typed in by ``person``."""
    body = {
        "unit_id": str(unit_id),
        "answers": {"consent": choice},
        "form_serial": serial,
        "collected_at": "2026-11-20T11:00:00+08:00",
        **more,
    }
    return person.post(f"/rounds/{round_id}/paper-ballots", body)
