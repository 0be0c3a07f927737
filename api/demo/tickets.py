"""The demo's tickets: heard, routed, worked on, answered, rated; one of every state."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from bot.tickets import actions, intake, ratings
from bot.understanding.read import read
from models.actor import Actor, Reach
from models.base import db
from models.kinds import Role, TicketSource
from models.listening import Ticket
from models.people import Membership
from models.places import Estate, Unit

SAME, SAME_AGAIN = "5号楼整栋停电了", "5号楼没电，冰箱都化了"  # one event, told twice
DESK = Actor(UUID(int=3), Role.BUREAU, Reach(division=""))
Step = tuple[str, Mapping[str, Any]]
TAKEN_ON: tuple[Step, ...] = (("accept", {}), ("dispatch", {}))
AT_TRIAGE = frozenset({"accept", "reject", "terminate"})
WORKED: tuple[Step, ...] = (("sign", {}), ("contact", {"note": "已电话联系"}))
REPLIED: tuple[Step, ...] = (*WORKED, ("reply", {"note": "已疏通并清掏，三日内回访"}))
AUDITED: tuple[Step, ...] = (*REPLIED, ("audit", {}))
FOLLOWED: tuple[Step, ...] = (
    *AUDITED,
    ("follow_up", {"result": "resolved", "satisfaction": 5, "note": "居民表示满意"}),
)
#: (estate, days ago, text, steps, rating)
HEARD: Sequence[tuple[str, int, str, Sequence[Step], tuple[bool, int] | None]] = (
    ("teachers", 0, "3号楼2单元下水道堵了，污水冒到院子里", (), None),
    (
        "teachers",
        1,
        "楼道里煤气味好重，快来人看看",
        (("emergency_transfer", {"note": "已电话移交燃气公司抢险值班"}),),
        None,
    ),
    ("qunhe", 1, SAME, WORKED[:1], None),
    ("teachers", 3, "路灯不亮，晚上看不见路", WORKED, None),
    ("teachers", 5, "新贴的砖空鼓，一敲就响", REPLIED, None),
    ("qunhe", 9, "施工停水没有提前通知", AUDITED, None),
    ("qunhe", 12, "垃圾好几天没人清", (*FOLLOWED, ("close", {})), (True, 5)),
    ("huanhua", 2, "有人代签我的名字", WORKED[:1], None),
    ("huanhua", 4, "那个事情到底怎么弄嘛", (), None),
    (
        "jinhua",
        6,
        "楼顶有人私自搭房子",
        (("dispute", {"note": "该楼不在我队管辖范围，请改派"}),),
        None,
    ),
    (
        "wenyan",
        7,
        "我们小区什么时候改造",
        (("terminate", {"reason": "repeated_no_new_facts", "note": "已在公示栏答复"}),),
        None,
    ),
    (
        "wenyan",
        3,
        "那个事情到底怎么弄嘛",
        (("reject", {"reason": "out_of_scope", "note": "请拨打12345说明具体事项"}),),
        None,
    ),
    ("jindun", 1, "那个事情到底怎么弄嘛", (("accept", {"category": "scheme_opinion"}),), None),
    ("jindun", 8, "自来水有股漂白粉味", FOLLOWED, None),
    ("jindun", 2, "楼梯没有扶手，老人不敢走", WORKED, None),
    ("xining", 1, "家里暖气不热，才十四度", WORKED[:1], None),
)


def load_tickets(ids: Mapping[str, UUID], now: datetime) -> None:
    """Every message goes through the reader and the routing table, as a resident's would."""
    opened: dict[str, str] = {}
    for key, days, text, steps, rating in HEARD:
        estate = db.session.get_one(Estate, ids[key])
        at = now - timedelta(days=days, hours=2)
        by = Actor(_resident(estate.id), Role.RESIDENT)
        ticket = _heard(text, estate, by, at)
        opened[text] = ticket.number
        if ticket.unsure and steps and steps[0][0] not in AT_TRIAGE:
            steps = (*TAKEN_ON, *steps)  # a person has read it first, as at any desk
        for n, (action, payload) in enumerate(steps, start=1):
            actions.act(ticket.number, action, payload, by=DESK, at=at + timedelta(minutes=20 * n))
        if rating is not None:
            opinion = ratings.Opinion(*rating)
            ratings.rate(ticket.number, opinion, by=by, at=at + timedelta(days=1))

    again = _heard(
        SAME_AGAIN, db.session.get_one(Estate, ids["qunhe"]), DESK, now - timedelta(days=1, hours=1)
    )
    into = {"target": opened[SAME], "note": "同一栋楼同一次停电"}
    actions.act(again.number, "merge", into, by=DESK, at=now - timedelta(days=1))


def _heard(text: str, estate: Estate, by: Actor, at: datetime) -> Ticket:
    return intake.open_ticket(
        text,
        read(text),
        estate_id=estate.id,
        division=estate.division,
        source=TicketSource.STAFF if by is DESK else TicketSource.OFFICIAL_ACCOUNT,
        requester=None if by is DESK else by.id,
        anonymous=False,
        by=by,
        at=at,
    )


def _resident(estate_id: UUID) -> UUID:
    """Somebody who lives there; the first who was bound."""
    lives = select(Membership.resident_id).join(Unit, Unit.id == Membership.unit_id)
    here = lives.where(Unit.estate_id == estate_id).order_by(Membership.id).limit(1)
    return db.session.scalars(here).one()
