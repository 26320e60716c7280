"""Without ratings every row is a like; a column that says otherwise of some is told."""

import pytest

from promptrec.data.loading import load


@pytest.fixture
def said(tmp_path):
    """said(head, rows): the warnings of interactions with these columns behind the ids."""

    def one(head, cells):
        rows = [f"u{at % 3},i{at % 4},{cell}" for at, cell in enumerate(cells)]
        text = "\n".join([f"user_id,item_id,{head}", *rows, ""])
        (tmp_path / "interactions.csv").write_text(text)
        items = "".join(f"i{at},Film {at}\n" for at in range(4))
        (tmp_path / "items.csv").write_text(f"item_id,title\n{items}")
        return " ".join(map(str, load(tmp_path).warnings))

    return one


@pytest.mark.parametrize("deed", ["dislike", "Thumbs down", "not-interested", "退货", "returned"])
def test_a_deed_against_an_item_is_no_like(said, deed):
    told = said("event", ["view", "purchase", deed, deed])
    assert "2 of 4 rows count as likes" in told and deed in told


def test_deeds_that_are_likes_are_not_told(said):
    assert "count as likes" not in said("event", ["view", "purchase", "play", "view"])


def test_where_labels_say_who_liked_what_a_deed_is_not_told(said):
    assert "count as likes" not in said("event,label", ["view,1", "dislike,0", "view,1"])


def test_a_column_of_many_texts_says_no_deed(said):
    texts = [f"text {at}" for at in range(60)]
    assert "count as likes" not in said("remark", [*texts, "skip"])
