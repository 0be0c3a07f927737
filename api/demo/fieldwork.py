"""The demo at the doors, on the sites and in the meeting room."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from api.demo.story import DESK
from models.asking import RollEntry, Round
from models.base import db
from models.kinds import RoundState, Stage, VisitOutcome
from surveys import fieldwork, meetings, site_boards

WORKS = "屋面防水、外墙修缮、雨污分流、道路铺装、弱电入地、加装充电桩"
#: key → stage, contractor, period, what is done, manager; the telephones are nobody's
BOARDS = {
    "teachers": (Stage.BEFORE, "", "", "方案表决中，尚未开工", ""),
    "huanhua": (Stage.BEFORE, "", "", "意愿征集中", ""),
    "xiaoguanmiao": (Stage.DURING, "青羊建设工程公司", "2026-09-01 至 2027-01-20", WORKS, "刘工"),
    "qunhe": (Stage.AFTER, "青羊建设工程公司", "2026-03-10 至 2026-08-30", WORKS, "刘工"),
    "jinhua": (Stage.DURING, "许昌市政公司", "2026-10-15 至 2027-03-31", WORKS, "马工"),
    "xining": (Stage.BEFORE, "", "", "纳入改造计划意愿征集中", ""),
}
VISITS = (VisitOutcome.NOT_HOME, VisitOutcome.REFUSED, VisitOutcome.DELIVERED, VisitOutcome.VACANT)


def load_fieldwork(ids: Mapping[str, UUID], at: datetime) -> None:
    """Boards at the gates, a meeting that is being held, visits to doors that have not answered."""
    for n, (key, (stage, contractor, period, works, manager)) in enumerate(BOARDS.items()):
        facts = {
            "stage": stage,
            "project": "老旧小区改造项目",
            "client": "区住房和城乡建设局",
            "contractor": contractor,
            "period": period,
            "works": works,
            "manager": manager,
            "hotline": f"1380000{n:04}",
        }
        site_boards.write(ids[key], facts, by=DESK, at=at)
    for key in ("teachers", "xiaoguanmiao", "huanhua"):
        told = {
            "title": "居民议事会（坝坝会）",
            "place": "小区中庭",
            "starts_at": at - timedelta(minutes=30),
            "ends_at": at + timedelta(hours=12),
        }
        meetings.call(ids[key], told, by=DESK, at=at - timedelta(days=2))
    _visit(ids["teachers"], at)


def _visit(estate_id: UUID, at: datetime) -> None:
    asked = db.session.scalars(
        select(Round.id).where(Round.estate_id == estate_id, Round.state == RoundState.OPEN)
    ).first()
    if asked is None:
        return
    doors = db.session.scalars(
        select(RollEntry.unit_id).where(RollEntry.round_id == asked).limit(24)
    ).all()
    for n, unit in enumerate(doors[::3]):
        told = {
            "unit_id": unit,
            "outcome": VISITS[n % len(VISITS)],
            "visited_at": at - timedelta(hours=20, minutes=n),
        }
        fieldwork.visit(asked, told, by=DESK, at=at - timedelta(hours=19))
