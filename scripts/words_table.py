"""Write docs/words.md from the glossary of the package: `python -m scripts.words_table`."""

from pathlib import Path

from promptrec.words.glossary import terms

PAGE = Path(__file__).parents[1] / "docs" / "words.md"
INTRO = """# Words

One word for one thing. A second word for the same thing is a bug. The glossary of the pages says
the same, in both languages: all of it is the section `term` of `promptrec/words/en.toml` and
`zh.toml` (`python -m scripts.words_table` writes this page). What metrics are called and mean is in
[metrics.md](metrics.md).

| Word | 中文 | Meaning |
| --- | --- | --- |
"""


def page() -> str:
    """The whole document."""
    chinese = {one.name: one.words.partition("（")[0] for one in terms("zh")}
    rows = (f"| {one.words} | {chinese[one.name]} | {one.meaning} |\n" for one in terms("en"))
    return INTRO + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
