"""Train the cloze adapter of multilingual-e5-small on English and Chinese text.

    python -m scripts.train_cloze_multilingual [--minutes 30] [--rank 48] [--seed 0]

As `scripts.train_cloze`: masked words and, every fourth step, grades behind reviews, here of both
languages, a half of each. To be quick on one processor, the lower six layers stay, and a masked
word is looked for among the pieces that the text has, not among all 250,037; the bias of every
other piece stays at what its absence says. "Overall it was ..." and 总的来说很… are kept for
`benchmarks/multilingual.py`.
Writes promptrec/model/adapters/multilingual-e5-small.safetensors in half precision.
"""

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from promptrec.examples.encode import Encoder
from promptrec.model.backbones.catalogue import resolve
from scripts import cloze_corpus
from scripts.train_cloze import (
    CACHE,
    GRADE_EVERY,
    WARM,
    Learner,
    adapter,
    graded_examples,
)

MODEL = "multilingual-e5-small"
OUT = Path(f"promptrec/model/adapters/{MODEL}.safetensors")
LENGTH, BATCH = 64, 16  # tokens of a chunk, chunks of a step
MASKED = 0.25
FROZEN = 6  # lower layers, of twelve
RARE = 2  # a piece that the text has no more often is not guessed
LONGEST = 120  # pieces of a review before its phrase
ENGLISH = ("wordnet", "clothing", "films", "foldoc")
WORDS = {  # from bad to good; of one piece each
    "en": (("terrible", "horrible", "bad", "poor"), ("good", "great", "excellent", "wonderful")),
    "zh": (("差", "烂", "糟糕", "坏"), ("好", "棒", "不错", "赞")),
}
AFTER_ZH = (
    "我觉得很[MASK]。", "真的很[MASK]！", "一句话：[MASK]。", "质量很[MASK]。", "感觉[MASK]。",
    "这个真[MASK]。", "太[MASK]了。", "总之，[MASK]。", "体验很[MASK]。", "大家都说[MASK]。",
    "个人认为比较[MASK]。", "整体评价：[MASK]。",
)  # fmt: skip


class Bilingual(Learner):
    """The learner of e5: guesses among the pieces that the text has."""

    def __init__(self, rank: int, seed: int) -> None:
        super().__init__(rank, seed, MODEL, FROZEN)
        encoder = Encoder(resolve(MODEL).tokenizer_file, max_tokens=512)
        self.sides = {
            language: [[one for word in side for one in encoder.word_ids(word)] for side in sides]
            for language, sides in WORDS.items()
        }
        self.known = torch.arange(0)
        self.place: dict[int, int] = {}

    def learn_pieces(self, counts: Counter[int]) -> None:
        """Begin with how frequent each piece is (its bias), and guess among these."""
        labels = {one for sides in self.sides.values() for side in sides for one in side}
        often = {one for one, count in counts.items() if count > RARE}
        self.known = torch.tensor(sorted(often | labels))
        self.place = {int(one): at for at, one in enumerate(self.known)}
        total = sum(counts.values())
        with torch.no_grad():
            self.head.bias.fill_(-(torch.tensor(total * 20.0).log()))
            for one, count in counts.items():
                self.head.bias[one] = torch.tensor(count / total).log()
            self.head.norm.weight.fill_(0.2)
        self.some = self.embeddings[self.known].detach().clone()

    def log_p(self, hidden: Tensor) -> Tensor:
        """(n, hidden) to (n, known)."""
        found = self.head.transform(hidden)
        return nn.functional.linear(found, self.some, self.head.bias[self.known]).log_softmax(-1)

    def guessed(self, chunks: Sequence[Sequence[int]], share: float) -> tuple[Tensor, Tensor]:
        """Log-probabilities at masked places, (n, known), and the places of the right answers."""
        log_p, answers = self.guess(chunks, share)
        asked = [at for at, one in enumerate(answers.tolist()) if one in self.place]
        return log_p[asked], torch.tensor([self.place[int(answers[at])] for at in asked])

    def review_log_p(self, texts: Sequence[str]) -> Tensor:
        """(n, known) at the only mask of each text; [MASK] stands for it."""
        rows = []
        for text in texts:
            before, after = text.split("[MASK]")
            behind = self.tokenizer.encode("字" + after, add_special_tokens=False).ids
            start = self.tokenizer.encode("字", add_special_tokens=False).ids
            rows.append([*self.ids(before)[-LONGEST:], self.mask, *behind[len(start) :]])
        hidden, ids = self.hidden(rows)
        return self.log_p(hidden[ids == self.mask])

    def review_loss(self, texts: Sequence[str], grades: Sequence[float], language: str) -> Tensor:
        """Liked or not, and that it is one of these words at all."""
        log_p = self.review_log_p(texts)
        bad, good = (
            log_p[:, [self.place[one] for one in side]].logsumexp(-1)
            for side in self.sides[language]
        )
        side = nn.functional.binary_cross_entropy_with_logits(
            good - bad, (torch.tensor(grades) > 0).float()
        )
        return side - 0.2 * torch.logaddexp(good, bad).mean()


def streams(learner: Bilingual, cache: Path, source: str, *, held_out: bool) -> list[list[int]]:
    """Chunks of a source's documents, one after the other."""
    texts = [one.text for one in cloze_corpus.documents(cache, source, held_out=held_out)]
    if source in cloze_corpus.CHINESE and not held_out:
        learner.random.shuffle(texts)
    stream: list[int] = []
    for encoding in learner.tokenizer.encode_batch(texts, add_special_tokens=False):
        stream += encoding.ids
    return [stream[at : at + LENGTH] for at in range(0, len(stream) - LENGTH, LENGTH)]


def reviews_of(learner: Bilingual, cache: Path, language: str, count: int) -> list:
    """(text with a phrase, grade) of clear reviews, as many good as bad."""
    rng = learner.random
    if language == "en":
        return [one for one in graded_examples(learner, cache, 2 * count) if abs(one[1]) > 0.15]
    documents = cloze_corpus.documents(cache, "shopping", held_out=False)
    sides = [[one for one in documents if one.grade == grade] for grade in (1.0, -1.0)]
    found = []
    for at in range(count):
        one = rng.choice(sides[at % 2])
        text = one.text if one.text.endswith(tuple("。！？.!?")) else f"{one.text}。"
        found.append((text + rng.choice(AFTER_ZH), one.grade))
    rng.shuffle(found)
    return found


@torch.no_grad()
def watch(learner: Bilingual, held_out: dict[str, list[list[int]]]) -> str:
    """Masked accuracy per source, on held-out documents."""
    state = learner.random.getstate()
    learner.random.seed(1)
    told = []
    for source, chunks in held_out.items():
        log_p, answers = learner.guess(chunks[:48], 0.15)
        best = learner.known[log_p.argmax(-1)]
        told.append(f"{source} {(best == answers).float().mean():.3f}")
    learner.random.setstate(state)
    return ", ".join(told)


def texts_of(learner: Bilingual, cache: Path) -> tuple[dict[str, list], dict[str, list]]:
    """Chunks to train on by language, shuffled, and held-out chunks by source."""
    chunks: dict[str, list[list[int]]] = {"en": [], "zh": []}
    held_out = {}
    for source in (*ENGLISH, *cloze_corpus.CHINESE):
        found = streams(learner, cache, source, held_out=False)
        held_out[source] = streams(learner, cache, source, held_out=True)
        learner.random.shuffle(held_out[source])
        learner.random.shuffle(found)
        if source in ("foldoc", "wordnet"):
            found = found[: len(found) // 2]
        chunks["zh" if source in cloze_corpus.CHINESE else "en"] += found
        print(f"{source}: {len(found)} chunks, {len(held_out[source])} held out", flush=True)
    for found in chunks.values():
        learner.random.shuffle(found)
    return chunks, held_out


def step_loss(learner: Bilingual, step: int, chunks: dict, reviews: dict) -> tuple[str, Tensor]:
    """The objective whose turn it is, and its loss."""
    if step % GRADE_EVERY == GRADE_EVERY - 1:
        turn = step // GRADE_EVERY
        language = ("en", "zh")[turn % 2]
        at = (turn // 2 * BATCH) % (len(reviews[language]) - BATCH)
        texts, grades = zip(*reviews[language][at : at + BATCH], strict=True)
        return f"grade_{language}", learner.review_loss(texts, grades, language)
    half = BATCH // 2
    rows = []
    for found in chunks.values():
        at = (step * half) % (len(found) - half)
        rows += found[at : at + half]
    log_p, answers = learner.guessed(rows, MASKED)
    return "mask", nn.functional.nll_loss(log_p, answers)


def train(learner: Bilingual, arguments: argparse.Namespace, chunks, reviews, held_out) -> None:
    """Steps until their number is used up."""
    optimizer = torch.optim.AdamW(learner.parameters(), lr=1.0, weight_decay=0.01, fused=True)
    began, means = time.monotonic(), {}
    for step in range(arguments.steps):
        share = min((step + 1) / WARM, max(0.02, 1 - step / arguments.steps))
        for group in optimizer.param_groups:
            group["lr"] = arguments.rate * share
        name, loss = step_loss(learner, step, chunks, reviews)
        means[name] = 0.95 * means.get(name, loss.item()) + 0.05 * loss.item()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learner.parameters(), 1.0)
        optimizer.step()
        if step % 20 == 19:
            told = ", ".join(f"{one} {value:.3f}" for one, value in means.items())
            print(f"step {step + 1}, {time.monotonic() - began:.0f} s: {told}", flush=True)
        if step % 100 == 99:
            print(watch(learner, held_out), flush=True)
            save_file(adapter(learner), arguments.cache / "draft-e5.safetensors")
        if time.monotonic() - began > arguments.minutes * 60:
            print("The time is used up before the steps are.", flush=True)
            break


def main() -> None:
    """Train for a fixed number of steps and write the adapter."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30.0, help="stop after so many")
    parser.add_argument("--steps", type=int, default=700)
    parser.add_argument("--rank", type=int, default=48)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--out", type=Path, default=OUT)
    arguments = parser.parse_args()
    cloze_corpus.fetch(arguments.cache)
    learner = Bilingual(arguments.rank, arguments.seed)
    chunks, held_out = texts_of(learner, arguments.cache)
    learner.learn_pieces(Counter(one for f in chunks.values() for chunk in f for one in chunk))
    count = arguments.steps // GRADE_EVERY // 2 * BATCH + BATCH
    reviews = {one: reviews_of(learner, arguments.cache, one, count) for one in WORDS}
    sizes = sum(part.numel() for part in learner.parameters())
    print(f"{len(learner.known)} pieces, {sizes:,} trained parameters", flush=True)
    train(learner, arguments, chunks, reviews, held_out)
    arguments.out.parent.mkdir(exist_ok=True)
    save_file(adapter(learner), arguments.out)
    print(watch(learner, held_out), f"{arguments.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
