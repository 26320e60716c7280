"""Columns of score files are proposed by their names, whoever wrote them; ratings are told."""

import pytest

from promptrec.compare.files.proposed import is_rating, likely_table, proposed_columns
from promptrec.compare.files.scored import tables_in


def proposed(head: str) -> dict[str, str]:
    (given,) = tables_in("a.csv", f"{head}\n{','.join('1' for _ in head.split(','))}\n".encode())
    return proposed_columns(given.table)


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("user_id,item_id,label,score", ("user_id", "item_id", "label", "score")),
        (
            "user_id:token,item_id:token,label:float,score:float",
            ("user_id:token", "item_id:token", "label:float", "score:float"),
        ),
        ("uid,iid,rating,prediction", ("uid", "iid", "rating", "prediction")),
        ("customer,sku,score,prediction", ("customer", "sku", "score", "prediction")),
        ("user,item,y_true,y_pred", ("user", "item", "y_true", "y_pred")),
        ("用户,商品,是否喜欢,得分", ("用户", "商品", "是否喜欢", "得分")),
    ],
)
def test_columns_are_proposed_by_their_names(head, found):
    assert proposed(head) == dict(zip(("user", "item", "label", "score"), found, strict=True))


def test_what_has_no_likely_column_is_left_to_the_person():
    assert proposed("who,what,rank") == {}
    assert "score" not in proposed("user_id,item_id,label,rank")  # the lowest rank is the best


def test_a_label_of_more_than_two_values_is_a_rating():
    def told(*cells: str) -> bool:
        text = "user,label,score\n" + "".join(f"u,{cell},1\n" for cell in cells)
        (given,) = tables_in("a.csv", text.encode())
        return is_rating(given.table, "label")

    assert told("5", "3.5", "1")
    assert not told("0", "1", "1.0")
    assert not told("True", "false")
    assert not told("yes", "no")  # no number: an error with row and column says so


def test_of_several_tables_the_one_with_most_of_the_columns_is_taken():
    tables = [*tables_in("a.csv", b"name,age\nx,1\n"), *tables_in("b.csv", b"user,label\nu,1\n")]
    given, found = likely_table(tables)
    assert given is tables[1]
    assert found == {"user": "user", "label": "label"}
