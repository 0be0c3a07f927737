"""Figures, moments and ways as the console shows them. Whole numbers in, words out; no float."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from api.words import reader_language, say
from models import clock
from models.errors import _
from models.kinds import Role

DAY = timedelta(days=1)


def area(dm2: int) -> str:
    """28,431.57 ㎡ of 2843157 dm²."""
    return f"{dm2 // 100:,}.{dm2 % 100:02} ㎡"


def money(fen: int) -> str:
    """12,400.00 元 of 1240000 fen."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100:,}.{fen % 100:02} 元"


def count(number: int) -> str:
    """1,339."""
    return f"{number:,}"


def moment(at: datetime | str | None) -> str:
    """2026-11-20 12:00, in the people's time; a dash for none."""
    if at is None:
        return "—"
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    return f"{at.astimezone(clock.PEOPLES_TIME):%Y-%m-%d %H:%M}"


def day(on: date | datetime | str | None) -> str:
    """2026-11-20."""
    if isinstance(on, datetime):
        on = on.astimezone(clock.PEOPLES_TIME).date()
    return str(on)[:10] if on else "—"


def percent(part: int, whole: int) -> str:
    """66.6 %, cut and never rounded up: 0.9999 is not all."""
    if whole <= 0:
        return "—"
    tenths = part * 1000 // whole
    return f"{tenths // 10}.{tenths % 10}%"


def measured(number: int, measure: str) -> str:
    """A figure of a measure: an area with its unit, the others as plain numbers."""
    return area(number) if measure == "area" else count(number)


def inequality(written: str) -> str:
    """``5*241=1205 < 4*302=1208`` with the signs of a school book."""
    return written.replace("*", "×").replace(">=", "≥").replace("<=", "≤")


def door(place: Any) -> str:
    """3号楼1单元501, of a row or mapping with building, entrance and room."""

    def part(name: str) -> str:
        return str(place[name] if isinstance(place, Mapping) else getattr(place, name))

    def called(name: str, word: str) -> str:
        return name + word if name.isdecimal() else name

    entrance = part("entrance")
    return (
        called(part("building"), "号楼")
        + (called(entrance, "单元") if entrance else "")
        + part("room")
    )


def days_left(until: datetime, at: datetime) -> int:
    """Whole days from ``at`` until ``until``, begun ones counted; 0 when it is over."""
    return max(0, -((at - until) // DAY))


FILTERS: Mapping[str, Callable[..., str]] = {
    "area": area,
    "money": money,
    "count": count,
    "moment": moment,
    "day": day,
    "measured": measured,
    "door": door,
    "sum": inequality,
    "word": lambda code: word(code),
    "in_words": lambda title: in_words(title),
}


@dataclass(frozen=True, slots=True)
class Way:
    """An entry of the navigation."""

    label: str
    url: str
    open_to: frozenset[Role]


_SETS_UP = frozenset({Role.COMMITTEE, Role.SUBDISTRICT, Role.BUREAU, Role.ADMIN})
_ALL = _SETS_UP | {Role.OFFICE, Role.VOLUNTEER}

WAYS = (
    Way(_("Estates and consents"), "/console/", _SETS_UP),
    Way(_("Community office"), "/console/office", _SETS_UP),
    Way(_("Requests"), "/console/tickets", _SETS_UP | {Role.OFFICE}),
    Way(_("Long work"), "/console/jobs", _SETS_UP),
    Way(_("My account"), "/console/account", _ALL),
)


def ways_of(role: Role) -> list[tuple[str, str]]:
    """Label and address of what an account of ``role`` may go to."""
    return [(say(way.label), way.url) for way in WAYS if role in way.open_to]


KINDS: Mapping[str, str] = {
    "survey": _("Survey"),
    "willingness": _("Willingness"),
    "management": _("Management"),
    "demand_list": _("Demand list"),
    "scheme_vote": _("Vote on the scheme"),
    "owners_vote": _("Owners' vote"),
    "satisfaction": _("Satisfaction"),
}

WORDS: Mapping[str, str] = {
    "draft": _("Draft"),
    "open": _("Open"),
    "closed": _("Closed"),
    "household": _("Households"),
    "head": _("Owners"),
    "area": _("Area"),
    "agree": _("Agree"),
    "oppose": _("Oppose"),
    "abstain": _("Abstain"),
    "wechat": _("WeChat"),
    "paper": _("Paper"),
    "phone_recorded": _("Recorded call"),
    "meeting": _("Meeting"),
    "home_visit": _("Home visit"),
    "official_import": _("City platform"),
    "handed_over": _("Handed over"),
    "posted": _("Posted"),
    "sms": _("SMS"),
    "announced": _("Announced"),
    "awaiting_confirmation": _("Waits for the second person"),
    "counted": _("Counted"),
    "rejected": _("Set aside"),
    "conflicted": _("Contradicting"),
    "scheduled": _("Begins later"),
    "running": _("Running"),
    "ended": _("Ended"),
    "resolved": _("Answered"),
    "calendar": _("calendar days"),
    "working": _("working days"),
    "publicity": _("publicity is not over"),
    "open_objections": _("objections are open"),
    "long_term_mgmt_consensus": _("no agreement on the management afterwards"),
    "paying_owners_agree": _("not all owners who pay agree"),
    "roll": _("Roll"),
    "form": _("Form"),
    "rule_set": _("Rule"),
    "scheme": _("Scheme"),
    "ballots": _("Ballots"),
    "quorum": _("Turnout"),
    "coverage": _("Coverage"),
    "sample": _("Sample"),
    "response": _("Response"),
    "satisfied": _("Satisfied"),
    "no_objection": _("Without objection"),
    "before": _("Before the works"),
    "during": _("During the works"),
    "after": _("After the works"),
    "waiting": _("Waiting"),
    "done": _("Done"),
    "failed": _("Failed"),
    "residential": _("Dwelling"),
    "shop": _("Shop"),
    "parking": _("Parking place"),
    "other": _("Other"),
    "volunteer": _("Volunteer"),
    "committee": _("Residents' committee"),
    "office": _("Handling office"),
    "subdistrict": _("Subdistrict office"),
    "bureau": _("Housing bureau"),
    "admin": _("Administrator"),
    "resident": _("Resident"),
    "clock": _("Clock"),
}


def word(code: object) -> str:
    """A word of the wire in the reader's language; one that nobody named stays as it is."""
    known = KINDS.get(str(code)) or WORDS.get(str(code))
    return say(known) if known else str(code)


def in_words(title: Any) -> str:
    """A title that bears its languages itself (a rule set's, a form's) in the reader's."""
    zh, en = (title.zh, title.en) if hasattr(title, "zh") else (title["zh"], title.get("en"))
    return str((en if reader_language() == "en" else None) or zh)
