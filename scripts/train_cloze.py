"""Train the cloze adapter of minilm: a language-model head and low-rank changes of its encoder.

    python -m scripts.train_cloze [--minutes 45] [--rank 48] [--seed 0]

minilm comes as a sentence encoder, without a head that fills masks. Two objectives take turns:
masked words (Devlin et al. 2019, section 3.1) on all text, and grades: after a review, a mask in
one of a dozen phrasings is to be filled with a word for how good its author found it. The phrasing
"Overall it was ..." and the sources `cloze_corpus.UNSEEN` are kept for `benchmarks/cloze.py`.
Writes promptrec/model/adapters/minilm.safetensors in half precision.
"""

import argparse
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from promptrec.examples.encode import Encoder
from promptrec.model.backbones.catalogue import resolve
from promptrec.model.network.building import load_encoder
from promptrec.model.network.heads import ClozeHead
from scripts import cloze_corpus

OUT = Path("promptrec/model/adapters/minilm.safetensors")
CACHE = Path(".promptrec/cloze")
LENGTH, BATCH = 96, 32  # tokens of a chunk, chunks of a step
WARM = 60  # steps in which the learning rate rises
MASKED = 0.25  # share of tokens to guess
GRADE_EVERY = 4  # each so many steps one is about grades
WORDS = (  # for grades from terrible to great
    ("terrible", "awful", "horrible", "worst"),
    ("bad", "poor", "disappointing", "weak"),
    ("okay", "fine", "average", "decent"),
    ("good", "nice", "solid", "enjoyable"),
    ("great", "excellent", "wonderful", "perfect"),
)
MARKS = (("[MASK]", "[PAD]", "[CLS]", "[SEP]"), ("<mask>", "<pad>", "<s>", "</s>"))
AFTER = (
    "It was [MASK].", "All in all, a [MASK] one.", "I would call it [MASK].", "In short: [MASK].",
    "My verdict: [MASK].", "I think it is [MASK].", "A [MASK] experience.", "Just [MASK].",
    "To sum up, this is [MASK].", "In my opinion it is [MASK].", "What a [MASK] thing.",
    "They said it was [MASK].", "For me that is [MASK].", "The whole thing seemed [MASK].",
)  # fmt: skip
THINGS = (
    "film", "story", "product", "service", "book", "camera", "phone", "meal", "plot", "acting",
    "sound", "place", "song", "day",
)  # fmt: skip


def marks_of(tokenizer: Tokenizer) -> tuple[int, ...]:
    """Ids of the mask, of padding, and of what stands around a text."""
    names = next(names for names in MARKS if tokenizer.token_to_id(names[0]) is not None)
    return tuple(tokenizer.token_to_id(name) for name in names)


class LowRank(nn.Module):
    """A linear layer plus a trained low-rank change (Hu et al. 2021, equation 3)."""

    def __init__(self, inner: nn.Linear, rank: int) -> None:
        super().__init__()
        self.inner = inner
        self.down = nn.Parameter(torch.randn(rank, inner.in_features) / inner.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(inner.out_features, rank))
        self.scale = 2.0

    def forward(self, value: Tensor) -> Tensor:
        """(..., in) to (..., out)."""
        small = nn.functional.linear(value, self.down)
        result: Tensor = self.inner(value) + nn.functional.linear(small, self.up) * self.scale
        return result


class Learner:
    """The encoder with its changes, the head, and the two objectives."""

    def __init__(self, rank: int, seed: int, model: str = "minilm", frozen: int = 0) -> None:
        """frozen: lowest layers that stay as they are."""
        torch.manual_seed(seed)
        self.random = random.Random(seed)
        backbone = resolve(model)
        self.tokenizer = Tokenizer.from_file(str(backbone.tokenizer_file))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        self.encoder, _ = load_encoder(backbone)
        self.encoder.requires_grad_(False)
        self.encoder.train()
        for module in self.encoder.modules():
            if isinstance(module, nn.Dropout):
                module.p = 0.0
        still = tuple(f"encoder.layer.{at}." for at in range(frozen))
        self.changed: dict[str, LowRank] = {}
        for name, module in list(self.encoder.named_modules()):
            if isinstance(module, nn.Linear) and not name.startswith(still):
                parent, _, child = name.rpartition(".")
                self.changed[name] = LowRank(module, rank)
                setattr(self.encoder.get_submodule(parent), child, self.changed[name])
        self.small = {  # biases and norms are trained as they are
            name: part
            for name, part in self.encoder.named_parameters()
            if part.ndim == 1 and "embeddings" not in name and not name.startswith(still)
        }
        self.start = {name: part.detach().clone() for name, part in self.small.items()}
        for part in self.small.values():
            part.requires_grad_(True)
        self.embeddings = self.encoder.get_input_embeddings().weight
        self.head = ClozeHead(backbone.hidden, backbone.vocab, (), activation="gelu")
        self.mask, self.pad, *self.edges = marks_of(self.tokenizer)
        encoder = Encoder(backbone.tokenizer_file, max_tokens=backbone.max_tokens)
        self.words = [[one for word in g for one in encoder.word_ids(word)] for g in WORDS]

    def parameters(self) -> list[nn.Parameter]:
        """What is trained."""
        return [part for part in self.encoder.parameters() if part.requires_grad] + list(
            self.head.parameters()
        )

    def ids(self, text: str) -> list[int]:
        """Word pieces without special tokens."""
        result: list[int] = self.tokenizer.encode(text, add_special_tokens=False).ids
        return result

    def hidden(self, rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
        """(batch, tokens, hidden) and the ids, padded, [CLS] and [SEP] around."""
        longest = max(map(len, rows)) + 2
        ids = torch.full((len(rows), longest), self.pad)
        for at, row in enumerate(rows):
            ids[at, : len(row) + 2] = torch.tensor([self.edges[0], *row, self.edges[1]])
        attention = (ids != self.pad).long()
        output = self.encoder(input_ids=ids, attention_mask=attention)
        return output.last_hidden_state, ids

    def log_p(self, hidden: Tensor) -> Tensor:
        """(n, hidden) to (n, vocab)."""
        return self.head.log_probabilities(hidden, self.embeddings)

    def guess(self, chunks: Sequence[Sequence[int]], share: float) -> tuple[Tensor, Tensor]:
        """Log-probabilities at masked places, (n, vocab), and the right answers, (n,)."""
        rows, places, answers = [], [], []
        for at, chunk in enumerate(chunks):
            row = list(chunk)
            for place in self.random.sample(range(len(row)), max(1, round(share * len(row)))):
                answers.append(row[place])
                places.append((at, place + 1))
                chance = self.random.random()
                if chance < 0.8:
                    row[place] = self.mask
                elif chance < 0.9:
                    row[place] = self.random.randrange(1000, len(self.embeddings))
            rows.append(row)
        hidden, _ = self.hidden(rows)
        where = torch.tensor(places)
        return self.log_p(hidden[where[:, 0], where[:, 1]]), torch.tensor(answers)

    def grade_log_p(self, texts: Sequence[str]) -> Tensor:
        """(n, vocab) at the only mask of each text."""
        hidden, ids = self.hidden([self.ids(text)[-200:] for text in texts])
        return self.log_p(hidden[ids == self.mask])

    def grade_loss(self, texts: Sequence[str], grades: Sequence[float]) -> Tensor:
        """Which of the five groups of words, liked or not, and that it is one of them at all."""
        log_p = self.grade_log_p(texts)
        groups = torch.stack([log_p[:, ids].logsumexp(-1) for ids in self.words], -1)  # (n, 5)
        grade = torch.tensor(grades)
        target = ((grade + 1) * 2).round().long().clamp(0, 4)
        which = nn.functional.cross_entropy(groups, target)
        odds = groups[:, 3:].logsumexp(-1) - groups[:, :2].logsumexp(-1)
        clear = grade.abs() > 0.15
        side = nn.functional.binary_cross_entropy_with_logits(
            odds[clear], (grade[clear] > 0).float()
        )
        mass = -groups.logsumexp(-1).mean()
        return which + side + 0.2 * mass


def chunks_of(learner: Learner, source: str, cache: Path, *, held_out: bool) -> list[list[int]]:
    """The documents of a source one after the other, cut into equal chunks."""
    texts = [one.text for one in cloze_corpus.documents(cache, source, held_out=held_out)]
    stream: list[int] = []
    for encoding in learner.tokenizer.encode_batch(texts, add_special_tokens=False):
        stream += encoding.ids
    return [stream[at : at + LENGTH] for at in range(0, len(stream) - LENGTH, LENGTH)]


def graded_examples(learner: Learner, cache: Path, count: int) -> list[tuple[str, float]]:
    """Reviews, each with a phrasing; as many good as bad ones, and plain sentences of a lexicon."""
    rng = learner.random
    good, bad, middle = [], [], []
    for source in ("clothing", "films"):
        found = cloze_corpus.documents(cache, source, held_out=False)
        rng.shuffle(found)
        for one in found[:12000]:
            (good if one.grade > 0.15 else bad if one.grade < -0.15 else middle).append(one)
    words = list(cloze_corpus.lexicon(cache).items())
    result = []
    for _ in range(count):
        chance = rng.random()
        if chance < 0.15:
            word, grade = rng.choice(words)
            text = f"The {rng.choice(THINGS)} was {word}."
        else:
            one = rng.choice(good if chance < 0.52 else bad if chance < 0.9 else middle)
            text, grade = " ".join(one.text.split()[:90]), one.grade
        phrase = rng.choice(AFTER)
        text = f"{phrase} {text}" if rng.random() < 0.1 else f"{text} {phrase}"
        result.append((text, max(-1.0, min(1.0, grade))))
    return result


def adapter(learner: Learner) -> dict[str, Tensor]:
    """What is shipped, in half precision."""
    state: dict[str, Tensor] = dict(learner.head.state_dict())
    for name, module in learner.changed.items():
        state[f"encoder.{name}.down"] = module.down.detach()
        state[f"encoder.{name}.up"] = module.up.detach() * module.scale
    for name, part in learner.small.items():
        plain = name.replace(".inner.", ".")
        state[f"encoder.{plain}.change"] = part.detach() - learner.start[name]
    return {name: part.half().contiguous() for name, part in state.items()}


@torch.no_grad()
def watch(learner: Learner, held_out: dict[str, list[list[int]]], films: list) -> str:
    """Masked accuracy per source and AUC on held-out film reviews; no source of the benchmark."""
    state = learner.random.getstate()
    learner.random.seed(1)
    told = []
    for source, chunks in held_out.items():
        log_p, answers = learner.guess(chunks[:64], 0.15)
        told.append(f"{source} {(log_p.argmax(-1) == answers).float().mean():.3f}")
    texts = [f"{one.text} I felt it was [MASK]." for one in films]
    log_p = torch.cat([learner.grade_log_p(texts[at : at + 50]) for at in range(0, 200, 50)])
    ids = [
        [learner.tokenizer.token_to_id(w) for w in side.split()]
        for side in ("great good", "terrible bad")
    ]
    odds = log_p[:, ids[0]].logsumexp(-1) - log_p[:, ids[1]].logsumexp(-1)
    liked = torch.tensor([one.grade > 0 for one in films[:200]])
    wins = (odds[liked][:, None] > odds[~liked][None, :]).float().mean()
    learner.random.setstate(state)
    return f"{', '.join(told)}; AUC on films {wins:.3f}"


def read_texts(learner: Learner, cache: Path) -> tuple[list[list[int]], dict[str, list[list[int]]]]:
    """Chunks to train on, shuffled, and held-out chunks by source."""
    chunks, held_out = [], {}
    for source in cloze_corpus.SOURCES:
        if source in cloze_corpus.UNSEEN:
            continue
        found = chunks_of(learner, source, cache, held_out=False)
        held_out[source] = chunks_of(learner, source, cache, held_out=True)
        learner.random.shuffle(found)
        print(f"{source}: {len(found)} chunks, {len(held_out[source])} held out", flush=True)
        chunks += found if source != "foldoc" else found[: len(found) // 2]
    learner.random.shuffle(chunks)
    return chunks, held_out


def step_loss(
    learner: Learner, step: int, chunks: list[list[int]], reviews: list[tuple[str, float]]
) -> tuple[str, Tensor]:
    """The objective whose turn it is, and its loss."""
    if step % GRADE_EVERY == GRADE_EVERY - 1:
        at = step // GRADE_EVERY * BATCH
        texts, grades = zip(*reviews[at : at + BATCH], strict=True)
        return "grade", learner.grade_loss(texts, grades)
    at = (step * BATCH) % (len(chunks) - BATCH)
    log_p, answers = learner.guess(chunks[at : at + BATCH], MASKED)
    return "mask", nn.functional.nll_loss(log_p, answers)


def train(
    learner: Learner,
    arguments: argparse.Namespace,
    chunks: list[list[int]],
    reviews: list[tuple[str, float]],
    watched: Callable[[], str],
) -> None:
    """Steps until their number or the time is used up."""
    optimizer = torch.optim.AdamW(learner.parameters(), lr=1.0, weight_decay=0.01, fused=True)
    began, means = time.monotonic(), {"mask": 0.0, "grade": 0.0}
    for step in range(arguments.steps):
        share = min((step + 1) / WARM, max(0.02, 1 - step / arguments.steps))
        for group in optimizer.param_groups:
            group["lr"] = arguments.rate * share
        name, loss = step_loss(learner, step, chunks, reviews)
        means[name] = 0.95 * means[name] + 0.05 * loss.item()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learner.parameters(), 1.0)
        optimizer.step()
        if step % 20 == 19:
            told = ", ".join(f"{one} {value:.3f}" for one, value in means.items())
            print(f"step {step + 1}, {time.monotonic() - began:.0f} s: {told}", flush=True)
        if step % 100 == 99:
            print(watched(), flush=True)
            save_file(adapter(learner), arguments.cache / "draft.safetensors")
        if time.monotonic() - began > arguments.minutes * 60:
            break


def main() -> None:
    """Train for a fixed number of steps and write the adapter."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=45.0, help="stop after so many")
    parser.add_argument("--steps", type=int, default=1350)
    parser.add_argument("--rank", type=int, default=48)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--out", type=Path, default=OUT)
    arguments = parser.parse_args()
    cloze_corpus.fetch(arguments.cache)
    learner = Learner(arguments.rank, arguments.seed)
    chunks, held_out = read_texts(learner, arguments.cache)
    every = cloze_corpus.documents(arguments.cache, "films", held_out=True)
    films = [one for one in every if one.grade]
    count = arguments.steps // GRADE_EVERY * BATCH + BATCH
    reviews = graded_examples(learner, arguments.cache, count)
    sizes = sum(part.numel() for part in learner.parameters())
    print(f"{len(chunks)} chunks, {sizes:,} trained parameters", flush=True)
    train(learner, arguments, chunks, reviews, lambda: watch(learner, held_out, films))
    arguments.out.parent.mkdir(exist_ok=True)
    save_file(adapter(learner), arguments.out)
    print(watch(learner, held_out, films), f"{arguments.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
