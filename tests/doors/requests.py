"""One good request for every operation: who may send it, what it takes, what strangers may get.

``REQUESTS`` is complete by test: an operation of the served document that stands not here fails.
"""

import io
from dataclasses import dataclass, field
from typing import Any

from api.audit import AUDITORS
from api.edge import ANYONE, DESK, EVERYBODY, FIELD, OVERSEERS, RESIDENTS
from models.actor import STAFF
from tests.doors.world import CSV, DIVISION, PASSWORD, PDF

REFUSED = frozenset({403, 404})


@dataclass(frozen=True)
class Request:
    """``send`` and ``places`` are made of a scene, because they name what stands in it."""

    open_to: frozenset
    by: str = "committee"  # who, of the scene, may send it
    status: int = 200
    body: Any = None  # scene → JSON
    file: tuple[bytes, str] | None = None
    query: dict[str, str] = field(default_factory=dict)
    places: Any = None  # scene → what differs from its usual places
    resident: str = "refused"  # what a resident of elsewhere gets: refused, empty, public, own
    staff: str = "refused"  # and staff of another division
    shows: Any = None  # scene → secrets that belong to this answer
    afar: Any = None  # what somebody from elsewhere sends, where the right thing is the key

    def send(self, operation, scene, person, *, query=True, afar=False, **more):
        """This request, sent by ``person``."""
        url = operation.url(scene.places | (self.places(scene) if self.places else {}))
        if self.file is not None:
            more["data"] = {"file": (io.BytesIO(self.file[0]), self.file[1])}
        elif self.body is not None:
            more["json"] = self.afar if afar and self.afar else self.body(scene)
        asked = {k: str(v(scene)) if callable(v) else v for k, v in self.query.items()}
        answer = person(operation.method, url, query_string=asked if query else {}, **more)
        if answer.mimetype == "text/event-stream":
            answer.get_data()  # to its end, and the line is free for the next
            answer.close()
        return answer


def fixed(body):
    return lambda _scene: body


CONSENT = {"answers": {"consent": "agree"}}
HERE = {"division": DIVISION}
OF_ESTATE = {"estate_id": lambda scene: scene.estate}
BOARD = {
    "stage": "during",
    "project": "锦官外墙改造",
    "client": "锦官街道办事处",
    "contractor": "锦官建筑公司",
    "period": "2026-12-01 至 2027-05-31",
    "works": "外墙、屋面、管网",
    "manager": "李工",
    "hotline": "028-12345678",
}
FIGURES = {"household": 302, "head": 302, "area": 2843157}

REQUESTS: dict[str, Request] = {
    # places
    "list_estates": Request(
        EVERYBODY, query=HERE, resident="public", staff="empty", shows=lambda s: {s.estate}
    ),
    "post_estate": Request(
        DESK, "bureau", 201, fixed({"name": "新安小区", "division": DIVISION}), resident="refused"
    ),
    "get_estate": Request(EVERYBODY, resident="public", shows=lambda s: {s.estate}),
    "post_roster": Request(DESK, file=(CSV, "roster.csv")),
    "list_units": Request(EVERYBODY, resident="empty"),
    "post_codes": Request(DESK, body=lambda s: {"unit_ids": [str(s.units[0])]}),
    "list_memberships": Request(FIELD),
    "post_quote": Request(DESK, body=fixed({"basis": "household", "rate_fen": 100_00})),
    # rounds
    "post_round": Request(
        DESK,
        status=201,
        body=lambda s: {
            "estate_id": str(s.estate),
            "kind": "scheme_vote",
            "title": "改造方案表决",
            "form_id": "scheme_vote",
            "rule_set": "civil_code_278_special",
            "opens_at": "2026-11-21T09:00:00+08:00",
            "closes_at": "2026-11-30T18:00:00+08:00",
        },
    ),
    "list_rounds": Request(EVERYBODY, query=OF_ESTATE, resident="empty"),
    "get_round": Request(EVERYBODY),
    "open_round": Request(DESK, places=lambda s: {"round_id": s.drafted}),
    "close_round": Request(DESK),
    # ballots
    "put_ballot": Request(
        RESIDENTS,
        "resident",
        201,
        fixed(CONSENT),
        places=lambda s: {"unit_id": s.units[4]},
    ),
    "get_ballot": Request(RESIDENTS, "resident"),
    "post_paper": Request(
        FIELD,
        "volunteer",
        201,
        lambda s: {
            **CONSENT,
            "unit_id": str(s.units[3]),
            "form_serial": "JG-0008",
            "scan_id": s.scan,
            "collected_at": "2026-11-20T11:00:00+08:00",
        },
    ),
    "list_papers": Request(FIELD),
    "confirm_paper": Request(FIELD, "colleague"),
    "reject_paper": Request(FIELD, body=fixed({"reason": "未签名"})),
    "settle": Request(
        DESK,
        status=201,
        body=fixed({**CONSENT, "reason": "电话回访"}),
        places=lambda s: {"unit_id": s.units[1]},
    ),
    # results
    "get_tally": Request(EVERYBODY),
    "get_certificate": Request(EVERYBODY, places=lambda s: {"round_id": s.closed}),
    "get_certificate_pdf": Request(EVERYBODY, places=lambda s: {"round_id": s.closed}),
    # whoever holds a receipt may ask: it names the round and proves the leaf, nothing else
    "get_receipt": Request(
        EVERYBODY,
        resident="public",
        staff="public",
        shows=lambda s: {s.places["receipt"], s.round, s.leaf, "锦官改造表决"},
    ),
    # a round that is over, so that the stream ends by itself: it tells how it stands, and closes
    "get_live": Request(EVERYBODY, places=lambda s: {"round_id": s.closed}),
    # from door to door, meetings, the site
    "list_doors": Request(FIELD, query={"building": "锦官楼"}),
    "list_entrances": Request(FIELD),
    "post_visit": Request(
        FIELD,
        "volunteer",
        201,
        lambda s: {
            "unit_id": str(s.units[3]),
            "outcome": "not_home",
            "visited_at": "2026-11-20T10:00:00+08:00",
        },
    ),
    "post_meeting": Request(
        DESK,
        status=201,
        body=fixed(
            {
                "title": "改造方案说明会",
                "place": "小区广场",
                "starts_at": "2026-11-22T19:00:00+08:00",
                "ends_at": "2026-11-22T21:00:00+08:00",
            }
        ),
    ),
    "list_meetings": Request(EVERYBODY),
    "post_unit_sign_in": Request(FIELD, "volunteer", 201, lambda s: {"unit_id": str(s.units[2])}),
    # the right code, and still no home there
    "post_sign_in": Request(RESIDENTS, "resident", 201, lambda s: {"code": s.meeting_code}),
    "get_board": Request(EVERYBODY, resident="public", shows=lambda _s: set(BOARD.values())),
    "put_board": Request(DESK, body=fixed(BOARD)),
    # deliveries, publicity
    "post_delivery": Request(
        FIELD,
        status=201,
        body=lambda s: {
            "unit_id": str(s.units[2]),
            "method": "posted",
            "consequence_shown": False,
            "evidence_id": s.scan,
        },
    ),
    "post_notice": Request(DESK, status=201, body=fixed({"starts_on": "2026-12-01", "days": 5})),
    "list_notices": Request(EVERYBODY),
    "post_objection": Request(
        RESIDENTS | FIELD, "resident", 201, fixed({"text": "公示内容不完整"})
    ),
    "list_objections": Request(FIELD),
    "resolve_objection": Request(DESK, body=fixed({"resolution": "已补送"})),
    # rules: for everybody, about nobody
    "list_rule_sets": Request(EVERYBODY, resident="public", staff="public"),
    "get_rule_set": Request(EVERYBODY, resident="public", staff="public"),
    "evaluate": Request(
        EVERYBODY,
        body=fixed({"roll": FIGURES, "cast": {"agree": FIGURES}}),
        resident="public",
        staff="public",
    ),
    "post_plan": Request(
        DESK,
        body=fixed({"estates": [{"built_on": "1998-06-01", "households": 302}]}),
        staff="public",
    ),
    # people
    "post_session": Request(ANYONE, body=fixed({"code": "demo:王某某"})),
    "post_staff_session": Request(ANYONE, body=fixed({"username": "clerk", "password": PASSWORD})),
    "get_me": Request(EVERYBODY, resident="own", staff="own"),
    "get_export": Request(RESIDENTS, "resident", resident="own"),
    "list_letters": Request(RESIDENTS, "resident", resident="own"),
    "get_subscriptions": Request(RESIDENTS, "resident", resident="own"),
    "get_service": Request(ANYONE),
    "delete_me": Request(RESIDENTS, "resident", 204, resident="own"),
    "post_membership": Request(
        RESIDENTS,
        "resident",
        201,
        lambda s: {"house_code": s.house_code},
        resident="own",
        afar={"house_code": "2222-3333"},
    ),
    "confirm": Request(FIELD, "volunteer", body=fixed({"method": "in_person"})),
    "list_audit": Request(AUDITORS, "bureau", resident="refused", staff="public"),
    "post_attachment": Request(
        EVERYBODY, "resident", 201, file=(PDF, "a.pdf"), resident="own", staff="own"
    ),
    "get_attachment": Request(EVERYBODY, "resident"),
    # forms
    "list_forms": Request(EVERYBODY, resident="public", staff="public"),
    "post_form": Request(DESK, "bureau", 201, lambda s: {"copy_of": s.places["form_id"]}),
    "get_form": Request(EVERYBODY, "bureau"),
    "post_version": Request(
        DESK,
        "bureau",
        201,
        fixed(
            {
                "document": {
                    "title": {"zh": "改"},
                    "questions": [{"key": "wish", "type": "text", "title": {"zh": "愿"}}],
                }
            }
        ),
    ),
    # tickets
    "post_ticket": Request(
        RESIDENTS | FIELD,
        "resident",
        201,
        lambda s: {"text": "路灯坏了", "estate_id": str(s.estate)},
    ),
    "list_tickets": Request(EVERYBODY, query=OF_ESTATE, resident="empty", staff="empty"),
    "get_ticket": Request(EVERYBODY, "resident"),
    "post_orders": Request(
        OVERSEERS,
        "bureau",
        file=("工单编号,诉求内容\nA-1,路灯坏了\n".encode(), "12345.csv"),
        staff="own",
    ),
    "post_action": Request(STAFF, "office", body=fixed({"action": "sign"})),
    "post_rating": Request(
        RESIDENTS,
        "resident",
        201,
        fixed({"resolved": True, "satisfaction": 4}),
        places=lambda s: {"number": s.answered},
    ),
    "get_rates": Request(OVERSEERS, "bureau", query=HERE),
    "classify_message": Request(STAFF, body=fixed({"text": "楼道灯坏了"}), staff="public"),
    # overseeing
    "list_standings": Request(DESK, "bureau", query=HERE, staff="empty"),
    "get_summary": Request(DESK, "bureau", query=HERE, staff="empty"),
}
