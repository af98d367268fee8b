"""Shows emoji for their short codes (`:wave:`), and leaves out the codes of icons (`:material-check:`)."""

import re

CODES = re.compile(r"(?<![\w:<])(?::(?:[a-z0-9_+-]{1,64}|flag-[a-z]{2}):(?!\d))+(?![:\w]*>)", re.IGNORECASE)
"""Codes that touch nothing before them; `10:30:15`, and Discord's own emoji (`<:name:id>`), are none."""
CODE = re.compile(r":([^:]+):")
ICON = re.compile(
    r"(?:material|octicons|fontawesome|simple|lucide|mdi|bootstrap|icon|fa[bsr]?|tabler|ri|heroicons|carbon|ph|bi)-[\w-]+",
    re.IGNORECASE,
)


def with_emoji(text: str) -> str:
    """Return a text with emoji in place of their codes; unknown codes are kept."""
    return CODES.sub(lambda run: CODE.sub(_shown, run[0]), text) if ":" in text else text


def _shown(code: re.Match[str]) -> str:
    if ICON.fullmatch(code[1]):
        return ""
    import emoji

    return emoji.emojize(code[0].lower(), language="alias") if not code[1].isdecimal() else code[0]
