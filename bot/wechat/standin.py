"""The stand-in: answers WeChat's HTTP API as WeChat does, for demo mode and for tests.

A WSGI application without a database. Codes ``demo:<name>`` and ``demo:<phone digits>`` may be used
again and again; the codes that ``give_code`` and ``give_phone_code`` hand out work once, as real
ones do. What was sent to people is in ``sent``.
"""

import base64
import json
import re
import secrets
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from bot.wechat.login import DEMO

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

KEEPS = 200  # messages; the oldest are forgotten
TOKEN_LASTS = 7200
MOST_BYTES = 2048  # of a text message
SERVER_ERROR = 500  # no errcode of WeChat's: fail_next(500) plants a bare HTTP 500
_OPENID = re.compile(r"[A-Za-z0-9_-]{1,128}")

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sent:
    """A customer-service message that somebody would have read."""

    openid: str
    text: str


class _Refusal(Exception):
    def __init__(self, errcode: int, errmsg: str) -> None:
        super().__init__(errmsg)
        self.body: Answer = {"errcode": errcode, "errmsg": errmsg}


class StandIn:
    """``wsgi_app`` for a server, or for httpx.WSGITransport."""

    def __init__(self) -> None:
        self.sent: deque[Sent] = deque(maxlen=KEEPS)
        self.calls: Counter[str] = Counter()
        self._codes: dict[tuple[str, str], str | None] = {}  # → what it stands for; None: used
        self._troubles: deque[int] = deque()
        self._token = _new_token()
        self._lock = threading.Lock()
        self._served: dict[str, tuple[str, Callable[[Request], Answer]]] = {
            "/sns/jscode2session": ("GET", self._jscode2session),
            "/cgi-bin/stable_token": ("POST", self._stable_token),
            "/wxa/business/getuserphonenumber": ("POST", self._getuserphonenumber),
            "/cgi-bin/message/custom/send": ("POST", self._custom_send),
        }

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        return self._answer(Request(environ))(environ, start_response)

    def give_code(self, openid: str) -> str:
        """A code of ``wx.login`` for this openid."""
        return self._keep_code("login", openid)

    def give_phone_code(self, phone: str) -> str:
        """A code of the phone button for this number."""
        return self._keep_code("phone", phone)

    def fail_next(self, errcode: int) -> None:
        """Answer the next call (other than for a token) with this errcode, or SERVER_ERROR."""
        self._troubles.append(errcode)

    def expire_token(self) -> None:
        """From now on the token in use is stale."""
        self._token = _new_token()

    def _keep_code(self, kind: str, meaning: str) -> str:
        code = secrets.token_hex(16)
        self._codes[kind, code] = meaning
        return code

    def _answer(self, request: Request) -> Response:
        if request.path not in self._served:
            return Response("404 page not found", 404)
        with self._lock:
            self.calls[request.path] += 1
            try:
                answer = self._served_by(request)
            except _Refusal as refusal:
                answer = refusal.body
        if answer.get("errcode") == SERVER_ERROR:
            return Response("Internal Server Error", 500)
        return Response(json.dumps(answer), content_type="application/json; encoding=utf-8")

    def _served_by(self, request: Request) -> Answer:
        method, serve = self._served[request.path]
        if request.method != method:
            raise _Refusal(43001 if method == "GET" else 43002, f"require {method} method")
        if self._troubles and request.path != "/cgi-bin/stable_token":
            raise _Refusal(self._troubles.popleft(), "planted")
        return serve(request)

    def _jscode2session(self, request: Request) -> Answer:
        _check_given(request.args, appid=41002, secret=41004, js_code=41008)
        if request.args.get("grant_type") != "authorization_code":
            raise _Refusal(40002, "invalid grant_type")
        openid = self._take("login", request.args["js_code"], openid_of)
        return {"openid": openid, "session_key": base64.b64encode(secrets.token_bytes(16)).decode()}

    def _stable_token(self, request: Request) -> Answer:
        asked = _json(request)
        _check_given(asked, appid=41002, secret=41004)
        if asked.get("grant_type") != "client_credential":
            raise _Refusal(40002, "invalid grant_type")
        if asked.get("force_refresh") is True:
            self.expire_token()
        return {"access_token": self._token, "expires_in": TOKEN_LASTS}

    def _getuserphonenumber(self, request: Request) -> Answer:
        self._check_token(request)
        phone = self._take("phone", str(_json(request).get("code") or ""), _digits_of)
        told = {"phoneNumber": phone, "purePhoneNumber": phone, "countryCode": "86"}
        return {"errcode": 0, "errmsg": "ok", "phone_info": told}

    def _custom_send(self, request: Request) -> Answer:
        self._check_token(request)
        asked = _json(request)
        openid, text = str(asked.get("touser") or ""), asked.get("text")
        content = text.get("content") if isinstance(text, dict) else None
        if not _OPENID.fullmatch(openid):
            raise _Refusal(40003, "invalid openid")
        if asked.get("msgtype") != "text":
            raise _Refusal(40008, "invalid message type")
        if not isinstance(content, str) or not content:
            raise _Refusal(44004, "empty content")
        if len(content.encode()) > MOST_BYTES:
            raise _Refusal(45002, "content size out of limit")
        self.sent.append(Sent(openid, content))
        return {"errcode": 0, "errmsg": "ok"}

    def _check_token(self, request: Request) -> None:
        token = request.args.get("access_token")
        if not token:
            raise _Refusal(41001, "access_token missing")
        if token != self._token:
            raise _Refusal(40001, "invalid credential, access_token is invalid or not latest")

    def _take(self, kind: str, code: str, read: Callable[[str], str | None]) -> str:
        """What a code stands for; each one is taken once."""
        if code.startswith(DEMO):
            meaning = read(code.removeprefix(DEMO))
        elif (kind, code) in self._codes:
            meaning, self._codes[kind, code] = self._codes[kind, code], None
            if meaning is None:
                raise _Refusal(40163, "code been used")
        else:
            meaning = None
        if meaning is None:
            raise _Refusal(40029, "invalid code")
        return meaning


def openid_of(name: str) -> str | None:
    """28 characters that begin with "o", the same for a name each time."""
    digest = base64.urlsafe_b64encode(sha256(name.encode()).digest()).decode()
    return f"o{digest[:27]}" if name else None


def _digits_of(name: str) -> str | None:
    return name if name.isascii() and name.isdigit() else None


def _json(request: Request) -> Answer:
    told = request.get_json(force=True, silent=True)
    return told if isinstance(told, dict) else {}


def _check_given(asked: Mapping[str, Any], **errcodes: int) -> None:
    for name, errcode in errcodes.items():
        if not asked.get(name):
            raise _Refusal(errcode, f"{name} missing")


def _new_token() -> str:
    return secrets.token_urlsafe(100)
