"""What a language has to say of itself: how lists join, what a word is, how things are put."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How one phrasing writes each part. `{field}`, `{name}`, `{title}`, `{more}` are put in."""

    field: str  # a column of the user
    history: Mapping[str, str]  # kind -> sentence
    item: str
    detail: str  # a further column of the item, behind the title
    counts: str  # completes "The item ..."
    evidence: Mapping[str, str]  # field that is counted of who met what -> sentence
    ending: str  # with the mask


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """All phrasings that a search composes templates from."""

    space: str  # between sentences
    styles: Mapping[str, Style]
    label_words: tuple[str, ...]
    ask: str  # with the mask, answered by a verb
    answers: Mapping[str, str]  # what a row of the data says (liked, bought, chosen) -> its verbs


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Counts as words that complete "The user ..." and "The item ..."."""

    history: tuple[str, ...]  # none, five shares, all: of what a user likes
    liking: str  # {word} of {seen}, {liked} of them liked
    item: tuple[str, ...]  # the same of those who like an item
    liked: str
    choice: tuple[str, ...]  # hardly any to very many
    one_choice: str  # of a user, where feedback is implicit
    choices: str  # {seen} of them
    chosen: str  # {word} chose an item, {seen} times
    alike: str  # of a user's past items that go with the one in question, as `liking`
    one_alike: str  # the same where feedback is implicit
    alikes: str  # {seen} of them
    similar: str  # of those that are similar to it, as `alike`
    one_similar: str
    similars: str
    known: tuple[str, ...]  # how many know an item: nobody to most
    popularity: str  # {word} of them
    likeminded: str  # of those of like taste, as `liked`


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language of templates and data."""

    title: str  # key of its name in the tables of words
    spaced: bool  # words stand between blanks; False: each sign counts as a word
    signs: tuple[str, str] | None = None  # first and last of its own letters; None: any other
    list_joint: str  # between the entries of a list
    fact_joint: str  # between facts, which may hold such a joint
    label_words: str  # of a template that names none, as `parse_verbalizer` reads them
    counted: Counted
    sentence_joints: tuple[str, ...]  # in place of a full stop or semicolon
    colons: tuple[str, ...]
    synonyms: Mapping[str, tuple[str, str]]
    phrases: Phrases
