"""A template in several formats: what moves when only the writing changes."""

from collections.abc import Mapping

from promptrec.beyond.family import Family
from promptrec.compare.verdict import Comparison
from promptrec.report.blocks import Block, Grid, Heading, Text
from promptrec.report.sentences import family_sentences
from promptrec.report.voice import Voice


def formats_part(found: Comparison, families: Mapping[str, Family], voice: Voice) -> list[Block]:
    """Sentences, then a table a variant. families: by the id of the variant."""
    blocks: list[Block] = [Heading(voice.say("versus.view_formats"))]
    blocks += [Text(text) for text in family_sentences(found, families, voice)]
    for name, one in families.items():
        blocks += [Heading(voice.variant(name), 3), family_grid(one, voice)]
    return blocks


def family_grid(family: Family, voice: Voice) -> Grid:
    """Every format with its value and what was changed."""

    def changes(names: tuple[str, ...]) -> str:
        said = [voice.say(f"versus.change_{name}") for name in names]
        return ", ".join(said) or voice.say("versus.as_written")

    heads = [voice.metric(family.metric), voice.say("versus.changes"), voice.say("versus.text")]
    rows = [[f"{one.value:.3f}", changes(one.changes), one.text] for one in family.members]
    return Grid(heads, rows)
