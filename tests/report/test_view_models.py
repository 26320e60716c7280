"""What is shown for given numbers: rows of tables and sentences, in both languages, by ids."""

import pytest

from promptrec.beyond.cost import Cost
from promptrec.beyond.family import Family, Member
from promptrec.beyond.flips import Flips
from promptrec.beyond.ladder import Ladder, Rung
from promptrec.metrics.groups import Gaps
from promptrec.records import Interval, SideId
from promptrec.report.beyond import (
    flip_grid,
    gap_chart,
    gap_grid,
    list_cost_grid,
    measures_in,
    refused_groups,
)
from promptrec.report.documents import family_document, ladder_document
from promptrec.report.ladder import crossing_words, ladder_chart, ladder_grid
from promptrec.report.parts import family_grid, metric_grid
from promptrec.report.voice import Voice, listed, p_words
from promptrec.words.table import LANGUAGES

ONE, OTHER, RULE = SideId("r1"), SideId("r2"), SideId("popularity", True)
VOICES = [Voice(language, {"r1": "same", "r2": "same"}) for language in LANGUAGES]
GAPS = Gaps(
    groups={"men": Interval(0.7, 0.6, 0.8), "women": Interval(0.6)},
    users={"men": 1200, "women": 30},
    refused={"others": 4},
    gap=0.1,
    highest="men",
    lowest="women",
    p=0.25,
)
NONE = Gaps(groups={}, users={}, refused={})


@pytest.mark.parametrize("voice", VOICES)
def test_two_sides_of_one_name_keep_a_row_each(voice: Voice) -> None:
    values = [(ONE, {"auc": Interval(0.7, 0.6, 0.8)}), (OTHER, {}), (RULE, {"auc": Interval(0.5)})]
    rows = [list(row) for row in metric_grid(values, ["auc"], voice).rows]
    assert rows == [
        ["same", "0.700 [0.600, 0.800]"],
        ["same", "–"],
        [voice.rule("popularity"), "0.500"],
    ]
    gaps = {ONE: {"auc": GAPS}, OTHER: {"auc": GAPS}}
    assert len(gap_grid(gaps, ["auc"], voice).rows) == 2


@pytest.mark.parametrize("voice", VOICES)
def test_gaps_are_chosen_by_measure_whatever_it_is_called(voice: Voice) -> None:
    every = {ONE: {"accuracy": GAPS, "auc": NONE}, RULE: {"auc": GAPS}}
    assert measures_in(every) == ["accuracy", "auc"]
    (row,) = gap_grid(every, ["accuracy"], voice).rows
    assert list(row)[2:] == ["0.1", "men 0.7 [0.6, 0.8]", "women 0.6", "0.250", "1,230"]
    chart = gap_chart(every, "auc", "user.gender", voice)
    assert chart is not None and len(chart.table.rows) == 2  # all measures, for the file
    assert gap_chart({ONE: {"auc": NONE}}, "auc", "user.gender", voice) is None
    assert "others (4)" in refused_groups(every, "accuracy", voice)
    assert refused_groups({ONE: {"auc": NONE}}, "auc", voice) == ""


def test_a_swapped_word_and_what_lists_cost_are_rows_of_text() -> None:
    voice = VOICES[0]
    zero = Interval(0.0, 0.0, 0.0)
    flips = Flips(
        field="user.gender",
        named=False,
        users=1200,
        places=zero,
        replaced=zero,
        moved=Interval(0.25),
        changes={},
    )
    (row,) = flip_grid({ONE: flips}, voice).rows
    assert list(row) == ["same", "no", "0 [0, 0]", "0 [0, 0]", "0.25", "–", "1,200"]
    cost = Cost(
        tokens=41.6,
        tokens_95=60.0,
        prompts=1000,
        seconds=3.21,
        device="cpu",
        parameters=12345,
        megabytes=0.5,
    )
    (row,) = list_cost_grid({ONE: cost}, voice).rows
    assert list(row) == ["same", "42", "60", "3.2", "12,345", "0.50"]


def ladder() -> Ladder:
    rungs = [
        Rung(
            known=known,
            rows=1000 * (1 + known),
            users=25,
            values={"r1": Interval(0.6), "item_knn": Interval(0.5 + 0.2 * known)},
        )
        for known in (0, 1)
    ]
    return Ladder(
        side="user", view="controlled", metric="auc", rungs=tuple(rungs), variants=("r1",)
    )


@pytest.mark.parametrize("voice", VOICES)
def test_a_ladder_has_a_row_a_line_and_says_who_overtakes(voice: Voice) -> None:
    found = ladder()
    rows = [list(row) for row in ladder_grid(found, voice).rows]
    assert [row[1:] for row in rows[:2]] == [["1,000", "2,000"], ["25", "25"]]
    assert rows[2] == ["same", "0.600", "0.600"] and rows[3][0] == voice.rule("item_knn")
    assert len(ladder_chart(found, voice).figure.data) == 2
    (crossing,) = found.crossings
    assert "same" in crossing_words(crossing, voice)
    assert voice.rule("item_knn") in crossing_words(crossing, voice)
    document = ladder_document(found)
    assert document["crossings"] == [{"run": "r1", "baseline": "item_knn", "known": 1}]


def test_formats_say_what_was_changed() -> None:
    family = Family("auc", (Member("a", (), 0.5), Member("b", ("order", "case"), 0.7)))
    english, chinese = ([list(row)[:2] for row in family_grid(family, one).rows] for one in VOICES)
    assert english == [["0.500", "as written"], ["0.700", "order, case"]]
    assert [row[0] for row in chinese] == ["0.500", "0.700"] and chinese != english
    assert list(family_document(family)) == ["count", "low", "high", "median", "members"]


def test_names_and_p_are_said_as_the_language_says_them() -> None:
    english, chinese = (Voice(language) for language in LANGUAGES)
    assert listed(["a", "b", "c"], english) == "a, b and c" and listed(["a"], english) == "a"
    assert listed(["a", "b", "c"], chinese) == "a、b和c"
    assert (p_words(0.0002, english), p_words(0.0412, english)) == ("< .001", "= .041")
    assert english.inside("rule", "popularity") == "popularity"
    assert english.rule("popularity") == "Popularity" and english.rule("mine") == "mine"
