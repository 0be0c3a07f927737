"""What goes back to WeChat is what WeChat reads, whatever names stand in it."""

from defusedxml.ElementTree import fromstring

from bot.dialogue.messages import answer_json, answer_xml, read_json, read_xml
from tests.bot.dialogue.talk import message

HEARD = read_xml(message("o-x", Content="你好"))


def test_a_name_cannot_break_out_of_the_answer():
    rendered = answer_xml(HEARD, "由甲]]><evil/>办理", 1)
    root = fromstring(rendered)
    assert root.find("evil") is None
    assert root.findtext("Content") == "由甲]] ><evil/>办理"


def test_the_answer_goes_back_to_its_sender():
    root = fromstring(answer_xml(HEARD, "收到", 7))
    assert (root.findtext("ToUserName"), root.findtext("FromUserName")) == ("o-x", "gh_sanwen")
    assert root.findtext("CreateTime") == "7"


def test_the_formats_tell_the_same():
    assert read_json(answer_json(HEARD, "x", 1).encode()[:-1] + b', "MsgId": 5}').text == "x"


def test_deliveries_of_one_message_have_one_key_and_events_differ_by_second():
    first = read_xml(message("o-x", "event", "", Event="CLICK"))
    later = read_xml(message("o-x", "event", "", Event="CLICK", CreateTime="1795147201"))
    assert first.key == read_xml(message("o-x", "event", "", Event="CLICK")).key
    assert first.key != later.key
    assert read_xml(message("o-y", message_id=5)).key == read_xml(message("o-y", message_id=5)).key
