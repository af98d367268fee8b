"""Asking words: those that open a question, recognised however people spell them."""

FIRST = ("how", "what", "when", "where", "which", "who", "whose", "why")
FIRST_COST = 0.75
"""The highest cost of the edits to such a word at the start of a question."""
AFTER_HOW = ("long", "many", "much", "often")
AFTER_HOW_COST = 1.0
"""The same for these words after *how*."""
HOW_COST = 0.8
"""The same for *how* before these words."""
SOUNDS = {"whut": "what", "wot": "what", "wut": "what"}
"""How people write such words by ear in chats."""
OPENING = (*FIRST, "are", "can", "could", "did", "do", "does", "is", "may", "must", "should", "will", "would")
FOLLOWING = (*AFTER_HOW, "are", "can", "do", "does", "i", "is", "it", "the", "there", "they", "we", "you")
APART = {first + second: f"{first} {second}" for first in OPENING for second in FOLLOWING if len(first + second) > len("doi")}
"""Words that open a question, typed without the space: *whatis*, *cani*."""


def asking_word(word: str, before: str) -> str | None:
    """Return the asking word that a word may have been typed for, as *wen* or *how mutch*; `before` is the word before it."""
    if not before and word[0] in "hw":
        same = (first for first in FIRST if sorted(first) == sorted(word))
        return SOUNDS.get(word) or _nearest(word, FIRST, FIRST_COST) or next(same, None)
    return _nearest(word, AFTER_HOW, AFTER_HOW_COST) if before == "how" else None


def is_how(word: str, after: str) -> bool:
    """Return whether a word was typed for *how*, by the word after it: *hoe much*."""
    return after in AFTER_HOW and len(word) == len("how") and _nearest(word, ("how",), HOW_COST) is not None


def _nearest(word: str, candidates: tuple[str, ...], limit: float) -> str | None:
    """Return the candidate that is the fewest edits away, or None if all cost more than the limit."""
    from index.text.edits import edit_cost

    cost, meant = min((edit_cost(word, candidate), candidate) for candidate in candidates)
    return meant if cost <= limit else None
