"""How each consent stood when it was last counted: for lists of a thousand estates."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class ConsentStanding(Base):
    """The last count of a round under a rule set. Nothing is decided by it: a result is recounted.

    ``missing`` is the largest shortfall of any test as thousandths of its whole, so that different
    measures sort together; 0 when every number is reached.
    """

    __tablename__ = "consent_standing"
    __table_args__ = (Index("ix_consent_standing_estate", "estate_id"),)

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    estate_id: Mapped[UUID] = mapped_column(ForeignKey("estate.id"))
    passed: Mapped[bool]
    reached: Mapped[bool]
    missing: Mapped[int]
    objections: Mapped[int]
    turnout: Mapped[int]  # thousandths of the households
    facts: Mapped[dict[str, object]] = mapped_column(JSON)
    counted_at: Mapped[datetime]
