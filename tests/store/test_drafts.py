"""Templates that are being written are kept for each data set, whatever they are."""

import threading

import sqlalchemy as sa

from promptrec.store import schema
from promptrec.store.editor import KeptDraft, key_of
from promptrec.store.store import Store

MINE = KeptDraft("{item.title} {mask}", "good/bad", "en", "library/Plain title")


def test_a_draft_is_kept_for_its_data_set_until_it_is_discarded(store):
    assert store.drafts("movies") == {}
    store.keep_draft("movies", "a", MINE)
    store.keep_draft("movies", "b", KeptDraft("half a {"))
    store.keep_draft("music", "a", KeptDraft("{item.title}"))
    assert store.drafts("movies") == {"a": MINE, "b": KeptDraft("half a {")}
    store.keep_draft("movies", "a", None)
    store.keep_draft("movies", "a", None)
    assert list(store.drafts("movies")) == ["b"]
    assert store.drafts("music")["a"].text == "{item.title}"


def test_a_draft_may_be_long_and_say_anything(store):
    folder = "/home/用户/" + "very long " * 40
    text = "用户喜欢 {item.title} \x00 \u2028 '\" % _ 😀 \ud800 " * 900
    store.keep_draft(folder, "a", KeptDraft(text, words="{", language="xx"))
    assert len(text) > 20_000
    assert store.drafts(folder)["a"] == KeptDraft(text, words="{", language="xx")


def test_of_two_that_write_at_once_the_last_one_wins(store):
    def write(number):
        other = Store.open(store.home)
        for at in range(8):
            other.keep_draft("movies", "a", KeptDraft(f"{number} {at}"))

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert store.drafts("movies")["a"].text.endswith(" 7")


def test_what_cannot_be_read_is_no_draft(store):
    for at, value in enumerate(("", "[", "[1]", '{"text": 7}', '{"other": ""}', '{"words": ""}')):
        with store._database.write() as connection:
            row = {"key": key_of("movies", f"x{at}"), "value": value}
            connection.execute(sa.insert(schema.setting).values(row))
    store.keep_draft("movies", "a", MINE)
    assert store.drafts("movies") == {"a": MINE}


def test_drafts_follow_a_renamed_data_set_and_go_with_a_deleted_one(store):
    store.keep_draft("/old", "a", MINE)
    store.keep_draft("/new", "b", MINE)  # of a data set long gone
    store.move_data("/old", "/new")
    assert store.drafts("/old") == {} and store.drafts("/new") == {"a": MINE}
    store.keep_draft("movies", "a", MINE)
    store.forget_data("/new", "print")
    assert store.drafts("/new") == {} and store.drafts("movies") == {"a": MINE}
