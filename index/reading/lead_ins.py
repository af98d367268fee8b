"""Tells what introduces a list: a sentence that ends in a colon, or that does not end, or a label in the line before it.

Many pages write the items without markup, as short paragraphs below such a sentence.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from index.reading.blocks import Block, Item
from index.reading.rich_text import without_targets
from index.text.characters import starts_with_picture
from index.text.lazy_patterns import lazy_pattern
from index.text.sentences import sentences

COLONS = (":", "：")
LEAD_IN = lazy_pattern(
    r"[:：]$|^\w.*;$|\bfollowing\b[^.!?]{0,80},$|\s[–—-]$|\b(?:the following|as follows)\.?$|\bthe following(?: [\w'’-]+){1,4}$"
    r"|\s(?:an?|and|are|as|at|by|for|from|if|in|includ(?:es?|ing)|into|is|may|must|of|on|or|shall|should|that|the|to|when|who"
    r"|will|with)$|^(?:\S+ ){1,4}can$",
    re.IGNORECASE | re.DOTALL,
)
"""The end of a paragraph that introduces what is below it. A paragraph that ends in any other word may be a line of its own."""
OTHER_ENDS = (*COLONS, "?", "？")
"""Ends of paragraphs that are no items, because they lead into what is below them."""
MIN_ITEMS = 3
"""Paragraphs in a row that are items; one or two may be the text itself."""
MAX_ITEM_LENGTH, MAX_ITEM_WORDS = 80, 12
MAX_LABEL_LENGTH, MAX_LABEL_WORDS = 60, 8
"""The longest label, which becomes a heading of what is below it and needs no list."""
MAX_SENTENCE_WORDS = 20
FULL_STOPS = (".", "。", "।")
SENTENCE_END = lazy_pattern(r"[.!?…。！？;,；，:：][^\w]*$")


def items_below_lead_ins(items: Sequence[Item]) -> list[Item]:
    """Return the items of a document in which short paragraphs have the sentence that introduces them as a parent."""
    result = [*items]
    for position, item in enumerate(items):
        if isinstance(item, Block) and item.text.endswith(COLONS) and not is_label_length(item.text):
            run = [*_short_paragraphs(item, (items[at] for at in range(position + 1, len(items))))]
            if len(run) >= MIN_ITEMS:
                below = (*item.context, item.text)
                result[position + 1 : position + 1 + len(run)] = [replace(each, context=below) for each in run]
    return result


def introduces(text: str) -> bool:
    """Return whether a text right above a list, a table or code introduces it."""
    return LEAD_IN.search(text) is not None


def names_list(block: Block) -> bool:
    """Return whether a paragraph is a label of the list right below it: a few words that end in no mark of a sentence.

    A bold line is a label without a list, too, and becomes a heading.
    """
    words = without_targets(block.text, block.links)
    is_short = "\n" not in words and not block.list_number and is_label_length(words)
    return is_short and not block.is_bold and SENTENCE_END.search(words) is None


def says_what_code_does(block: Block) -> bool:
    """Return whether a paragraph above a block of code is one short sentence, which is all that says what the code is for."""
    words = without_targets(block.text, block.links)
    is_short = "\n" not in words and not block.list_number and len(words.split()) <= MAX_SENTENCE_WORDS
    return is_short and words.endswith(FULL_STOPS) and len(sentences(words)) == 1


def is_label_length(text: str) -> bool:
    """Return whether a text that ends in a colon is short enough for a label."""
    return len(text) <= MAX_LABEL_LENGTH and len(text.split()) <= MAX_LABEL_WORDS


def _short_paragraphs(above: Block, below: Iterable[Item]) -> Iterator[Block]:
    """Yield the short paragraphs right below a block, which all start with a picture or all without."""
    starts = None
    for item in below:
        if not isinstance(item, Block) or item.context != above.context or not _may_be_item(item):
            return
        start = starts_with_picture(item.text)
        if starts not in (None, start):
            return
        starts = start
        yield item


def _may_be_item(block: Block) -> bool:
    """Return whether a block is a short paragraph that may be an item."""
    if "\n" in block.text or block.is_bold or block.list_number or block.text.endswith(OTHER_ENDS):
        return False
    return len(block.text) <= MAX_ITEM_LENGTH and len(block.text.split()) <= MAX_ITEM_WORDS
