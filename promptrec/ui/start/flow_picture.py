"""The picture on Home: rows become a text, a model fills the gap, the answer is a score."""

from html import escape

from promptrec.ui.shared.numbers import share
from promptrec.ui.shell.say import say

ARROW = '<div class="pr-arrow" aria-hidden="true">→</div>'
BARS = (("picture_good", 68, "good"), ("picture_poor", 32, "bad"))  # words, percent, colour


def flow_picture() -> str:
    """HTML of four cards with arrows between them, in the visitor's language."""
    steps = (rows_card(), template_card(), prompt_card(), answer_card())
    label = escape(say("home.picture_label"), quote=True)
    return f'<div class="pr-flow" role="img" aria-label="{label}">{ARROW.join(steps)}</div>'


def card(key: str, body: str) -> str:
    """One card with its title."""
    return f'<div class="pr-step"><h4>{escape(say(key))}</h4>{body}</div>'


def rows_card() -> str:
    """What the data knows: a user's past and an item."""
    rows = (("liked", "history", "past"), ("film", "item", "item"))
    cells = "".join(
        f"<dt>{escape(say(f'home.picture_{key}'))}</dt>"
        f'<dd><span class="pr-f pr-{kind}">{escape(say(f"home.picture_{text}"))}</span></dd>'
        for key, kind, text in rows
    )
    return card("home.picture_rows", f"<dl>{cells}</dl>")


def template_card() -> str:
    """The template, with the names of its fields."""
    text = escape(say("home.picture_template"))
    return card(
        "home.picture_template_title", f'<p class="pr-prompt">{coloured(text, named=True)}</p>'
    )


def prompt_card() -> str:
    """The template filled in: what the model reads."""
    text = escape(say("home.picture_template"))
    return card("home.picture_prompt", f'<p class="pr-prompt">{coloured(text, named=False)}</p>')


def coloured(text: str, *, named: bool) -> str:
    """Replace the three slots of the picture's template by coloured names, or by values."""
    slots = {
        "HISTORY": ("pr-f pr-history", "{history.liked:2}" if named else say("home.picture_past")),
        "ITEM": ("pr-f pr-item", "{item.title}" if named else say("home.picture_item")),
        "MASK": ("pr-mask", "{mask}" if named else "[MASK]"),
    }
    for slot, (style, shown) in slots.items():
        text = text.replace(slot, f'<span class="{style}">{shown}</span>')
    return text


def answer_card() -> str:
    """Two bars, the answer words, and the score. Drawn with boxes: st.html drops <svg>."""
    bars = "".join(
        f"<dt>{escape(say(f'home.{key}'))}</dt>"
        f'<dd><span class="pr-bar pr-{colour}" style="width:{percent}%"></span>'
        f"{share(percent / 100)}</dd>"
        for key, percent, colour in BARS
    )
    score = f"<p>{escape(say('home.picture_score'))}</p>"
    return card("home.picture_answer", f'<dl class="pr-bars">{bars}</dl>{score}')
