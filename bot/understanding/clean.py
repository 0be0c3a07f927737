"""Text as people type it, brought to one form before anything reads it."""

import re
import unicodedata

MOST = 2_000  # characters; a longer message says what it wants before that

#: 繁 and 简 in turn: the characters of messages about homes and dangers, not a dictionary
_PAIRS = (
    "電电氣气樓楼牆墙門门裡里裏里壞坏車车開开關关閉闭熱热燈灯們们說说話话沒没這这個个來来時时間间麼么還还應应該该為为產产業业員员會会議议費费錢钱單单雜杂聲声響响擾扰動动鄰邻辦办處处"
    "長长請请問问題题質质監监檢检繕缮換换裝装設设備备衛卫環环護护欄栏場场圍围擋挡塵尘髒脏亂乱違违規规築筑頂顶陽阳臺台臟脏診诊過过導导進进報报訴诉訟讼號号歲岁讓让險险緊紧災灾煙烟燒烧"
    "傷伤墜坠鐵铁鋼钢線线網网絡络寬宽帶带視视頻频機机樹树綠绿園园養养貓猫選选舉举對对錯错誤误簽签補补貼贴資资劃划區区縣县鎮镇鄉乡觸触撲扑滅灭洩泄毆殴竊窃盜盗搶抢賊贼擊击嚇吓嚴严壓压"
    "爛烂溝沟滲渗濕湿凍冻涼凉發发變变證证認认調调詢询誰谁買买賣卖賬账賠赔醫医鎖锁閥阀隊队階阶離离難难靜静頭头願愿類类顯显風风飛飞騙骗驗验鬧闹點点齡龄幾几廁厕廢废廚厨廂厢轎轿強强後后"
    "從从復复懸悬戶户掃扫採采損损搖摇攔拦數数斷断於于曬晒條条東东棟栋構构標标樣样歸归殘残決决況况測测滿满滾滚漲涨潑泼澆浇濃浓無无煩烦營营爐炉爭争牽牵狀状現现異异當当盡尽碼码確确種种"
    "稱称穩稳竄窜節节範范級级紅红紙纸細细終终組组結结絕绝給给統统綁绑維维繞绕繳缴罰罚聽听職职聯联聞闻腳脚臨临與与舊旧萬万著着蓋盖藥药蟲虫術术製制複复見见觀观覺觉親亲計计訊讯記记許许"
    "評评詳详負负責责貪贪趕赶較较輛辆輪轮轉转連连運运達达遠远遲迟遷迁釘钉鋪铺錄录鍋锅鏈链雞鸡雙双霧雾項项順顺預预領领額额餘余驚惊騎骑鬆松黃黄側侧傳传傾倾價价優优儲储償偿兒儿內内兩两"
    "別别剛刚創创務务協协參参嗆呛噴喷國国圖图塊块夠够媽妈婦妇學学孫孙寫写實实審审將将專专層层屬属幫帮暈晕喪丧彎弯膠胶漿浆鑽钻鑿凿挾挟脅胁髮发鹼碱蓮莲糞粪體体極极準准傢家週周佔占僱雇"
    "籲吁訂订詐诈掛挂捲卷攝摄斃毙飄飘燜焖爺爷隨随臉脸鬥斗棄弃舖铺淨净潔洁輕轻繼继續续歐欧嘔呕遞递"
)
_TO_SIMPLIFIED = str.maketrans(_PAIRS[::2], _PAIRS[1::2])
_UNSEEN = frozenset({"Cf", "Mn", "Me", "Cs"})
_REPEATED = re.compile(r"([^\w\s])\1+")
_BLANKS = re.compile(r"\s+")


def clean(text: str) -> str:
    """Half-width, simplified, without repeated marks and spare blanks, at most ``MOST`` long.

    Characters that nobody sees (zero-width blanks, variation selectors) are left out: they would
    hide a word from every rule. Control characters are blanks.
    """
    plain = unicodedata.normalize("NFKC", text[: 2 * MOST]).translate(_TO_SIMPLIFIED)
    seen = "".join(map(_seen, plain.lower()))
    return _BLANKS.sub(" ", _REPEATED.sub(r"\1", seen)).strip()[:MOST].strip()


def says_something(text: str) -> bool:
    """Is there a letter or a digit in it? Pictures and marks alone say nothing we can read."""
    return any(letter.isalnum() for letter in text)


def _seen(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind in _UNSEEN:
        return ""
    return " " if kind == "Cc" else letter
