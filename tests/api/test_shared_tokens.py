"""One refresher for all processes: the token in the database, renewed under a lease."""

from datetime import timedelta

import pytest

from api.shared_tokens import LEASE, SharedTokens
from bot.wechat.tokens import Issued
from models.base import aside, db
from models.errors import WeChatUnavailable
from models.wechat import WechatToken
from tests.conftest import NOON
from tests.races.test_ballots import at_once


class WeChat:
    """Gives tokens a, b, c …, and counts how often it was asked."""

    def __init__(self, *troubles):
        self.asked, self.troubles = 0, list(troubles)

    def __call__(self):
        self.asked += 1
        if self.troubles:
            raise self.troubles.pop(0)
        return Issued("abcdef"[self.asked - 1], 7200)


class Watch:
    def __init__(self):
        self.now = NOON

    def __call__(self):
        return self.now


@pytest.fixture
def watch():
    return Watch()


def test_what_one_process_got_all_others_use(live, watch):
    wechat = WeChat()
    with live.app_context():
        one, other = SharedTokens("wx", watch), SharedTokens("wx", watch)
        assert (one.token(wechat), other.token(wechat)) == ("a", "a")
    assert wechat.asked == 1


def test_two_accounts_have_a_token_each(live, watch):
    wechat = WeChat()
    with live.app_context():
        assert SharedTokens("wx-1", watch).token(wechat) == "a"
        assert SharedTokens("wx-2", watch).token(wechat) == "b"


def test_it_is_renewed_before_it_ends(live, watch):
    wechat = WeChat()
    with live.app_context():
        store = SharedTokens("wx", watch)
        store.token(wechat)
        watch.now += timedelta(seconds=7200 - 300)
        assert store.token(wechat) == "b"


def test_a_stale_one_is_renewed_once_for_all(live, watch):
    wechat = WeChat()
    with live.app_context():
        one, other = SharedTokens("wx", watch), SharedTokens("wx", watch)
        one.token(wechat), other.token(wechat)
        assert one.token(wechat, instead_of="a") == "b"
        assert other.token(wechat, instead_of="a") == "b"
    assert wechat.asked == 2


def test_many_at_once_ask_wechat_once(live, watch):
    wechat = WeChat()

    def turn():
        with live.app_context():
            return SharedTokens("wx", watch).token(wechat)

    assert set(at_once([turn] * 8, threads=8)) == {"a"}
    assert wechat.asked == 1


def test_a_failure_frees_the_lease(live, watch):
    wechat = WeChat(WeChatUnavailable())
    with live.app_context():
        store = SharedTokens("wx", watch)
        with pytest.raises(WeChatUnavailable):
            store.token(wechat)
        assert store.token(wechat) == "b"


def test_a_process_that_died_renewing_is_waited_for_no_longer_than_its_lease(live, watch):
    wechat = WeChat()
    with live.app_context():
        with aside() as session:
            session.add(WechatToken(appid="wx", renewing_until=NOON + LEASE))
        watch.now += LEASE
        assert SharedTokens("wx", watch).token(wechat) == "a"


def test_the_token_is_nowhere_in_clear(live, watch):
    with live.app_context():
        SharedTokens("wx", watch).token(lambda: Issued("a-secret-token", 7200))
        raw = db.session.connection().exec_driver_sql("SELECT token FROM wechat_token").scalar()
        assert b"a-secret-token" not in bytes(raw)
        db.session.rollback()
