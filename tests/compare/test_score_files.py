"""Score files of any system get the verdict that the same scores get here, or one sentence."""

from pathlib import Path

import numpy as np
import pytest

from promptrec.compare.files.judged import judge_files
from promptrec.compare.files.remarks import backwards, remarks
from promptrec.compare.files.scored import Columns, read_scores
from promptrec.compare.sides import People, Side, compared_on
from promptrec.errors import DataError, SettingsError
from promptrec.metrics.metric import MAIN
from promptrec.records import Pairs

USERS, ITEMS = 60, 6
HEAD = "user_id,item_id,label,score"


def rows(seed: int, strength: float) -> list[tuple[int, int, int, float]]:
    """User, item, label (the same for every seed), score: the label, seen through noise."""
    liked = np.random.default_rng(0).integers(0, 2, (USERS, ITEMS))
    noise = np.random.default_rng(seed).normal(size=(USERS, ITEMS))
    return [
        (user, item, int(liked[user, item]), liked[user, item] * strength + noise[user, item])
        for user in range(USERS)
        for item in range(ITEMS)
    ]


def written(path: Path, lines, head: str = HEAD, separator: str = ",") -> Path:
    body = "".join(separator.join(map(str, line)) + "\n" for line in lines)
    path.write_text(head.replace(",", separator) + "\n" + body, encoding="utf-8")
    return path


def verdict(*paths: Path, columns: Columns = Columns(), **question):  # noqa: B008 - frozen
    systems = {path.stem: [read_scores(path, columns)] for path in paths}
    return judge_files(systems, **question).found


def refusal(*paths: Path, columns: Columns = Columns()) -> str:  # noqa: B008 - frozen
    with pytest.raises(DataError) as caught:
        verdict(*paths, columns=columns)
    return str(caught.value)


@pytest.fixture
def weak(tmp_path) -> Path:
    return written(tmp_path / "weak.csv", rows(1, 0.2))


@pytest.fixture
def strong(tmp_path) -> Path:
    return written(tmp_path / "strong.csv", rows(2, 2.0))


def test_files_get_the_verdict_of_their_scores(weak, strong):
    one, two = np.array(rows(1, 0.2)), np.array(rows(2, 2.0))
    every = np.arange(len(one))
    pairs = Pairs(
        one[:, 0].astype(int),
        one[:, 1].astype(int),
        every,
        one[:, 2],
        np.full(len(one), np.nan),
        np.zeros(len(one), bool),
    )
    sides = [Side("weak", one[:, 3]), Side("strong", two[:, 3])]
    people = People(part="files", locked=0, known=USERS)
    wanted = compared_on(people, pairs, sides, {}, every, metric=MAIN, sesoi=0.01)
    found = verdict(weak, strong)
    assert found.variants == wanted.variants
    assert found.variants[0].verdict == "better"
    assert found.control_value == wanted.control_value


def test_noise_beats_no_noise(tmp_path, weak):
    other = written(tmp_path / "other.csv", rows(3, 0.2))
    assert verdict(weak, other).variants[0].verdict == "undecided"


def test_rows_are_matched_by_user_and_item_wherever_they_stand(tmp_path, weak, strong):
    lines = rows(2, 2.0)
    np.random.default_rng(5).shuffle(lines)
    folder = tmp_path / "mixed"
    folder.mkdir()
    mixed = written(folder / "strong.csv", lines)
    assert verdict(weak, mixed).variants == verdict(weak, strong).variants


def test_rows_that_only_one_file_has_are_left_out_and_counted(tmp_path, weak, strong):
    half = written(tmp_path / "half.csv", rows(2, 2.0)[: 30 * ITEMS])
    found = verdict(weak, half)
    assert found.common == (30 * ITEMS, USERS * ITEMS)
    assert found.known == 30


def test_a_pair_that_comes_twice_is_two_rows(tmp_path):
    twice = [(*line[:3], line[3] + k) for line in rows(1, 0.2) for k in (0, 1)]
    one, two = written(tmp_path / "a.csv", twice), written(tmp_path / "b.csv", twice)
    assert verdict(one, two).common == (len(twice), len(twice))


def test_users_whose_ids_differ_only_by_a_blank_stay_two(tmp_path, weak, strong):
    """Blanks around ids do not count, as long as that makes no two users one."""
    padded = written(tmp_path / "padded.csv", [(f" {user}", *rest) for user, *rest in rows(2, 2.0)])
    assert verdict(weak, padded).known == USERS
    twins = [
        (f" {user // 2}" if user % 2 else f"{user // 2}", *rest) for user, *rest in rows(1, 0.2)
    ]
    one, other = written(tmp_path / "one.csv", twins), written(tmp_path / "other.csv", twins[::-1])
    assert verdict(one, other).known == USERS


def test_without_items_rows_belong_together_by_their_place(tmp_path, weak, strong):
    bare = [
        written(
            tmp_path / f"{name}_bare.csv", [(u, y, s) for u, _, y, s in own], "user_id,label,score"
        )
        for name, own in (("weak", rows(1, 0.2)), ("strong", rows(2, 2.0)))
    ]
    known, found = verdict(weak, strong).variants[0], verdict(*bare).variants[0]
    assert found.contrast == known.contrast
    short = written(tmp_path / "short.csv", [(0, 1, 0.5)], "user_id,label,score")
    assert "has 360 rows" in refusal(bare[0], short)
    other = [(u + 1, y, s) for u, _, y, s in rows(2, 2.0)]
    assert "data row 1:" in refusal(
        bare[0], written(tmp_path / "o.csv", other, "user_id,label,score")
    )


def test_a_label_that_differs_is_named_with_both_rows(tmp_path, weak):
    lines = rows(2, 2.0)
    user, item, label, score = lines[7]
    lines[7] = (user, item, 1 - label, score)
    said = refusal(weak, written(tmp_path / "wrong.csv", lines))
    assert "wrong.csv, data row 8 has the label" in said
    assert "(1 such rows)" in said


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("u,i,1,", "row 2, column score: is empty"),
        ("u,i,1,nan", "row 2, column score: 'nan' is no finite number"),
        ("u,i,4,0.5", "row 2, column label"),
        (",i,1,0.5", "row 2, column user_id: an id is empty"),
    ],
)
def test_a_bad_cell_is_named(tmp_path, weak, line, words):
    bad = tmp_path / "bad.csv"
    bad.write_text(f"{HEAD}\nu,i,1,0.5\n{line}\n", encoding="utf-8")
    assert words in refusal(weak, bad)


def test_other_ids_share_nothing(tmp_path, weak):
    lines = [(f"{user}.0", *rest) for user, *rest in rows(2, 2.0)]
    said = refusal(weak, written(tmp_path / "floats.csv", lines))
    assert "user 0 and item 0" in said
    assert "user 0.0 and item 0" in said


def test_ratings_become_labels_where_somebody_says_from_where(tmp_path, weak, strong):
    files = []
    for name, own in (("a", rows(1, 0.2)), ("b", rows(2, 2.0))):
        lines = [(u, i, 5 if y else 2, s) for u, i, y, s in own]
        files.append(written(tmp_path / f"{name}.tsv", lines, "who,what,stars,guess", "\t"))
    columns = Columns(user="who", item="what", label="stars", score="guess", liked_from=4)
    found = verdict(*files, columns=columns).variants[0]
    assert found.contrast == verdict(weak, strong).variants[0].contrast
    assert "column stars" in refusal(
        *files, columns=Columns(user="who", item="what", label="stars", score="guess")
    )


def test_labels_may_be_true_and_false(tmp_path, weak, strong):
    lines = [(u, i, bool(y), s) for u, i, y, s in rows(2, 2.0)]
    said = written(tmp_path / "said.csv", lines)
    assert verdict(weak, said).variants[0].contrast == verdict(weak, strong).variants[0].contrast


def test_repeats_of_one_system_widen_its_interval(tmp_path, weak):
    columns = Columns()
    again = [written(tmp_path / f"s{seed}.csv", rows(seed, 1.0)) for seed in (2, 3, 4)]
    one = {"weak": [read_scores(weak, columns)], "new": [read_scores(again[0], columns)]}
    all_three = {**one, "new": [read_scores(path, columns) for path in again]}
    assert judge_files(one).found.variants[0].contrast.runs == 1
    found = judge_files(all_three).found
    assert found.variants[0].contrast.runs == 3
    assert found.seeds == 3


def test_too_few_users_get_no_verdict(tmp_path):
    few = [line for line in rows(1, 0.2) if line[0] < 10]
    one, two = written(tmp_path / "a.csv", few), written(tmp_path / "b.csv", few)
    assert verdict(one, two).refused


def test_a_single_system_has_nothing_to_be_held_against(weak):
    with pytest.raises(SettingsError):
        verdict(weak)


def test_scores_whose_best_are_lowest_are_told(tmp_path, weak, strong):
    turned = written(tmp_path / "turned.csv", [(*line[:3], -line[3]) for line in rows(2, 2.0)])
    assert backwards(verdict(weak, turned)) == ["turned"]
    assert backwards(verdict(weak, strong)) == []


def doubts(about: str, **named: list[Path]) -> list[str]:
    """What is told of one system."""
    systems = {name: [read_scores(path, Columns()) for path in own] for name, own in named.items()}
    return list(map(str, remarks(systems, judge_files(systems)).get(about, [])))


def test_a_copy_is_no_repeat_however_its_rows_are_ordered(tmp_path, weak, strong):
    lines = rows(2, 2.0)
    np.random.default_rng(1).shuffle(lines)
    copy = written(tmp_path / "copy.csv", lines)
    other = written(tmp_path / "other.csv", rows(3, 2.0))
    assert "A copy is no repeat" in doubts("new", weak=[weak], new=[strong, copy])[0]
    assert doubts("new", weak=[weak], new=[strong, other]) == []


def test_two_systems_with_one_order_are_told_to_be_one(tmp_path, weak, strong):
    """Probabilities of the same log-odds are equal in every metric: no finding, but a mistake."""
    bent = [(*line[:3], 1 / (1 + np.exp(-line[3]))) for line in rows(1, 0.2)]
    assert "same order" in doubts("weak", weak=[weak], b=[written(tmp_path / "b.csv", bent)])[0]
    assert doubts("weak", weak=[weak], b=[strong]) == []


def test_a_system_that_says_the_same_of_every_row_is_told(tmp_path, weak):
    flat = written(tmp_path / "flat.csv", [(*line[:3], 0.5) for line in rows(1, 0.2)])
    assert "gives every row the same score" in doubts("flat", weak=[weak], flat=[flat])[0]


@pytest.mark.parametrize("spelled", ["{:03d}", "{}.0"])
def test_ids_that_a_program_spells_in_two_ways_are_told(tmp_path, weak, spelled):
    """Without a word, rows of most users would be left out as if one file did not have them."""
    lines = rows(2, 2.0)
    some = [(spelled.format(user) if user < 30 else user, *rest) for user, *rest in lines]
    said = doubts("weak", weak=[weak], b=[written(tmp_path / "b.csv", some)])
    assert len(said) == 1 and "count as two in user_id (30 such pairs)" in said[0]


def test_ids_that_a_spreadsheet_shortened_are_told(tmp_path):
    """Fifty different users that read 9,78E+12 are one user, whose order is that of nobody."""
    files = [
        written(tmp_path / f"{at}.csv", [("9.78E+12" if u < 5 else u, *r) for u, *r in own])
        for at, own in enumerate((rows(1, 0.2), rows(2, 2.0)))
    ]
    assert "'9.78E+12' in user_id" in doubts("a", a=files[:1], b=files[1:])[0]


def test_rows_that_repeat_an_earlier_one_in_everything_are_counted(tmp_path):
    """A copied row counts again, and gives its user more weight; a second visit is no copy."""
    one, two = rows(1, 0.2), rows(2, 2.0)
    again = [written(tmp_path / f"{at}.csv", own + own[:40]) for at, own in enumerate((one, two))]
    assert "40 of 400 rows repeat" in doubts("a", a=again[:1], b=again[1:])[0]
    later = [(*line[:3], line[3] + 1) for line in two[:40]]
    visits = [again[0], written(tmp_path / "visits.csv", two + later)]
    assert doubts("a", a=visits[:1], b=visits[1:]) == []


@pytest.mark.parametrize("liked_from", [float("nan"), float("inf")])
def test_a_bound_of_likes_that_is_no_number_is_refused(liked_from):
    """Every row would count as disliked, or none would, and nobody would hear why."""
    with pytest.raises(SettingsError, match="name the rating"):
        Columns(liked_from=liked_from)


@pytest.mark.parametrize("sesoi", [float("nan"), -0.01])
def test_a_smallest_difference_that_is_none_is_refused(weak, strong, sesoi):
    with pytest.raises(SettingsError, match="from 0 on"):
        verdict(weak, strong, sesoi=sesoi)


def test_a_score_that_is_no_number_is_refused_and_spoils_no_other_p():
    """Its flips are never as large as nan, so that it and all beside it had p = 1 / 5,001."""
    one = np.array(rows(1, 0.2))
    every = np.arange(len(one))
    pairs = Pairs(
        one[:, 0].astype(int), every, every, one[:, 2], one[:, 3], np.zeros(len(one), bool)
    )
    broken = np.where(every == 7, np.nan, one[:, 3])
    sides = [Side("control", one[:, 3]), Side("broken", broken), Side("noise", one[::-1, 3])]
    people = People(part="files", locked=0, known=USERS)
    with pytest.raises(DataError, match="A score of broken is no number"):
        compared_on(people, pairs, sides, {}, every)
