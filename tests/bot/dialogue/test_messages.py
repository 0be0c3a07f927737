"""Every kind of message and event as WeChat's own examples write them, in both forms."""

import json

import pytest
from defusedxml.ElementTree import fromstring

from bot.dialogue.messages import Grant, Place, heard, utterance
from bot.dialogue.wire import answer, read
from tests.bot.dialogue.talk import message

HEAD = {"ToUserName": "gh_1", "FromUserName": "o-x", "CreateTime": 1348831860}


def xml(inside, kind="event", **more):
    head = HEAD | {"MsgType": kind} | more
    told = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in head.items())
    return heard(read(f"<xml>{told}{inside}</xml>".encode()))


def js(kind="event", **more):
    return heard(read(json.dumps(HEAD | {"MsgType": kind} | more).encode()))


class TestAnswer:
    def test_a_name_cannot_break_out_of_it(self):
        rendered = answer("xml", to="o-x", from_="gh", text="由甲]]><evil/>办理", moment=1)
        root = fromstring(rendered)
        assert root.find("evil") is None
        assert root.findtext("Content") == "由甲]] ><evil/>办理"

    def test_it_goes_back_to_its_sender(self):
        root = fromstring(answer("xml", to="o-x", from_="gh", text="收到", moment=7))
        assert (root.findtext("ToUserName"), root.findtext("FromUserName")) == ("o-x", "gh")
        assert root.findtext("CreateTime") == "7"

    def test_both_forms_tell_the_same(self):
        told = {"to": "o-x", "from_": "gh", "text": "“收到”\n好", "moment": 7}
        root = fromstring(answer("xml", **told))
        assert json.loads(answer("json", **told)) == {e.tag: e.text for e in root} | {
            "CreateTime": 7
        }


class TestKey:
    def test_deliveries_of_one_message_have_one_and_events_differ_by_second(self):
        def event(**more):
            return heard(read(message("o-x", "event", "", Event="CLICK", **more))).key

        assert event() == event()
        assert len({event(), event(CreateTime="1795147201"), event(EventKey="progress")}) == 3

    def test_a_message_is_told_apart_by_its_id_alone(self):
        first = heard(read(message("o-y", message_id=5, Content="一")))
        again = heard(read(message("o-y", message_id=5, Content="二", CreateTime="1")))
        assert first.key == again.key == "5"


class TestMessages:
    @pytest.mark.parametrize("tell", [lambda **m: xml("", **m), js], ids=["xml", "json"])
    def test_each_kind_keeps_what_the_conversation_needs(self, tell):
        text = utterance(tell(kind="text", MsgId=1, Content=" 下水道\0\x14堵了 "))
        assert (text.kind, text.text) == ("text", "下水道堵了")
        voice = utterance(tell(kind="voice", MsgId=1, MediaId="m1", Recognition="漏水。"))
        assert (voice.text, voice.media_id) == ("漏水。", "m1")
        mute = utterance(tell(kind="voice", MsgId=1, MediaId="m1", Recognition=""))
        assert (mute.kind, mute.text) == ("voice", "")
        picture = utterance(tell(kind="image", MsgId=1, MediaId="m2", PicUrl="http://p"))
        assert (picture.media_id, picture.picture_url) == ("m2", "http://p")
        for kind in ("video", "shortvideo"):
            assert utterance(tell(kind=kind, MsgId=1, MediaId="m3")).media_id == "m3"
        link = tell(kind="link", MsgId=1, Title="看", Url="http://u", Description="d")
        assert (link.title, link.url) == ("看", "http://u")

    @pytest.mark.parametrize("tell", [lambda **m: xml("", **m), js], ids=["xml", "json"])
    def test_a_place_is_kept_as_it_was_written(self, tell):
        place = {"Location_X": "23.134521", "Location_Y": "-113.358803", "Scale": 20}
        said = utterance(tell(kind="location", MsgId=1, Label="金盾小区3栋", **place))
        assert (said.latitude, said.longitude) == ("23.134521", "-113.358803")
        assert said.label == "金盾小区3栋"

    def test_an_event_tells_where_somebody_is(self):
        event = xml("", Event="LOCATION", Latitude="23.1", Longitude="113.3", Precision="119.3")
        assert event.place == Place("23.1", "113.3")

    @pytest.mark.parametrize(
        ("x", "y"),
        [
            *[("91", "0"), ("0", "-180.01"), ("here", "there"), ("", ""), ("1e1", "1"), (".", "-")],
            *[("0." + "1" * 50, "1"), ("--1", "1"), ("1/2", "1"), ("１", "1")],
        ],
    )
    def test_what_is_no_place_on_earth_is_no_place(self, x, y):
        assert xml("", kind="location", MsgId=1, Location_X=x, Location_Y=y).place is None


class TestEvents:
    def test_who_follows_by_a_code_bears_its_key_as_who_scans_it(self):
        follows = xml("", Event="subscribe", EventKey="qrscene_123", Ticket="T")
        scans = xml("", Event="SCAN", EventKey="123", Ticket="T")
        assert utterance(follows).event_key == utterance(scans).event_key == "123"
        assert (follows.event, scans.event) == ("subscribe", "scan")

    def test_a_press_on_the_menu_bears_the_buttons_key(self):
        assert utterance(xml("", Event="CLICK", EventKey="progress")).event_key == "progress"

    def test_other_events_say_nothing(self):
        assert utterance(xml("", Event="VIEW", EventKey="progress")).text == ""
        assert utterance(xml("", Event="CLICK", EventKey="unknown")).text == ""
        assert utterance(xml("<Content>漏水</Content>", Event="subscribe")).text == ""


POPUP = """<SubscribeMsgPopupEvent>
<List><TemplateId><![CDATA[VRR0]]></TemplateId>
<SubscribeStatusString><![CDATA[accept]]></SubscribeStatusString><PopupScene>2</PopupScene></List>
<List><TemplateId><![CDATA[9nLI]]></TemplateId>
<SubscribeStatusString><![CDATA[reject]]></SubscribeStatusString><PopupScene>2</PopupScene></List>
</SubscribeMsgPopupEvent>"""
SENT = """<SubscribeMsgSentEvent><List><TemplateId><![CDATA[VRR0]]></TemplateId>
<MsgID>1700827132819554304</MsgID><ErrorCode>0</ErrorCode>
<ErrorStatus><![CDATA[success]]></ErrorStatus></List></SubscribeMsgSentEvent>"""
REJECT = {"TemplateId": "NQez", "SubscribeStatusString": "reject"}


class TestGrants:
    def test_the_popup_in_xml(self):
        found = xml(POPUP, Event="subscribe_msg_popup_event").grants
        assert found == (Grant("VRR0", "accept"), Grant("9nLI", "reject"))

    def test_the_popup_in_json(self):
        listed = [{"TemplateId": "hD-i", "SubscribeStatusString": "accept", "PopupScene": "0"}]
        found = js(Event="subscribe_msg_popup_event", CreateTime="1620973045", List=listed).grants
        assert found == (Grant("hD-i", "accept"),)

    @pytest.mark.parametrize("listed", [REJECT, [REJECT]], ids=["without a list", "listed"])
    def test_a_change_of_one_comes_without_a_list(self, listed):
        found = js(Event="subscribe_msg_change_event", List=listed)
        assert found.grants == (Grant("NQez", "reject"),)

    def test_json_in_the_shape_of_xml_is_read_as_well(self):
        found = js(Event="subscribe_msg_change_event", SubscribeMsgChangeEvent={"List": [REJECT]})
        assert found.grants == (Grant("NQez", "reject"),)

    def test_what_was_sent_arrived_or_failed(self):
        assert xml(SENT, Event="subscribe_msg_sent_event").grants == (Grant("VRR0", "sent"),)
        failed = {"TemplateId": "VRR0", "MsgID": "1", "ErrorCode": 1, "ErrorStatus": "user block"}
        found = js(Event="subscribe_msg_sent_event", List=failed).grants
        assert found == (Grant("VRR0", "failed", "1"),)

    @pytest.mark.parametrize(
        "listed",
        [
            *[None, 5, [None], [[]], {}, [{}], {"TemplateId": 1}, {"TemplateId": "x" * 129}],
            *[{"TemplateId": "x", "SubscribeStatusString": "perhaps"}, [{"TemplateId": {"a": 1}}]],
        ],
        ids=range(10),
    )
    def test_what_is_no_grant_hides_nothing_else(self, listed):
        assert js(Event="subscribe_msg_popup_event", List=listed).grants == ()
        if isinstance(listed, list):
            accepted = {"TemplateId": "a", "SubscribeStatusString": "acceptWithAudio"}
            both = js(Event="subscribe_msg_popup_event", List=[*listed, accepted]).grants
            assert both == (Grant("a", "accept"),)

    def test_only_those_events_grant_anything(self):
        assert xml(POPUP, Event="subscribe").grants == ()
        assert xml(POPUP, kind="text", MsgId=1, Content="x").grants == ()
