"""language: whether template, data and model speak one."""

from collections.abc import Iterator

from promptrec.examples.lint.evidence import Evidence, percent
from promptrec.examples.lint.finding import Finding, Spot, finding
from promptrec.languages import LANGUAGES
from promptrec.prompt.parse import Kind, Part, flat
from promptrec.prompt.rendered import Piece, Rendered
from promptrec.words.table import sentence

UNREAD = 0.05  # share of unknown tokens that may occur in names
FOREIGN = 0.3  # above it the model cannot read the prompts
ENCODED = 60  # prompts in which unknown tokens are counted
OWN_SIGNS = 0.2  # share of a language's own signs above which words are of it


def language(evidence: Evidence) -> Iterator[Finding]:
    """Template, data and model do not speak one language."""
    template, about = evidence.template, evidence.ground.dataset.about
    written = written_in(evidence)
    if template.language != about.language or (written and written != template.language):
        own = written or template.language
        own_words = sentence(LANGUAGES[own].title)
        if own != about.language:
            other = sentence(LANGUAGES[about.language].title)
            message = sentence(
                "sentence.lint_language_data", own=own_words, data=about.name, other=other
            )
        else:
            other = sentence(LANGUAGES[template.language].title)
            message = sentence("sentence.lint_language_said", own=own_words, other=other)
        yield finding(
            "language",
            "warning",
            message,
            sentence("sentence.lint_match"),
            place=Spot(1, 1),
            example=evidence.ground.example(0, evidence.texts[0]) if evidence.texts else None,
        )
    yield from unread(evidence)


def unread(evidence: Evidence) -> Iterator[Finding]:
    """Tokens that the model does not know: of the prompts, or of the template's own words.

    Titles that it knows may outnumber the words around them, of which it reads none.
    """
    prompts = [one.prompt for one in evidence.prompts[:ENCODED]]
    if not prompts:
        return
    encoder = evidence.draft.encoder
    own = Rendered(tuple(Piece("text", part.text) for part in all_text(evidence)))
    shares = {"tokens": encoder.unknown_share(prompts), "words": encoder.unknown_share([own])}
    of = next((one for one, share in shares.items() if share > FOREIGN), "tokens")
    if (share := shares[of]) > UNREAD:
        yield finding(
            "language",
            "error" if share > FOREIGN else "warning",
            sentence(f"sentence.lint_unread_{of}", share=percent(share)),
            sentence("sentence.lint_other_model"),
            place=Spot(1, 1),
            example=evidence.ground.example(0, prompts[0].text),
            language=language_in(prompts[0].text),
        )


def language_in(text: str) -> str:
    """The language whose own signs a text has; "" where it has none of any.

    >>> language_in("推荐 The Matrix"), language_in("The Matrix")
    ('zh', '')
    """
    for name, language in LANGUAGES.items():
        first, last = language.signs or ("", "")
        if first and any(first <= sign <= last for sign in text):
            return name
    return ""


def written_in(evidence: Evidence) -> str:
    """The language of the template's own words; "" when there are none to tell by."""
    text = "".join(part.text for part in all_text(evidence))
    letters = [sign for sign in text if sign.isalpha()]
    if not letters:
        return ""
    for name, language in LANGUAGES.items():
        first, last = language.signs or ("", "")
        if first and sum(first <= sign <= last for sign in letters) > OWN_SIGNS * len(letters):
            return name
    return next(name for name, language in LANGUAGES.items() if language.signs is None)


def all_text(evidence: Evidence) -> Iterator[Part]:
    """Text parts, those of optional parts too."""
    return (part for part in flat(evidence.template.parts) if part.kind is Kind.TEXT)
