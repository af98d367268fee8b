"""Where a quote comes from: document and section, line or address."""

from collections.abc import Sequence
from urllib.parse import quote as percent_encoded

from bot.rendering.cards import LONGEST_ADDRESS
from bot.rendering.markdown import excerpt
from bot.rendering.paging import Paging
from bot.rendering.texts import Texts
from index.answering.answers import Hit
from index.passages.passage import Passage
from index.reading.rich_text import without_targets
from index.text.characters import fold

ARROW = " › "
SMALL = "-# "
LONGEST_SOURCE = 400
LONGEST_LABEL = 80
FRAGMENT_WORDS = 6


def source(title: str, section: Sequence[str], limit: int = LONGEST_SOURCE) -> str:
    """Document and section path in one line."""
    name = f"**{excerpt(fold(title), limit // 3, links=False)}**"
    if not section:
        return name
    return f"{name}{ARROW}{excerpt(fold(ARROW.join(section)), limit - len(name) - len(ARROW), links=False)}"


def small_source(hit: Hit, paging: Paging, texts: Texts) -> str:
    """File and line, where there is no address to open, and which of how many passages it is."""
    said = []
    if not hit.url:
        name = excerpt(hit.passage.document, LONGEST_SOURCE // 3, links=False)
        said.append(texts.line.format(document=name, line=hit.passage.line))
    if len(paging.pages) > 1:
        said.append(texts.place.format(place=paging.place + 1, count=len(paging.pages)))
    return SMALL + " · ".join(said) if said else ""


def address(url: str | None, passage: Passage) -> str | None:
    """Where to read on: the document's address with a text fragment, at which browsers scroll to the passage.

    https://wicg.github.io/scroll-to-text-fragment/; a page without these words simply opens. None when there is no address
    that fits into a button.
    """
    if not url or len(url) > LONGEST_ADDRESS:
        return None
    words = without_targets(passage.text, passage.links).split()
    ends = [words[:FRAGMENT_WORDS], words[-FRAGMENT_WORDS:]] if len(words) > 2 * FRAGMENT_WORDS else [words]
    sought = ",".join(percent_encoded(" ".join(end), safe="").replace("-", "%2D") for end in ends)
    found = f"{url}{'' if '#' in url else '#'}:~:text={sought}"
    return found if len(found) <= LONGEST_ADDRESS else url


def section_label(hit: Hit, *, with_title: bool) -> str:
    """The name of a section on a button, which shows no Markdown; with the document's before it if wanted."""
    section = hit.passage.section[-2:]
    label = fold(ARROW.join((hit.title, *section) if with_title or not section else section))
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…"
