"""The figures of one prompt's explanations: what they show, in which order."""

import numpy as np
import pytest

from promptrec.explain.records import Attribution, FieldAttribution, Response, Token
from promptrec.plots.explain import STRONGEST, tokens_figure, waterfall
from promptrec.plots.explain_response import in_order, response_figure


def test_the_waterfall_passes_the_content_free_prompt_and_ends_at_the_score() -> None:
    found = FieldAttribution(
        fields=("item.title", "item.genres"),
        values=np.array([1.5, -0.25]),
        errors=np.zeros(2),
        score=1.75,
        base_score=0.5,
        prior=0.75,
        asked=4,
        tokens=(),
    )
    figure = waterfall(found)
    (bars,) = figure.data
    assert bars.measure == ("absolute", "relative", "total", "relative", "relative", "total")
    assert bars.y[2] == "content-free prompt" and bars.text[2] == "+0.50"
    assert bars.x[1] == -0.25 and bars.text[-1] == "+1.75"
    beside = {one.y: one.text for one in figure.layout.annotations}
    assert beside == dict(zip(bars.y, bars.text, strict=True))
    assert all(one.x == 1 and one.xanchor == "left" for one in figure.layout.annotations)


def test_the_strongest_tokens_stand_on_top_and_equal_ones_apart() -> None:
    tokens = tuple(Token(at=at, id=at, text="<b>" if at < 3 else "x") for at in range(20))
    values = np.linspace(-1.0, 0.5, 20)
    found = Attribution(method="m", tokens=tokens, values=values, score=0.0, base_score=0.0)
    (bars,) = tokens_figure(found).data
    assert bars.y[:2] == ("&lt;b&gt; (0)", "&lt;b&gt; (1)")
    assert len(set(bars.y)) == STRONGEST
    assert (np.diff(np.abs(bars.x)) <= 0).all()
    assert bars.marker.color[0] != bars.marker.color[list(np.array(bars.x) > 0).index(True)]


def response(*values: str, now: str) -> Response:
    scores = np.array([3.0, 1.0, 2.0])
    return Response(field="f", values=values, scores=scores, score=0.5, now=now, tokens=())


def test_numbers_are_a_line_over_their_own_axis() -> None:
    line, own = response_figure(in_order(response("10", "9", "100", now="20"))).data
    assert line.mode == "lines+markers" and list(line.x) == [9, 10, 20, 100]
    assert list(own.x) == [20] and list(own.y) == [0.5]


@pytest.mark.parametrize("now", ["d", ""])
def test_words_are_rows_by_score_without_a_line_and_the_own_one_is_marked(now: str) -> None:
    figure = response_figure(in_order(response("a", "b", "c", now=now)))
    others, own = figure.data
    assert others.mode == "markers" and list(others.x) == [3.0, 2.0, 1.0]
    assert list(own.x) == [0.5] and list(own.y) == [3] and own.text == "now"
    assert figure.layout.yaxis.ticktext == ("a", "c", "b", now or "–")
    assert figure.layout.height < response_figure(response(*"abc", now="a")).layout.height + 30
