"""Failures on request: errcodes, a bare HTTP error, answers that come late or in half."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

SERVER_ERROR = 500  # no errcode of WeChat's: a bare HTTP 500


@dataclass(frozen=True, slots=True)
class Trouble:
    """What goes wrong, how often, and with which calls.

    With neither errcode nor half nor delay nothing is wrong. ``times`` 0: until it is mended.
    ``half``: the call has its effect, but its answer breaks off.
    """

    errcode: int = 0
    times: int = 1
    path: str = ""  # of the call; empty: any but the one for a token
    delay_seconds: float = 0.0
    half: bool = False

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> "Trouble":
        """From JSON. ValueError for a name that means nothing, or a value of another kind."""
        kinds = {field.name: type(field.default) for field in fields(cls)}
        for name, value in told.items():
            number = kinds.get(name) is float and type(value) is int
            if name not in kinds or not (number or type(value) is kinds[name]):
                raise ValueError(f"{name}: known are {', '.join(sorted(kinds))}")
        return cls(**told)


class Troubles:
    """Those that are still to come, in the order in which they were planted."""

    def __init__(self) -> None:
        self._planted: list[Trouble] = []

    def plant(self, trouble: Trouble) -> None:
        """It meets the next calls that it is for."""
        self._planted.append(trouble)

    def mend(self) -> None:
        """All is well again."""
        self._planted.clear()

    def next_for(self, path: str) -> Trouble:
        """What meets this call; a Trouble that is none where all is well."""
        for place, trouble in enumerate(self._planted):
            if trouble.path == path or (not trouble.path and path != "/cgi-bin/stable_token"):
                if trouble.times == 1:
                    del self._planted[place]
                elif trouble.times:
                    self._planted[place] = replace(trouble, times=trouble.times - 1)
                return trouble
        return Trouble()
