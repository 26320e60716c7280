"""Every error that a user can cause, and every note, has words in both languages."""

import ast
import re
import string
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from promptrec import errors
from promptrec.languages import LANGUAGES as SPOKEN
from promptrec.words.table import LANGUAGES, table

PACKAGE = Path(__file__).parents[2] / "promptrec"
SECTION = "sentence."
PLACE = {"line", "column", "length"}
NO_WORDS = defaultdict[str, set[str]](  # what a call takes beside the values of its words
    set, TemplateError=PLACE, SecondMaskError=PLACE, data_warning={"weight", "offers"}
)
TOLD = {  # what is said was worded elsewhere, as its type says: a Sentence
    ("data/layouts/foreign.py", "said"),
    ("prompt/parse.py", "message"),
    ("store/opening/told.py", "said"),
}
GIVEN = {  # the key is an argument; whoever calls says it
    ("cli/parts/named.py", "form"),
    ("data/fieldwords.py", "key"),
    ("data/mending/mend.py", "key"),
    ("data/warnings/finding.py", "key"),
    ("data/warnings/letters.py", "key"),
    ("data/warnings/moments.py", "key"),
    ("data/warnings/texts.py", "key"),
    ("training/under_way.py", "key"),
}


class Said(NamedTuple):
    """One place of the package that words something by key."""

    where: str
    keys: frozenset[str]
    values: frozenset[str] | None  # None: some are only known while it runs
    exact: bool  # False for a key that is put together: its values are those of several


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def files() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if name not in ("errors.py", "words/table.py", "words/stored.py"):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def kinds_of_error() -> set[str]:
    """Names of the classes of errors.py, and of those made from them elsewhere."""
    found = {name for name, one in vars(errors).items() if isinstance(one, type)} - {"Sentence"}
    for _, tree in files():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.ClassDef)
                and {getattr(b, "id", "") for b in node.bases} & found
            ):
                found.add(node.name)
    return found


def tables_of(tree: ast.Module) -> dict[str, list[ast.expr]]:
    """What the constants of a file that are tables hold."""
    return {
        getattr(node.targets[0], "id", ""): node.value.values
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
    }


def calls(tree: ast.Module, names: set[str]) -> Iterator[tuple[ast.AST, ast.Call]]:
    """The calls of these names, each with the innermost function that it stands in."""
    owner: dict[ast.AST, ast.AST] = {}
    for scope in ast.walk(tree):
        if isinstance(scope, ast.Module | ast.FunctionDef):
            owner |= dict.fromkeys(ast.walk(scope), scope)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names:
            yield owner[node], node


def keys_of(node: ast.expr, scope: ast.AST, tables: Mapping[str, Sequence[ast.expr]]) -> set[str]:
    """The keys that an expression may be; {"?"} where that is not to be seen."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return keys_of(node.body, scope, tables) | keys_of(node.orelse, scope, tables)
    if isinstance(node, ast.Subscript):
        entries = tables.get(getattr(node.value, "id", ""), ())
        return set().union(*(keys_of(entry, scope, tables) for entry in entries)) or {"?"}
    if isinstance(node, ast.Attribute) and node.attr == "title":
        return {language.title for language in SPOKEN.values()}
    if isinstance(node, ast.Tuple):
        return set().union(*(keys_of(entry, scope, tables) for entry in node.elts))
    if isinstance(node, ast.JoinedStr):
        pattern = "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z_0-9]+"
            for part in node.values
        )
        return {key for key in table("en") if re.fullmatch(pattern, key)} or {"?"}
    if isinstance(node, ast.Name):
        given = [one.value for one in ast.walk(scope) if is_assignment(one, node.id)]
        return set().union(*(keys_of(value, scope, tables) for value in given)) or {"?"}
    return {"?"}


def is_assignment(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Assign) and any(
        getattr(target, "id", "") == name for target in node.targets
    )


def values_of(call: ast.Call) -> frozenset[str] | None:
    names = {keyword.arg or "**" for keyword in call.keywords}
    if "**" in names:
        return None
    if "offers" in names:
        names.add("mend")  # it is made from them
    return frozenset(names) - NO_WORDS[name_of(call)]


def words_of(tree: ast.Module) -> set[str]:
    """What a file calls the function `sentence` of the tables of words."""
    taken = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    names = (one for node in taken if node.module == "promptrec.words.table" for one in node.names)
    return {one.asname or one.name for one in names if one.name == "sentence"}


def name_of(call: ast.Call) -> str:
    return getattr(call.func, "id", "")


def said_in(name: str, tree: ast.Module) -> Iterator[Said]:
    tables = tables_of(tree)
    for scope, call in calls(tree, {*ERRORS, "data_warning", *words_of(tree)}):
        first = call.args[0] if call.args else ast.Constant(None)
        if (name, getattr(first, "id", "")) in TOLD | GIVEN:
            continue
        if isinstance(first, ast.Call) and name_of(first) in words_of(tree):
            continue  # it is looked at itself
        keys = frozenset(keys_of(first, scope, tables))
        exact = not isinstance(first, ast.JoinedStr)
        yield Said(f"{name}:{call.lineno}", keys, values_of(call), exact)


ERRORS = kinds_of_error()
EVERY = [one for name, tree in files() for one in said_in(name, tree)]
WORDED = [one for one in EVERY if "?" not in one.keys]


def test_every_error_and_note_names_a_key() -> None:
    assert len(EVERY) > 200
    assert [one.where for one in EVERY if "?" in one.keys] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_of_an_error_or_a_note_has_words(language: str) -> None:
    words = table(language)
    assert [one for one in WORDED if not one.keys <= set(words)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_and_note_brings_the_values_that_its_words_need(language: str) -> None:
    words = table(language)
    wrong = []
    for one in WORDED:
        needed = set().union(*(placeholders(words[key]) for key in one.keys if key in words))
        if one.values is not None and (one.values - needed or (one.exact and needed - one.values)):
            wrong.append((one, needed))
    assert wrong == []


def test_an_error_says_its_place_in_both_languages() -> None:
    error = errors.TemplateError("sentence.mask_number", line=2, column=3)
    assert str(error) == "line 2, column 3: {mask} takes no number. Write {mask}."
    assert error.sentence.in_language("zh") == "第 2 行，第 3 列：{mask} 不带数字。请写 {mask}。"


def test_words_name_the_same_values_in_every_language() -> None:
    for key, words in table("en").items():
        assert all(placeholders(table(one)[key]) == placeholders(words) for one in LANGUAGES), key


def test_every_sentence_is_said_somewhere() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    said = set(re.findall(r'"(sentence\.[a-z_0-9]+)"', source)) | computed(source)
    assert [key for key in table("en") if key.startswith(SECTION) and key not in said] == []


def computed(source: str) -> set[str]:
    """Keys that are put together: f"sentence.how_{how}"."""
    patterns: Mapping[str, re.Pattern[str]] = {
        text: re.compile(re.sub(r"\\\{.*?\\\}", "[a-z_0-9]+", re.escape(text)))
        for text in re.findall(r'f"(sentence\.[^"]*)"', source)
    }
    return {key for key in table("en") for one in patterns.values() if one.fullmatch(key)}
