"""What part of the model changes: the method, and the settings that it alone has."""

import streamlit as st

from promptrec.prompt.template import Template
from promptrec.settings import METHODS, RunSettings, split_method
from promptrec.settings.choices import TOP_LAYERS
from promptrec.ui.form_widgets import choose, whole
from promptrec.ui.say import say

OF_METHOD = {
    "lora": "lora_rank",
    "dora": "lora_rank",
    "adalora": "lora_rank",
    "adapter": "adapter_size",
    "prefix_tuning": "prefix_tokens",
    "prompt_tuning": "soft_tokens",
    "p_tuning": "soft_tokens",
}


def method_part(template: Template, before: RunSettings) -> dict[str, object]:
    """The method with its number, and its own settings where it has some."""
    method = choose("method", METHODS)
    st.caption(say(f"method.{method}"))
    if method == "top_layers":
        layers = whole("layers", default=TOP_LAYERS)
        same = split_method(before.method) == (method, layers)  # "top_layers" means a number, too
        return {"method": before.method if same else f"{method}:{layers}"}
    special = OF_METHOD.get(method)
    if special is None or (special == "soft_tokens" and template.soft_total):
        return {"method": method}
    return {"method": method, special: whole(special)}
