"""Asking words: those that open a question, recognised however people spell them."""

import re

FIRST: tuple[str, ...] = ("how", "what", "when", "where", "which", "who", "whose", "why")
FIRST_COST = 0.75
"""The highest cost of the edits to such a word at the start of a question."""
AFTER_HOW: tuple[str, ...] = ("long", "many", "much", "often")
AFTER_HOW_COST = 1.0
"""The same for these words after *how*."""
HOW = re.compile(r"\bhow\s+$", re.IGNORECASE)


def asking_word(word: str, before: str) -> str | None:
    """Return the asking word that a word may have been typed for, as *wen* or *how mutch*; `before` is the text before it."""
    from index.text.edits import edit_cost

    if not before and word[0] in "hw":
        candidates, limit = FIRST, FIRST_COST
    elif HOW.search(before):
        candidates, limit = AFTER_HOW, AFTER_HOW_COST
    else:
        return None
    cost, meant = min((edit_cost(word, meant), meant) for meant in candidates)
    return meant if cost <= limit else None
