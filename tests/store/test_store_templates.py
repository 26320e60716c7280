"""Saved templates are never destroyed."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from promptrec.errors import StoreError
from promptrec.store.store import Store


def test_saving_again_makes_a_version_and_keeps_the_last(store):
    first = store.save_template(name="plain", text="{item.title}", note="short", now=1.0)
    second = store.save_template(name="plain", text="{item.title} {mask}", now=2.0)
    assert (first.version, second.version) == (1, 2)
    assert store.template_history("plain") == (second, first)
    assert store.template("plain") == second
    assert store.template("plain", 1) == first


def test_saving_what_is_saved_already_makes_no_version(store):
    first = store.save_template(name="plain", text="{item.title}")
    assert store.save_template(name=" plain ", text="{item.title}") == first
    assert store.save_template(name="plain", text="{item.title}", language="zh").version == 2


def test_the_newest_version_of_each_template_is_listed_by_name(store):
    for name, text in [("b", "1"), ("a", "2"), ("b", "3")]:
        store.save_template(name=name, text=text)
    assert [(each.name, each.text) for each in store.templates()] == [("a", "2"), ("b", "3")]


def test_what_is_not_there_is_named_with_what_is_near(store):
    with pytest.raises(StoreError, match="None is saved yet"):
        store.template("plain")
    store.save_template(name="plain", text="one")
    with pytest.raises(StoreError, match="Nearest: plain"):
        store.template("plan")
    with pytest.raises(StoreError, match="no version 7; it has 1 to 1"):
        store.template("plain", 7)
    with pytest.raises(StoreError, match="needs a name"):
        store.save_template(name="  ", text="one")


@given(texts=st.lists(st.sampled_from(["a", "b", "喜欢 {mask}"]), min_size=1, max_size=6))
@how(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sequence_of_saves_loses_a_text(tmp_path_factory, texts):
    store = Store.open(tmp_path_factory.mktemp("home"))
    for text in texts:
        store.save_template(name="t", text=text)
    kept = [each.text for each in store.template_history("t")][::-1]
    changed = [text for at, text in enumerate(texts) if at == 0 or texts[at - 1] != text]
    assert kept == changed
