"""What people and programs call the columns of ours, in English, Chinese and some German.

>>> column_of("Customer No."), column_of("商品名称"), column_of("orderDate"), column_of("playtime")
('user_id', 'title', 'timestamp', None)
>>> column_of("用户年龄"), column_of("release_date")
(None, None)
"""

import re

SPELLINGS = {  # the best name first; compared without case, spaces, dashes and underscores
    "user_id": (
        *("userid", "user", "uid", "reviewerid", "customerid", "memberid", "visitorid", "usersha1"),
        *("customer", "buyer", "member", "用户id", "用户编号", "用户", "会员", "买家"),
    ),
    "item_id": (
        *("itemid", "item", "iid", "movieid", "productid", "parentasin", "asin", "bookid", "isbn"),
        *("songid", "businessid", "gametitle", "artistid", "trackid", "newsid", "jokeid"),
        *("artistname", "sku", "商品id", "商品编号", "货号", "商品"),
    ),
    "rating": ("rating", "stars", "score", "overall", "bookrating", "评分", "打分"),
    "label": (
        *("label", "liked", "like", "click", "clicked", "islike", "isliked", "isclick"),
        *("是否喜欢", "喜欢", "是否点击", "点击"),
    ),
    "timestamp": (
        "timestamp",
        "time",
        "unixtime",
        "unixreviewtime",
        "ts",
        "when",
        "时间戳",
        "时间",
    ),
    "split": ("split", "part", "fold"),
    "title": (
        *("title", "name", "itemname", "movietitle", "booktitle", "productname", "gametitle"),
        *("artistname", "标题", "名称", "商品名称", "产品名称", "书名", "片名"),
    ),
}
PEOPLE = (
    "user|customer|buyer|member|client|shopper|visitor|reader|viewer|listener|reviewer|guest|"
    "account|person|subscriber|patron|household|consumer|player|student|kunde|kunden|nutzer|"
    "用户|会员|买家|顾客|客户|消费者|读者|观众|听众|玩家|账号|账户"
)
THINGS = (
    "item|product|article|artikel|goods|movie|film|book|song|track|artist|album|game|restaurant|"
    "business|news|story|recipe|course|app|hotel|place|venue|video|joke|listing|content|produkt|"
    "商品|产品|物品|货品|宝贝|图书|书籍|电影|影片|歌曲|音乐|店铺|餐厅|新闻|文章|课程|游戏|应用|酒店"
)
IDS = "ids?|no|nr|num|number|nummer|code|key|uuid|hash|ref|编号|号码|号|代码|编码"
NAMES = "name|nick|nickname|email|mail|login|名|姓名|名称|昵称|账号"
OTHER_MOMENTS = (  # of the item or the user, or how long something took
    "release|released|publish|published|publication|birth|born|launch|join|joined|signup|"
    "registration|registered|delivery|expiry|run|play|watch|life|prep|cook|reading|"
    "上映|出版|出生|注册|上架|发行"
)
PATTERNS = {
    "rating": rf"(?:(?:{THINGS}|user|review|star|overall|avg|my|用户|评价|综合|总)*)"
    r"(?:ratings?|stars?|scores?|grade|bewertung|评分|打分|星级|分数|得分|评级)",
    "title": rf"(?:{THINGS})?"
    r"(?:title|name|titel|bezeichnung|标题|名称|名|题目|片名|书名|歌名|品名)",
    "user_id": rf"(?:{PEOPLE})(?:{IDS}|{NAMES})?",
    "item_id": rf"(?:(?:{THINGS})(?:{IDS})?|sku(?:{IDS})?|ean|gtin|upc|isbn1[03])",
}
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+|[^\W\d_a-zA-Z]+")
MOMENT = frozenset(("timestamp", "datetime", "date", "time", "ts", "datum", "zeit", "at"))
LAST = re.compile(r".*(?:时间戳|时间|日期)")


def folded(name: str) -> str:
    """A column name for comparing."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def column_of(name: str) -> str | None:
    """Which column of ours a name probably means, where no spelling of the table says it."""
    if is_moment_name(name):
        return "timestamp"
    short = folded(name)
    return next((ours for ours, form in PATTERNS.items() if re.fullmatch(form, short)), None)


def is_moment_name(name: str) -> bool:
    """True for the name of when something happened between a user and an item."""
    words = [word.lower() for word in WORD.findall(name)]
    if not words or re.search(OTHER_MOMENTS, folded(name)):
        return False
    return words[-1] in MOMENT - ({"at"} if len(words) < 2 else set()) or bool(
        LAST.fullmatch(folded(name))
    )
