"""The report of one explanation: a file to hand on, that says everything about one prompt."""

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from promptrec.explain.findings import Findings
from promptrec.explain.records import Attribution, Faithfulness, FieldAttribution
from promptrec.explain.truth.verdict import Trust, trust_of
from promptrec.plots.explain import lens_figure, waterfall, words_figure
from promptrec.prompt.library import template_title
from promptrec.report.blocks import Block, Chart, Code, Grid, Heading, Html, Note, Text
from promptrec.report.html import page_html
from promptrec.report.prompt_html import FAMILIES, legend_html, prompt_html, tokens_html
from promptrec.report.voice import Voice
from promptrec.settings import RunSettings
from promptrec.words.form import percent
from promptrec.words.said import text_in

if TYPE_CHECKING:
    from promptrec.explain.truth.all_tests import Truth

CHANGE_HEADS = ("explain.field", "explain.new", "plot.score", "explain.turned")
CHANGES, LOOKS = 12, 10  # rows of a table
FAMILY_WORDS = (*FAMILIES, "mask")
ALWAYS = ("model", "method", "head", "seed")  # settings that are named even at their default
ELSEWHERE = ("dataset", "template")  # named above; a folder's path is nobody's business


def explanation_html(found: Findings, *, made_on: str, language: str = "en") -> str:
    """The report as one HTML document. made_on: the date, as it shall be written."""
    voice = Voice(language)
    blocks = [
        *summary(found, voice),
        *fields_part(found, voice),
        *tokens_part(found, voice),
        *attention_part(found, voice),
        *answers_part(found, voice),
        *changes_part(found, voice),
        *made_part(found, made_on, voice),
    ]
    title = voice.say("report.title", title=found.title, user=found.user)
    return page_html(title, blocks, language)


def unit(found: Findings, voice: Voice) -> str:
    """What scores are measured in."""
    return voice.say("plot.score" if found.probability is None else "plot.log_odds")


def figure_words(found: Findings, voice: Voice) -> Mapping[str, str]:
    """The words of the figures of this prompt."""
    return {**voice.figures(), "log_odds": unit(found, voice)}


def summary(found: Findings, voice: Voice) -> Iterable[Block]:
    """The number that everything is about, and the prompt."""
    score = f"{found.score:+.2f}"
    if found.probability is None:
        why = found.settings.no_probability.in_language(voice.language)
        yield Text(voice.say("report.intro_order", why=why))
        yield Note(voice.say("report.score_order", score=score))
    else:
        verdict = voice.say("plot.liked") if found.score > 0 else voice.say("plot.disliked")
        said = {"probability": f"{found.probability:.0%}", "verdict": verdict}
        yield Text(voice.say("report.intro"))
        yield Note(voice.say("report.score", score=score, **said))
    yield Html(prompt_html(found.prompt))
    yield Html(legend_html({name: voice.say(f"prompt.{name}") for name in FAMILY_WORDS}))
    for cut in found.cuts:
        yield Text(
            voice.say("report.cut", field=cut.field, kept=cut.kept, dropped=cut.dropped), True
        )


def fields_part(found: Findings, voice: Voice) -> Iterable[Block]:
    """Shapley values as a waterfall."""
    fields = found.fields
    own = len(fields.steps) - len(fields.fields)
    rows = [
        (voice.say(f"plot.{name}") if at < own else name, f"{value:+.3f}")
        for at, (name, value) in enumerate(fields.steps)
    ]
    rows.append((voice.say("plot.score"), f"{fields.score:+.3f}"))
    yield Heading(voice.say("report.fields"))
    yield Chart(
        waterfall(fields, title=voice.say("explain.waterfall"), words=figure_words(found, voice)),
        Grid((voice.say("explain.field"), unit(found, voice)), rows),
    )
    yield Text(voice.say("explain.waterfall_help", asked=fields.asked), True)
    if fields.errors.any():
        yield Text(voice.say("explain.sampled", error=f"{fields.errors.max():.3f}"), True)
    yield from test_of(fields, voice)


def tokens_part(found: Findings, voice: Voice) -> Iterable[Block]:
    """Each method's colours with its test."""
    yield Heading(voice.say("report.tokens"))
    yield Text(voice.say("report.tokens_help"))
    for one in found.tokens:
        yield Heading(voice.say(f"explain.{one.method}"), 3)
        yield Html(tokens_html(one))
        yield Text(
            voice.say(
                "explain.adds_up",
                base=f"{one.base_score:+.2f}",
                score=f"{one.score:+.2f}",
                error=f"{one.completeness_error:+.3f}",
            ),
            True,
        )
        yield from test_of(one, voice, found.truths.get(one.method))


def test_of(
    found: Attribution | FieldAttribution, voice: Voice, whole: "Truth | None" = None
) -> Iterable[Block]:
    """The verdict as the page has it; nothing where nothing could be removed.

    whole: all tests, where they were asked.
    """
    if found.faithfulness:
        method = found.method if isinstance(found, Attribution) else ""
        verdict = trust_of(found.faithfulness, whole, method)
        light = "" if verdict.light == "open" else verdict.light
        yield Note(trust_words(verdict, voice).replace("**", ""), light)
        yield Text(removal_words(found.faithfulness, voice), True)


def trust_words(found: Trust, voice: Voice) -> str:
    """The verdict on an explanation, its first words in bold."""
    key = f"explain_tests.overall_{found.light}"
    return voice.say(key, passed=found.passed, asked=found.asked, all=found.of)


def removal_words(found: Faithfulness, voice: Voice) -> str:
    """How far the score moves without what is said to matter, and without anything else."""
    return voice.say(
        "explain.sentence_fields" if found.unit == "field" else "explain.sentence",
        moves=f"{found.comprehensiveness:.2f}",
        random=f"{found.random:.2f}",
        top=found.top,
        top_moves=f"{found.top_moves:.2f}",
        random_moves=f"{found.random_moves:.2f}",
    )


def attention_part(found: Findings, voice: Voice) -> Iterable[Block]:
    """Where the place of the answer looks, through all layers; what that does not show."""
    yield Heading(voice.say("report.attention"))
    if found.rollout is None:
        yield Text(voice.say("report.no_attention"))
        return
    values = found.rollout.values
    order = sorted(range(len(values)), key=lambda at: (-values[at], at))[:LOOKS]
    tokens = found.rollout.tokens
    yield Html(tokens_html(found.rollout, signed=False))
    yield Grid(
        (voice.say("report.token"), voice.say("explain.field"), voice.say("report.share")),
        [
            (
                tokens[at].text.strip(),
                tokens[at].field or "–",
                percent(voice.language, values[at], 1),
            )
            for at in order
        ],
        caption=voice.say("report.looks"),
    )
    yield Text(voice.say("attention.caution"), True)
    yield from test_of(found.rollout, voice, found.truths.get(found.rollout.method))


def answers_part(found: Findings, voice: Voice) -> Iterable[Block]:
    """The answer through the layers, and the words at the mask."""
    layers = found.lens.layers
    names = [name for name, share in layers[-1].answers.items() if share is not None]
    rows = [
        (one.layer, f"{one.score:+.3f}", *(f"{one.answers[name]:.3f}" for name in names))
        for one in layers
    ]
    yield Heading(voice.say("report.answers"))
    yield Chart(
        lens_figure(found.lens, title=voice.say("explain.lens"), words=figure_words(found, voice)),
        Grid((voice.say("plot.layer"), unit(found, voice), *names), rows),
    )
    yield Text(voice.say("explain.lens_help"), True)
    top = {name: share for name, share in layers[-1].top.items() if share is not None}
    if layers[-1].top and not top:
        first = " · ".join(one.strip() for one in layers[-1].top)
        yield Text(voice.say("explain.words_order", words=first), True)
    if top:
        yield Chart(
            words_figure(top, title=voice.say("explain.top"), words=figure_words(found, voice)),
            Grid(
                (voice.say("explain.word"), voice.say("plot.probability")),
                [(name, f"{100 * share:.2f}") for name, share in top.items()],
            ),
        )


def changes_part(found: Findings, voice: Voice) -> Iterable[Block]:
    """Single changes that turn the verdict, or move the score most."""
    has_verdict = found.probability is not None
    yield Heading(voice.say("report.changes") if has_verdict else voice.say("explain.moves"))
    if has_verdict and not any(one.flips for one in found.changes):
        yield Text(voice.say("explain.no_turn"))
    columns = [voice.say(one) for one in CHANGE_HEADS]
    rows = [
        (one.field, one.new, f"{one.score:+.2f}", "●" if one.flips else "")
        for one in found.changes[:CHANGES]
    ]
    shown = len(columns) if has_verdict else len(columns) - 1
    yield Grid(columns[:shown], [row[:shown] for row in rows])
    yield Text(voice.say("explain.turns_help" if has_verdict else "explain.moves_help"), True)


def made_part(found: Findings, made_on: str, voice: Voice) -> Iterable[Block]:
    """Template, settings, data and versions: what it takes to get the same numbers again."""
    yield Heading(voice.say("report.made"))
    yield Text(voice.say("report.template"))
    yield Code(found.settings.template)
    settings, language = found.settings, voice.language
    facts = {
        voice.say("report.variant"): template_title(found.variant, settings.template, language),
        voice.say("report.pair"): f"{found.user}, {found.item} ({found.title})",
        voice.say("report.date"): made_on,
        **{
            voice.say(f"report.data_{name}"): text_in(found.said, language, name, value)
            for name, value in found.data.items()
            if value
        },
        **found.versions,
    }
    yield Grid((voice.say("report.what"), voice.say("plot.value")), list(facts.items()))
    default = RunSettings(dataset="", template=found.settings.template).as_dict()
    yield Grid(
        (voice.say("report.setting"), voice.say("plot.value")),
        [
            (name, json.dumps(value, ensure_ascii=False))
            for name, value in found.settings.as_dict().items()
            if name in ALWAYS or (value != default[name] and name not in ELSEWHERE)
        ],
        caption=voice.say("report.settings"),
    )
