"""Papers' data as callers give it, with figures of the reference's worked cases."""

from pathlib import Path

import yaml

FORMS = Path(__file__).parents[3] / "surveys/templates/forms"
PACKS = Path(__file__).parents[3] / "surveys/policies/packs"
MARKUP = '#panic("x") *bold* $x$ [a]'
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def form(name):
    return yaml.safe_load((FORMS / f"{name}.yaml").read_text("utf-8"))


def rule_set(path):
    return yaml.safe_load((PACKS / f"{path}.yaml").read_text("utf-8"))


def weights(household, head, area):
    return {"household": household, "head": head, "area": area}


def check(name, measure, part, whole, share, inequality, **more):
    """A test as an outcome lists it; passed where ``shortfall`` is left out."""
    shortfall = more.pop("shortfall", 0)
    return {
        "name": name,
        "measure": measure,
        "numerator": part,
        "denominator": whole,
        "threshold": share,
        "comparison": more.pop("comparison", ">="),
        "inequality": inequality,
        "passed": shortfall == 0,
        "shortfall": shortfall,
        **more,
    }


AREA_CHECK = check(
    "agree", "area", 1_895_438, 2_843_157, "2/3", "3*1895438=5686314 >= 2*2843157=5686314"
)
CAST = {
    "agree": weights(210, 205, 1_895_438),
    "oppose": weights(30, 30, 264_480),
    "abstain": weights(8, 8, 70_528),
}


def outcome(*tests, missing=()):
    passed = not missing and all(test["passed"] for test in tests)
    return {
        "rule_set": "henan_reserved_2017",
        "passed": passed,
        "tests": list(tests),
        "missing": list(missing),
    }


def certificate(**more):
    """A whole certificate that passed; ``more`` replaces keys."""
    made = {
        "round": {
            "id": "019387a2-7c3e-7b1a-9d2f-0c6e5a1b4d77",
            "kind": "willingness",
            "title": "金盾小区老旧小区改造意愿征集",
            "scope": {"building": None, "entrance": None},
            "scheme_version": None,
            "revote": "none",
            "min_identity_level": 2,
        },
        "estate": {
            "id": "019387a2-0000-7b1a-9d2f-0c6e5a1b4d77",
            "name": "金盾小区",
            "division": "411002",
            "address": "许昌市魏都区文峰路 18 号",
        },
        "question": form("willingness"),
        "rule_set": rule_set("410000/henan_reserved_2017"),
        "roll": {
            "units": 300,
            **weights(300, 295, 2_843_157),
            "hash": HASH,
            "frozen_at": "2026-11-01T08:00:00+08:00",
        },
        "period": {
            "opened_at": "2026-11-01T08:00:00+08:00",
            "closed_at": "2026-11-15T10:00:00+00:00",
            "time_zone": "Asia/Shanghai",
        },
        "delivery": {
            "delivered": 286,
            "announced": 10,
            "undelivered": 4,
            "with_proof_and_warning": 240,
        },
        "cast": {
            "consent": CAST,
            "contribute": {"cash": weights(40, 40, 352_640), "labour": weights(12, 12, 105_792)},
        },
        "participating": weights(248, 243, 2_230_446),
        "by_channel": {"wechat": 180, "paper": 40, "home_visit": 28},
        "deemed": {"clause": None, "votes": None},
        "invalid": {"rejected_paper": 3, "unconfirmed": 1},
        "conflicted": [{"unit_id": "u", "building": "2", "entrance": "1", "room": "301"}],
        "satisfaction": None,
        "outcome": outcome(
            check("agree", "head", 205, 295, "2/3", "3*205=615 >= 2*295=590"), AREA_CHECK
        ),
        "publicity": {
            "notices": [
                {
                    "id": "n",
                    "place": "小区东门公示栏",
                    "starts_on": "2026-11-16",
                    "last_day": "2026-11-23",
                    "days": 7,
                    "day_unit": "calendar",
                    "state": "ended",
                }
            ],
            "done": True,
            "objections_received": 2,
            "objections_open": 0,
            "disputes_open": 0,
        },
        "long_term_management": {
            "round_id": "m",
            "questions": {
                "consent": CAST,
                "mode": {
                    "professional": weights(60, 60, 528_960),
                    "self_governed": weights(150, 145, 1_322_400),
                },
            },
            "outcome": outcome(
                check("agree", "head", 205, 243, "1/2", "2*205=410 > 1*243=243", comparison=">")
            ),
        },
        "hashes": {
            "roll": HASH,
            "form": HASH,
            "rule_set": HASH,
            "scheme": None,
            "ballots": HASH[::-1],
        },
        "issued_at": "2026-11-24T09:30:00+08:00",
    }
    return made | more


def notice(**more):
    """A 公示 while it hangs: the numbers suffice, publicity itself is still missing."""
    made = {
        "number": "JD-2026-003",
        "title": "老旧小区改造意愿征集结果公示",
        "estate": {"name": "金盾小区", "address": "许昌市魏都区文峰路 18 号"},
        "question": "您是否同意本小区纳入老旧小区改造计划？",
        "rule": {"title": "河南：重大事项", "citation": "《河南省物业管理条例》第二十二条"},
        "roll": weights(300, 295, 2_843_157),
        "cast": CAST,
        "participating": weights(248, 243, 2_230_446),
        "outcome": outcome(
            check("agree", "head", 205, 295, "2/3", "3*205=615 >= 2*295=590"),
            AREA_CHECK,
            missing=["publicity"],
        ),
        "starts_on": "2026-11-16",
        "last_day": "2026-11-23",
        "days": 7,
        "day_unit": "calendar",
        "organiser": "文峰社区居民委员会",
        "objections": {"where": "文峰社区居委会 2 楼", "phone": "0374-2345678"},
        "url": "https://sanwen.example/n/019387a2",
        "ballots_hash": HASH,
    }
    return made | more


def letter(room, **more):
    made = {
        "estate": "金盾小区",
        "building": "1",
        "entrance": "1",
        "room": str(room),
        "code": "ABCDEFGH",
        "url": "https://sanwen.example/h#ABCDEFGH",
        "phone": "0374-2345678",
        "committee": "文峰社区居民委员会",
        "valid_until": "2026-12-31",
    }
    return made | more


def asked(form_name="willingness", **more):
    made = {
        "title": "金盾小区老旧小区改造意愿征集",
        "estate": "金盾小区",
        "form": form(form_name),
        "rule_set": rule_set("410000/henan_reserved_2017"),
        "follow_clause": None,
        "closes_at": "2026-11-15T18:00:00+08:00",
        "return_to": "小区东门值班室票箱",
        "phone": "0374-2345678",
    }
    return made | more


def ballot(room, **more):
    made = {
        "building": "1",
        "entrance": "1",
        "room": str(room),
        "serial": f"JD-0003-{room}",
        "qr": f"sanwen:b:019387a27c3e7b1a9d2f:{room}:MEUCIQDx0f3nq8h4V2Zk5c",
        "area_dm2": 8816,
    }
    return made | more
