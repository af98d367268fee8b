"""Finds the title of a page, without the name of its site."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from index.reading.blocks import Item, sole_top_heading
from index.reading.html.admonitions import is_framed
from index.reading.html.elements import names, text_of
from index.text.characters import clean, fold, has_words

SEPARATOR = re.compile(r"\s+(?:[-–—|·•:»«‹›/~]|::|->)\s+|\s*[|»«]\s*")
"""What is between the parts of a title, such as the page's and the site's."""
SITE = re.compile(
    r"(?:.*\b)?(?:documentation|docs|wiki|wikipedia|fandom|forums?|blog|website|site|home ?page|home|google docs"
    r"|notion|confluence"
    r"|github|steam community|help cent(?:er|re)|support)(?: \d[\d.]*)?|guide",
    re.IGNORECASE,
)
"""Parts of a title that are the name of a site."""
SITE_NAMES = {"site-title", "site-name", "brand", "logo", "site-branding", "navbar-brand", "site-logo"}
TITLE_NAMES = {"title", "mso-title"}
"""Classes of the paragraph with the title in documents that word processors export."""
FRONT_PAGES = {"/", "./", "index.html", "/index.html", "/index.htm", "index.htm", "../", "../index.html", "index.php"}
MAX_TITLES = 20
MAX_LINKS = 30


def page_titles(roots: Sequence[HtmlElement], items: Sequence[Item]) -> tuple[str, ...]:
    """Return possible titles of a page, the best first; `items` are what was read of it."""
    written = next(filter(None, (_words(root.find(".//title")) for root in roots)), "")
    headings = [(_heading_words(heading), heading) for root in roots for heading in list(root.iter("h1"))[:MAX_TITLES]]
    of_site = {fold(text).casefold() for text in _site_names(roots)}
    of_site |= {text.casefold() for text, heading in headings if _is_brand(heading)}
    parts = [part for part in SEPARATOR.split(written) if has_words(part)]
    found = [
        *_document_titles(roots),
        *(text for text in sole_top_heading(items) if text.casefold() not in of_site or len(parts) < 2),  # noqa: PLR2004
        *_outside_titles([text for text, _ in headings if text.casefold() not in of_site], parts),
        _page_part(written, parts, of_site, list(_metadata(roots, "og:title", "twitter:title"))),
        *sole_top_heading(items),
        written,
    ]
    return tuple(dict.fromkeys(filter(None, found)))


def _words(element: HtmlElement | None) -> str:
    return "" if element is None else text_of(element)


def _heading_words(heading: HtmlElement) -> str:
    """Return the text of a heading; that of Confluence starts with the name of the space."""
    text = text_of(heading).rstrip("¶# ")
    is_confluence = heading.get("id") in {"title-heading", "title-text"}
    return text.partition(" : ")[2] or text if is_confluence else text


def _metadata(roots: Sequence[HtmlElement], *keys: str) -> Iterator[str]:
    for root in roots:
        for meta in root.iter("meta"):
            if (meta.get("property") or meta.get("name") or "").lower() in keys:
                yield fold(clean(meta.get("content", "")))


def _site_names(roots: Sequence[HtmlElement]) -> Iterator[str]:
    yield from _metadata(roots, "og:site_name", "application-name", "apple-mobile-web-app-title")
    for root in roots:
        for link in islice(root.iter("a"), MAX_LINKS):
            if link.get("href") == "/" or not SITE_NAMES.isdisjoint(names(link)):
                yield text_of(link)


def _is_brand(heading: HtmlElement) -> bool:
    """Return whether a heading is the name of the site: by its class, or because it is a link to the front page."""
    parent = heading.getparent()
    given = [*names(heading), *(names(parent) if parent is not None else ())]
    link = next(heading.iter("a"), None)
    is_home = link is not None and link.get("href", "") in FRONT_PAGES
    return is_home or not SITE_NAMES.isdisjoint(given)


def _document_titles(roots: Sequence[HtmlElement]) -> Iterator[str]:
    """Yield the paragraph that a word processor marks as the title of its document, which no heading comes before."""
    for root in roots:
        for paragraph in root.iter("p", "h1"):
            if paragraph.tag == "h1":
                return
            parent = paragraph.getparent()
            is_named = paragraph.get("class") and not TITLE_NAMES.isdisjoint(names(paragraph))
            if is_named and (parent is None or not (parent.tag == "a" or is_framed(parent))):
                yield text_of(paragraph)
                return


def _outside_titles(headings: Sequence[str], parts: Sequence[str]) -> Iterator[str]:
    """Yield the only heading of the page at level 1, or the one that is also a part of its title."""
    named = {part.casefold() for part in parts}
    alike = [text for text in headings if text.casefold() in named]
    yield from (headings if len(headings) == 1 and has_words(headings[0]) else alike[:1])


def _page_part(written: str, parts: Sequence[str], of_site: set[str], shared: Sequence[str]) -> str:
    """Return the title without the name of the site, if the page or the name itself tells which part that is."""
    for text in shared:
        if text and text.casefold() in {part.casefold() for part in parts}:
            return text
        if text and written.startswith(text):
            return text
    kept = [part for part in parts if part.casefold() not in of_site]
    while len(kept) > 1 and SITE.fullmatch(kept[-1]):
        kept.pop()
    while len(kept) > 1 and SITE.fullmatch(kept[0]) and written.startswith(parts[0]):
        kept.pop(0)
    if not kept or len(kept) == len(parts):
        return written
    start = written.find(kept[0])
    return written[start : written.rfind(kept[-1]) + len(kept[-1])] if start >= 0 else written
