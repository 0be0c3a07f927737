"""Words that two rooms share, each a value in the database and on the wire."""

from enum import StrEnum


class Choice(StrEnum):
    AGREE = "agree"
    OPPOSE = "oppose"
    ABSTAIN = "abstain"  # 弃权: takes part, agrees to nothing


class Measure(StrEnum):
    HOUSEHOLD = "household"  # 户
    HEAD = "head"  # 业主人数, after grouping
    AREA = "area"  # 专有部分面积, dm²


class Channel(StrEnum):
    WECHAT = "wechat"
    PAPER = "paper"
    PHONE = "phone_recorded"
    MEETING = "meeting"
    HOME_VISIT = "home_visit"
    OFFICIAL = "official_import"


class RoundKind(StrEnum):
    SURVEY = "survey"
    WILLINGNESS = "willingness"
    MANAGEMENT = "management"
    DEMAND_LIST = "demand_list"
    SCHEME_VOTE = "scheme_vote"
    OWNERS_VOTE = "owners_vote"
    SATISFACTION = "satisfaction"


class RoundState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Revote(StrEnum):
    NONE = "none"
    UNTIL_CLOSE = "until_close"


class BallotState(StrEnum):
    COUNTED = "counted"
    CONFLICTED = "conflicted"
    SUPERSEDED = "superseded"


class PaperState(StrEnum):
    AWAITING = "awaiting_confirmation"
    COUNTED = "counted"
    REJECTED = "rejected"


class DayUnit(StrEnum):
    CALENDAR = "calendar"
    WORKING = "working"


class DeliveryMethod(StrEnum):
    WECHAT = "wechat"
    HANDED_OVER = "handed_over"  # 当面送达
    POSTED = "posted"
    SMS = "sms"
    ANNOUNCED = "announced"  # 公告送达


class VisitOutcome(StrEnum):
    """What came of ringing at a door (扫楼)."""

    ANSWERED = "answered"  # the form was filled in
    DELIVERED = "delivered"  # handed over, to be collected later
    NOT_HOME = "not_home"
    REFUSED = "refused"
    VACANT = "vacant"  # nobody lives there


class Stage(StrEnum):
    """三问: where an estate's renovation stands, as its residents are told."""

    BEFORE = "before"  # 问需于民
    DURING = "during"  # 问计于民
    AFTER = "after"  # 问效于民


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class NoticeState(StrEnum):
    SCHEDULED = "scheduled"
    RUNNING = "running"
    ENDED = "ended"


class ObjectionState(StrEnum):
    OPEN = "open"
    RESOLVED = "resolved"


class UnitUse(StrEnum):
    RESIDENTIAL = "residential"  # 住宅
    SHOP = "shop"  # 商铺
    PARKING = "parking"  # 车位
    OTHER = "other"


class Tenure(StrEnum):
    DELIVERED = "delivered"  # 已交付
    UNDELIVERED = "undelivered"  # 未交付
    UNSOLD = "unsold"  # 未售


class MemberRole(StrEnum):
    OWNER = "owner"
    OCCUPANT = "occupant"


class MemberState(StrEnum):
    VERIFIED = "verified"
    PENDING = "pending"


class Role(StrEnum):
    """Who acts: residents, the staff roles of the contract's section 4, and the clock."""

    RESIDENT = "resident"
    VOLUNTEER = "volunteer"
    COMMITTEE = "committee"  # 居委会
    OFFICE = "office"  # 承办单位
    SUBDISTRICT = "subdistrict"  # 街道办
    BUREAU = "bureau"  # 住建局
    ADMIN = "admin"
    CLOCK = "clock"


class Urgency(StrEnum):
    P0 = "P0"  # danger to life
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"


class TicketState(StrEnum):
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    EMERGENCY_TRANSFERRED = "emergency_transferred"
    DISPATCHED = "dispatched"
    DISPUTED = "disputed"  # 派单异议
    SIGNED = "signed"
    PROCESSING = "processing"
    REPLIED = "replied"
    AUDITED = "audited"
    FOLLOWED_UP = "followed_up"  # 回访
    CLOSED = "closed"
    MERGED = "merged"
    TERMINATED = "terminated"


#: nothing more happens to a ticket in one of these
ENDED_TICKETS = frozenset(
    {TicketState.REJECTED, TicketState.CLOSED, TicketState.MERGED, TicketState.TERMINATED}
)


class TicketSource(StrEnum):
    OFFICIAL_ACCOUNT = "official_account"
    MINI_PROGRAM = "mini_program"
    STAFF = "staff"
    HOTLINE_12345 = "hotline_12345"
    SURVEY = "survey"
