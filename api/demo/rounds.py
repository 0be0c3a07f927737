"""The demo's rounds, in every state: asked, answered, opposed, published, objected to, settled."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from api.demo.story import ABSTAIN, AGREE, COLLEAGUE, DESK, OPPOSE, Story, bond
from models.actor import Actor
from models.base import db
from models.kinds import DeliveryMethod, Role, RoundKind
from models.people import Resident
from models.places import Unit
from surveys import ballots, conflicts, deliveries, notices, paper


def load_rounds(ids: Mapping[str, UUID], now: datetime) -> None:
    """Play every estate's part."""
    parts: Mapping[str, Callable[[Story], None]] = {
        "teachers": _teachers,
        "qunhe": _qunhe,
        "xiaoguanmiao": _xiaoguanmiao,
        "huanhua": _huanhua,
        "jinhua": _jinhua,
        "wenyan": _wenyan,
        "jindun": _jindun,
        "anju": _anju,
        "xining": _xining,
    }
    for key, play in parts.items():
        play(Story(ids[key], now))


def _teachers(story: Story) -> None:
    """356 forms were issued and 22 opinions came back; issued is not returned."""
    asked = story.ask(RoundKind.SURVEY, "改造意愿入户调查", "visit_survey", opens=-60, closes=-45)
    story.open(asked, -60)
    for unit in story.units:
        wanted = {
            "unit_id": unit,
            "method": DeliveryMethod.HANDED_OVER,
            "consequence_shown": False,
        }
        deliveries.record(asked, wanted, by=DESK, at=story.day(-59))

    def survey(n: int) -> Mapping[str, Any] | None:
        if n % 9 == 8:
            return None
        given: dict[str, Any] = {
            "people": 1 + n % 4,
            "troubles": [("sewer", "power", "parking", "roof_leak")[n % 4]],
            "urgency": 3 + n % 3,
        }
        if n < 24 and n % 12 != 11:
            given["wishes"] = "希望一楼加装扶手" if n % 2 else "希望增设晾晒区"
        return given

    story.answer(asked, -58, survey)
    story.close(asked, -45)
    voted = story.ask(
        RoundKind.SCHEME_VOTE,
        "改造方案（第三版）表决",
        "scheme_vote",
        rule_set="civil_code_278_special",
        scheme_version="v3",
        opens=-5,
        closes=9,
    )
    story.open(voted, -5)
    story.answer(voted, -4, lambda n: None if n % 3 == 0 else (OPPOSE if n % 17 == 0 else AGREE))


def _qunhe(story: Story) -> None:
    """群和街2号: support and satisfaction were both 100 %."""
    asked = story.ask(
        RoundKind.SCHEME_VOTE,
        "改造方案表决",
        "scheme_vote",
        rule_set="luoyang_scheme_2022",
        opens=-200,
        closes=-190,
    )
    story.open(asked, -200)
    story.answer(asked, -199, lambda _n: AGREE)
    story.close(asked, -190)
    story.publish(asked, -189)
    scored = story.ask(
        RoundKind.SATISFACTION,
        "改造满意度测评",
        "satisfaction",
        rule_set="qinghai_satisfaction_2023",
        opens=-30,
        closes=-20,
    )
    story.open(scored, -30)
    levels = ("very_satisfied", "satisfied", "very_satisfied", "basically_satisfied")
    story.answer(scored, -29, lambda n: {"overall": levels[n % 4]})
    story.close(scored, -20)


def _xiaoguanmiao(story: Story) -> None:
    """A lift, decided by its entrance alone; the first owner has not voted yet."""
    asked = story.ask(
        RoundKind.OWNERS_VOTE,
        "1号楼1单元加装电梯征询",
        "lift_consultation",
        rule_set="civil_code_278_special",
        scope={"building": "1", "entrance": "1"},
        opens=-3,
        closes=12,
    )
    story.open(asked, -3)
    here = {row.id for row in db.session.scalars(_entrance(story.estate))}
    for n, unit in enumerate(u for u in story.units if u in here):
        if 0 < n < 8:
            given = {**AGREE, "floor": 1 + n // 2} if n != 3 else {**OPPOSE, "objection": ["light"]}
            ballots.cast(asked, unit, given, by=story.owner(unit), at=story.day(-2, 10 + n % 8))
    _whole_estate = story.ask(
        RoundKind.DEMAND_LIST, "居民点单", "demand_list", opens=-90, closes=-80
    )
    story.open(_whole_estate, -90)
    basic, wished = ["drainage", "wiring"], ["lifts", "ramps", "seats", "ebike_charging"]
    story.answer(
        _whole_estate, -89, lambda n: {"items": [basic[n % 2], wished[n % 4]]} if n % 5 else None
    )
    story.close(_whole_estate, -80)


def _entrance(estate_id: UUID) -> Any:
    return select(Unit).where(
        Unit.estate_id == estate_id, Unit.building == "1", Unit.entrance == "1"
    )


def _huanhua(story: Story) -> None:
    """Paper meets online: one form awaits its second person, one was set aside, one contradicts."""
    asked = story.ask(
        RoundKind.WILLINGNESS,
        "改造意愿征集",
        "willingness",
        rule_set="xuchang_two_thirds_2021",
        opens=-6,
        closes=8,
    )
    story.open(asked, -6)
    story.answer(asked, -5, lambda n: AGREE if 0 < n < 50 else None)
    for n, (serial, answers) in enumerate(
        (("HH-0001", AGREE), ("HH-0002", AGREE), ("HH-0003", OPPOSE), ("HH-0004", AGREE))
    ):
        unit = story.units[(60, 61, 10, 62)[n]]
        form = {
            "unit_id": unit,
            "answers": answers,
            "form_serial": serial,
            "collected_at": story.day(-4),
        }
        entered, _new = paper.enter(asked, form, by=DESK, at=story.day(-3))
        if n in {0, 2}:  # the third contradicts what the unit answered online
            paper.confirm(entered.id, by=COLLEAGUE, at=story.day(-2))
        if n == 3:
            paper.reject(entered.id, "未签名", by=COLLEAGUE, at=story.day(-2))


def _jinhua(story: Story) -> None:
    """许昌: two thirds of all households, reached; shown, objected to, answered."""
    asked = story.ask(
        RoundKind.WILLINGNESS,
        "改造征求意见",
        "willingness",
        rule_set="xuchang_two_thirds_2021",
        opens=-50,
        closes=-40,
    )
    story.open(asked, -50)
    story.answer(asked, -49, lambda n: AGREE if n % 10 < 8 else OPPOSE if n % 10 == 8 else None)
    story.close(asked, -40)
    notice = story.publish(asked, -39)
    objection = notices.object_to(
        notice, "我家没有收到征求意见表", by=story.owner(story.units[9]), at=story.day(-37)
    )
    notices.resolve(objection.id, "已上门补送并说明；该户计入未表态。", by=DESK, at=story.day(-36))


def _wenyan(story: Story) -> None:
    """Long-term management agreed, and a scheme vote still a draft."""
    asked = story.ask(
        RoundKind.MANAGEMENT,
        "长效管理模式征询",
        "management",
        rule_set="civil_code_278_ordinary",
        opens=-25,
        closes=-12,
    )
    story.open(asked, -25)
    agreed = {**AGREE, "mode": "professional", "price": "up_to_50_fen", "recollect": "willing"}
    story.answer(asked, -24, lambda n: agreed if n % 6 else ABSTAIN)
    story.close(asked, -12)
    story.ask(
        RoundKind.SCHEME_VOTE,
        "改造方案表决（筹备中）",
        "scheme_vote",
        rule_set="henan_reserved_2017",
        opens=3,
        closes=20,
    )


def _jindun(story: Story) -> None:
    """吕梁: 43 % of the residents are old, 18 % children; a survey in age bands shows it."""
    asked = story.ask(RoundKind.SURVEY, "入户调查", "visit_survey", opens=-80, closes=-70)
    story.open(asked, -80)

    def bands(n: int) -> Mapping[str, Any]:
        ages = ["from_60_to_79"] if n % 7 < 3 else ["from_13_to_59"]
        ages += ["from_3_to_12"] if n % 11 < 2 else []
        return {"people": 2, "ages": ages, "troubles": ["elderly" if n % 7 < 3 else "parking"]}

    story.answer(asked, -79, bands)
    story.close(asked, -70)


def _anju(story: Story) -> None:
    """A conflict of co-owners, called back and settled."""
    asked = story.ask(
        RoundKind.SCHEME_VOTE,
        "改造方案表决",
        "scheme_vote",
        rule_set="civil_code_278_special",
        opens=-8,
        closes=6,
    )
    story.open(asked, -8)
    story.answer(asked, -7, lambda n: AGREE if n < 40 else None)
    unit = story.units[0]
    spouse = Resident(created_at=story.day(-30))
    db.session.add(spouse)
    db.session.flush()
    db.session.add(bond(spouse.id, unit, story.day(-30)))
    db.session.flush()
    other = Actor(spouse.id, Role.RESIDENT)
    ballots.cast(asked, unit, OPPOSE, by=other, at=story.day(-6))
    decision = {"answers": AGREE, "reason": "电话回访两位共有人，一致同意"}
    conflicts.settle(asked, unit, decision, by=DESK, at=story.day(-5))


def _xining(story: Story) -> None:
    """青海: 241 of 302 is 79.80 %; one household is missing, and management was agreed before."""
    managed = story.ask(
        RoundKind.MANAGEMENT,
        "长效管理机制征询",
        "management",
        rule_set="civil_code_278_ordinary",
        opens=-40,
        closes=-30,
    )
    story.open(managed, -40)
    agreed = {**AGREE, "mode": "self_governed"}
    story.answer(managed, -39, lambda n: agreed if n % 5 else OPPOSE)
    story.close(managed, -30)
    asked = story.ask(
        RoundKind.WILLINGNESS,
        "纳入改造计划意愿征集",
        "willingness",
        rule_set="qinghai_admission_2023",
        opens=-7,
        closes=7,
    )
    story.open(asked, -7)
    story.answer(asked, -6, lambda n: AGREE if n < 241 else None)
