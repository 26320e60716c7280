"""A bundle gives the scores of its run, and a damaged or hostile one is refused unloaded."""

import dataclasses
import json
import shutil
import stat
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from bundle_runs import carried_out

from promptrec.bundle import opened
from promptrec.bundle.export import export
from promptrec.bundle.golden import recomputed
from promptrec.bundle.opened import open_bundle
from promptrec.cli.main import main
from promptrec.errors import ModelError, StoreError
from promptrec.judge.entrants import entrants
from promptrec.store.served.states import Because, ServedTemplate, TemplateStage, template_digest
from promptrec.store.store import Store


@pytest.mark.parametrize("run", ["r0001", "r0002", "r0003"])
def test_a_bundle_gives_the_very_scores_of_its_run(
    bundled_home: Path, tmp_path: Path, run: str
) -> None:
    store, out = Store.open(bundled_home), tmp_path / "b.zip"
    manifest = export(store, run, out)
    (one,) = entrants(store, [run])
    pairs = one.plan.pairs("valid").take(slice(0, 25))
    with open_bundle(out) as found:
        assert recomputed(found.variant(), found.read("golden.json"), "b.zip") <= 1e-6
        scores = found.variant().score(pairs, "valid").score
        assert set(manifest.files) > {"card.md", "verdict.json", "data/interactions.csv"}
    np.testing.assert_array_equal(scores, one.variant.score(pairs, "valid").score)


def test_a_bundle_names_no_folder_of_the_machine_that_made_it(
    made: Path, bundled_home: Path, many_folder: Path
) -> None:
    with zipfile.ZipFile(made) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert str(bundled_home).encode() not in everything
    assert str(many_folder).encode() not in everything


def test_a_run_whose_data_changed_is_not_exported(
    bundled_home: Path, many_folder: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(many_folder, tmp_path / "many")
    changed = dataclasses.replace(
        Store.open(bundled_home).run("r0002").settings, dataset=str(copy), method="none"
    )
    own = tmp_path / "home"
    carried_out(own, changed)
    with (copy / "interactions.csv").open("a") as file:
        file.write("u0,n11,5,9000000\n")
    with pytest.raises(StoreError, match="changed since"):
        export(Store.open(own), "r0001", tmp_path / "no.zip")
    assert not (tmp_path / "no.zip").exists()


def test_the_card_says_how_far_the_template_has_come_and_who_said_so(
    bundled_home: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(bundled_home, tmp_path / "home")
    store, out = Store.open(copy), tmp_path / "b.zip"
    (one,) = entrants(store, ["r0002"])
    settings, data = one.run.settings, one.plan.dataset.about.name
    export(store, "r0002", out)
    assert "State when the bundle was made: draft." in card_of(out)
    known = template_digest(settings.template, settings.verbalizer)
    told = ServedTemplate(data=data, template=known, run="r0002")
    store.name_template(told, TemplateStage.CANDIDATE, Because("ann", "reads\nwell"), now=0.0)
    export(store, "r0002", out)
    assert "candidate, since 1970-01-01 00:00 UTC by ann: reads well\n" in card_of(out)


def card_of(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read("card.md").decode()


def test_a_write_that_fails_leaves_nothing(
    bundled_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> float:
        raise ModelError("sentence.bundle_scores", file="x", most="1")

    monkeypatch.setattr("promptrec.bundle.export.recomputed", refuse)
    with pytest.raises(ModelError):
        export(Store.open(bundled_home), "r0001", tmp_path / "b.zip")
    assert list(tmp_path.iterdir()) == []


Change = Callable[[dict[str, bytes]], None]


def rewritten(path: Path, out: Path, change: Change) -> Path:
    """The same bundle with its members changed, and nothing else."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out


def in_manifest(change: Callable[[dict[str, object]], object]) -> Change:
    def apply(members: dict[str, bytes]) -> None:
        manifest = json.loads(members["manifest.json"])
        change(manifest)
        members["manifest.json"] = json.dumps(manifest).encode()

    return apply


def entry_for(name: str, content: bytes) -> Change:
    """A member that the manifest names and describes rightly."""
    import hashlib

    def apply(members: dict[str, bytes]) -> None:
        members[name] = content
        digest = hashlib.sha256(content).hexdigest()
        said = {"sha256": digest, "size": len(content)}
        in_manifest(lambda manifest: manifest["files"].update({name: said}))(members)  # type: ignore[attr-defined]

    return apply


PICKLE = b"\x80\x04cos\nsystem\n(S'touch /tmp/canary'\ntR."
HOSTILE: dict[str, Change] = {
    "a byte of the weights": lambda m: m.update(
        {"checkpoint/weights.safetensors": m["checkpoint/weights.safetensors"][:-1] + b"\x01"}
    ),
    "a longer member": lambda m: m.update({"card.md": m["card.md"] + b" " * 2_000_000}),
    "a shorter member": lambda m: m.update({"card.md": m["card.md"][:-1]}),
    "no manifest": lambda m: m.pop("manifest.json") and None,
    "a manifest that is no JSON": lambda m: m.update({"manifest.json": b"\xff{"}),
    "a manifest as deep as it is long": lambda m: m.update({"manifest.json": b"[" * 300_000}),
    "a manifest that is a list": lambda m: m.update({"manifest.json": b"[]"}),
    "a later format": in_manifest(lambda m: m.update(format=2)),
    "an unknown key": in_manifest(lambda m: m.update(more=1)),
    "a number for a name": in_manifest(lambda m: m.update(model=1)),
    "a negative size": in_manifest(lambda m: m["files"]["card.md"].update(size=-1)),  # type: ignore[index]
    "a member that is not named": lambda m: m.update({"data/more.csv": b"x"}),
    "a member that is missing": lambda m: m.pop("card.md") and None,
    "a pickle in the checkpoint": entry_for("checkpoint/weights.bin", PICKLE),
    "a pickle that is called safetensors": entry_for("checkpoint/weights.safetensors", PICKLE),
    "a name that leads out": entry_for("../escaped.csv", b"x"),
    "an absolute name": entry_for("/tmp/escaped.csv", b"x"),
    "a name in capitals": entry_for("CARD.md", b"x"),
    "code": entry_for("checkpoint/modeling.py", b"print(1)"),
    "a model of the hub": in_manifest(lambda m: m.update(model="owner/name")),
    "settings of another model": lambda m: entry_for(
        "settings.json", m["settings.json"].replace(b'"tiny"', b'"owner/name"')
    )(m),
    "weights of another model": lambda m: entry_for(
        "checkpoint/checkpoint.json",
        m["checkpoint/checkpoint.json"].replace(b'\\"tiny\\"', b'\\"owner/name\\"'),
    )(m),
    "other data": lambda m: entry_for(
        "data/interactions.csv", m["data/interactions.csv"] + b"u0,n11,5,9000000\r\n"
    )(m),
    "no data": lambda m: entry_for("data/interactions.csv", b"")(m),
    "another golden score": lambda m: entry_for(
        "golden.json", m["golden.json"].replace(b'"score": ', b'"score": 1')
    )(m),
    "no golden row": entry_for("golden.json", b'{"rows": []}'),
    "golden rows that are words": entry_for("golden.json", b'{"rows": [{"place": "x"}]}'),
    "golden rows beyond the data": entry_for(
        "golden.json", b'{"rows": [{"place": 99999, "score": 1}]}'
    ),
}
AFTER_LOADING = {
    "another golden score",
    "no golden row",
    *[one for one in HOSTILE if "golden rows" in one],
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_was_changed_is_refused_in_a_sentence(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    bad = rewritten(made, tmp_path / "bad.zip", HOSTILE[kind])
    loaded = []
    real = opened.open_variant
    monkeypatch.setattr(opened, "open_variant", lambda *a, **k: loaded.append(1) or real(*a, **k))
    with pytest.raises(Exception) as caught, open_bundle(bad) as found:
        recomputed(found.variant(), found.read("golden.json"), bad.name)
    assert type(caught.value).__module__ == "promptrec.errors", caught.value
    assert "\n" not in str(caught.value)
    if kind not in AFTER_LOADING and kind != "a pickle that is called safetensors":
        assert not loaded
    assert not Path("/tmp/canary").exists()
    assert not Path("/tmp/escaped.csv").exists()
    assert not (tmp_path / "escaped.csv").exists()


def test_a_link_and_a_name_that_stands_twice_are_refused(made: Path, tmp_path: Path) -> None:
    linked = tmp_path / "linked.zip"
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(linked, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name)
            if name == "card.md":
                info.external_attr = (stat.S_IFLNK | 0o777) << 16
            new.writestr(info, old.read(name))
    twice = shutil.copy(made, tmp_path / "twice.zip")
    with warnings.catch_warnings(), zipfile.ZipFile(twice, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("card.md", "other")
    for bad in (linked, twice):
        with pytest.raises(ModelError), open_bundle(Path(bad)):
            pass


def test_a_bomb_is_refused_by_its_manifest(made: Path, tmp_path: Path) -> None:
    bomb = rewritten(made, tmp_path / "bomb.zip", entry_for("data/facts.csv", b"0" * 300_000_000))
    with pytest.raises(ModelError, match="times its size"), open_bundle(bomb):
        pass


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip at all"])
def test_what_is_no_zip_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    with pytest.raises(ModelError, match="damaged"), open_bundle(path):
        pass
    with pytest.raises(ModelError), open_bundle(tmp_path / "missing.zip"):
        pass


def test_a_model_that_a_person_names_is_allowed(made: Path, tmp_path: Path) -> None:
    other = rewritten(made, tmp_path / "o.zip", HOSTILE["a model of the hub"])
    with open_bundle(other) as found, pytest.raises(ModelError, match="--allow-model"):
        found.variant("another/name")


def test_the_commands_write_check_and_show(
    bundled_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "w.zip"
    assert main(["export", "r0001", str(out), "--home", str(bundled_home), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["run"] == "r0001" and told["bytes"] == out.stat().st_size
    assert main(["bundle", "verify", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["golden"] == 10
    assert main(["bundle", "card", str(out)]) == 0
    assert "## Limits" in capsys.readouterr().out
    assert main(["bundle", "look", str(out)]) == 2
    assert main(["export", "r0009", str(out), "--home", str(bundled_home)]) == 2
