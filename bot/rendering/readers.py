"""Who a card is written for: the language, the names that mean something there, and what the server wants to see."""

from dataclasses import dataclass

from bot.rendering.names import Names
from bot.rendering.texts import Texts


@dataclass(frozen=True, slots=True)
class Reader:
    """The reader of a card: the texts of their language, and what their server has to add.

    `role` mentions the role to ask if the documents do not answer. `sees_lines` adds file and line to each source.
    `addressee` mentions the member whom the answer is for. `names` are the server's names for mentions in documents.
    `may_teach` offers the buttons that teach the bot.
    """

    texts: Texts
    role: str | None = None
    sees_lines: bool = False
    addressee: str | None = None
    names: Names | None = None
    may_teach: bool = False
