"""Measurements are kept by all that they depend on: found again, and never after it changed."""

import dataclasses
import json

import pytest

from promptrec.beyond import kept
from promptrec.beyond.cost import Cost
from promptrec.beyond.flips import Flips
from promptrec.beyond.measuring import asked_of, measure
from promptrec.beyond.together import BeyondAccuracy
from promptrec.beyond.workload import prompts_of, time_of
from promptrec.beyond.written import from_plain, to_plain
from promptrec.cli.main import main
from promptrec.data.fieldwords import kind_fields
from promptrec.errors import DataError, SettingsError
from promptrec.judge.entrants import entrants, groups
from promptrec.metrics.groups import Gaps
from promptrec.metrics.metric import MAIN
from promptrec.records import Interval
from promptrec.settings import MEASURED, Measuring, RunSettings, SplitSettings
from promptrec.store.snapshots import JobResult, RunState
from promptrec.store.store import Store
from promptrec.words.table import sentence
from promptrec.worker.jobs import run_job

OPTIONS = {
    "ladder": {},
    "formats": {"metric": "gauc_rows", "formats": 2},
    "lists": {"users": 25, "item_field": "item.genres", "user_field": ""},
}


def nothing(_):
    pass


@pytest.fixture(scope="module")
def store(tmp_path_factory, many_folder):
    """Two runs of the random model: one untuned, one tuned a little."""
    store = Store.open(tmp_path_factory.mktemp("measured") / "home")
    base = RunSettings(
        dataset=str(many_folder),
        template="{item.title} {item.year}",
        model="tiny",
        split=SplitSettings(name="random"),
        max_valid=120,
        max_train=40,
        epochs=1,
    )
    for changed in ({"method": "none"}, {"method": "bitfit", "template": "Seen: {item.title}"}):
        settings = dataclasses.replace(base, **changed)
        store.queue(settings)
        run = store.claim("test")
        result = run_job(store.home, run.id, settings, nothing, lambda: False, nothing)
        store.finish(run.id, run.fence, RunState.SUCCEEDED, result=result)
    return store


@pytest.fixture
def two(store):
    return groups(entrants(store, ["r0001", "r0002"]))


@pytest.fixture
def place(tmp_path):
    return tmp_path / "home"


@pytest.mark.parametrize("kind", MEASURED)
def test_what_was_measured_comes_back_the_same_from_its_file(two, place, kind):
    asked = kept.named(asked_of(two, kind, **OPTIONS[kind]), two)
    assert kept.kept(place, asked) is None
    shares = []
    found = kept.measured(place, two, asked, progress=shares.append)
    assert shares == sorted(shares) and shares[-1] == 1.0
    known = kept.kept(place, asked)
    assert json.dumps(to_plain(known.found)) == json.dumps(to_plain(found))
    file = kept.kept_file(place, asked)
    before = file.stat().st_mtime_ns
    kept.measured(place, two, asked)
    assert file.stat().st_mtime_ns == before


def test_the_order_of_the_variants_changes_neither_the_name_nor_a_number(two, place):
    one = kept.named(asked_of(two, "formats", **OPTIONS["formats"]), two)
    turned = two[::-1]
    assert kept.named(asked_of(turned, "formats", **OPTIONS["formats"]), turned) == one
    assert json.dumps(to_plain(measure(turned, one))) == json.dumps(to_plain(measure(two, one)))


def test_another_question_or_another_weight_is_not_found(store, two):
    asked = kept.named(asked_of(two, "formats", **OPTIONS["formats"]), two)
    other = kept.named(dataclasses.replace(asked, formats=3), two)
    assert other.content != asked.content
    weights = next((store.home / two[1].entrants[0].run.checkpoint).glob("*.safetensors"))
    whole = weights.read_bytes()
    try:
        weights.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        assert kept.named(asked, two).content != asked.content
    finally:
        weights.write_bytes(whole)
    assert kept.named(asked, two).content == asked.content


def test_other_data_is_not_found(two, store, many_folder, tmp_path):
    asked = kept.named(asked_of(two, "ladder"), two)
    rated = (many_folder / "interactions.csv").read_text().splitlines()
    rated[1] = rated[1].rsplit(",", 1)[0] + ",999"
    for file in many_folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "interactions.csv").write_text("\n".join([*rated, ""]))
    run = store.run("r0001")
    moved = dataclasses.replace(run.settings, dataset=str(tmp_path))
    store.queue(moved)
    claimed = store.claim("test")
    store.finish(claimed.id, claimed.fence, RunState.SUCCEEDED, result=JobResult())
    other = groups(entrants(store, [claimed.id]))
    one = groups(entrants(store, ["r0001"]))
    first = kept.named(asked_of(one, "ladder"), one)
    second = kept.named(dataclasses.replace(asked_of(other, "ladder")), other)
    assert len({asked.content, first.content, second.content}) == 3
    assert other[0].entrants[0].fingerprint != one[0].entrants[0].fingerprint


def test_what_changed_since_it_was_asked_is_refused_in_a_sentence(two, place):
    asked = dataclasses.replace(asked_of(two, "ladder"), content="0" * 32)
    with pytest.raises(DataError, match="no longer those that were to be measured"):
        kept.measured(place, two, asked)
    assert not place.exists()


@pytest.mark.parametrize("torn", [b"", b"{}", b'{"at": 1, "seconds": 1, "found": [{"x": 1}]}'])
def test_a_torn_file_counts_as_nothing(two, place, torn):
    asked = kept.named(asked_of(two, "ladder"), two)
    kept.keep(place, asked, measure(two, asked), 1.0)
    assert kept.kept(place, asked) is not None
    kept.kept_file(place, asked).write_bytes(torn)
    assert kept.kept(place, asked) is None


def test_the_command_leaves_and_finds_what_a_page_shows(store, two, capsys):
    first = next(iter(kind_fields(two[0].entrants[0].plan.dataset)))
    lists = {"users": 10, "item_field": first, "user_field": ""}
    pages = [
        kept.named(asked_of(two, "formats", metric=MAIN, formats=2), two),
        kept.named(asked_of(two, "ladder"), two),
        kept.named(asked_of(two, "lists", **lists), two),
    ]
    wanted = ["--formats", "2", "--ladder", "--lists", "--list-users", "10", "--json"]
    documents, stamps = [], []
    for runs in (["r0001", "r0002"], ["r0002", "r0001"]):
        assert main(["compare", *runs, *wanted, "--home", str(store.home)]) == 0
        documents.append(json.loads(capsys.readouterr().out))
        stamps.append([kept.kept_file(store.home, one).stat().st_mtime_ns for one in pages])
    one, other = documents
    assert stamps[0] == stamps[1]
    assert (one["ladder"], one["beyond"]) == (other["ladder"], other["beyond"])
    assert one["formats"] == other["formats"] and next(iter(other["formats"])) == "r0002"
    assert main(["compare", "r0001", "--confirm", "--lists", "--home", str(store.home)]) == 2


def test_more_formats_and_more_users_take_longer(two):
    few = asked_of(two, "formats", metric="auc", formats=3)
    more = dataclasses.replace(few, formats=10)
    assert prompts_of(few, two) < prompts_of(more, two)
    guessed = time_of(few, two, ())
    assert not guessed.measured and guessed.seconds < time_of(more, two, ()).seconds


def test_a_measurement_says_what_it_is_and_reads_itself_again():
    asked = Measuring(kind="lists", variants=(("r1", "r2"), ("r3",)), users=50)
    assert Measuring.from_json(asked.to_json()) == asked
    assert asked.runs == ("r1", "r2", "r3")
    for wrong in ({"kind": "other"}, {"variants": ()}, {"variants": ((),)}):
        with pytest.raises(SettingsError):
            dataclasses.replace(asked, **wrong)
    assert json.loads(asked.to_json())["users"] == 50


def test_groups_swapped_words_and_sentences_come_back_too():
    value = Interval(0.5, 0.4, None)
    gaps = Gaps(groups={"woman": value}, users={"woman": 20}, refused={}, gap=0.1, highest="woman")
    flips = Flips(
        field="user.gender",
        named=True,
        users=3,
        places=value,
        replaced=value,
        moved=Interval(float("nan")),
        changes={"man → woman": value},
    )
    cost = Cost(
        tokens=3.0,
        tokens_95=4.0,
        prompts=9,
        seconds=0.1,
        device="cpu",
        parameters=0,
        megabytes=0.0,
    )
    found = BeyondAccuracy(
        candidates=sentence("sentence.log_lists_of", run="r0001", users=3),
        available=9,
        users=3,
        item_field="",
        user_field="user.gender",
        ungrouped=1,
        lists={"r0001": {"ndcg@10": value}},
        rule_lists={"popularity": {"ndcg@10": value}},
        gaps={"r0001": {"accuracy": gaps}},
        rule_gaps={},
        flips={"r0001": flips},
        cost={"r0001": cost},
    )
    again = from_plain(BeyondAccuracy, json.loads(json.dumps(to_plain(found))))
    assert repr(again) == repr(found)
    assert again.candidates.in_language("zh") == found.candidates.in_language("zh")


def test_a_record_with_other_fields_is_no_record():
    with pytest.raises(KeyError):
        from_plain(Measuring, {"kind": "ladder"})
