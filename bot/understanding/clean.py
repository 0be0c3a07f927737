"""Text as people type it, brought to one form before anything reads it."""

import re
import unicodedata

MOST = 2_000  # characters; a longer message says what it wants before that

_TRADITIONAL = (
    "電氣漏樓牆門裡裏壞車開關閉熱燈們說話沒這個來時間麼還應該為產業員會議費錢單雜聲響擾動鄰"
    "辦處長請問題質監督檢修繕換裝設備衛環垃圾護欄場圍擋塵髒亂違規搭築頂陽臺臟診過導進報訴訟"
    "號歲讓險緊災煙燒傷倒塌墜鐵鋼線網絡寬帶視頻機樹綠園養貓選舉對錯誤簽補貼資劃區縣鎮鄉"
)
_SIMPLIFIED = (
    "电气漏楼墙门里里坏车开关闭热灯们说话没这个来时间么还应该为产业员会议费钱单杂声响扰动邻"
    "办处长请问题质监督检修缮换装设备卫环垃圾护栏场围挡尘脏乱违规搭筑顶阳台脏诊过导进报诉讼"
    "号岁让险紧灾烟烧伤倒塌坠铁钢线网络宽带视频机树绿园养猫选举对错误签补贴资划区县镇乡"
)
_TO_SIMPLIFIED = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
_REPEATED = re.compile(r"([^\w\s])\1+")
_BLANKS = re.compile(r"\s+")


def clean(text: str) -> str:
    """Half-width, simplified, without repeated marks and spare blanks, at most ``MOST`` long."""
    plain = unicodedata.normalize("NFKC", text[: 2 * MOST]).translate(_TO_SIMPLIFIED)
    return _BLANKS.sub(" ", _REPEATED.sub(r"\1", plain)).strip()[:MOST].lower()


def says_something(text: str) -> bool:
    """Is there a letter or a digit in it? Pictures and marks alone say nothing we can read."""
    return any(letter.isalnum() for letter in text)
