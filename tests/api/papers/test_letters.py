"""The letters that bring house codes: one page a door, and the sentence against fraud."""

from api.papers import documents
from tests.api.papers import samples
from tests.api.papers.reading import pages


def test_one_page_a_unit_each_with_its_own_code():
    rooms = range(101, 131)
    made = documents.letters([samples.letter(room, code=f"ABCD{room:04d}") for room in rooms])
    shown = pages(made)
    assert len(shown) == len(rooms)
    for room, page in zip(rooms, shown, strict=True):
        assert f"致金盾小区1号楼1单元{room}室住户：" in page
        assert f"ABCD-{room:04d}" in page
        assert "第1页/共1页" in page


def test_nobody_will_ask_for_the_code():
    (page,) = pages(documents.letters([samples.letter(101, number="X-7")]))
    assert "任何人都不会打电话、发短信或上门向您索要房屋码" in page
    for part in ("0374-2345678", "1用手机微信扫一扫", "房屋码有效期至2026年12月31日", "编号X-7"):
        assert part in page


def test_a_long_name_and_a_long_code_stay_on_the_page():
    estate = "许昌市魏都区文峰街道第二机床厂家属院西区（原纺织局宿舍）" * 2
    (page,) = pages(documents.letters([samples.letter(101, estate=estate, code="A" * 16)]))
    assert estate in page
    assert "AAAA-AAAA-AAAA-AAAA" in page


def test_words_can_be_changed():
    words = {"letter": {"steps": ["甲", "乙"], "phone": "服务电话"}}
    (page,) = pages(documents.letters([samples.letter(101)], words))
    assert "1甲2乙" in page
    assert "服务电话" in page
