"""Our encryption against another hand's, WeRoBot's, both ways; and everything it must refuse."""

import json
from base64 import b64decode, b64encode

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st
from werobot.crypto import MessageCrypt
from werobot.utils import get_signature

from bot.dialogue.wire import enveloped
from bot.wechat import crypto
from bot.wechat.crypto import SafeMode, check_signature, signature
from models.errors import MessageUnreadable, WrongSignature

TOKEN, APPID = "a-token", "wx0123456789abcdef"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
KEY = b64decode(AES_KEY + "=")
ours = SafeMode(TOKEN, AES_KEY, APPID)
theirs = MessageCrypt(TOKEN, AES_KEY, APPID)

texts = st.text(st.characters(exclude_categories=["Cs"]))
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


def opened(encrypted, safe=ours):
    """``encrypted`` as it would come, rightly signed."""
    signed = signature(TOKEN, "1", "2", encrypted)
    return safe.open(encrypted, signed=signed, timestamp="1", nonce="2")


def frame(text=b"hello", appid=b"wx0123456789abcdef", length=None, fill=None):
    """A frame as WeChat builds it, or one that is off in one place."""
    size = len(text) if length is None else length
    plain = b"r" * 16 + size.to_bytes(4, "big") + text + appid
    rest = 32 - len(plain) % 32
    return plain + (bytes([rest]) * rest if fill is None else fill(rest))


def sealed(plain):
    encryptor = Cipher(algorithms.AES(KEY), modes.CBC(KEY[:16])).encryptor()
    return b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


class TestBothWays:
    @given(texts)
    def test_what_we_close_they_open(self, text):
        envelope = ours.close(text, timestamp=1795147200)
        told = str(envelope.timestamp), envelope.nonce, envelope.signature, envelope.encrypt
        assert theirs.decrypt_message(*told).decode() == text

    @given(texts, st.integers(0, 10**11).map(str), names)
    def test_what_they_close_we_open(self, text, timestamp, nonce):
        encrypted = theirs.prp_crypto.encrypt(text, APPID).decode()
        signed = get_signature(TOKEN, timestamp, nonce, encrypted)
        assert ours.open(encrypted, signed=signed, timestamp=timestamp, nonce=nonce) == (
            text.encode()
        )

    @given(names, names, names)
    def test_we_sign_alike(self, token, timestamp, nonce):
        assert signature(token, timestamp, nonce) == get_signature(token, timestamp, nonce)

    def test_their_answer_and_ours_have_the_same_parts(self):
        envelope = ours.close("收到", timestamp=7)
        answer = fromstring(enveloped("xml", envelope))
        expected = fromstring(theirs.encrypt_message("收到", "7", envelope.nonce))
        assert [each.tag for each in answer] == [each.tag for each in expected]
        assert answer.findtext("TimeStamp") == expected.findtext("TimeStamp") == "7"
        told = {each.tag: each.text for each in answer}
        assert json.loads(enveloped("json", envelope)) == told | {"TimeStamp": 7}

    @pytest.mark.parametrize("length", range(64))
    def test_every_length_of_filling(self, length):
        text = "x" * length
        assert opened(ours.close(text, timestamp=1).encrypt) == text.encode()

    def test_the_same_text_never_looks_the_same(self):
        assert len({ours.close("收到", timestamp=1).encrypt for _ in range(50)}) == 50


GOOD = sealed(frame())
TORN = {
    "no base64": "这不是",
    "holes in base64": GOOD[:8] + "\n" + GOOD[8:],
    "cut base64": GOOD[:-1],
    "nothing": "",
    "one AES block": b64encode(b64decode(GOOD)[:16]).decode(),
    "a block too few": b64encode(b64decode(GOOD)[:-16]).decode(),
    "truncated": sealed(frame(b"x" * 80)[:64]),
    "no filling": sealed(frame(fill=lambda rest: b"\0" * rest)),
    "filling too long": sealed(frame(fill=lambda rest: b"\xff" * rest)),
    "filling of mixed bytes": sealed(frame(fill=lambda rest: b"\1" * (rest - 1) + bytes([rest]))),
    "length beyond the end": sealed(frame(length=2**32 - 1)),
    "length one too long": sealed(frame(length=6)),
    "length one too short": sealed(frame(length=4)),
    "another appid": sealed(frame(appid=b"wx0123456789abcdee")),
    "no appid": sealed(frame(appid=b"")),
    "appid that is no text": sealed(frame(appid=b"\xff" * 18)),
    "all filling": sealed(b"\x20" * 32),
    "random bytes": b64encode(b"\x5a" * 64).decode(),
}


class TestRefused:
    def test_the_good_one_is_good(self):
        assert opened(GOOD) == b"hello"

    @pytest.mark.parametrize("torn", TORN.values(), ids=TORN)
    def test_whatever_is_wrong_inside_is_one_refusal(self, torn):
        with pytest.raises(MessageUnreadable) as refusal:
            opened(torn)
        assert (refusal.value.facts, refusal.value.__cause__) == ({}, None)

    @given(st.binary(max_size=200))
    def test_no_bytes_do_more_than_be_refused(self, anything):
        with pytest.raises(MessageUnreadable):
            opened(b64encode(anything).decode())

    @given(st.integers(0, len(b64decode(GOOD)) - 1), st.integers(1, 255))
    def test_a_changed_byte_never_passes_for_another_sender(self, place, change):
        raw = bytearray(b64decode(GOOD))
        raw[place] ^= change
        try:
            text = opened(b64encode(raw).decode())
        except MessageUnreadable:
            return
        assert len(text) == 5  # CBC without a tag: the signature is what guards the text

    def test_another_key_opens_nothing(self):
        other = SafeMode(TOKEN, AES_KEY[::-1], APPID)
        with pytest.raises(MessageUnreadable):
            opened(GOOD, other)

    @pytest.mark.parametrize("signed", ["", "0" * 40, "三", "\ud800"])
    def test_without_its_signature_nothing_is_opened(self, signed):
        with pytest.raises(WrongSignature):
            ours.open(GOOD, signed=signed, timestamp="1", nonce="2")

    @pytest.mark.parametrize("part", ["timestamp", "nonce"])
    def test_the_signature_holds_every_part(self, part):
        told = {"timestamp": "1", "nonce": "2"}
        signed = signature(TOKEN, "1", "2", GOOD)
        with pytest.raises(WrongSignature):
            ours.open(GOOD, signed=signed, **(told | {part: "3"}))

    def test_signatures_are_compared_in_constant_time(self, monkeypatch):
        seen = []
        monkeypatch.setattr(crypto.hmac, "compare_digest", lambda a, b: not seen.append((a, b)))
        check_signature("x", "y")
        assert seen == [(signature("y").encode(), b"x")]

    @pytest.mark.parametrize("key", ["", "short", AES_KEY + "=", AES_KEY[:-1] + "三", "!" * 43])
    def test_what_is_no_key_is_refused_at_the_start(self, key):
        with pytest.raises(ValueError):  # noqa: PT011
            SafeMode(TOKEN, key, APPID)

    def test_a_key_without_an_appid_is_refused_at_the_start(self):
        with pytest.raises(ValueError, match="appid is needed"):
            SafeMode(TOKEN, AES_KEY, "")
