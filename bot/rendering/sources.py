"""The source of a quote: document and section, line or link."""

from collections.abc import Sequence

from bot.rendering.cards import MAX_URL_LENGTH
from bot.rendering.markdown import excerpt
from bot.rendering.names import Names
from bot.rendering.readers import Reader
from bot.rendering.spoilers import find_spoilers, hide_spoilers
from bot.rendering.tags import plain
from bot.rendering.text_fragments import fragment
from index.answering.answers import Hit
from index.passages.passage import Passage
from index.text.characters import fold, shorten

ARROW, BETWEEN = " › ", " · "
SMALL = "-# "
"""The Markdown prefix of small text."""
MAX_SOURCE_LENGTH = 400
MAX_LABEL_LENGTH = 80


def source_line(title: str, section: Sequence[str], names: Names | None = None, limit: int = MAX_SOURCE_LENGTH) -> str:
    """Render document title and section path in one line."""
    name = f"**{excerpt(fold(title), limit // 3, links=False, names=names)}**"
    if not section:
        return name
    path = excerpt(fold(ARROW.join(section)), limit - len(name) - len(ARROW), links=False, spoilers=True, names=names)
    return f"{name}{ARROW}{path}"


def location(hit: Hit, reader: Reader, place: int = 1, count: int = 1) -> str:
    """Render file and line if the reader wants them, and the place among `count` passages unless it is the first."""
    parts = []
    if reader.sees_lines:
        name = excerpt(hit.passage.document, MAX_SOURCE_LENGTH // 3, links=False)
        parts.append(reader.texts.line.format(document=name, line=hit.passage.line))
    if place > 1:
        parts.append(reader.texts.place.format(place=place, count=count))
    return BETWEEN.join(parts)


def passage_url(url: str | None, passage: Passage) -> str | None:
    """Return the document's URL with a text fragment, so that browsers scroll to the passage.

    A page without these words opens at the top. A passage with a spoiler has no fragment, which would show it. Returns None if
    there is no URL, or none that fits a button.
    """
    if not url or len(url) > MAX_URL_LENGTH:
        return None
    if find_spoilers(passage.text):
        return url
    words = fragment(passage)
    link = f"{url}{'' if '#' in url else '#'}:~:text={words}"
    return link if words and len(link) <= MAX_URL_LENGTH else url


def section_label(hit: Hit, names: Names | None, *, with_title: bool) -> str:
    """Return the plain-text button label of a section, with the document title in front if wanted."""
    section = hit.passage.section[-2:]
    label = plain(fold(ARROW.join((hit.title, *section) if with_title or not section else section)), names)
    return shorten(hide_spoilers(label), MAX_LABEL_LENGTH)
