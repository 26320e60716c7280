"""`full`: every weight (Devlin et al. 2019, section 3.2)."""

from promptrec.methods.method import METHODS, Method

FULL = METHODS.add(
    Method(name="full", place=20, learning_rate=5e-5, passes=3.0, trains=lambda _: True)
)
