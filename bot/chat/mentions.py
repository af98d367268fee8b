"""What a message asks, once the marks that Discord puts into it are words again."""

import re
from collections.abc import Mapping

MENTION = re.compile(r"<(?:@[!&]?|#)(?P<id>\d+)>|<a?:(?P<emoji>\w+):\d+>|</(?P<command>[^:<>]+):\d+>|<t:\d+(?::\w)?>")


def question_in(content: str, me: int, names: Mapping[int, str]) -> str:
    """The words of a message without mentions of the bot, others by their names, as far as these are known."""

    def word(match: re.Match[str]) -> str:
        if not match["id"]:
            return match["emoji"] or match["command"] or ""
        return "" if int(match["id"]) == me else names.get(int(match["id"]), "")

    return " ".join(MENTION.sub(word, content).split())
