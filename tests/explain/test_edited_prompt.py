"""Words that somebody changes: what stayed keeps its field, places stay places."""

import numpy as np
import pytest

from promptrec.data.dataset import Dataset
from promptrec.errors import TemplateError
from promptrec.examples.pair import pairs_by_id
from promptrec.explain.edited import edited_prompt, pieces_of
from promptrec.explain.records import Response
from promptrec.explain.subject import Subject, subject_of
from promptrec.model.variant import open_variant
from promptrec.plots.explain_response import in_order
from promptrec.settings import RunSettings


@pytest.fixture
def subject(tiny_dataset: Dataset) -> Subject:
    settings = RunSettings(
        dataset="", template="{item.title}, {item.genres:2}. It was {mask}.", model="tiny"
    )
    return subject_of(
        open_variant(tiny_dataset, settings), pairs_by_id(tiny_dataset, [("u3", "i4")])
    )


def test_the_same_words_are_the_same_prompt(subject: Subject) -> None:
    again = edited_prompt(subject, subject.fitted.prompt.text)
    assert again.tokens == subject.tokens and again.score == subject.score


def test_a_changed_word_keeps_its_field_and_the_others_theirs(subject: Subject) -> None:
    text = subject.fitted.prompt.text.replace("Heat", "Alien").replace("It was", "It really was")
    found = edited_prompt(subject, text)
    fields = {piece.field: piece.text for piece in found.fitted.prompt.pieces if piece.field}
    assert fields["item.genres"] == "Action, Crime"
    assert "li" in fields["item.title"]
    assert found.fitted.prompt.text == text
    assert found.encoded.mask_at and found.score != subject.score


@pytest.mark.parametrize("change", [("[MASK]", ""), ("[MASK]", "[MASK"), ("[MASK]", "good")])
def test_the_mask_cannot_be_edited_away(subject: Subject, change: tuple[str, str]) -> None:
    with pytest.raises(TemplateError, match="places, not words"):
        edited_prompt(subject, subject.fitted.prompt.text.replace(*change))


def test_what_is_typed_beside_the_mask_is_text(subject: Subject) -> None:
    text = subject.fitted.prompt.text.replace("[MASK]", "[MASK]!!")
    pieces = pieces_of(subject.fitted.prompt, text)
    assert [piece.kind for piece in pieces].count("mask") == 1
    assert "".join(piece.shown for piece in pieces) == text


def test_numbers_run_in_their_order_and_words_by_their_score() -> None:
    def response(*values: str) -> Response:
        scores = np.array([3.0, 1.0, 2.0])
        return Response(
            field="f", values=values, scores=scores, score=0.5, now=values[0], tokens=()
        )

    assert in_order(response("10", "9", "100")).values == ("9", "10", "100")
    assert in_order(response("b", "a", "c")).values == ("b", "a", "c")
