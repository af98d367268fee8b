"""Leaves out tables of contents and links back to the top, a pass over the items of any kind of document.

They repeat the headings, so they answer every question about as well as what is below the headings, and say nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import unquote

from index.reading.blocks import Block, Heading, Item, Omission, Reading
from index.text.characters import fold, has_words

MIN_ENTRIES = 2
"""The number of entries of a table of contents; a single link to a section may be an answer."""
MAX_GROUP_LENGTH = 80
"""Characters of an entry that is no link but has some below it, such as the name of a chapter."""
NO_WORD = re.compile(r"[\W_]+")
ITEM_NUMBER = re.compile(r"^\W*(?:\d+(?:\.\d+)*|[A-Za-z]|[ivxIVX]{1,5})[.):]*\s+|^[\d\W]+")
CONTENTS = re.compile(
    r"""\W*(?:\d+[.)]?\s+)?(?:
    (?:quick\s+)?(?:table\s+of\s+contents?|contents?(?:\s+table|\s+list)?|toc|on\s+this\s+page|in\s+this\s+(?:article|page|section|document|guide)
    |what['’]?s\s+(?:on\s+this\s+page|in\s+this\s+(?:article|guide))|page\s+contents?|jump\s+to(?:\s+(?:section|a\s+section))?|quick\s+(?:links|navigation)
    |index|article\s+contents|sections)
    |footnotes|references|notes|einzelnachweise|fußnoten|notes\s+et\s+références
    |inhalt|inhalts(?:verzeichnis|übersicht)|auf\s+dieser\s+seite|inhoud(?:sopgave)?|op\s+deze\s+pagina
    |sommaire|table\s+des\s+mati[èe]res|sur\s+cette\s+page|contenidos?|[íi]ndice|tabla\s+de\s+contenidos?|en\s+esta\s+p[áa]gina
    |sum[áa]rio|conte[úu]do|nesta\s+p[áa]gina|indice|sommario|in\s+questa\s+pagina|spis\s+tre[śs]ci|obsah|na\s+této\s+stránce
    |inneh[åa]ll(?:sförteckning)?|indhold(?:sfortegnelse)?|innhold(?:sfortegnelse)?|sis[äa]llys(?:luettelo)?|i̇?çindekiler|tartalom(?:jegyzék)?
    |содержание|оглавление|на\s+этой\s+странице|зміст|目录|目錄|本页内容|目次|このページの内容|목차
    )\W*""",
    re.VERBOSE | re.IGNORECASE,
)
"""Headings of a table of contents or of footnotes, which are left out if nothing is left below them."""
STATEMENT = re.compile(
    r"(?=.*?\b(?:you|we|they|can|must|may|are|is|have|has|need|use|uses|require[sd]?|offers?|includes?|supports?|provides?)\b)"
    r"(?!.*?\b(?:sections?|pages?|documents?|documentation|guides?|articles?|chapters?|topics?|contents?|faqs?|questions?|covers?"
    r"|covered|jump|overview|below|this|these|here|links?|tutorials?|readme|files?|steps?)\b)(?:\S+\s+){3,}\S+",
    re.IGNORECASE | re.DOTALL,
)
"""A sentence before a list of links that says something about them, rather than about the document."""
BACK = re.compile(
    r"""[\W_]*(?:
    (?:(?:go|jump|scroll|return|take\s+me)\s+)?(?:back\s+)?(?:up\s+)?(?:to\s+)?(?:the\s+)?(?:top|table\s+of\s+contents?|contents?|toc|index|start|beginning|menu)
        (?:\s+of\s+(?:the\s+|this\s+)?(?:page|document|section|file))?
    |page\s+up|back\s+up|return\s+to\s+(?:the\s+)?(?:top|index)
    |(?:zurück\s+)?(?:nach\s+oben|zum\s+(?:seiten)?anfang|zum\s+inhalt(?:sverzeichnis)?|zur\s+übersicht)
    |(?:retour\s+)?(?:en\s+haut|haut\s+de\s+(?:la\s+)?page|au\s+sommaire)|retour\s+au\s+sommaire
    |(?:volver|ir|subir)(?:\s+(?:al?|hacia))?\s+(?:arriba|inicio|[íi]ndice)|voltar\s+(?:ao|para\s+o)\s+(?:topo|in[íi]cio|[íi]ndice)
    |torna\s+(?:su|all['’]indice|in\s+alto)|(?:terug\s+)?naar\s+boven|til\s+toppen|tillbaka\s+till\s+toppen|na\s+górę|nahoru
    |(?:вернуться\s+)?(?:наверх|к\s+(?:началу|содержанию|оглавлению))|回到顶部|返回顶部|返回目录|トップへ戻る|目次へ戻る
    )[\W_]*""",
    re.VERBOSE | re.IGNORECASE,
)
"""The words of a link back to the top or to the contents."""
SURELY_BACK = re.compile(r"[⬆↑🔝▲⇧⤴⏫☝^]|\b(?:back\s+)?to\s+(?:the\s+)?top\b|\bback\s+to\b|回到|返回", re.IGNORECASE)
"""Words that cannot be the heading of anything, even if they are no link."""
SEPARATORS = " \t([{|·•—–-~/⬆↑"
SENTENCE_ENDS = (".", "!", "?", ":", ")", "]", "…", "。", '"', "”")


def leave_out_contents(reading: Reading, url: str | None = None) -> Reading:
    """Return a reading without tables of contents and links back to the top; `url` is the address of the document.

    If nothing else is in it, the reading stays as it is.
    """
    items, omissions = leave_out(reading.items, heading_keys(reading.items), page_of(url))
    if not any(isinstance(item, Block) for item in items):
        return reading
    return replace(reading, items=tuple(items), omissions=(*reading.omissions, *omissions))


def page_of(url: str | None) -> str:
    """Return the address of a document without the section in it; "" if it has none."""
    return (url or "").partition("#")[0]


def heading_keys(items: Sequence[Item]) -> set[str]:
    """Return the letters and digits of each heading, by which links to it are recognised."""
    return {_key(item.text) for item in items if isinstance(item, Heading)}


def looked_up_keys(items: Sequence[Item]) -> set[str]:
    """Return all keys that are compared with those of headings to find out what of these items is a table of contents."""
    found: set[str] = set()
    for item in items:
        if isinstance(item, Block):
            found.add(_key(item.text))
            if item.links or item.anchors:
                found.add(_key(_label(item)))
            for link in item.links:
                found |= {_key(unquote(link.target.partition("#")[2])), _key(item.text[link.start : link.end])}
    return found


def leave_out(items: Sequence[Item], keys: set[str], page: str) -> tuple[list[Item], list[Omission]]:
    """Return items without tables of contents and links back to the top, and what was left out.

    `keys` are those of all headings of the document, and `page` is its address.
    """
    kept: list[Item] = []
    omissions: list[Omission] = []
    for group in _groups(items):
        if _is_contents(group, keys, page):
            if kept and isinstance(kept[-1], Block) and CONTENTS.fullmatch(kept[-1].text):
                omissions.append(_omission([kept.pop(), *group]))
            else:
                omissions.append(_omission(group))
        else:
            for item in group:
                rest = _without_back_link(item)
                kept += [rest] if rest else []
                omissions += [] if rest else [Omission(item.line, item.text)]
    return list(_without_empty_contents(kept, omissions)), omissions


def is_surely_no_contents(items: Sequence[Item], keys: set[str], page: str, *, at_end: bool) -> bool:
    """Return whether the list at the start or the end of items is no table of contents, whatever else it contains."""
    groups = list(_groups(items))
    group = groups[-1 if at_end else 0]
    blocks = [item for item in group if isinstance(item, Block)]
    return not _is_contents(group, keys, page) and any(
        not (_key(block.text) in keys or _is_in_page(block, keys, page) or _is_chapter(blocks, place))
        for place, block in enumerate(blocks)
    )


def title_heading(items: Sequence[Item]) -> Heading | None:
    """Return the heading of level 1 that items start with, also below links to places in the same document."""
    first = next((item for item in items if not is_link_to_section(item)), None)
    return first if isinstance(first, Heading) and first.level == 1 else None


def is_link_to_section(item: Item) -> bool:
    """Return whether an item is nothing but links to places in this document, or the name of a list of them."""
    if CONTENTS.fullmatch(item.text):
        return True
    if isinstance(item, Heading) or item.links or not item.anchors:
        return False
    return not has_words(_outside(item.text, [*item.anchors]))


def _groups(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Yield lists as a whole with everything in them, consecutive paragraphs in the same place, and single headings."""
    start = 0
    while start < len(items):
        stop, first = start + 1, items[start]
        while stop < len(items) and _belongs(first, items[stop]):
            stop += 1
        yield list(items[start:stop])
        start = stop


def _belongs(first: Item, item: Item) -> bool:
    """Return whether an item belongs to the list or row of paragraphs that starts with another."""
    if isinstance(first, Heading) or isinstance(item, Heading):
        return False
    if item.context == first.context:
        return item.list_number == first.list_number
    return first.list_number > 0 and item.context[: len(first.context)] == first.context


def _is_contents(group: Sequence[Item], keys: set[str], page: str) -> bool:
    """Return whether all of a group are links to sections of this document or names of them, except names of chapters."""
    blocks = [item for item in group if isinstance(item, Block)]
    linked = [_is_in_page(block, keys, page) for block in blocks]
    named = [_key(block.text) in keys for block in blocks]
    entries = [link or name for link, name in zip(linked, named, strict=True)]
    if not blocks or not any(entries) or (not blocks[0].list_number and not all(linked)):
        return False
    if not all(entry or _is_chapter(blocks, place) for place, entry in enumerate(entries)) or _answers(blocks[0]):
        return False
    links = sum(len(block.anchors) + len(block.links) for block, link in zip(blocks, linked, strict=True) if link)
    is_sure = max(links, sum(entries)) >= MIN_ENTRIES
    return is_sure or (all(linked) and blocks[0].list_number > 0 and _key(_label(blocks[0])) in keys)


def _answers(first: Block) -> bool:
    """Return whether the sentence before a list makes it an answer: “For sick leave, you can use:”."""
    return bool(first.list_number and first.context) and STATEMENT.fullmatch(first.context[-1]) is not None


def _is_chapter(blocks: Sequence[Block], place: int) -> bool:
    """Return whether an entry is a short text right above those below it."""
    block, following = blocks[place], blocks[place + 1] if place + 1 < len(blocks) else None
    is_parent = following is not None and following.context[: len(block.context) + 1] == (*block.context, block.text)
    return is_parent and len(block.text) <= MAX_GROUP_LENGTH


def _is_in_page(block: Block, keys: set[str], page: str) -> bool:
    """Return whether a block is nothing but links to places in the same document."""
    spans = [*block.anchors]
    for link in block.links:
        path, mark, fragment = link.target.partition("#")
        label = _key(block.text[link.start : link.end])
        is_named = path == page or ("://" not in path and (_key(unquote(fragment)) in keys or label in keys))
        if not mark or not is_named:
            return False
        spans.append((link.start, link.stop))
    return bool(spans) and not any(character.isalpha() for character in ITEM_NUMBER.sub("", _outside(block.text, spans)))


def _outside(text: str, spans: list[tuple[int, int]]) -> str:
    """Return the text that is not in any of the spans."""
    pieces, position = [], 0
    for start, end in sorted(spans):
        pieces.append(text[position:start])
        position = max(position, end)
    return "".join([*pieces, text[position:]])


def _label(block: Block) -> str:
    return " ".join([block.text[start:end] for start, end in [*block.anchors, *(link[:2] for link in block.links)]])


def _key(text: str) -> str:
    """Return the letters and digits of a heading or anchor, without a number at its start."""
    return NO_WORD.sub("", ITEM_NUMBER.sub("", text).casefold())


def _omission(group: Sequence[Item]) -> Omission:
    return Omission.shortened(group[0].line, fold(", ".join(item.text for item in group)))


def _without_back_link(item: Item) -> Item | None:
    """Return an item without a link back to the top at its end; None if there is nothing else in it."""
    words, anchors = item.text.strip(), item.anchors if isinstance(item, Block) else ()
    if len(words) <= MAX_GROUP_LENGTH and BACK.fullmatch(words) and (anchors or SURELY_BACK.search(words)):
        return None
    if isinstance(item, Heading) or not anchors:
        return item
    if not has_words(_outside(item.text, [*anchors])) and all(BACK.fullmatch(item.text[start:end]) for start, end in anchors):
        return None
    start, end = anchors[-1]
    before, text = item.text[:start].rstrip(), item.text[:start].rstrip(SEPARATORS)
    is_apart = before != text or before.endswith(SENTENCE_ENDS)
    if not is_apart or has_words(item.text[end:]) or not BACK.fullmatch(item.text[start:end]):
        return item
    return replace(item, text=text, anchors=anchors[:-1])


def _without_empty_contents(items: Sequence[Item], omissions: list[Omission]) -> Iterator[Item]:
    """Yield items without headings such as “Contents” that have nothing below them."""
    for place, item in enumerate(items):
        following = items[place + 1] if place + 1 < len(items) else None
        is_empty = following is None or (
            isinstance(following, Heading) and isinstance(item, Heading) and following.level <= item.level
        )
        if isinstance(item, Heading) and is_empty and CONTENTS.fullmatch(item.text):
            omissions.append(Omission(item.line, item.text))
        else:
            yield item
