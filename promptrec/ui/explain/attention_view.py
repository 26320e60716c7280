"""Attention on a canvas: layers x heads as thumbnails, one large head, tokens to click on."""

import base64
import hashlib
from collections.abc import Collection, Sequence
from functools import cache
from itertools import takewhile
from pathlib import Path

import numpy as np
import streamlit as st

from promptrec.examples.origins import Origin
from promptrec.explain.records import Attention, Token
from promptrec.records import Floats
from promptrec.ui.shell.private_streamlit import ComponentRenderer
from promptrec.ui.shell.say import language, say, say_text
from promptrec.ui.state import keys
from promptrec.words.form import together

FOLDER = Path(__file__).with_name("attention_map")
WORDS = ("look", "back", "all", "head", "layer", "rollout", "looks_at", "seen_by", "pair")
MOST_ROWS = 3  # rows that a count names
HEAD_PARTS = 3  # of a look say which head


@cache
def component() -> ComponentRenderer:
    """The component, registered once per process."""
    return st.components.v2.component(
        "promptrec_attention_map",
        html=(FOLDER / "map.html").read_text(encoding="utf-8"),
        css=(FOLDER / "map.css").read_text(encoding="utf-8"),
        js="\n".join(
            (FOLDER / name).read_text(encoding="utf-8") for name in ("picture.js", "map.js")
        ),
    )


def attention_map(attention: Attention, origins: Sequence[Origin | None], key: str) -> None:
    """Show attention, and where each token comes from. What is looked at is kept."""
    weights = base64_of(attention.values)
    words = {name: say(f"attention.{name}") for name in WORDS}
    words |= {f"{name}_name": say(f"attention.{name}_name") for name in ("layer", "head")}
    words |= {name: say(f"reading.{name}") for name in ("save", "keys")}
    component()(
        key=key,
        data={
            "stamp": hashlib.sha256(weights.encode()).hexdigest()[:16] + words["look"],
            "tokens": [token.text or " " for token in attention.tokens],
            "details": [token_words(*one) for one in zip(attention.tokens, origins, strict=True)],
            "layers": attention.values.shape[0],
            "heads": attention.values.shape[1],
            "weights": weights,
            "rollout": base64_of(attention.rollout),
            "read_at": attention.read_at,
            "look": first_look(key, attention),
            "words": words,
        },
        default={"look": ""},
        on_look_change=lambda: keep_look(key),
    )


def first_look(key: str, attention: Attention) -> str:
    """What to look at first: the same head as in the prompt before, but a token of this one."""
    look = known_look(keys.EXPLAIN_ATTENTION.get(), attention)
    if (keys.EXPLAIN_ATTENTION_IN.get() or key) != key:
        look = ".".join(look.split(".")[:HEAD_PARTS])
    keys.EXPLAIN_ATTENTION.set(look)
    keys.EXPLAIN_ATTENTION_IN.set(key)
    return look


def known_look(look: str, attention: Attention) -> str:
    """The parts of a look before the first that this model and prompt do not have."""
    layers, heads, tokens = attention.values.shape[:3]
    offered: tuple[Collection[str], ...] = (
        ("head", "layer", "rollout"),
        [str(at) for at in range(1, layers + 1)],
        [str(at) for at in range(1, heads + 1)],
        [str(at) for at in range(tokens)],
        ("to", "from"),
    )
    parts = zip(look.split("."), offered, strict=False)
    return ".".join(part for part, _ in takewhile(lambda one: one[0] in one[1], parts))


def keep_look(key: str) -> None:
    """Take over what a click chose."""
    keys.EXPLAIN_ATTENTION.set(keys.component(key).get()["look"])


def base64_of(values: Floats) -> str:
    """Values from 0 to 1 as bytes in base64."""
    return base64.b64encode(np.round(values * 255).astype(np.uint8).tobytes()).decode()


def token_words(token: Token, origin: Origin | None) -> str:
    """What a token says of itself when it is pointed at: place, id, field, cell of the data."""
    where = token.field or say(f"explain.kind_{token.kind}")
    words = say_text(
        "reading.token", at=token.at, text=token.text.strip(), id=token.id, field=where
    )
    return f"{words} · {cell_words(origin)}" if origin else words


def cell_words(origin: Origin) -> str:
    """File, row and column, with the raw cell; of counted rows their number and the last ones."""
    if len(origin.rows) != 1:
        last = ", ".join(str(row) for row in origin.rows[-MOST_ROWS:])
        return say_text(
            "reading.rows",
            file=origin.file,
            count=len(origin.rows),
            column=origin.column,
            rows=last or "–",
        )
    words = say_text(
        "reading.cell",
        file=origin.file,
        row=origin.rows[0],
        column=origin.column,
        raw=origin.raw,
    )
    return together(
        language(), (words, say_text("reading.via", row=origin.via) if origin.via else "")
    )
