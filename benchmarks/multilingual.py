"""What multilingual-e5-small is worth beside minilm, on English and on Chinese words.

    python -m benchmarks.multilingual [--only cloze|tuned] [--out docs/multilingual.md]

Masked words: as `benchmarks.cloze` with all chosen tokens masked, beside always guessing the most
frequent piece of that text. Zero-shot: a review and "Overall it was {mask}." or 总的来说很{mask}。,
as the product reads them. Tuned: the same template, rows and seed with either model, `lora`, judged
on test. `movies` with Chinese words around English titles, and `shop` beside `shop-zh`, whose rows
are the same. Each cell is kept: a second call goes on where the first stopped.
"""

import argparse
import dataclasses
import datetime
import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import promptrec as pr
from benchmarks.cloze import CACHE as TEXTS
from benchmarks.cloze import cloze_scorer, masked_accuracy
from benchmarks.defaults import CACHE, hash_of
from benchmarks.methods import span
from benchmarks.sections import write_section
from promptrec.errors import PromptRecError
from promptrec.files import write_whole
from promptrec.metrics.report import row_report
from promptrec.model.loading import build_scorer
from promptrec.model.reading import reader_for
from scripts import cloze_corpus

KEPT = CACHE / "multilingual"
MODELS = ("minilm", "multilingual-e5-small")
SOURCES = ("clothing", "films", "amazon", "shopping")  # of these amazon was never trained on
REVIEWS = {  # source -> what follows the review, and its label words
    "clothing": ("{item.title} Overall it was {mask}.", "great,good/terrible,bad", "en"),
    "amazon": ("{item.title} Overall it was {mask}.", "great,good/terrible,bad", "en"),
    "shopping": ("{item.title}总的来说很{mask}。", "好/差", "zh"),
}
MOST, TOKENS = 200, 150  # reviews of a source, tokens of a review
CHUNKS = 40  # of 96 tokens, of a source
TUNED = {  # what is told -> data, template, label words, language
    "movies, Chinese words": (
        "movies",
        "[该用户{history.summary}。][该商品{item.summary}。]电影：{item.title}[，{item.genres:3}]。",
        "zh",
    ),
    "movies, English": (
        "movies",
        "[The user {history.summary}. ][It {item.summary}. ]Film: {item.title}[, {item.genres:3}].",
        "en",
    ),
    "shop-zh, Chinese": (
        "shop-zh",
        "[该用户{history.summary}。][该商品{item.summary}。]商品：{item.title}[，{item.category}]。",
        "zh",
    ),
    "shop, English": (
        "shop",
        "[The user {history.summary}. ][It {item.summary}. ]Product: {item.title}"
        "[, {item.category}].",
        "en",
    ),
}
ROWS, EPOCHS, JUDGED = 300, 2, 600
SHOWN = ("auc", "gauc_rows")


def settings_of(told: str, model: str, seed: int) -> pr.RunSettings:
    """One cell."""
    data, template, language = TUNED[told]
    return pr.RunSettings(
        dataset=data,
        template=template,
        template_name=told,
        language=language,
        model=model,
        method="lora",
        max_train=ROWS,
        max_valid=100,
        epochs=EPOCHS,
        seed=seed,
    )


def measured(settings: pr.RunSettings) -> dict[str, object]:
    """Tune, judge on test, and keep the result; an earlier one is read."""
    path = KEPT / f"{hash_of(settings.to_json())}.json"
    if not path.exists():
        variant = pr.open_variant(pr.open_dataset(settings.dataset), settings)
        began = time.monotonic()
        pr.tune(variant)
        seconds = time.monotonic() - began
        found = pr.evaluate(variant, "test", at_most=JUDGED)
        metrics = {name: dataclasses.asdict(found.metrics[name]) for name in SHOWN}
        write_whole(path, json.dumps({"seconds": seconds, "metrics": metrics}))
    return dict(json.loads(path.read_text()))


def tuned_lines(seed: int) -> Iterator[str]:
    """The table of tuned models."""
    yield f"| tuned with `lora`, seed {seed} | model | AUC | GAUC (rows) | seconds |"
    yield "| --- | --- | --- | --- | --- |"
    for told in TUNED:
        for model in MODELS:
            try:
                found = measured(settings_of(told, model, seed))
            except PromptRecError as error:
                yield f"| {told} | {model} | {error} | | |"
                continue
            values = " | ".join(span(found["metrics"][name]) for name in SHOWN)
            line = f"| {told} | {model} | {values} | {found['seconds']:.0f} |"
            print(line, flush=True)
            yield line


def texts_of(cache: Path, source: str) -> list[cloze_corpus.Document]:
    """Held-out documents of a source, in an order of their own."""
    found = cloze_corpus.documents(cache, source, held_out=True)
    order = np.random.default_rng(0).permutation(len(found))
    return [found[at] for at in order]


def most_frequent(tokenizer, texts: list[str]) -> float:
    """Share of the most frequent piece: what always guessing it would get right."""
    counts: Counter[int] = Counter()
    for one in tokenizer.encode_batch(texts, add_special_tokens=False):
        counts.update(one.ids)
    return counts.most_common(1)[0][1] / sum(counts.values())


def masked_lines(cache: Path) -> Iterator[str]:
    """The table of masked words."""
    yield "| masked pieces of | model | right | the most frequent piece | unknown pieces | n |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for model in MODELS:
        scorer, tokenizer = cloze_scorer(model)
        unknown = {tokenizer.token_to_id(name) for name in ("[UNK]", "<unk>")}
        for source in SOURCES:
            texts = [one.text for one in texts_of(cache, source)][: 20 * CHUNKS]
            right, count = masked_accuracy(scorer, tokenizer, texts, 1.0, CHUNKS)
            guess = most_frequent(tokenizer, texts)
            ids = [i for t in texts for i in tokenizer.encode(t, add_special_tokens=False).ids]
            unread = sum(one in unknown for one in ids) / len(ids)
            line = f"| {source} | {model} | {right:.3f} | {guess:.3f} | {unread:.1%} | {count:,} |"
            print(line, flush=True)
            yield line


def zero_shot(cache: Path, source: str, model: str) -> str:
    """AUC of the untuned cloze answer against what the review's author found."""
    text, words, language = REVIEWS[source]
    settings = pr.RunSettings(
        dataset="movies",
        template=text,
        verbalizer=words,
        language=language,
        model=model,
        head="cloze",
        method="none",
    )
    try:
        reader = reader_for(settings)
    except PromptRecError as error:
        return str(error)
    documents = [one for one in texts_of(cache, source) if one.grade][:MOST]
    texts = [reader.encoder.beginning(one.text, TOKENS) for one in documents]
    prompts = [reader.template.render({"item.title": one}) for one in texts]
    scorer = build_scorer(reader.scorer_plan(settings, (0.0, 1.0)))
    score = scorer.score(reader.encoder.encode(prompts)).score
    label = np.array([float(one.grade > 0) for one in documents])
    auc = row_report(np.arange(len(label)), label, score).metrics["auc"]
    return f"{auc.value:.3f} ({auc.low:.3f} to {auc.high:.3f}), {len(label)} reviews"


def zero_lines(cache: Path) -> Iterator[str]:
    """The table of untuned answers."""
    yield "| untuned, behind reviews of | " + " | ".join(MODELS) + " |"
    yield "| --- | --- | --- |"
    for source, (text, words, _) in REVIEWS.items():
        cells = [zero_shot(cache, source, model) for model in MODELS]
        shown = text.removeprefix("{item.title}").strip()
        line = f"| {source}: `{shown}` with {words} | {' | '.join(cells)} |"
        print(line, flush=True)
        yield line


def main() -> None:
    """Print the tables, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=("cloze", "tuned"))
    parser.add_argument("--cache", type=Path, default=TEXTS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, help="a Markdown file to write")
    arguments = parser.parse_args()
    when = f"On {datetime.date.today():%Y-%m-%d}: `python -m benchmarks.multilingual --only"
    parts: dict[str, list[str]] = {}
    if arguments.only != "tuned":
        cloze_corpus.fetch(arguments.cache)
        told = f"{when} cloze`. Held-out documents; intervals: 95 %, bootstrap over reviews."
        tables = [*masked_lines(arguments.cache), "", *zero_lines(arguments.cache)]
        parts["Untuned"] = [told, "", *tables]
    if arguments.only != "cloze":
        rows = f"{ROWS} train rows, {EPOCHS} epochs, split leave_last, {JUDGED} rows of test"
        told = f"{when} tuned`, {rows}; intervals: 95 %, bootstrap over users."
        parts["Tuned"] = [told, "", *tuned_lines(arguments.seed)]
    for heading, lines in parts.items():
        print("\n".join(lines))
        if arguments.out:
            write_section(arguments.out, heading, lines)


if __name__ == "__main__":
    main()
