"""What we know of WeChat's accounts: their access tokens."""

from datetime import datetime

from sqlalchemy import String
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
