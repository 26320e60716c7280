"""The words inside the place where files are dropped, which Streamlit says in English alone."""

from collections.abc import Sequence

import streamlit as st

from promptrec.ui.shell.private_streamlit import UploadedFile
from promptrec.ui.shell.say import language, say

DROP_AREA = """
[data-testid="stFileUploaderDropzoneInstructions"] {{ display: none; }}
[data-testid="stFileUploaderDropzone"] button {{ font-size: 0; }}
[data-testid="stFileUploaderDropzone"] button * {{ font-size: 0; }}
[data-testid="stFileUploaderDropzone"] button::after {{ content: "{browse}"; font-size: 0.875rem; }}
"""  # Streamlit says "Upload" and "200MB per file" in English alone


def browse_words(given: Sequence[UploadedFile]) -> None:
    """Let it say in the visitor's language what it is for, while it is empty. Once on a page."""
    if language() != "en" and not given:
        st.html(f"<style>{DROP_AREA.format(browse=say('upload.browse'))}</style>")
