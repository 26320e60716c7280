"""`prompt_tuning`: soft tokens, started from words (Lester et al. 2021)."""

from promptrec.fields import Reader, Setting
from promptrec.methods.method import METHODS, Method

SOFT_TOKENS = Setting(
    name="soft_tokens", kind=int, default=8, least=1, after="prefix_tokens", reader=Reader.PROMPT
)

PROMPT_TUNING = METHODS.add(
    Method(
        name="prompt_tuning",
        place=70,
        learning_rate=5e-3,
        settings=(SOFT_TOKENS,),
        needs_soft=True,
    )
)
