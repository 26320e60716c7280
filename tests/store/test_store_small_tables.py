"""Looks and pins."""

import sqlalchemy as sa

from promptrec.store import schema


def test_each_look_is_counted_for_its_data_and_split(store):
    assert store.looks("abc", "random") == 0
    assert store.add_look(command="evaluate", dataset="abc", split="random", run="r0001") == 1
    assert store.add_look(command="confirm", dataset="abc", split="random", template="plain") == 2
    assert store.add_look(command="evaluate", dataset="abc", split="temporal", now=5.0) == 1
    with store._database.read() as connection:
        looks = connection.execute(sa.select(schema.look).order_by(schema.look.c.id)).all()
    assert [(look.split, look.run) for look in looks] == [
        ("random", "r0001"),
        ("random", ""),
        ("temporal", ""),
    ]
    assert looks[-1].at == 5.0


def test_pins_keep_their_order_and_are_pinned_once(store):
    store.pin("movies", "2", "20")
    store.pin("movies", "1", "10")
    store.pin("movies", "2", "20")
    store.pin("music", "9", "9")
    assert [(pin.user, pin.item) for pin in store.pins("movies")] == [("2", "20"), ("1", "10")]
    store.unpin("movies", "2", "20")
    store.unpin("movies", "2", "20")
    assert [pin.user for pin in store.pins("movies")] == ["1"]
