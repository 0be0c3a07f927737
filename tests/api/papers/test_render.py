"""From data to a PDF: text stays text, the same data gives the same bytes, no letter is a box."""

import pytest

from api.papers import documents, render
from tests.api.papers import samples
from tests.api.papers.reading import empty_boxes, fonts, text

PAPERS = {
    "certificate": lambda: documents.certificate(samples.certificate()),
    "notice": lambda: documents.notice(samples.notice()),
    "letters": lambda: documents.letters([samples.letter(101)]),
    "ballots": lambda: documents.ballots(samples.asked(), [samples.ballot(101)]),
}
each_paper = pytest.mark.parametrize("name", PAPERS)


@each_paper
def test_the_chinese_font_is_in_the_file(name):
    made = PAPERS[name]()
    assert made.startswith(b"%PDF-")
    assert "\ufffd" not in text(made)
    designs = ("NotoSansHans", "NotoSansSC", "NotoSansCJK", "SourceHanSans")
    brought = fonts(made)
    assert any(design in font for font in brought for design in designs)
    # a third family would be a letter that the first two do not have
    assert all(any(name in font for name in (*designs, "DejaVuSansMono")) for font in brought)


@each_paper
def test_no_letter_is_an_empty_box(name):
    assert empty_boxes(PAPERS[name]()) == 0


def test_an_empty_box_would_be_found():
    assert empty_boxes(documents.letters([samples.letter(101, estate="\U0010fff0小区")])) == 1


@each_paper
def test_the_same_data_gives_the_same_bytes(name):
    assert PAPERS[name]() == PAPERS[name]()


def test_markup_in_what_people_write_is_only_text():
    shown = samples.MARKUP.replace(" ", "")
    asked = samples.certificate()
    asked["round"] = asked["round"] | {"title": samples.MARKUP}
    asked["estate"] = asked["estate"] | {"name": samples.MARKUP}
    form = samples.form("willingness")
    form["questions"][2]["options"][0]["label"] = {"zh": samples.MARKUP}
    unit = {"building": samples.MARKUP}
    for made in (
        documents.certificate(asked),
        documents.notice(samples.notice(title=samples.MARKUP, question=samples.MARKUP)),
        documents.letters([samples.letter(101, estate=samples.MARKUP, **unit)]),
        documents.ballots(
            samples.asked(title=samples.MARKUP, form=form), [samples.ballot(101, **unit)]
        ),
    ):
        assert text(made).count(shown) >= 2


def test_letters_that_turn_the_reading_round_are_left_out():
    made = documents.notice(samples.notice(title="同意\u202e反对\x00\ud800票"))
    assert "同意反对票" in text(made)


def test_a_float_is_no_figure():
    with pytest.raises(TypeError, match="exact"):
        render.pdf("notice", {"area": 88.16})


def test_a_template_that_is_not_there():
    with pytest.raises(FileNotFoundError):
        render.pdf("receipt", {})


def test_without_a_chinese_font_there_is_no_paper(monkeypatch):
    monkeypatch.setattr(render, "FAMILIES", ("No Such Family",))
    render.families.cache_clear()
    try:
        with pytest.raises(render.NoChineseFont):
            render.pdf("notice", {})
    finally:
        monkeypatch.undo()
        render.families.cache_clear()


def test_a_qr_code_is_an_svg_of_its_own():
    drawn = render.qr_svg("https://sanwen.example/h#ABCDEFGH")
    assert drawn.startswith("<svg ")
    assert 'xmlns="http://www.w3.org/2000/svg"' in drawn
