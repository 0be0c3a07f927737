"""Danger is found in whatever words people use, and nothing else is called danger."""

import pytest

from bot.understanding.clean import clean
from bot.understanding.emergency import find

DANGERS = {
    "gas_leak": [
        "厨房一股臭鸡蛋味", "施工队把煤气管挖断了", "楼道里煤气味好重", "闻到天然气味了", "煤气漏了快来人",
        "灶台下面漏气嘶嘶响", "燃气管破裂了", "上次修好了现在又漏气", "满屋燃气味道", "挖机把天然气管挖破了",
        "家里有股瓦斯味", "隔壁煤气中毒了", "液化气罐在漏", "燃气表那里漏煤气", "煤气味！！！快点来",
    ],
    "fire": [
        "楼道冒烟", "着火了着火了", "电动车起火了", "五楼冒浓烟", "配电箱烧了", "车棚里电瓶爆炸了",
        "厨房着了", "地下室全是烟", "垃圾桶烧起来了", "着火了没人管",
    ],
    "lift_trapped": [
        "电梯里出不来", "我妈困在电梯里了", "三号楼电梯关人了，被困住", "电梯门打不开里面有人",
        "小孩被卡在电梯里", "电梯突然往下掉", "有老人关在电梯里面", "困在轿厢二十分钟了",
    ],
    "collapse_fall": [
        "墙要倒了", "脚手架塌了", "外墙瓷砖掉下来差点砸到人", "基坑塌方", "围墙倒了", "大树倒了压住车",
        "楼顶砖头往下掉", "阳台水泥块砸下来", "路面塌陷", "高空抛物砸了车",
    ],
    "electric_shock": [
        "电线掉在地上", "有人触电了", "铁门漏电", "摸水管麻手", "高压线垂下来了", "配电箱打火花",
        "下雨井盖带电了", "被电到了",
    ],
    "injury": [
        "有人晕倒在楼下", "老人摔倒起不来了头流血", "工人从架子上掉下来受伤了", "邻居心脏病犯了",
        "孩子掉进坑里", "我爸喘不过气", "大爷昏倒了", "我不想活了",
    ],
    "crime": ["楼下打起来了", "有小偷在撬门", "有人拿刀", "家里被偷了", "邻居威胁要打我", "有人尾随我"],
}  # fmt: skip

CALM = [
    "煤气管什么时候改造", "昨天漏煤气已经修好了, 想表扬师傅", "燃气改造什么时候开工", "上次煤气漏气已修好",
    "没有着火", "什么时候装燃气报警器", "如何预防煤气中毒", "燃气公司什么时候来换表", "消防演练几点开始",
    "担心外墙瓷砖以后会掉下来", "去年着火的那家装修好了吗", "没有人受伤", "自行车漏气了", "楼道里有人抽烟烟味大",
    "油烟太大呛人", "电梯什么时候加装", "电梯坏了三天没人修", "想加装电梯怎么申请", "能不能装个防盗门",
    "有没有防触电的宣传", "谢谢你们上次及时处理漏气", "监控能不能换新的", "围墙什么时候修", "暖气不热",
    "下水道堵了", "水管爆了", "路灯不亮", "物业费太高", "我要投票", "公示在哪里看", "垃圾没人清", "停车难",
    "装修太吵", "楼上漏水", "屋顶漏雨", "我没签字怎么显示同意", "补贴多少钱", "什么时候轮到我们小区",
    "房子太旧希望改造", "绿化太少", "快递柜放哪里", "你好", "谢谢", "进度怎么样了", "发火也没用", "火车声音大",
    "气球漏气了", "燃气费多扣了怎么查", "燃气卡充不进去", "停气怎么不提前说", "脚手架什么时候拆",
    "灭火器过期了", "消防通道被车堵了", "有人飞线充电", "电线老化要换吗", "电线能不能入地", "老人爬不动楼",
    "孩子没地方玩", "想问问医药费补贴", "小区有没有卫生站", "打印机坏了", "打不开链接", "窗户什么时候换",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "category"), [(text, code) for code, texts in DANGERS.items() for text in texts]
)
def test_danger_is_found(text, category):
    found = find(clean(text))
    assert found is not None
    assert found.category == category
    assert found.words


@pytest.mark.parametrize("text", CALM)
def test_what_is_no_danger_rings_no_alarm(text):
    assert find(clean(text)) is None


def test_a_denial_of_help_is_no_denial_of_danger():
    assert find(clean("楼道冒烟了 没人管")).category == "fire"
    assert find(clean("没人来修 煤气还在漏")).category == "gas_leak"


def test_full_width_and_traditional_characters_are_the_same_danger():
    assert find(clean("電梯裡出不來")).category == "lift_trapped"
    assert find(clean("樓道冒煙！！！")).category == "fire"
