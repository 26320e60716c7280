"""What the model reads for the pair in sight and for the pinned ones, with tokens, cuts, scores."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.examples.pair import pairs_by_id
from promptrec.model.reading import ModelReader, reader_for
from promptrec.records import Cut, Pairs
from promptrec.settings import RunSettings
from promptrec.ui.shared.numbers import share
from promptrec.ui.shared.preview import Preview, previews
from promptrec.ui.shared.prompt_view import legend_html, prompt_html
from promptrec.ui.shared.variant_pick import warn_untuned
from promptrec.ui.shared.why import Why, why_button
from promptrec.ui.shell.private_streamlit import DeltaGenerator
from promptrec.ui.shell.say import plain, say, say_text
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import lookups, store
from promptrec.ui.templates.live_score import Scored, known_of, score_draft, settings_read
from promptrec.ui.templates.score_with import NOTHING, UNTUNED

Ids = Sequence[tuple[str, str]]  # user_id, item_id


@dataclass(frozen=True, slots=True, eq=False)
class Cards:
    """Prompts that stand on the page already; their scores have a place under each."""

    settings: RunSettings  # of the draft
    reading: ModelReader
    pairs: Pairs
    found: Sequence[Preview]
    places: list[DeltaGenerator] = field(default_factory=list)

    def fill(self, scored: Sequence[Scored | None]) -> None:
        """Write tokens, cuts and score under each prompt."""
        most = self.reading.encoder.max_tokens
        for place, preview, score in zip(self.places, self.found, scored, strict=True):
            place.html(facts_html(preview, score, most))


def example_cards(data: Dataset, settings: RunSettings, ids: Ids, scorer: str) -> None:
    """One card a pair: the first is the pair in sight, the others are pinned.

    The texts come first, then their scores, then what is to be known of both.
    """
    cards = prompt_cards(data, settings, ids, scorer, "example")
    scored: Sequence[Scored | None] = [None] * len(cards.found)
    if scorer != NOTHING:
        scored = score_draft(data, settings, cards.pairs, scorer)
    cards.fill(scored)
    if scorer != NOTHING:
        reasons(cards, ids, scorer)
    notices(cards, scorer)


def reasons(cards: Cards, ids: Ids, scorer: str) -> None:
    """A way to the reason of each score."""
    who = cards.settings if scorer == UNTUNED else scorer
    for place, (user, item) in zip(cards.places, ids, strict=True):
        why = Why(who=who, user=user, item=item, template=cards.reading.template, at_editor=True)
        why_button(why, place, key=f"why_card_{user}_{item}")


def prompt_cards(data: Dataset, settings: RunSettings, ids: Ids, scorer: str, key: str) -> Cards:
    """The prompts of the pairs, not scored yet. key: of their boxes."""
    reading = reader_for(settings_read(data, settings, scorer), data.about.language)
    pairs = pairs_by_id(data, ids)
    known = known_of(data, scorer)
    found = previews(data, reading, pairs, *lookups(data), known=known)
    cards = Cards(settings, reading, pairs, found)
    st.html(legend_html())
    for at, (pair, preview) in enumerate(zip(ids, cards.found, strict=True)):
        with st.container(border=True, key=f"{key}_{at}"):
            if at:
                pin_title(settings.dataset, data, *pair)
            st.html(prompt_html(preview.fitted.prompt))
            cards.places.append(st.container())
    return cards


def notices(cards: Cards, scorer: str) -> None:
    """What is to be known of the texts and of who scores them."""
    reading = cards.reading
    unknown = reading.encoder.unknown_share([one.fitted.prompt for one in cards.found])
    if unknown > 0.05:
        model = reading.backbone.name
        st.warning(say("templates.unknown_words", share=share(unknown), model=model))
    if reading.head == "classifier" and "{mask}" in cards.settings.template:
        st.caption(say("templates.mask_unread"))
    if scorer == UNTUNED:
        warn_untuned(reading)
    elif scorer != NOTHING and store().run(scorer).settings.no_probability:
        st.caption(in_words(store().run(scorer).settings.no_probability))


def pin_title(source: str, data: Dataset, user: str, item: str) -> None:
    """Who and what a pinned example is, and a way to let it go."""
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    title = data.items["title"].iloc[data.item_code(item)]
    row.markdown(f"**{plain(say('templates.pair', user=user, title=title))}**")
    if row.button("✕", key=f"unpin_{user}_{item}", help=say("templates.unpin"), type="tertiary"):
        store().unpin(source, user, item)
        st.rerun()


def facts_html(preview: Preview, score: Scored | None, most: int) -> str:
    """Tokens, what was cut, and the score with its change."""
    facts = [say("templates.tokens", tokens=len(preview.encoded), most=most)]
    facts += [cut_words(cut) for cut in preview.fitted.cuts]
    line = "".join(f"<span>{escape(fact)}</span>" for fact in facts)
    return f'<div class="pr-facts">{line}{score_html(score) if score else ""}</div>'


def cut_words(cut: Cut) -> str:
    """What truncation took from one field."""
    return say_text("templates.cut", field=cut.field, kept=cut.kept, dropped=cut.dropped)


def score_html(score: Scored) -> str:
    """Score, probability, and the change against the saved version with its direction."""
    words = say("templates.score_only", score=f"{score.score:+.2f}")
    if score.probability is not None:
        words = say("templates.score", score=f"{score.score:+.2f}", share=share(score.probability))
    result = f"<span><b>{escape(words)}</b></span>"
    if score.change is None:
        return result
    change = say("templates.change", change=f"{score.change:+.2f}")
    return f'{result}<span class="{direction(score.change)}"><b>{escape(change)}</b></span>'


def direction(change: float) -> str:
    """The style of what rose or fell; none where it stands still."""
    return "pr-up" if change > 0.005 else "pr-down" if change < -0.005 else ""
