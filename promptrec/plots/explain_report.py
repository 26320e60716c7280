"""The report of one explanation: a file to hand on, that says everything about one prompt."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict

from promptrec.explain.findings import Findings
from promptrec.explain.records import Attribution, Faithfulness, FieldAttribution
from promptrec.plots.explain import lens_figure, waterfall, words_figure
from promptrec.plots.page_html import (
    Block,
    Chart,
    Code,
    Heading,
    Html,
    Note,
    Table,
    Text,
    page_html,
)
from promptrec.plots.prompt_html import FAMILIES, legend_html, prompt_html, tokens_html
from promptrec.plots.report_words import report_words
from promptrec.settings import RunSettings

CHANGES, LOOKS = 12, 10  # rows of a table
FAMILY_WORDS = (*FAMILIES, "mask")
ALWAYS = ("model", "method", "head", "seed")  # settings that are named even at their default
ELSEWHERE = ("dataset", "template")  # named above; a folder's path is nobody's business


def explain_report(
    found: Findings,
    *,
    made_on: str,
    language: str = "en",
    words: Mapping[str, str] | None = None,
) -> str:
    """The report as one HTML document. made_on: the date, as it shall be written.

    words: by the keys of REPORT_WORDS and WORDS; English for the others.
    """
    word = report_words(words)
    if found.probability is None:
        word = {**word, "log_odds": word["score"]}
    blocks = [
        *summary(found, word, language),
        *fields_part(found, word),
        *tokens_part(found, word),
        *attention_part(found, word),
        *answers_part(found, word),
        *changes_part(found, word),
        *made_part(found, made_on, word),
    ]
    title = word["report_title"].format(title=found.title, user=found.user)
    return page_html(title, blocks, language=language, words=word)


def summary(found: Findings, word: Mapping[str, str], language: str) -> Iterable[Block]:
    """The number that everything is about, and the prompt."""
    score = f"{found.score:+.2f}"
    if found.probability is None:
        why = found.settings.no_probability.in_language(language)
        yield Text(word["report_intro_order"].format(why=why))
        yield Note(word["report_score_order"].format(score=score))
    else:
        verdict = word["liked"] if found.score > 0 else word["disliked"]
        said = {"probability": f"{found.probability:.0%}", "verdict": verdict}
        yield Text(word["report_intro"])
        yield Note(word["report_score"].format(score=score, **said))
    yield Html(prompt_html(found.prompt))
    yield Html(legend_html({name: word[f"family_{name}"] for name in FAMILY_WORDS}))
    for cut in found.cuts:
        yield Text(
            word["report_cut"].format(field=cut.field, kept=cut.kept, dropped=cut.dropped), True
        )


def fields_part(found: Findings, word: Mapping[str, str]) -> Iterable[Block]:
    """Shapley values as a waterfall."""
    fields = found.fields
    rows: list[tuple[str, str]] = [(word["empty_prompt"], f"{fields.prior:+.3f}")]
    rows.append((word["template_words"], f"{fields.base_score - fields.prior:+.3f}"))
    rows += [
        (name, f"{value:+.3f}") for name, value in zip(fields.fields, fields.values, strict=True)
    ]
    rows.append((word["score"], f"{fields.score:+.3f}"))
    yield Heading(word["report_fields"])
    yield Chart(
        waterfall(fields, title=word["waterfall"], words=word),
        Table((word["field"], word["log_odds"]), rows),
    )
    yield Text(word["waterfall_help"].format(asked=fields.asked), True)
    if fields.errors.any():
        yield Text(word["sampled"].format(error=f"{fields.errors.max():.3f}"), True)
    yield from test_of(fields, word)


def tokens_part(found: Findings, word: Mapping[str, str]) -> Iterable[Block]:
    """Each method's colours with its test."""
    yield Heading(word["report_tokens"])
    yield Text(word["report_tokens_help"])
    for one in found.tokens:
        yield Heading(word[one.method], 3)
        yield Html(tokens_html(one))
        yield Text(
            word["adds_up"].format(
                base=f"{one.base_score:+.2f}",
                score=f"{one.score:+.2f}",
                error=f"{one.completeness_error:+.3f}",
            ),
            True,
        )
        yield from test_of(one, word)


def test_of(found: Attribution | FieldAttribution, word: Mapping[str, str]) -> Iterable[Block]:
    """The light and its sentence; nothing where nothing could be removed."""
    if found.faithfulness:
        yield Note(sentence(found.faithfulness, word), found.faithfulness.light)


def sentence(found: Faithfulness, word: Mapping[str, str]) -> str:
    """The verdict of the test with its numbers."""
    numbers = word["sentence_fields" if found.unit == "field" else "sentence"].format(
        moves=f"{found.comprehensiveness:.2f}",
        random=f"{found.random:.2f}",
        top=found.top,
        top_moves=f"{found.top_moves:.2f}",
        random_moves=f"{found.random_moves:.2f}",
    )
    return f"{word[found.light]} {numbers}"


def attention_part(found: Findings, word: Mapping[str, str]) -> Iterable[Block]:
    """Where the place of the answer looks, through all layers; what that does not show."""
    yield Heading(word["report_attention"])
    if found.rollout is None:
        yield Text(word["report_no_attention"])
        return
    values = found.rollout.values
    order = sorted(range(len(values)), key=lambda at: (-values[at], at))[:LOOKS]
    tokens = found.rollout.tokens
    yield Html(tokens_html(found.rollout, signed=False))
    yield Table(
        (word["report_token"], word["field"], word["report_share"]),
        [
            (tokens[at].text.strip(), tokens[at].field or "–", f"{100 * values[at]:.1f} %")
            for at in order
        ],
        caption=word["report_looks"],
    )
    yield Text(word["caution"], True)
    yield from test_of(found.rollout, word)


def answers_part(found: Findings, word: Mapping[str, str]) -> Iterable[Block]:
    """The answer through the layers, and the words at the mask."""
    layers = found.lens.layers
    names = [name for name, share in layers[-1].answers.items() if share is not None]
    rows = [
        (one.layer, f"{one.score:+.3f}", *(f"{one.answers[name]:.3f}" for name in names))
        for one in layers
    ]
    yield Heading(word["report_answers"])
    yield Chart(
        lens_figure(found.lens, title=word["lens"], words=word),
        Table((word["layer"], word["log_odds"], *names), rows),
    )
    yield Text(word["lens_help"], True)
    top = {name: share for name, share in layers[-1].top.items() if share is not None}
    if layers[-1].top and not top:
        first = " · ".join(one.strip() for one in layers[-1].top)
        yield Text(word["words_order"].format(words=first), True)
    if top:
        yield Chart(
            words_figure(top, title=word["top"], words=word),
            Table(
                (word["word"], word["probability"]),
                [(name, f"{100 * share:.2f}") for name, share in top.items()],
            ),
        )


def changes_part(found: Findings, word: Mapping[str, str]) -> Iterable[Block]:
    """Single changes that turn the verdict, or move the score most."""
    has_verdict = found.probability is not None
    yield Heading(word["report_changes"] if has_verdict else word["moves"])
    if has_verdict and not any(one.flips for one in found.changes):
        yield Text(word["no_turn"])
    columns = [word[name] for name in ("field", "new", "score", "turned")]
    rows = [
        (one.field, one.new, f"{one.score:+.2f}", "●" if one.flips else "")
        for one in found.changes[:CHANGES]
    ]
    shown = len(columns) if has_verdict else len(columns) - 1
    yield Table(columns[:shown], [row[:shown] for row in rows])
    yield Text(word["turns_help" if has_verdict else "moves_help"], True)


def made_part(found: Findings, made_on: str, word: Mapping[str, str]) -> Iterable[Block]:
    """Template, settings, data and versions: what it takes to get the same numbers again."""
    yield Heading(word["report_made"])
    yield Text(word["report_template"])
    yield Code(found.settings.template)
    facts = {
        word["report_variant"]: found.variant,
        word["report_pair"]: f"{found.user}, {found.item} ({found.title})",
        word["report_date"]: made_on,
        **{word[f"data_{name}"]: value for name, value in found.data.items() if value},
        **found.versions,
    }
    yield Table((word["report_what"], word["value"]), list(facts.items()))
    default = asdict(RunSettings(dataset="", template=found.settings.template))
    yield Table(
        (word["report_setting"], word["value"]),
        [
            (name, json.dumps(value, ensure_ascii=False))
            for name, value in asdict(found.settings).items()
            if name in ALWAYS or (value != default[name] and name not in ELSEWHERE)
        ],
        caption=word["report_settings"],
    )
