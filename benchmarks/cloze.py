"""What the cloze head of minilm knows, on text that its training never touched.

    python -m benchmarks.cloze [--out docs/cloze_results.md]

Masked words: 15 % of the tokens of 96-token chunks, the most likely word counted right or wrong; as
BERT is trained and usually judged (of these 80 % masked, 10 % another word, 10 % left as they are),
and with all of them masked.
Zero-shot reviews: "REVIEW Overall it was [MASK]." with great,good/terrible,bad, AUC against what
twenty people said of it. `amazon`, `editorials` and `tweets` are sources without a single document
in training; of the others a twentieth was held out. Fetches the packages by name.
"""

import argparse
import datetime
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from promptrec.examples.encode import Encoder
from promptrec.metrics.report import row_report
from promptrec.model.backbones.catalogue import resolve
from promptrec.model.loading import build_scorer
from promptrec.model.network.heads import ClozeHead
from promptrec.model.plan import LabelWord, ScorerPlan
from promptrec.model.scorer import Scorer
from promptrec.records import Encoded
from scripts import cloze_corpus
from scripts.train_cloze import marks_of

CACHE = Path(".promptrec/cloze")
LENGTH, CHUNKS, SHARE, BATCH = 96, 200, 0.15, 32
WORDS = {"great": True, "good": True, "terrible": False, "bad": False}
CLEAR = 0.4  # grades beyond it are clear: 1 and more on the people's scale from -4 to 4


def cloze_scorer(model: str = "minilm") -> tuple[Scorer, Tokenizer]:
    """A model with its cloze head and the default label words."""
    file = resolve(model).tokenizer_file
    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    encoder = Encoder(file, max_tokens=256)
    words = tuple(LabelWord(w, encoder.word_ids(w), liked) for w, liked in WORDS.items())
    plan = ScorerPlan(
        model=model, head="cloze", method="none", loss="cross_entropy", seed=0, words=words
    )
    return build_scorer(plan), tokenizer


@torch.inference_mode()
def masked_accuracy(
    scorer: Scorer,
    tokenizer: Tokenizer,
    texts: list[str],
    masked_share: float,
    most: int = CHUNKS,
) -> tuple[float, int]:
    """Share of chosen tokens that are guessed, and how many there were.

    masked_share: of the chosen tokens that are masked; half of the others become another word.
    """
    encodings = tokenizer.encode_batch(texts, add_special_tokens=False)
    stream = [token for encoding in encodings for token in encoding.ids]
    chunks = [stream[at : at + LENGTH] for at in range(0, len(stream) - LENGTH, LENGTH)]
    rng = np.random.default_rng(0)
    places = rng.permutation(len(chunks))[:most]
    mask, _, cls, sep = marks_of(tokenizer)
    right = count = 0
    for start in range(0, len(places), BATCH):
        prompts, answers = [], []
        for place in places[start : start + BATCH]:
            ids = [cls, *chunks[place], sep]
            masked = 1 + rng.choice(LENGTH, round(SHARE * LENGTH), replace=False)
            answers.append([ids[at] for at in masked])
            for at in masked:
                chance = rng.random()
                if chance < masked_share:
                    ids[at] = mask
                elif chance < (1 + masked_share) / 2:
                    ids[at] = int(rng.integers(1000, tokenizer.get_vocab_size()))
            prompts.append(Encoded(tuple(ids), mask_at=tuple(int(at) for at in masked)))
        batch = scorer.batch(prompts)
        network = scorer.network
        hidden = network.hidden(network.embed(batch), batch)
        rows = torch.arange(len(prompts)).unsqueeze(-1)
        assert isinstance(network.head, ClozeHead)
        log_p = network.head.log_probabilities(hidden[rows, batch.mask_at], network.embeddings)
        right += int((log_p.argmax(-1) == torch.tensor(answers)).sum())
        count += len(prompts) * len(answers[0])
    return right / count, count


def zero_shot(
    scorer: Scorer, tokenizer: Tokenizer, documents: list[cloze_corpus.Document]
) -> tuple[str, int]:
    """AUC with its interval over reviews, and the number of documents."""
    mask = tokenizer.token_to_id("[MASK]")
    prompts = []
    for one in documents:
        start = tokenizer.encode(one.text).ids[:-1][:200]
        end = tokenizer.encode(" Overall it was [MASK].", add_special_tokens=False).ids
        ids = (*start, *end, tokenizer.token_to_id("[SEP]"))
        prompts.append(Encoded(ids, mask_at=(ids.index(mask, len(start)),)))
    score = scorer.score(prompts).score
    label = np.array([float(one.grade > 0) for one in documents])
    names = [one.review or str(at) for at, one in enumerate(documents)]
    auc = row_report(np.unique(names, return_inverse=True)[1], label, score).metrics["auc"]
    return f"{auc.value:.3f} ({auc.low:.3f} to {auc.high:.3f})", len(documents)


def whole_reviews(documents: list[cloze_corpus.Document]) -> list[cloze_corpus.Document]:
    """Snippets of one review joined; its grade is their mean."""
    found: dict[str, list[cloze_corpus.Document]] = {}
    for one in documents:
        found.setdefault(one.review, []).append(one)
    return [
        cloze_corpus.Document(
            " ".join(one.text for one in parts), float(np.mean([one.grade for one in parts])), name
        )
        for name, parts in found.items()
    ]


def main() -> None:
    """Print the tables, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--out", type=Path, help="a Markdown file to write")
    arguments = parser.parse_args()
    cloze_corpus.fetch(arguments.cache)
    scorer, tokenizer = cloze_scorer()
    lines = [
        f"On {datetime.date.today():%Y-%m-%d}: `python -m benchmarks.cloze`.",
        "",
        "| words of | seen in training | right, BERT's 80/10/10 | right, all masked | tokens |",
        "| --- | --- | --- | --- | --- |",
    ]
    held_out, total = {}, np.zeros(3)
    for source in cloze_corpus.SOURCES:
        held_out[source] = cloze_corpus.documents(arguments.cache, source, held_out=True)
        texts = [one.text for one in held_out[source]]
        usual, count = masked_accuracy(scorer, tokenizer, texts, 0.8)
        hard, _ = masked_accuracy(scorer, tokenizer, texts, 1.0)
        kind = "no" if source in cloze_corpus.UNSEEN else "other documents"
        lines.append(f"| {source} | {kind} | {usual:.3f} | {hard:.3f} | {count:,} |")
        total += (usual * count, hard * count, count)
        print(lines[-1], flush=True)
    usual, hard = total[:2] / total[2]
    lines.append(f"| **all** | | {usual:.3f} | {hard:.3f} | {total[2]:,.0f} |")
    sets = {
        "amazon, whole reviews": whole_reviews(held_out["amazon"]),
        "amazon, single sentences": held_out["amazon"],
        "editorials, single sentences": held_out["editorials"],
        "tweets": held_out["tweets"],
        "films": held_out["films"],
        "clothing": held_out["clothing"],
    }
    lines += [
        "",
        '| "Overall it was [MASK]." after | AUC, all but grade 0 | n | AUC, clear grades | n |',
        "| --- | --- | --- | --- | --- |",
    ]
    for name, documents in sets.items():
        cells = []
        for least in (0.0, CLEAR):
            kept = [one for one in documents if abs(one.grade) > least]
            auc, count = zero_shot(scorer, tokenizer, kept)
            cells.append(f"{auc} | {count:,}")
        lines.append(f"| {name} | {' | '.join(cells)} |")
        print(lines[-1], flush=True)
    text = "\n".join(lines)
    print(text)
    if arguments.out:
        arguments.out.write_text(f"# The cloze head, measured\n\n{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
