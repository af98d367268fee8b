"""Finds the words that a component without contents shows in a sentence, as in `Go to <MenuPath to="privacy" />`."""

import re

from index.reading.markdown.names import is_component, is_known
from index.reading.markdown.scanning import Tag, text_of
from index.reading.markdown.source import Source
from index.text.characters import has_words

SHOWN = ("text", "label", "title", "name", "value", "to", "href")
"""Attributes of components whose words are shown, best first."""
TARGETS = {"to", "href"}
UNKNOWN_TO_HTML = ("text", "label", "to")
"""Those that no element of HTML within a line has, so that one with it is a component with the name of an element."""
TEXTS_OF_BOXES = ("text", "label", "title")
"""Attributes of which a component within a sentence has one, and a card more."""
UNSHOWN = re.compile(
    r"a|anchor|bookmark|input|option|optgroup|track|param|meta|slot|body|img|image|i|fa|emoji|.*icon|i-.*|icon-.*",
    re.IGNORECASE,
)
"""Tags whose attributes are names for programs or pictures."""
BEFORE = re.compile(r"(?:[\w,;(“\"'*_`]|\s(?:>|->|→))\s*$")
"""The end of what is before a component in its line if that is part of a sentence."""
AFTER = re.compile(r"\s+[^\W\d_A-Z]")
IDENTIFIER = re.compile(r"[a-z0-9]+(?:[-_]+[a-z0-9]+)+")
PATH = re.compile(r"[\w./~-]*/[\w./~-]*(?:#.*)?$")
SUFFIX = re.compile(r"\.(?:mdx?|html?)$")
MAX_LENGTH = 80


def words_in_sentence(tag: Tag, text: str, source: Source) -> str:
    """Return the words that a tag stands for in a paragraph, or "" if it is not in a sentence, or has contents or no words."""
    if tag.form == "close" or source.has_closing_tag(tag.name) or UNSHOWN.fullmatch(tag.name):
        return ""
    is_custom = is_component(tag.name) or ("-" in tag.name and not is_known(tag.name))
    if not is_custom and not is_known(tag.name):
        return ""
    before = text[text.rfind("\n", 0, tag.start) + 1 : tag.start]
    if not (BEFORE.search(before) if before.strip() else AFTER.match(text, tag.end)):
        return ""
    shown = tag.get(*(SHOWN if is_custom else UNKNOWN_TO_HTML))
    is_box = sum(tag.get(name) is not None for name in TEXTS_OF_BOXES) > 1
    return _readable(text_of(shown), shown.name.lstrip(":")) if shown and not is_box else ""


def _readable(value: str, attribute: str) -> str:
    """Return a text as it is, and an identifier or the last part of a path as words."""
    value = value.strip()
    if attribute in TARGETS and PATH.match(value):
        value = SUFFIX.sub("", value.partition("#")[0].rstrip("/").rpartition("/")[2])
    if attribute in {*TARGETS, "name"} and IDENTIFIER.fullmatch(value):
        value = re.sub(r"[-_]+", " ", value)
    return value if has_words(value) and not value.isdigit() and len(value) <= MAX_LENGTH else ""
