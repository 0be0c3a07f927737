"""Who acts. Made at the door from a token, an openid or a job's name; passed on as ``by``."""

from dataclasses import dataclass
from uuid import UUID

from models.kinds import Role

STAFF = frozenset(
    {Role.VOLUNTEER, Role.COMMITTEE, Role.OFFICE, Role.SUBDISTRICT, Role.BUREAU, Role.ADMIN}
)


def prefix_of(division: str) -> str:
    """What the codes of everything within a division begin with.

    GB/T 2260 fills up with zeros: 630000 is a province (63…), 510100 a city (5101…), 510105 a
    district; streets and communities add three digits each, 000 where there are none.
    """
    code = division
    while len(code) > 6 and code.endswith("000"):
        code = code[:-3]
    while 2 < len(code) <= 6 and code.endswith("00"):
        code = code[:-2]
    return code


@dataclass(frozen=True, slots=True)
class Reach:
    """Which places somebody may act on: a division and all below it, or a list of estates.

    ``division`` is a prefix of GB/T 2260 codes (`prefix_of`); the empty string reaches everywhere.
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
