"""What to do at once in danger, and whom to call. Said before anything is asked.

Source   城镇燃气管理条例 art. 40, 42 (gas: tell the operator or the fire service at once).
         110, 119, 120 and 95598 are the same everywhere; the gas, lift and power companies'
         numbers are those of the offices set up for the division.
``text`` and the national names are msgids of ``locales/``; offices bear their own names.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.tickets.offices import nearest_among, serving
from models.errors import _
from models.listening import Office, Ticket

FIRE, POLICE, AMBULANCE, POWER = "119", "110", "120", "95598"
NATIONAL = {
    FIRE: _("Fire and rescue"),
    POLICE: _("Police"),
    AMBULANCE: _("Ambulance"),
    POWER: _("Power supply"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """One kind of danger: the safety line, national numbers, and kinds of local offices."""

    text: str
    numbers: tuple[str, ...]
    offices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """A card with the numbers of one place: ``(name, number)``, the first to call first."""

    text: str
    numbers: tuple[tuple[str, str], ...]


CARDS: Mapping[str, Card] = {
    "gas_leak": Card(
        _(
            "Leave now and warn the others. Touch no switch, light no flame, "
            "do not phone inside. Call from outside."
        ),
        (FIRE,),
        ("GS",),
    ),
    "fire": Card(
        _(
            "Leave by the stairs, bend low, close the doors behind you. "
            "Do not take the lift, do not go back."
        ),
        (FIRE,),
    ),
    "lift_trapped": Card(
        _(
            "Press the alarm button and keep away from the doors. Do not force them open: "
            "there is air, and help comes within 30 minutes."
        ),
        (FIRE,),
        ("EL", "PM"),
    ),
    "collapse_fall": Card(
        _("Keep well away from the wall, scaffold or pit, and keep others away."),
        (FIRE, AMBULANCE),
    ),
    "electric_shock": Card(
        _(
            "Touch neither the wire nor whoever is in contact with it. Stay eight metres away, "
            "and cut the power only where you can do so safely."
        ),
        (POWER, AMBULANCE, FIRE),
        ("PW",),
    ),
    "injury": Card(
        _("Call an ambulance now. Stay with the person; move them only out of danger."),
        (AMBULANCE,),
    ),
    "crime": Card(
        _("Get to a safe place and call the police now."),
        (POLICE,),
    ),
}
ANY_DANGER = Card(
    _("Get yourself and others out of danger first, then call for help."),
    (FIRE, AMBULANCE, POLICE),
)


def advice_for(category: str, division: str) -> Advice:
    """The card for an emergency of ``category``, with the numbers of ``division``."""
    return advice_for_all([(category, division)])[category, division]


def advice_for_all(matters: Collection[tuple[str, str]]) -> dict[tuple[str, str], Advice]:
    """The cards of many emergencies, each a category and a division, in one statement."""
    kinds = {kind for category, _division in matters for kind in _card(category).offices}
    found = serving(kinds, {division for _category, division in matters})
    return {matter: _filled(_card(matter[0]), matter[1], found) for matter in matters}


def danger_of(ticket: Ticket) -> str:
    """The category of its danger: what a person made of it, else what was heard."""
    heard = str(ticket.reading.get("category", ""))
    return ticket.category if ticket.category in CARDS else heard


def _card(category: str) -> Card:
    return CARDS.get(category, ANY_DANGER)


def _filled(card: Card, division: str, found: Sequence[Office]) -> Advice:
    national = [(NATIONAL[number], number) for number in card.numbers]
    offices = nearest_among(found, card.offices, division)
    local = [(office.name, office.phone) for office in offices if office.phone]
    return Advice(card.text, (*national, *local))
