"""The stand-in itself: a WSGI application without a database that answers as WeChat's API does.

Beside WeChat's paths it has some of its own under ``/_stand-in/``, see ``control``.
"""

import base64
import json
import secrets
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

from bot.wechat.standin import control, files
from bot.wechat.standin.asked import Answer, Refusal, body_of, check_given
from bot.wechat.standin.codes import Codes
from bot.wechat.standin.control import Inside
from bot.wechat.standin.credentials import Credentials
from bot.wechat.standin.messages import Messages, Sent
from bot.wechat.standin.troubles import SERVER_ERROR, Trouble, Troubles

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

#: WeChat's own text to try msgSecCheck with
RISKY = "特3456书yuuo莞6543李zxcz蒜7782法fgnv级"

#: what a call is answered with; ``appid`` is the account whose token it bears
Serve = Callable[[Request, str], "Answer | Response"]


class StandIn:
    """For a server, or for httpx.WSGITransport. ``ticks``: seconds, to let tokens expire by."""

    def __init__(
        self, *, ticks: Callable[[], float] = time.monotonic, strict: bool = False
    ) -> None:
        self.calls: Counter[str] = Counter()
        self.messages = Messages(ticks, strict=strict)
        self.media = files.Media()
        self.troubles = Troubles()
        self._codes, self._credentials = Codes(), Credentials(ticks)
        self._inside = Inside(self.messages, self.media, self.troubles, self._credentials)
        self._lock = threading.Lock()
        self._open: dict[str, tuple[str, Callable[[Request], Answer]]] = {
            "/sns/jscode2session": ("GET", self._jscode2session),
            "/sns/oauth2/access_token": ("GET", self._web_authorised),
            "/cgi-bin/stable_token": ("POST", self._stable_token),
        }
        self._with_token: dict[str, tuple[str, Serve]] = {
            "/wxa/business/getuserphonenumber": ("POST", self._getuserphonenumber),
            "/cgi-bin/message/custom/send": ("POST", self._custom_send),
            "/cgi-bin/message/subscribe/send": ("POST", self._subscribe_send),
            "/wxa/msg_sec_check": ("POST", self._msg_sec_check),
            "/wxa/getwxacodeunlimit": ("POST", self._getwxacodeunlimit),
            "/cgi-bin/qrcode/create": ("POST", self._qrcode_create),
            "/cgi-bin/media/get": ("GET", self._media_get),
        }

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        request = Request(environ)
        if request.path.startswith(control.PATH):
            with self._lock:
                return control.answer(self._inside, request)(environ, start_response)
        return self._answer(request)(environ, start_response)

    @property
    def sent(self) -> deque[Sent]:
        """What people would have read, oldest first."""
        return self.messages.sent

    def give_code(self, openid: str) -> str:
        """A code of ``wx.login`` for this openid."""
        return self._codes.give("login", openid)

    def give_phone_code(self, phone: str) -> str:
        """A code of the phone button for this number."""
        return self._codes.give("phone", phone)

    def fail_next(self, errcode: int) -> None:
        """Answer the next call (other than for a token) with this errcode, or SERVER_ERROR."""
        self.troubles.plant(Trouble(errcode))

    def expire_token(self) -> None:
        """From now on the tokens in use are stale."""
        self._credentials.expire()

    def _answer(self, request: Request) -> Response:
        known = self._open.get(request.path) or self._with_token.get(request.path)
        if known is None:
            return Response("404 page not found", 404)
        with self._lock:
            self.calls[request.path] += 1
            trouble = self.troubles.next_for(request.path)
        if trouble.delay_seconds:
            time.sleep(trouble.delay_seconds)
        if trouble.errcode == SERVER_ERROR:
            return Response("Internal Server Error", 500)
        with self._lock:
            try:
                answer = _written(self._served(request, known[0], trouble))
            except Refusal as refusal:
                answer = _written(refusal.body)
        if trouble.half:
            answer.set_data(answer.get_data()[: len(answer.get_data()) // 2])
        return answer

    def _served(self, request: Request, method: str, trouble: Trouble) -> "Answer | Response":
        if request.method != method:
            raise Refusal(43001 if method == "GET" else 43002, f"require {method} method")
        if trouble.errcode:
            raise Refusal(trouble.errcode, "planted")
        if request.path in self._open:
            return self._open[request.path][1](request)
        appid = self._credentials.account_of(request.args.get("access_token"))
        return self._with_token[request.path][1](request, appid)

    def _jscode2session(self, request: Request) -> Answer:
        check_given(request.args, appid=41002, secret=41004, js_code=41008)
        if request.args.get("grant_type") != "authorization_code":
            raise Refusal(40002, "invalid grant_type")
        openid = self._codes.openid(request.args["js_code"])
        return {"openid": openid, "session_key": base64.b64encode(secrets.token_bytes(16)).decode()}

    def _web_authorised(self, request: Request) -> Answer:
        check_given(request.args, appid=41002, secret=41004, code=41008)
        if request.args.get("grant_type") != "authorization_code":
            raise Refusal(40002, "invalid grant_type")
        openid = self._codes.openid(request.args["code"])
        return {
            "access_token": secrets.token_hex(32),
            "expires_in": 7200,
            "refresh_token": secrets.token_hex(32),
            "openid": openid,
            "scope": "snsapi_base",
        }

    def _stable_token(self, request: Request) -> Answer:
        asked = body_of(request)
        check_given(asked, appid=41002, secret=41004)
        if asked.get("grant_type") != "client_credential":
            raise Refusal(40002, "invalid grant_type")
        return self._credentials.issue(str(asked["appid"]), anew=asked.get("force_refresh") is True)

    def _getuserphonenumber(self, request: Request, _appid: str) -> Answer:
        phone = self._codes.phone(str(body_of(request).get("code") or ""))
        told = {"phoneNumber": phone, "purePhoneNumber": phone, "countryCode": "86"}
        return {"errcode": 0, "errmsg": "ok", "phone_info": told}

    def _custom_send(self, request: Request, appid: str) -> Answer:
        return self.messages.custom(appid, body_of(request))

    def _subscribe_send(self, request: Request, appid: str) -> Answer:
        return self.messages.subscribe(appid, body_of(request))

    def _msg_sec_check(self, request: Request, _appid: str) -> Answer:
        asked = body_of(request)
        check_given(asked, openid=40003, content=44002)
        if asked.get("version") != 2 or asked.get("scene") not in {1, 2, 3, 4}:
            raise Refusal(40129, "invalid scene")
        if len(str(asked["content"])) > 2500:
            raise Refusal(45002, "content size out of limit")
        risky = RISKY in str(asked["content"])
        result = (
            {"suggest": "risky", "label": 20006} if risky else {"suggest": "pass", "label": 100}
        )
        return {"errcode": 0, "errmsg": "ok", "result": result, "trace_id": secrets.token_hex(16)}

    def _getwxacodeunlimit(self, request: Request, _appid: str) -> Response:
        return files.mini_program_code(body_of(request))

    def _qrcode_create(self, request: Request, _appid: str) -> Answer:
        return files.account_code(body_of(request))

    def _media_get(self, request: Request, _appid: str) -> Response:
        return self.media.get(request.args.get("media_id", ""))


def _written(answer: "Answer | Response") -> Response:
    if isinstance(answer, Response):
        return answer
    return Response(json.dumps(answer), content_type="application/json; encoding=utf-8")
