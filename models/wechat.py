"""What we know of WeChat's accounts: their access tokens, and whom they may write to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.sealed import Sealed


class WechatToken(Base):
    """An account's access token, for all processes. ``renewing_until``: one of them is at it."""

    __tablename__ = "wechat_token"

    appid: Mapped[str] = mapped_column(String(64), primary_key=True)
    token: Mapped[str | None] = mapped_column(Sealed)
    good_until: Mapped[datetime | None]
    renewing_until: Mapped[datetime | None]


class Reach(Base):
    """When a person last wrote to an account, and how many messages went to them since."""

    __tablename__ = "reach"
    __table_args__ = (CheckConstraint("sent_since >= 0", name="counted"),)

    resident_id: Mapped[UUID] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    account: Mapped[str] = mapped_column(String(16), primary_key=True)  # "official" | "miniprogram"
    heard_at: Mapped[datetime]
    sent_since: Mapped[int] = mapped_column(default=0)
