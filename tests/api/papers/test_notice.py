"""公示: large, plain, and no verdict before publicity is over."""

import io

from pypdf import PdfReader

from api.papers import documents
from tests.api.papers import samples
from tests.api.papers.reading import pages, text


def test_everything_a_reader_at_the_entrance_needs():
    shown = text(documents.notice(samples.notice()))
    for part in (
        "公示",
        "老旧小区改造意愿征集结果公示",
        "全部：300户，295人，28,431.57㎡",
        "同意210户205人18,954.38㎡",
        "3×205=615≥2×295=590",
        "2026年11月16日至2026年11月23日（7个自然日）",
        "到文峰社区居委会2楼当面提出，或拨打0374-2345678",
        "请在2026年11月23日24:00前提出",
        samples.HASH,
    ):
        assert part in shown
    assert len(pages(documents.notice(samples.notice()))) == 1


def test_the_numbers_suffice_but_the_result_awaits_publicity():
    shown = text(documents.notice(samples.notice()))
    assert "各项比例均已达到" in shown
    assert "公示期满且无未答复的异议后，结果生效" in shown


def test_numbers_that_do_not_suffice():
    failed = samples.outcome(
        samples.check("agree", "head", 180, 295, "2/3", "3*180=540 < 2*295=590", shortfall=17)
    )
    shown = text(documents.notice(samples.notice(outcome=failed)))
    assert "未达到规定比例" in shown
    assert "还差17人" in shown
    assert "结果生效" not in shown


def test_without_a_rule_or_a_telephone():
    given = samples.notice(
        outcome=None, rule=None, objections={"where": "居委会", "phone": ""}, ballots_hash=None
    )
    shown = text(documents.notice(given))
    assert "本轮征询不设通过门槛" in shown
    assert "到居委会当面提出请在" in shown


def test_deemed_votes_stand_apart():
    deemed = {"clause": "议事规则第二十六条", "votes": {"agree": samples.weights(2, 2, 17_632)}}
    shown = text(documents.notice(samples.notice(deemed=deemed)))
    assert "视同同意2户2人176.32㎡" in shown


def test_what_is_read_standing_is_large():
    sizes = {}

    def remember(text, _matrix, _text_matrix, _font, size):
        sizes[text.strip()] = size

    page = PdfReader(io.BytesIO(documents.notice(samples.notice()))).pages[0]
    page.extract_text(visitor_text=remember)
    apart = ("编号", "JD-2026", "第", "页", "共", "校验值", samples.HASH[:8], "/ ")
    body = {text: size for text, size in sizes.items() if text and size >= 1}
    small = {text for text, size in body.items() if size < 14}
    assert len(body) - len(small) > 20
    assert all(any(text.startswith(word) or word in text for word in apart) for text in small)
