"""What a call asked for, and how the stand-in refuses: in WeChat's errcodes."""

from collections.abc import Mapping
from typing import Any

from werkzeug.wrappers import Request

Answer = dict[str, Any]
OK: Answer = {"errcode": 0, "errmsg": "ok"}


class Refusal(Exception):
    """The call is answered with an errcode."""

    def __init__(self, errcode: int, errmsg: str) -> None:
        super().__init__(errmsg)
        self.body: Answer = {"errcode": errcode, "errmsg": errmsg}


def body_of(request: Request) -> Answer:
    """The JSON object that was sent; empty for anything else."""
    told = request.get_json(force=True, silent=True)
    return told if isinstance(told, dict) else {}


def check_given(asked: Mapping[str, Any], **errcodes: int) -> None:
    """Refuse with its errcode what is missing."""
    for name, errcode in errcodes.items():
        if not asked.get(name):
            raise Refusal(errcode, f"{name} missing")
