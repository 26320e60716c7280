"""What a web page leaves in a text: entities, tags, its own script.

>>> without_markup("Tom &amp; Jerry&#39;s <span>Cable</span>"), without_markup("I <3 AT&T; x < y")
("Tom & Jerry's Cable", 'I <3 AT&T; x < y')
>>> without_markup("var aPageStart = (new Date()).getTime();")
''
"""

import html
import re
from html.entities import html5

TAGS = (
    "a|abbr|article|b|big|blockquote|body|br|center|cite|code|dd|div|dl|dt|em|font|h[1-6]|head|hr|"
    "html|i|img|input|label|li|link|meta|nobr|noscript|ol|p|pre|s|script|section|small|span|strike|"
    "strong|style|sub|sup|table|tbody|td|th|tr|tt|u|ul"
)
TAG = re.compile(rf"<(?:/?(?:{TAGS})(?:\s[^<>]*)?/?|!--.*?--)>", re.IGNORECASE | re.DOTALL)
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
BLOCK = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
SCRIPT = re.compile(
    r"<script\b|<style\b|\bvar\s+\w+\s*=|\bfunction\s*\w*\s*\([^)]*\)\s*\{|\(\s*function\s*\w*\s*\(|"
    r"\b(?:document|window)\.\w+[\w.]*\s*[=(]|\.getTime\(\)|[.#][\w-]+\s*\{[^}]*:[^}]*\}",
    re.IGNORECASE,
)


def is_script(text: str) -> bool:
    """True for a text that holds the code of a web page."""
    return ("(" in text or "{" in text or "<" in text) and SCRIPT.search(text) is not None


def has_markup(text: str) -> bool:
    """True for a text with entities or tags of HTML."""
    if "&" in text and any(map(is_entity, ENTITY.findall(text))):
        return True
    return "<" in text and TAG.search(text) is not None


def is_entity(found: str) -> bool:
    """True for an entity that stands for a character: not for &T; of AT&T;."""
    return found[1] == "#" or found[1:] in html5


def plain_words(value: object) -> str:
    """Text on one line, without entities and tags; "" for anything but text."""
    if not isinstance(value, str):
        return ""
    text = " ".join(BLOCK.sub(" ", value).split())
    while has_markup(text):  # some copies are escaped twice
        bare = ENTITY.sub(lambda found: html.unescape(found[0]), TAG.sub("", text))
        bare = " ".join(bare.split())
        if bare == text:
            break
        text = bare
    return text


def without_markup(text: str) -> str:
    """The text as a reader of the page saw it, on one line; nothing from where a script begins."""
    if not is_script(text) and not has_markup(text):
        return text
    bare = plain_words(text)
    code = SCRIPT.search(bare)
    return bare[: code.start()].strip() if code else bare
