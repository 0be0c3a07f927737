"""Somebody with a phone: sends what WeChat would send, signed as WeChat signs."""

import itertools
from hashlib import sha1
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from defusedxml.ElementTree import fromstring

from models import clock
from models.base import db, transaction
from models.kinds import MemberRole, MemberState
from models.people import Membership
from surveys import residents

TOKEN = "sanwen-demo-token"
_ids = itertools.count(7_000_000_000)


def signed(token=TOKEN, timestamp=None, nonce="n0nce", account="official", **more):
    timestamp = timestamp or str(int(clock.now().timestamp()))
    parts = "".join(sorted([token, timestamp, nonce]))
    digest = sha1(parts.encode()).hexdigest()  # noqa: S324  # WeChat's choice
    query = {"timestamp": timestamp, "nonce": nonce, "signature": digest, **more}
    return f"/wechat/{account}?" + urlencode(query)


def message(openid, kind="text", message_id=None, **fields):
    """The XML of one message; ``message_id`` "" for an event."""
    wanted = {
        "ToUserName": "gh_sanwen",
        "FromUserName": openid,
        "CreateTime": "1795147200",
        "MsgType": kind,
        **fields,
    }
    if message_id != "":
        wanted["MsgId"] = str(message_id or next(_ids))
    root = ET.Element("xml")
    for name, value in wanted.items():
        ET.SubElement(root, name).text = value
    return ET.tostring(root)


class Person:
    """One openid at the official account."""

    def __init__(self, http, openid="o-zhang-san"):
        self.http, self.openid = http, openid

    def sends(self, kind="text", message_id=None, **fields):
        body = message(self.openid, kind, message_id, **fields)
        return self.http.post(signed(), data=body, content_type="text/xml")

    def hears(self, answer):
        assert answer.status_code == 200, answer.get_data(as_text=True)
        assert answer.mimetype == "application/xml"
        root = fromstring(answer.get_data())
        assert root.findtext("ToUserName") == self.openid
        assert root.findtext("MsgType") == "text"
        return root.findtext("Content")

    def says(self, text, **more):
        return self.hears(self.sends(Content=text, **more))

    def lives_in(self, *unit_ids, state=MemberState.VERIFIED):
        with transaction():
            resident = residents.welcome(self.openid, at=clock.now())
            for unit_id in unit_ids:
                db.session.add(
                    Membership(
                        resident_id=resident.id,
                        unit_id=unit_id,
                        role=MemberRole.OWNER,
                        state=state,
                        identity_level=2,
                        created_at=clock.now(),
                    )
                )
        return self
