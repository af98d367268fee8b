"""Tell questions from other texts by their question mark or their first words, in the languages of the bot."""

import re
from collections.abc import Collection

MARK = re.compile(r"[?？؟⁇]")
LINK = re.compile(r"https?://\S+")
OPENING = re.compile(
    r"\W*+(?:(?:and|but|or|so|also|then|und|aber|oder|et|mais|ou|y|e|o|pero|mas)\W++)?"
    r"(?:(?:who|what|when|where|why|how)(?:s|d|re|ll)?|whose|which|is|are|was|were|do|does|did|can|could|should"
    r"|(?:wer|was|wann|wo|wie)s?|wessen|wem|wen|wohin|woher|warum|wieso|weshalb|wieviel|welche[mnrs]?|(?:kann|darf|gibt)s?|gehts"
    r"|qui|que|quoi|quand|où|pourquoi|comment|combien|quel(?:le)?s?|est-ce|peut-on|c(?:['’]?est)?\s+(?:quoi|quand|qui|où|combien)"
    r"|quién(?:es)?|qué|cuándo|dónde|por\s+qué|xq|cómo|cuánt[oa]s?|cuál(?:es)?"
    r"|quem|quando|qdo|onde|como|quant[oa]s?|qua(?:l|is)|por\s+que)\b",
    re.IGNORECASE,
)
CALLED = re.compile(r"^\W*+(\w++)\s*+[,、，]|[,、，]\s*+(\w++)\W*+$")
"""A word before the first comma or after the last one, if it stands there alone."""
UNSPACED = re.compile(
    r"(?:何|なに|いつ|どこ|だれ|誰|なぜ|どう|どれ|いくら|いくつ|什[么麼]|[谁誰]|哪|怎[么麼]|多少|[几幾]|何[时時]|[か吗嗎呢]$)"
)


def has_question_mark(text: str) -> bool:
    """Return whether a text has a question mark that is not part of a link."""
    return MARK.search(LINK.sub("", text)) is not None


def calls_by_name(text: str, unknown: Collection[str]) -> bool:
    """Return whether a text calls somebody at its start or end by a name among unknown words, as in *Tom, do you come?*."""
    called = CALLED.search(text)
    names = {word.casefold() for word in unknown}
    return called is not None and next(filter(None, called.groups())).casefold() in names


def opens_like_question(text: str) -> bool:
    """Return whether a text without a question mark begins like a question or, in Chinese or Japanese, has a word of one."""
    return OPENING.match(text) is not None or UNSPACED.search(text) is not None
