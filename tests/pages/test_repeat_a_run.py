"""A run that is repeated without changes has the very settings of the first one."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.methods import own_settings
from promptrec.settings import AddedLabel, RunSettings, SplitSettings
from promptrec.store.store import Store
from promptrec.ui.state import served

Open = Callable[..., AppTest]
SOFT = "{soft:2} {item.title}, {history.liked:3}"
VARIANTS: dict[str, dict[str, Any]] = {
    "a ranking": {
        "method": "top_layers:1",
        "loss": "infonce",
        "temperature": 0.2,
        "negatives": 3,
        "popular_negatives": 0.25,
        "max_train": None,
        "max_valid": None,
        "select": "uauc",
        "schedule": "cosine",
        "split": SplitSettings(name="cold_user", seed=4, known=1, history="running"),
        "template_name": "not saved anywhere",
    },
    "a self-training": {
        "method": "adalora",
        "lora_rank": 3,
        "label_smoothing": 0.1,
        "class_weights": True,
        "start_from": "like_share",
        "pseudo_confidence": 0.8,
        "pseudo_rows": 30,
        "fairness": "user.age:0.25",
        "added_labels": (AddedLabel(user="u1", item="i2", label=1),),
        "learning_rate": 3.5e-7,
        "warmup": 0.0,
        "weight_decay": 0.0,
        "clip": 0.25,
        "dropout": 0.0,
        "token_budget": 500,
        "batch_size": 3,  # not in force, and kept all the same
        "accumulate": 2,
        "patience": 0,
        "epochs": 4,
        "seed": 7,
        "continue_from": "r0001",
    },
    "another domain": {
        "template": "{item.title} is {mask}",
        "target_template": "The film {item.title}, \nis {mask}",
        "verbalizer": "awful=1,okay=3,great=5",
        "head": "cloze",
        "loss": "mae",
        "select": "rmse",
        "method": "p_tuning",
        "soft_tokens": 3,
        "calibrate": True,
        "max_tokens": 90,
        "statistics": "all",
        "device": "cpu",
        "test": True,
        "split": SplitSettings(
            name="cross_domain", source="film", target="show", target_rows=4, seed=2
        ),
    },
    "a prefix": {"method": "prefix_tuning", "prefix_tokens": 2, "template": SOFT},
    "a bottleneck": {
        "method": "adapter",
        "adapter_size": 5,
        "language": "en",
        "max_train": 30,
    },
    "only scored": {"method": "none", "epochs": 9, "temperature": 3.0},
    "top layers without a number": {"method": "top_layers"},
    "a split of before": {"split": SplitSettings(small_users="test")},
}


@pytest.fixture
def two_domains(home: Path) -> None:
    """Let every second item of the data set be a show."""
    folder = home / "datasets" / "tiny"
    header, *rows = (folder / "items.csv").read_text().splitlines()
    kinds = [f"{row},{('film', 'show')[at % 2]}" for at, row in enumerate(rows)]
    (folder / "items.csv").write_text("\n".join([f"{header},kind", *kinds, ""]))
    about = (folder / "dataset.toml").read_text()
    (folder / "dataset.toml").write_text(f'domain = "kind"\n{about}')


def differing(one: object, other: object) -> set[str]:
    names = {field.name for field in dataclasses.fields(one)}  # type: ignore[arg-type]
    names |= set(own_settings()) if isinstance(one, RunSettings) else set()
    return {name for name in names if getattr(one, name) != getattr(other, name)}


def press(app: AppTest, label: str) -> AppTest:
    next(one for one in app.button if one.label.startswith(label)).click()
    return app.run()


@pytest.mark.parametrize("name", VARIANTS)
def test_a_run_repeated_without_changes_has_the_same_settings(
    name: str,
    two_domains: None,
    open_page: Open,
    home: Path,
    settings: RunSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(served, "ensure_supervisor", lambda _: None)  # a process of its own
    wanted = dataclasses.replace(settings, **VARIANTS[name])
    store = Store.open(home)
    first = store.queue(wanted)
    app = press(open_page("pages/train/runs.py"), "Repeat").switch_page("pages/train/new_run.py")
    app.run()
    assert not [one.value for one in app.error] and not app.exception
    press(app, "Start")
    newest = store.runs()[0]
    assert newest.id != first.id
    assert not differing(newest.settings, wanted)


def test_these_variants_change_every_setting() -> None:
    plain = RunSettings(dataset="", template="")
    changed = [
        dataclasses.replace(plain, **{"dataset": "tiny", **one}) for one in VARIANTS.values()
    ]
    texts = {"dataset", "template"}  # every run has its own
    every = {field.name for field in dataclasses.fields(RunSettings)} | set(own_settings())
    found = set().union(*(differing(one, plain) for one in changed))
    assert found | texts == every - {"model"}  # "tiny" in all of them
    splits = [one.split for one in changed]
    assert set().union(*(differing(one, SplitSettings()) for one in splits)) == {
        field.name for field in dataclasses.fields(SplitSettings)
    }
