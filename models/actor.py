"""Who acts. Made at the door from a token, an openid or a job's name; passed on as ``by``."""

from dataclasses import dataclass
from uuid import UUID

from models.kinds import Role

STAFF = frozenset(
    {Role.VOLUNTEER, Role.COMMITTEE, Role.OFFICE, Role.SUBDISTRICT, Role.BUREAU, Role.ADMIN}
)


@dataclass(frozen=True, slots=True)
class Reach:
    """Which places somebody may act on: a division and all below it, or a list of estates.

    ``division`` is a prefix of a GB/T 2260 code; the empty string reaches everywhere.
    """

    division: str | None = None
    estates: frozenset[UUID] = frozenset()

    def covers(self, division: str, estate_id: UUID) -> bool:
        """Does an estate in ``division`` lie within this reach?"""
        within = self.division is not None and division.startswith(self.division)
        return within or estate_id in self.estates


@dataclass(frozen=True, slots=True)
class Actor:
    """``id`` is a resident's or a staff account's; the clock has none of its own."""

    id: UUID
    role: Role
    reach: Reach = Reach()
    office_id: UUID | None = None

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF


CLOCK = Actor(UUID(int=0), Role.CLOCK, Reach(division=""))
