"""A chat with the bot as any person of the demo: what a phone would show, in a web page.

What is typed goes to the account's door as WeChat would send it: signed, and encrypted where the
account has a key. An answer that comes later, by customer-service message, appears as well.
"""

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import httpx
from defusedxml.ElementTree import fromstring
from werkzeug.wrappers import Request, Response

from bot.wechat.crypto import SafeMode, signature
from bot.wechat.standin.asked import body_of
from bot.wechat.standin.codes import openid_of
from bot.wechat.standin.service import StandIn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PAGE = Path(__file__).with_name("chat.html")
WAITS_SECONDS = 5.0  # as long as WeChat does
#: what the page may send, and WeChat's names for it
KINDS: Mapping[str, Sequence[str]] = {
    "text": ("Content",),
    "voice": ("MediaId", "Recognition"),
    "image": ("MediaId", "PicUrl"),
    "location": ("Location_X", "Location_Y", "Label"),
    "event": ("Event", "EventKey"),
}


@dataclass(frozen=True, slots=True)
class Door:
    """Where the bot listens, and what it knows WeChat by. ``aes_key`` is empty in plain mode."""

    url: str
    token: str
    appid: str = ""
    aes_key: str = ""


class Chat:
    """The stand-in with a page before it: ``/`` shows it, ``/say`` sends."""

    def __init__(self, stand_in: StandIn, door: Door, people: Sequence[str]) -> None:
        self._stand_in, self._door, self._people = stand_in, door, people
        self._http = httpx.Client(timeout=WAITS_SECONDS, trust_env=False)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> "Iterable[bytes]":
        request = Request(environ)
        if request.method == "GET" and request.path == "/":
            return self._page()(environ, start_response)
        if request.method == "POST" and request.path == "/say":
            return self._said(body_of(request))(environ, start_response)
        return self._stand_in(environ, start_response)

    def _page(self) -> Response:
        people = [{"name": name, "openid": openid_of(name)} for name in self._people]
        page = PAGE.read_text("utf-8").replace("[/*people*/]", json.dumps(people))
        return Response(page, content_type="text/html; charset=utf-8")

    def _said(self, told: Mapping[str, Any]) -> Response:
        """What the bot answered at once; empty where it answers later, or not at all."""
        openid, kind = openid_of(str(told.get("name") or "")), str(told.get("kind") or "text")
        if openid is None or kind not in KINDS:
            return _json({"error": "name and kind are needed"}, 400)
        fields = {name: str(told[name]) for name in KINDS[kind] if told.get(name)}
        self._stand_in.messages.heard(self._door.appid or "wx-demo-official", openid)
        try:
            answer = self._deliver(_message(openid, kind, fields))
        except httpx.HTTPError as trouble:
            return _json({"error": f"the bot does not answer: {type(trouble).__name__}"}, 502)
        return _json({"openid": openid, "text": answer})

    def _deliver(self, xml: str) -> str:
        query = _signed(self._door.token)
        safe = None
        if self._door.aes_key:
            safe = SafeMode(self._door.token, self._door.aes_key, self._door.appid)
            sealed = safe.close(xml, timestamp=int(query["timestamp"]))
            query |= {"nonce": sealed.nonce, "msg_signature": sealed.signature}
            query["signature"] = signature(self._door.token, query["timestamp"], sealed.nonce)
            xml = f"<xml><ToUserName>gh</ToUserName><Encrypt>{sealed.encrypt}</Encrypt></xml>"
        headers = {"Content-Type": "text/xml"}
        came = self._http.post(self._door.url, params=query, content=xml.encode(), headers=headers)
        came.raise_for_status()
        return "" if came.text == "success" else _content(came.content, safe)


def _message(openid: str, kind: str, fields: Mapping[str, str]) -> str:
    now = int(time.time())
    known = {"ToUserName": "gh_sanwen", "FromUserName": openid, "CreateTime": str(now)}
    known |= {"MsgType": kind, **fields}
    if kind != "event":
        known["MsgId"] = str(secrets.randbelow(10**18))
    root = ET.Element("xml")
    for name, value in known.items():
        ET.SubElement(root, name).text = value
    return ET.tostring(root, encoding="unicode")


def _content(body: bytes, safe: SafeMode | None) -> str:
    root = fromstring(body)
    if safe is not None:
        told = {name: root.findtext(name, "") for name in ("MsgSignature", "TimeStamp", "Nonce")}
        opened = safe.open(
            root.findtext("Encrypt", ""),
            signed=told["MsgSignature"],
            timestamp=told["TimeStamp"],
            nonce=told["Nonce"],
        )
        root = fromstring(opened)
    return str(root.findtext("Content", ""))


def _signed(token: str) -> dict[str, str]:
    timestamp, nonce = str(int(time.time())), secrets.token_hex(8)
    return {
        "timestamp": timestamp,
        "nonce": nonce,
        "signature": signature(token, timestamp, nonce),
    }


def _json(told: Any, status: int = 200) -> Response:
    body = json.dumps(told, ensure_ascii=False)
    return Response(body, status, content_type="application/json; charset=utf-8")
