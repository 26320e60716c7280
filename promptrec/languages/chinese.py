"""Chinese."""

from promptrec.languages.language import Counted, Language, Phrases, Style

PLAIN = Style(
    field="该用户的{name}是{field}。",
    history={
        "liked": "该用户喜欢{field}。",
        "disliked": "该用户不喜欢{field}。",
        "recent": "该用户看过{field}。",
        "summary": "该用户{field}。",
    },
    item="现在推荐{title}{more}。",
    detail="（{field}）",
    counts="该商品{field}。",
    evidence={
        "history.alike": "该用户{field}。",
        "history.alike_liked": "常与它一起出现的商品中，该用户喜欢{field}。",
        "history.alike_disliked": "常与它一起出现的商品中，该用户不喜欢{field}。",
        "item.also": "知道它的人也知道{field}。",
        "item.popularity": "该商品{field}。",
        "item.likeminded": "该商品{field}。",
    },
    ending="总的来说很{mask}。",
)
LABELS = Style(
    field="{name}：{field}。",
    history={
        "liked": "喜欢：{field}。",
        "disliked": "不喜欢：{field}。",
        "recent": "看过：{field}。",
        "summary": "用户：{field}。",
    },
    item="商品：{title}{more}。",
    detail="，{name}：{field}",
    counts="他人：{field}。",
    evidence={
        "history.alike": "相伴商品：{field}。",
        "history.alike_liked": "相伴且喜欢：{field}。",
        "history.alike_disliked": "相伴但不喜欢：{field}。",
        "item.also": "相伴：{field}。",
        "item.popularity": "知名度：{field}。",
        "item.likeminded": "口味相近者：{field}。",
    },
    ending="评价：{mask}。",
)
COUNTED = Counted(
    history=(
        "都不喜欢",
        "很少喜欢",
        "喜欢一小部分",
        "喜欢一半左右",
        "喜欢一大部分",
        "大多喜欢",
        "全都喜欢",
    ),
    liking="对评价过的商品{word}（{seen} 个中的 {liked} 个）",
    item=(
        "没有被任何人",
        "被极少数人",
        "被少数人",
        "被约一半人",
        "被多数人",
        "被绝大多数人",
        "被所有人",
    ),
    liked="{word}喜欢（{seen} 人中的 {liked} 人）",
    choice=("极少数人", "少数人", "一些人", "很多人", "非常多的人"),
    one_choice="选过 1 个商品",
    choices="选过 {seen} 个商品",
    chosen="被{word}选过（{seen} 次）",
    alike="对常与它一起出现的商品{word}（{seen} 个中的 {liked} 个）",
    one_alike="选过 1 个常与它一起出现的商品",
    alikes="选过 {seen} 个常与它一起出现的商品",
    similar="对与它相似的商品{word}（{seen} 个中的 {liked} 个）",
    one_similar="选过 1 个与它相似的商品",
    similars="选过 {seen} 个与它相似的商品",
    known=("还没有人", "只有很少的人", "有一些人", "有很多人", "有大多数人"),
    popularity="{word}知道",
    likeminded="在口味相近的人中{word}喜欢（{seen} 人中的 {liked} 人）",
)
SYNONYMS = {
    "用户": ("使用者", "顾客"),
    "喜欢": ("喜爱", "爱好"),
    "商品": ("物品", "产品"),
    "推荐": ("建议", "介绍"),
    "类型": ("类别", "种类"),
}
CHINESE = Language(
    title="sentence.lint_chinese",
    spaced=False,
    signs=("\u4e00", "\u9fff"),
    list_joint="、",
    fact_joint="；",
    label_words="好/差",
    counted=COUNTED,
    sentence_joints=("。", "；", "。\n", " | ", "，"),
    colons=("：", ": ", "——", " = "),
    synonyms=SYNONYMS,
    phrases=Phrases(
        space="",
        styles={"plain": PLAIN, "labels": LABELS},
        label_words=("好/差", "棒/烂"),
        ask="该用户{mask}它。",
        answers={"liked": "喜欢/讨厌", "bought": "购买/跳过", "chosen": "选择/跳过"},
    ),
)
