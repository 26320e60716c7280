"""A template is a draft, a candidate or live; only a bundle makes it live; changes are kept."""

from pathlib import Path

import pytest

from promptrec.errors import StoreError
from promptrec.store.served.states import Because, ServedTemplate, TemplateStage, template_digest
from promptrec.store.store import Store

ANN = Because("ann", "wins")


def one(text: str = "t", bundle: str = "", data: str = "movies") -> ServedTemplate:
    return ServedTemplate(data=data, template=template_digest(text), run="r0001", bundle=bundle)


def stages(store: Store, text: str) -> list[str]:
    found = store.template_states("movies", template_digest(text))
    return [str(each.state) for each in reversed(found)]


def test_a_person_names_candidates_and_drafts_and_never_what_is_live(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.name_template(one(), TemplateStage.CANDIDATE, ANN, now=5.0)
    store.name_template(one(), TemplateStage.DRAFT, ANN)
    with pytest.raises(StoreError, match="verified bundle"):
        store.name_template(one(), TemplateStage.LIVE, ANN)
    with pytest.raises(StoreError, match="verified bundle"):
        store.template_goes_live(one(), ANN)
    store.template_goes_live(one(bundle="ab"), ANN)
    for stage in TemplateStage:
        with pytest.raises(StoreError, match="verified bundle"):
            store.name_template(one(), stage, ANN)
    assert stages(store, "t") == ["candidate", "draft", "live"]
    first = store.template_states("movies")[-1]
    assert (first.who, first.why, first.at) == ("ann", "wins", 5.0)


def test_what_was_live_is_a_candidate_again_and_one_bundle_goes_live_once(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    for _ in range(2):
        store.template_goes_live(one("a", "aa"), ANN)
    store.template_goes_live(one("b", "bb"), ANN)
    store.template_goes_live(one("b", "bc"), ANN)  # the same words, another run
    store.template_goes_live(one("c", "cc", data="music"), ANN)
    assert stages(store, "a") == ["live", "candidate"]
    assert stages(store, "b") == ["live", "live"]
    live = store.live_template("movies")
    assert live is not None and live.bundle == "bc"
    store.template_goes_live(one("a", "aa"), ANN)  # back
    assert stages(store, "a") == ["live", "candidate", "live"]
    assert stages(store, "b")[-1] == "candidate"


def test_a_bundle_is_found_by_how_its_digest_begins(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.name_template(one("x"), TemplateStage.CANDIDATE, ANN)
    assert store.served_bundle("") is None
    store.template_goes_live(one("a", "a_cd"), ANN)
    found = store.served_bundle("a_c")
    assert found is not None and found.bundle == "a_cd"
    assert store.served_bundle("a%") is None and store.served_bundle("none") is None


def test_other_answer_words_are_another_template() -> None:
    assert template_digest("t", "good/bad") != template_digest("t") == template_digest("t", "")
