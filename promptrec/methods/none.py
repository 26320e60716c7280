"""`none`: nothing is trained; the template is scored as it is."""

from promptrec.methods.method import METHODS, Method

NONE = METHODS.add(
    Method(
        name="none",
        place=10,
        learning_rate=0.0,
        passes=0.0,
        tunes=False,
        trains=lambda _: False,
    )
)
