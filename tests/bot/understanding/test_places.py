import random

import pytest

from bot.understanding.clean import clean
from bot.understanding.places import find_place
from bot.understanding.reading import Place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("3号楼2单元501", Place("3", "2", "501")),
        ("三栋二单元", Place("3", "2")),
        ("3-2-501暖气不热", Place("3", "2", "501")),
        ("３－２－５０１", Place("3", "2", "501")),
        ("3—2—501", Place("3", "2", "501")),
        ("3幢", Place("3")),
        ("2门洞", Place(None, "2")),
        ("3洞602没水", Place(None, "3", "602")),
        ("501室", Place(None, None, "501")),
        ("五〇一室漏水", Place(None, None, "501")),
        ("我住1203房", Place(None, None, "1203")),
        ("3号楼501", Place("3", None, "501")),
        ("3栋2-501", Place("3", "2", "501")),
        ("3#2-501", Place("3", "2", "501")),
        ("12#楼1单元", Place("12", "1")),
        ("#12楼", Place("12")),
        ("A座1203", Place("A", None, "1203")),
        ("b栋门口", Place("B")),
        ("18号602室", Place("18", None, "602")),
        ("8号3单元", Place("8", "3")),
        ("3号楼东单元301", Place("3", "东", "301")),
        ("十五号楼三单元六零二", Place("15", "3", "602")),
        ("八幢八单元八零八室", Place("8", "8", "808")),
        ("七号楼 一单元 一零一", Place("7", "1", "101")),
        ("一百零二栋", Place("102")),
        ("二十栋", Place("20")),
        ("十单元", Place(None, "10")),
        ("我家在5栋3单元402, 楼下302", Place("5", "3", "402")),
        ("和平里5号院3号楼2单元", Place("3", "2")),
        ("樓上3號樓2單元", Place("3", "2")),
        ("第三栋", Place("3")),
    ],
)
def test_a_place_is_found_however_it_is_written(text, place):
    assert find_place(clean(text)) == place


@pytest.mark.parametrize(
    "text",
    [
        "我们这一栋停水",
        "整一栋都没电",
        "两栋楼都没水",
        "有一座桥",
        "墙上挖了一洞",
        "停水三天了",
        "2026-11-20开始停水",
        "2026年12月",
        "13800000001",
        "138-0000-0001",
        "每户800元",
        "住房501万",
        "等了100天",
        "百分之六十一",
        "五楼",
        "",
    ],
)
def test_what_only_counts_or_points_is_no_place(text):
    assert find_place(clean(text)) == Place()


@pytest.mark.parametrize("behind", ["500元一户", "2026年改造", "800户", "501块", "120平米"])
def test_a_number_of_something_else_is_no_room(behind):
    assert find_place(clean(f"3号楼{behind}")) == Place("3")


def test_no_text_makes_it_fail():
    letters = "零〇一幺二两三十百0123456789号楼栋幢座单元门洞室房-#—/ ab院千"
    chance = random.Random(14)  # noqa: S311  # no secret, the same texts every time
    for _ in range(5_000):
        find_place(clean("".join(chance.choices(letters, k=chance.randint(1, 14)))))
