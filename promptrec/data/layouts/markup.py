"""Words from web pages: entities and tags that catalogues copied along with them.

>>> plain_words("Tom &amp; Jerry&#39;s  <span>Cable</span>"), plain_words("I <3 You")
("Tom & Jerry's Cable", 'I <3 You')
"""

import html
import re

TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,15}(?:\s[^<>]{0,300})?/?>")


def plain_words(value: object) -> str:
    """Text on one line, as a reader of the page saw it; "" for anything but text."""
    if not isinstance(value, str):
        return ""
    text = " ".join(value.split())
    if "&" in text:
        text = html.unescape(html.unescape(text))  # some copies escaped twice
    if "<" in text:
        text = TAG.sub("", text) if TAG.sub("", text).strip() else text
    return " ".join(text.split())
