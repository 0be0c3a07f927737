"""What WeChat does not have: doors to plant failures and to read what was sent.

| call | does |
| --- | --- |
| POST /_stand-in/fail | plants a ``Trouble``: errcode, times, path, delay_seconds, half |
| POST /_stand-in/mend | forgets what was planted |
| POST /_stand-in/expire-tokens | every token in use is stale |
| POST /_stand-in/heard | {appid, openid}: the person wrote, for the 48 hours |
| POST /_stand-in/accept | {openid, template_id}: the person accepts one subscribe message |
| POST /_stand-in/media | the bytes of a picture → {media_id} |
| GET /_stand-in/sent?openid=&after= | what the person would have read since |
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

from werkzeug.wrappers import Request, Response

from bot.wechat.standin.asked import body_of
from bot.wechat.standin.credentials import Credentials
from bot.wechat.standin.files import Media
from bot.wechat.standin.messages import Messages
from bot.wechat.standin.troubles import Trouble, Troubles

PATH = "/_stand-in/"


@dataclass(frozen=True, slots=True)
class Inside:
    """The parts of a stand-in."""

    messages: Messages
    media: Media
    troubles: Troubles
    credentials: Credentials


def answer(inside: Inside, request: Request) -> Response:
    """Do what the path says."""
    name = request.path.removeprefix(PATH)
    if request.method == "GET" and name == "sent":
        return _json(_sent(inside, request))
    if request.method != "POST":
        return Response("404 page not found", 404)
    try:
        return _json(_done(inside, name, request))
    except (KeyError, ValueError) as wrong:
        return _json({"error": str(wrong)}, 400)


def _done(inside: Inside, name: str, request: Request) -> Any:
    told = body_of(request)
    if name == "media":
        return {"media_id": inside.media.give(request.get_data())}
    if name == "fail":
        inside.troubles.plant(Trouble.read(told))
    elif name == "mend":
        inside.troubles.mend()
    elif name == "expire-tokens":
        inside.credentials.expire()
    elif name == "heard":
        inside.messages.heard(str(told["appid"]), str(told["openid"]))
    elif name == "accept":
        inside.messages.accept(str(told["openid"]), str(told["template_id"]))
    else:
        raise ValueError(f"{name}: there is no such thing")
    return {"ok": True}


def _sent(inside: Inside, request: Request) -> Any:
    openid, after = request.args.get("openid"), request.args.get("after", 0, int)
    found = [each for each in inside.messages.sent if each.number > after]
    return [asdict(each) for each in found if openid in {None, each.openid}]


def _json(told: Any, status: int = 200) -> Response:
    body = json.dumps(told, ensure_ascii=False)
    return Response(body, status, content_type="application/json")
