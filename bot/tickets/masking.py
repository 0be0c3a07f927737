"""Who complained is not told to those complained about.

Source   北京接诉即办工作条例 and 济南 12345 条例 art. 32: 对诉求人的信息保密.
An office that may itself be meant, and any office where the requester wished to stay unnamed, reads
the message without what leads to a person: telephone, identity and plate numbers, the room, a name
said as one's own. The building stays: somebody has to find the trouble.
"""

import re
from collections.abc import Callable, Mapping

from models.actor import Actor
from models.base import db
from models.kinds import Role
from models.listening import Office, Ticket

HIDDEN = "＊＊"
#: category → kinds of office that a complaint of this kind may be about
MAY_BE_MEANT: Mapping[str, frozenset[str]] = {
    "property_mgmt": frozenset({"PM", "OC", "RC"}),
    "maint_fund": frozenset({"PM", "OC"}),
    "consent_dispute": frozenset({"RC", "PM", "OC"}),
    "work_quality": frozenset({"CP", "SV"}),
    "work_safety": frozenset({"CP", "SV"}),
    "work_noise_dust": frozenset({"CP"}),
    "work_disruption": frozenset({"CP"}),
}
_NUMBERS = re.compile(
    r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}-?\d{7,8})(?!\d)"
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}"
)
_ROOM = re.compile(r"(单元|门洞|[栋幢座]|号楼|[-－])\s*\d{3,4}(?!\d)(?:室|号|房)?")
_PLAIN_ROOM = re.compile(r"(?<!\d)\d{3,4}(?:室|房)")
_NAME = re.compile(
    r"(我(?:叫|是|姓名)|姓名[:：]?|联系人[:：]?)\s*[\u4e00-\u9fff]{2,3}(?=[，,。.、；;\s]|$)"
)


def conceals(ticket: Ticket, by: Actor, office_kind: str | None) -> bool:
    """Must ``by``, of an office of this kind, read ``ticket`` without what leads to a person?"""
    if by.role not in {Role.OFFICE, Role.VOLUNTEER}:
        return False
    return ticket.anonymous or office_kind in MAY_BE_MEANT.get(ticket.category, ())


def shown_to(by: Actor, ticket: Ticket) -> Callable[[str], str]:
    """What makes of the texts of ``ticket`` those that ``by`` may read."""
    office = db.session.get(Office, by.office_id) if by.office_id else None
    return masked if conceals(ticket, by, office.kind if office else None) else str


def masked(text: str) -> str:
    """``text`` without telephone, identity and plate numbers, rooms and names said as one's own."""
    for pattern in (_NUMBERS, _PLATE, _PLAIN_ROOM):
        text = pattern.sub(HIDDEN, text)
    for pattern in (_ROOM, _NAME):
        text = pattern.sub(rf"\1{HIDDEN}", text)
    return text
