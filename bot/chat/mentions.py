"""Plain text of messages: Discord's markup for mentions, emoji, commands and timestamps is resolved or removed."""

import re
from collections.abc import Mapping

MARKUP = re.compile(r"<(?:@[!&]?|#)(?P<id>\d+)>|<a?:(?P<emoji>\w+):\d+>|</(?P<command>[^:<>]+):\d+>|<t:\d+(?::\w)?>")


def strip_markup(content: str, me: int, names: Mapping[int, str]) -> str:
    """Return a message as plain text, without mentions of the bot (ID `me`).

    Other mentions become the names in `names` and are removed if unknown. Emoji and commands become their names, and
    timestamps are removed.
    """

    def plain(match: re.Match[str]) -> str:
        if not match["id"]:
            return match["emoji"] or match["command"] or ""
        return "" if int(match["id"]) == me else names.get(int(match["id"]), "")

    return " ".join(MARKUP.sub(plain, content).split())
