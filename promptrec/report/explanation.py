"""The report of one explanation: a file to hand on, that says everything about one prompt."""

import json
from collections.abc import Iterable, Mapping
from functools import partial

from promptrec.explain.findings import Findings
from promptrec.plots.explain import lens_figure, waterfall, words_figure
from promptrec.prompt.library import template_title
from promptrec.report.blocks import (
    Appendix,
    Block,
    Chart,
    Code,
    Grid,
    Heading,
    Html,
    Note,
    Text,
)
from promptrec.report.html import page_html
from promptrec.report.memo.trusted import tested_fields, tested_tokens
from promptrec.report.memo.why import change_part, trust_part, why_part
from promptrec.report.prompt_html import FAMILIES, legend_html, prompt_html, tokens_html
from promptrec.report.voice import Voice
from promptrec.settings import RunSettings
from promptrec.words.form import percent
from promptrec.words.named import field_name
from promptrec.words.said import text_in

CHANGE_HEADS = ("explain.field", "explain.new", "plot.score", "explain.turned")
CHANGES, LOOKS = 12, 10  # rows of a table
FAMILY_WORDS = (*FAMILIES, "mask")
ALWAYS = ("model", "method", "head", "seed")  # settings that are named even at their default
ELSEWHERE = ("dataset", "template")  # named above; a folder's path is nobody's business


def explanation_html(found: Findings, *, made_on: str, language: str = "en") -> str:
    """The report as one HTML document. made_on: the date, as it shall be written."""
    voice = Voice(language)
    blocks = [
        *summary(found, made_on, voice),
        *why_part(found.fields, found.prompt, found.settings.start_from, voice),
        *trust_part(found.fields, found.prompt, found.field_truth, voice),
        *change_part(found.changes, found.probability is not None, voice),
        *prompt_part(found, voice),
        *fields_part(found, voice),
        *changes_part(found, voice),
        Appendix(voice.say("memo.instruments")),
        *tokens_part(found, voice),
        *attention_part(found, voice),
        *answers_part(found, voice),
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


def summary(found: Findings, made_on: str, voice: Voice) -> Iterable[Block]:
    """What was predicted, of what, when."""
    score = f"{found.score:+.2f}"
    if found.probability is None:
        why = found.settings.no_probability.in_language(voice.language)
        yield Note(voice.say("report.score_order", score=score))
        yield Text(voice.say("report.intro_order", why=why))
    else:
        verdict = voice.say("plot.liked") if found.score > 0 else voice.say("plot.disliked")
        said = {"probability": f"{found.probability:.0%}", "verdict": verdict}
        yield Note(voice.say("report.score", score=score, **said))
        yield Text(voice.say("report.intro"))
    variant = template_title(found.variant, found.settings.template, voice.language)
    about = voice.say("memo.about_prompt", data=found.data["name"], variant=variant)
    made = voice.say("memo.made_on", date=made_on)
    yield Text(voice.say("memo.dot").join([made, about]), True)


def prompt_part(found: Findings, voice: Voice) -> Iterable[Block]:
    """What the model read, in the colours of its fields."""
    yield Heading(voice.say("memo.prompt"))
    yield Html(prompt_html(found.prompt))
    yield Html(legend_html({name: voice.say(f"prompt.{name}") for name in FAMILY_WORDS}))
    for cut in found.cuts:
        yield Text(
            voice.say(
                "report.cut",
                field=field_name(voice.language, cut.field),
                kept=cut.kept,
                dropped=cut.dropped,
            ),
            True,
        )


def fields_part(found: Findings, voice: Voice) -> Iterable[Block]:
    """Shapley values as a waterfall."""
    fields = found.fields
    own = len(fields.steps) - len(fields.fields)
    named = voice.fields(fields.fields)
    start = [voice.say(f"plot.{name}") for name, _ in fields.steps[:own]]
    rows = [
        (name, f"{value:+.3f}")
        for name, (_, value) in zip([*start, *named], fields.steps, strict=True)
    ]
    rows.append((voice.say("plot.score"), f"{fields.score:+.3f}"))
    yield Heading(voice.say("report.fields"))
    yield Chart(
        waterfall(
            fields,
            title=voice.say("explain.waterfall"),
            words=figure_words(found, voice),
            named=named,
        ),
        Grid((voice.say("explain.field"), unit(found, voice)), rows),
    )
    yield Text(voice.say("explain.waterfall_help", asked=fields.asked), True)
    if fields.errors.any():
        yield Text(voice.say("explain.sampled", error=f"{fields.errors.max():.3f}"), True)
    yield from tested_fields(fields, found.field_truth, voice)


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
        yield from tested_tokens(one, found.truths.get(one.method), voice)


def attention_part(found: Findings, voice: Voice) -> Iterable[Block]:
    """Where the place of the answer looks, through all layers; what that does not show."""
    yield Heading(voice.say("report.attention"))
    if found.rollout is None:
        yield Text(voice.say("report.no_attention"))
        return
    values = found.rollout.values
    order = sorted(range(len(values)), key=lambda at: (-values[at], at))[:LOOKS]
    tokens, called = found.rollout.tokens, partial(field_name, voice.language)
    yield Html(tokens_html(found.rollout, signed=False))
    yield Grid(
        (voice.say("report.token"), voice.say("explain.field"), voice.say("report.share")),
        [
            (
                tokens[at].text.strip(),
                called(tokens[at].field) if tokens[at].field else "–",
                percent(voice.language, values[at], 1),
            )
            for at in order
        ],
        caption=voice.say("report.looks"),
    )
    yield Text(voice.say("attention.caution"), True)
    yield from tested_tokens(found.rollout, found.truths.get(found.rollout.method), voice)


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
    has_verdict, called = found.probability is not None, partial(field_name, voice.language)
    yield Heading(voice.say("report.changes") if has_verdict else voice.say("explain.moves"))
    if has_verdict and not any(one.flips for one in found.changes):
        yield Text(voice.say("explain.no_turn"))
    columns = [voice.say(one) for one in CHANGE_HEADS]
    rows = [
        (called(one.field), one.new, f"{one.score:+.2f}", "●" if one.flips else "")
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
