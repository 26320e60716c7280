"""Single values that a home keeps by name."""


def test_a_note_is_kept_in_place_of_the_one_before(store):
    assert store.note("story") == ""
    store.keep_note("story", "look")
    store.keep_note("story", "look write")
    assert store.note("story") == "look write"
    assert store.note("other") == ""
    store.keep_note("story", "")
    assert store.note("story") == ""
