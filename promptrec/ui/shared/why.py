"""Why this score? A drawer beside any page: the prompt, what moved it, is that true, ways on.

`why_button` stands beside a score; whatever is shown there is made when it is pressed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from promptrec.examples.newcomer import NOBODY, Newcomer
from promptrec.explain.truth.verdict import Trust
from promptrec.prompt.template import Template
from promptrec.report.memo.trusted import trust_words
from promptrec.report.voice import Voice
from promptrec.settings import RunSettings
from promptrec.ui.shared.editor_link import editor_link
from promptrec.ui.shared.numbers import share
from promptrec.ui.shared.prompt_view import legend_html, prompt_html
from promptrec.ui.shared.run_list import title_of
from promptrec.ui.shared.variant_pick import UNTUNED
from promptrec.ui.shell.guard import guarded
from promptrec.ui.shell.markdown import Words
from promptrec.ui.shell.private_streamlit import DeltaGenerator
from promptrec.ui.shell.say import language, plain, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import dataset, dataset_name, run_variant, store, untuned_variant
from promptrec.ui.state.opened import Who, subject_key
from promptrec.ui.state.results import made_once
from promptrec.words.named import field_names

if TYPE_CHECKING:
    from promptrec.model.variant import Variant
    from promptrec.recommend.one import Explained, Seen

WIDTH = 560  # pixels of the drawer, at first


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One score: of a finished run or an untuned template, for a user or somebody new, and an item.

    template: a draft that is read in place of its own. seen: as in `explain_one`. at_editor: the
    editor is here, and a draft has no page of its own.
    """

    who: Who
    item: str
    user: str = NOBODY
    newcomer: Newcomer | None = None
    template: Template | None = None
    seen: "Seen | None" = None
    at_editor: bool = False

    @property
    def settings(self) -> RunSettings:
        """Those of the run, or of the template."""
        return store().run(self.who).settings if isinstance(self.who, str) else self.who

    @property
    def name(self) -> str:
        """What the run, or the template, is called."""
        if isinstance(self.who, str):
            return title_of(store().run(self.who))
        return self.who.template_name


def why_button(
    why: Why, place: DeltaGenerator | None = None, key: str = "", label: str = ""
) -> None:
    """The button beside a score, and the drawer once it is pressed."""
    where = st if place is None else place
    name = key or f"why_{why.name}_{why.user}_{why.item}"
    if where.button(label or say("why.title"), key=name, type="tertiary", icon=":material/help:"):
        st.dialog(say("why.title"), width=WIDTH, position="right")(guarded(drawer))(why)


def drawer(why: Why) -> None:
    """The inside of the drawer."""
    follow_theme()
    with st.spinner(say("recommend.loading"), show_time=True):
        found = explained(why)
    st.markdown(f"### {plain(found.title)}")
    whom = say("use.somebody_new") if why.newcomer else say("use.user", user=plain(why.user))
    st.caption(f"{whom} · {plain(why.name)}")
    st.markdown(score_words(found))
    st.html(prompt_html(found.prompt))
    st.html(legend_html())
    st.markdown(f"**{say('why.moved')}**")
    called = field_names(language(), [one.field for one in found.shares])
    moved = dict(zip(called, (one.by for one in found.shares), strict=True))
    st.html(bars_html(moved, found.rule))
    st.caption(say("why.moved_help"))
    if found.trust is not None:
        st.markdown(trust_marked(found.trust))
    ways_on(why)


def follow_theme() -> None:
    """Colours of the visitor's theme: a drawer stands outside the app, which says which one."""
    theme = st.context.theme.type
    if theme is not None:
        st.html(f"<style>[data-testid='stDialog'] {{ color-scheme: {theme} }}</style>")


def explained(why: Why) -> "Explained":
    """What is to be said, made once for all who ask. Loads torch."""
    from promptrec.recommend.one import explain_one

    told = why.newcomer
    words = None if told is None else (*map(sorted, (told.profile.items(), told.ratings.items())),)
    who = (why.user, "" if told is None else repr((words, told.told)))
    variant = variant_asked(why)
    draft = why.template
    read = None if draft is None else (draft.text, draft.language)
    of = subject_key(variant.plan.dataset, why.who)
    key = ("why", of, *who, why.item, read, why.seen)
    if draft is not None:
        variant = variant.with_templates(draft)
    return made_once(key, lambda: explain_one(variant, why.user, why.newcomer, why.item, why.seen))


def variant_asked(why: Why) -> "Variant":
    """The run, or the untuned template as pages of single prompts read it."""
    if isinstance(why.who, str):
        return run_variant(why.who)
    return untuned_variant(dataset(why.who.dataset), why.who, every_row=why.seen is None)


def trust_marked(found: Trust) -> Words:
    """The verdict on an explanation as Markdown: first words in bold, then numbers, no data."""
    return Words(trust_words(found, Voice(language())))


def score_words(found: "Explained") -> str:
    """The score, and the probability or why there is none."""
    score = f"**{say('why.score', score=f'{found.score:+.2f}')}**"
    if found.probability is None:
        return f"{score} {in_words(found.no_probability)}"
    return f"{score} · {say('why.probability', share=share(found.probability))}"


def bars_html(moved: Mapping[str, float], rule: float | None) -> str:
    """A bar for each field, and for the rule that the score starts from."""
    every = {**({} if rule is None else {say("plot.rule"): rule}), **moved}
    if not every:
        return f'<p class="pr-facts">{escape(say("why.no_fields"))}</p>'
    most = max(map(abs, every.values())) or 1.0
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td>"
        f'<span class="pr-bar pr-{"good" if by >= 0 else "bad"}" '
        f'style="width:{max(1, round(60 * abs(by) / most))}%"></span> {by:+.2f}</td></tr>'
        for name, by in every.items()
    )
    return f'<table class="pr-values pr-why">{rows}</table>'


def ways_on(why: Why) -> None:
    """To the editor with exactly these values, and to everything that can be asked of them."""
    if why.at_editor:
        return
    settings = why.settings
    if why.newcomer is not None:
        editor_link(settings, why.who)
        st.caption(say("why.newcomer"))
        return
    editor_link(settings, why.who, why.user, why.item)
    asked = {"data": dataset_name(settings.dataset), "user": why.user, "item": why.item}
    if isinstance(why.who, str):
        asked["run"] = why.who
    else:
        asked |= {"run": UNTUNED, "template": settings.template, "model": settings.model}
        asked |= {"words": settings.verbalizer} if settings.verbalizer else {}
    st.page_link("pages/understand/explain.py", label=f"{say('why.all')} →", query_params=asked)
