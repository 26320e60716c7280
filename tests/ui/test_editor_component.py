"""The live editor: what it keeps, what it paints, and what it lets a person type."""

import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.errors import TemplateError
from promptrec.prompt.parse import check_fields, parse
from promptrec.ui.templates.editor import FOLDER, SCRIPTS, fault

ROOT = Path(__file__).parents[2]
FIELDS = ("item.title", "item.genres", "user.age", "history.liked", "context.weather")
START = "[{user.age} ]{item.title} {mask}"
APP = f"""
import streamlit as st
from promptrec.errors import TemplateError
from promptrec.prompt.parse import check_fields, parse
from promptrec.ui.templates.editor import current_text, live_editor

FIELDS, START = {FIELDS!r}, {START!r}

@st.fragment
def bench():
    force = st.session_state.get("force", 0)
    text = current_text("editor", st.session_state.get("loaded", START), force)
    try:
        errors = ()
        check_fields(parse(text), FIELDS)
    except TemplateError as error:
        errors = (error,)
    shown = live_editor("Template", text, FIELDS, key="editor", errors=errors, force=force)
    st.code(shown or " ", language=None)

def edit():
    if st.button("Load"):
        st.session_state["force"] = st.session_state.get("force", 0) + 1
        st.session_state["loaded"] = "Loaded {{item.titel}}"
    bench()

def other():
    st.title("Other")

st.navigation([st.Page(edit, title="Edit", default=True), st.Page(other, title="Other")]).run()
"""


def test_the_text_is_kept_beside_the_component(tmp_path: Path) -> None:
    path = tmp_path / "app.py"
    path.write_text(APP, encoding="utf-8")
    app = AppTest.from_file(path).run()
    assert not app.exception
    app.session_state["editor__text"] = "typed {item.title}"
    assert app.run().code[0].value == "typed {item.title}"
    app.button[0].click().run()
    assert app.code[0].value == "Loaded {item.titel}"


def test_faults_are_placed_as_a_browser_counts() -> None:
    text = "🎬 one\n🎬 {item.titel} x"
    with pytest.raises(TemplateError) as found:
        check_fields(parse(text), FIELDS)
    place = fault(found.value, text)
    units = text.encode("utf-16-le")
    assert (
        units[2 * int(place["start"]) : 2 * int(place["end"])].decode("utf-16-le") == "{item.titel}"
    )
    assert fault(TemplateError("The verbalizer is wrong."), text)["end"] == 0


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("editor")
    (folder / "app.py").write_text(APP, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    command = [sys.executable, "-m", "streamlit", "run", str(folder / "app.py")]
    command += [f"--{name}={value}" for name, value in options.items()]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(timeout=10)


def wait_for(port: int) -> None:
    """Until the server answers, at most 60 s."""
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError("The scratch app did not start.")


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    found = browser.new_page(viewport={"width": 900, "height": 700})
    found.set_default_timeout(30_000)
    problems: list[str] = []
    found.on("pageerror", lambda error: problems.append(str(error)))
    found.goto(address)
    found.get_by_role("textbox", name="Template").wait_for()
    yield found
    found.close()
    assert not problems


def end_of_text(page: Any) -> Any:
    """The textarea, with the caret behind the last character."""
    text = page.get_by_role("textbox", name="Template")
    text.click()
    page.keyboard.press("Control+End")
    return text


def python_has(page: Any, text: str) -> None:
    """Wait until the server has drawn exactly this text."""
    page.wait_for_function(
        "wanted => document.querySelector('code')?.textContent === wanted", arg=text
    )


def has_value(page: Any, text: str) -> None:
    """Wait until the editor holds exactly this text."""
    page.wait_for_function(
        "wanted => document.querySelector('textarea')?.value === wanted "
        "|| [...document.querySelectorAll('*')].some(e => "
        "e.shadowRoot?.querySelector('textarea')?.value === wanted)",
        arg=text,
    )


@pytest.mark.browser
def test_fast_typing_loses_no_character_and_survives_a_page_switch(page: Any) -> None:
    text = end_of_text(page)
    typed = " the quick brown fox, jumps over it; " * 3
    page.keyboard.type(typed, delay=15)
    python_has(page, START + typed)
    page.get_by_role("link", name="Other").click(delay=60)
    page.get_by_role("heading", name="Other").wait_for()
    page.get_by_role("link", name="Edit").click(delay=60)
    has_value(page, START + typed)
    page.get_by_role("button", name="Load").click()
    python_has(page, "Loaded {item.titel}")
    has_value(page, "Loaded {item.titel}")
    text.fill(START + typed)  # what Python had heard before is heard again
    python_has(page, START + typed)


@pytest.mark.browser
def test_completion_by_keyboard_and_by_mouse(page: Any) -> None:
    text = end_of_text(page)
    page.keyboard.type(" {item.")
    options = page.get_by_role("option")
    assert options.all_text_contents() == ["{item.title}", "{item.genres}"]
    assert text.get_attribute("aria-activedescendant") == "choice-0"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert text.input_value() == START + " {item.genres}"
    page.keyboard.press("Control+z")
    assert text.input_value() == START + " {item."
    page.keyboard.press("Escape")
    assert options.count() == 0
    page.keyboard.type("title:")
    assert options.all_text_contents() == ["{item.title:3}", "{item.title:5}", "{item.title:10}"]
    page.keyboard.press("Tab")
    assert text.input_value() == START + " {item.title:3}"
    page.keyboard.type(" {so")
    page.get_by_role("option", name="{soft:8}").click()
    assert text.input_value() == START + " {item.title:3} {soft:8}"
    python_has(page, START + " {item.title:3} {soft:8}")
    page.keyboard.press("Tab")  # without a menu it moves on, as everywhere
    assert page.evaluate("document.activeElement.tagName") != "TEXTAREA"


@pytest.mark.browser
def test_an_input_method_is_not_interrupted(page: Any) -> None:
    text = end_of_text(page)
    session = page.context.new_cdp_session(page)
    for half in ("t", "tu", "tui"):
        session.send(
            "Input.imeSetComposition",
            {"text": half, "selectionStart": len(half), "selectionEnd": len(half)},
        )
        page.wait_for_timeout(250)  # longer than the debounce
    assert page.locator("code").inner_text() == START
    session.send("Input.insertText", {"text": "推荐"})
    python_has(page, START + "推荐")
    assert text.input_value() == START + "推荐"


@pytest.mark.browser
def test_mistakes_are_underlined_where_they_are(page: Any) -> None:
    text = page.get_by_role("textbox", name="Template")
    text.fill("🎬 {item.title} {item.titel} } [x {user.age}] {mask:2}")
    bad = page.locator(".paint .bad")
    assert bad.all_text_contents() == ["{item.titel}", "}", "{mask:2}"]
    assert text.get_attribute("aria-invalid") == "true"
    text.fill("<img src=x onerror=alert(1)> {item.titel}")
    python_has(page, "<img src=x onerror=alert(1)> {item.titel}")
    page.wait_for_function(
        "document.querySelector('[data-testid=stBidiComponentIsolated]')"
        ".shadowRoot.querySelector('#faults').textContent.includes('Did you mean {item.title}?')"
    )
    assert page.locator(".paint img").count() == 0
    assert page.locator(".paint .bad").all_text_contents() == ["{item.titel}"]


@pytest.mark.browser
def test_the_browser_and_python_agree_on_what_is_wrong(browser: Any) -> None:
    signs = ["{", "}", "[", "]", "{{", "]]", "\n", "x", "{item.title}", "{user.age:3}", "{mask}"]
    signs += ["{soft:2}", "{item.x}", "{mask:1}", "[MASK]", "{soft:2 a b}", "{user.age:0}", "🎬"]
    rng = random.Random(0)
    texts = ["".join(rng.choices(signs, k=rng.randint(1, 7))) for _ in range(4_000)]
    script = (FOLDER / SCRIPTS[0]).read_text(encoding="utf-8")
    page = browser.new_page()
    found = page.evaluate(
        f"([texts, fields]) => {{ {script}\n return texts.map(text => "
        "{ const all = scan(text, new Set(fields)); return {"
        "bad: all.some(one => one.bad),"
        "whole: all.map(one => text.slice(one.start, one.end)).join('') === text}; }) }",
        [texts, list(FIELDS)],
    )
    page.close()
    for text, seen in zip(texts, found, strict=True):
        assert seen == {"bad": is_wrong(text), "whole": True}, text


def is_wrong(text: str) -> bool:
    """What Python says of a text."""
    try:
        check_fields(parse(text), FIELDS)
    except TemplateError:
        return True
    return False
