"""Asking words: those that open a question, recognised however people spell them."""

FIRST = ("how", "what", "when", "where", "which", "who", "whose", "why")
FIRST_COST = 0.75
"""The highest cost of the edits to such a word at the start of a question."""
AFTER_HOW = ("long", "many", "much", "often")
AFTER_HOW_COST = 1.0
"""The same for these words after *how*."""


def asking_word(word: str, before: str) -> str | None:
    """Return the asking word that a word may have been typed for, as *wen* or *how mutch*; `before` is the word before it."""
    if not before and word[0] in "hw":
        return _nearest(word, FIRST, FIRST_COST)
    return _nearest(word, AFTER_HOW, AFTER_HOW_COST) if before == "how" else None


def _nearest(word: str, candidates: tuple[str, ...], limit: float) -> str | None:
    """Return the candidate that is the fewest edits away, or None if all cost more than the limit."""
    from index.text.edits import edit_cost

    cost, meant = min((edit_cost(word, candidate), candidate) for candidate in candidates)
    return meant if cost <= limit else None
