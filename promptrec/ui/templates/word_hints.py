"""Words that would help in the draft: choose one of its words, see what lowers the loss, put it in.

Torch is loaded when somebody asks.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.errors import PromptRecError
from promptrec.model.reading import ModelReader, reader_for
from promptrec.prompt.parse import place
from promptrec.prompt.template import Template
from promptrec.recommend.withhold import has_word
from promptrec.search.hints.places import FixedWord, fixed_words, put
from promptrec.settings import RunSettings
from promptrec.ui.shared.draft import write_text
from promptrec.ui.shell.say import language, plain, say, say_text
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import keys, run_variant, store, untuned_variant
from promptrec.ui.state.home import home
from promptrec.ui.state.results import made_once
from promptrec.ui.templates.live_score import settings_read
from promptrec.ui.templates.score_with import NOTHING, UNTUNED
from promptrec.words.form import together

if TYPE_CHECKING:
    from promptrec.search.hints.words import Hints

SHOWN = 8  # words that are shown, the best first


@dataclass(frozen=True, slots=True)
class HintPlace:
    """Where another word may stand: a word of the text, or an answer word."""

    word: str
    fixed: FixedWord | None  # None: an answer word
    label: str

    @property
    def key(self) -> str:
        """What tells it from the others of a draft."""
        return f"{self.word} {self.fixed.start if self.fixed else 'answer'}"


def hint_box(data: Dataset, draft: Template, settings: RunSettings, scorer: str) -> None:
    """The folded part. settings: of the untuned draft; scorer: as the examples are scored."""
    scorer = UNTUNED if scorer == NOTHING else scorer
    with st.expander(say("hints.title")):
        st.caption(say("hints.intro"))
        read = settings_read(data, settings, scorer)
        reader = reader_for(read, data.about.language)
        every = {one.key: one for one in places_in(draft, reader, tuned=scorer != UNTUNED)}
        if not every:
            st.info(say("hints.no_words"))
            return
        if scorer != UNTUNED:
            st.caption(say("hints.tuned"))
        chosen = every[ask_place(every)]
        blocked = store().blocked_words()
        asked = (
            str(home()),
            data.fingerprint(),
            scorer,
            read.to_json(),
            draft,
            chosen,
            tuple(blocked),
        )
        if st.button(say("hints.go"), key="hints_go"):
            keys.HINTS_ASKED.set(asked)
        if keys.HINTS_ASKED.get() != asked:
            return
        try:
            found = made_once(asked, lambda: found_for(data, draft, read, scorer, chosen, blocked))
        except PromptRecError as error:
            st.info(in_words(error.sentence))
            return
        show(found, draft, reader, chosen)


def places_in(draft: Template, reader: ModelReader, *, tuned: bool) -> list[HintPlace]:
    """Words of the text, then answer words, which a tuned run does not change any more."""
    words = fixed_words(draft, reader.encoder)
    found = []
    for one in words:
        line, column = place(draft.text, one.start)
        twice = sum(other.text == one.text for other in words) > 1
        label = say_text("hints.at", word=one.text, line=line, column=column) if twice else one.text
        found.append(HintPlace(one.text, one, label))
    answers = [] if tuned else [one.text for one in reader.label_words if len(one.ids) == 1]
    found += [HintPlace(one, None, say_text("hints.answer", word=one)) for one in answers]
    return found


def ask_place(every: dict[str, HintPlace]) -> str:
    """The key of the chosen place."""
    keys.HINT_PLACE.give_way(list(every), next(iter(every)))
    return str(
        st.selectbox(
            say("hints.place"),
            list(every),
            format_func=lambda key: every[key].label,
            key=keys.HINT_PLACE.name,
        )
    )


def found_for(
    data: Dataset,
    draft: Template,
    settings: RunSettings,
    scorer: str,
    chosen: HintPlace,
    blocked: Sequence[str],
) -> "Hints":
    """Ask the model, with its progress."""
    bar = st.progress(0.0, text=say("hints.reading"))
    from promptrec.search.hints.answers import answer_hints
    from promptrec.search.hints.words import word_hints

    def is_blocked(word: str) -> bool:
        return has_word(word, blocked)

    def report(share: float) -> None:
        bar.progress(share, text=say("templates.scoring"))

    try:
        variant = untuned_variant(data, settings) if scorer == UNTUNED else run_variant(scorer)
        more = {"blocked": is_blocked, "report": report}
        if chosen.fixed is None:
            return answer_hints(variant, draft, settings, chosen.word, **more)  # type: ignore[arg-type]
        return word_hints(variant, draft, settings, chosen.fixed, **more)  # type: ignore[arg-type]
    finally:
        bar.empty()


def show(found: "Hints", draft: Template, reader: ModelReader, chosen: HintPlace) -> None:
    """What was found, with its ground and its warning."""
    word, tried = plain(found.old), len(found.tried)
    if not found.better:
        st.info(say("hints.none", tried=tried, rows=found.rows, word=word))
        return
    auc = "–" if math.isnan(found.auc) else f"{found.auc:.3f}"
    lines = [say("hints.head", word=word, loss=f"{found.loss:.4f}", auc=auc, rows=found.rows)]
    if found.shown < found.rows:
        lines.append(say("hints.partly", shown=found.shown))
    st.markdown(together(language(), lines))
    for at, one in enumerate(found.better[:SHOWN]):
        row = st.container(horizontal=True, vertical_alignment="center", gap="small")
        change = "–" if math.isnan(one.auc) else f"{one.auc:+.3f}"
        numbers = say("hints.line", loss=f"{one.loss:+.4f}", auc=change)
        row.markdown(f"**{plain(one.word)}** :gray[{plain(numbers)}]")
        row.button(
            say("hints.put"),
            key=f"hint_{at}",
            on_click=put_in,
            args=(draft, reader, chosen, one.word),
        )
    if len(found.better) > SHOWN:
        st.caption(say("hints.more", more=len(found.better) - SHOWN))
    st.warning(say("hints.warning", rows=found.rows, tried=tried))


def put_in(draft: Template, reader: ModelReader, chosen: HintPlace, word: str) -> None:
    """Write the word into the draft, or into its answer words."""
    if chosen.fixed is None:
        keys.DRAFT_WORDS.set(str(reader.verbalizer.with_word(chosen.word, word)))
        return
    text = put(draft.text, chosen.fixed, word)
    write_text(text)
    keys.HINT_PLACE.set(HintPlace(word, FixedWord(word, chosen.fixed.start), word).key)
