"""Sabotage: answers are spoilt on their way, and the books are not told. A soak that does not find this proves nothing."""

import random
from collections.abc import Callable
from typing import Any

from tests.soak.cards import QUESTION_ID, walk
from tests.soak.documents import WORD
from tests.soak.entries import Entry
from tests.soak.faults import CALLBACK, POST

SABOTAGES = ("lose", "double", "swap", "invent", "age")
"""An answer never arrives; arrives twice; has another question above it; quotes what nobody wrote; or an edition long gone."""
SHARE = 0.03


class Sabotage:
    """Stands between the bot and the local Discord."""

    def __init__(self, kind: str, discord: Any, entry_of: Callable[[str, Any], Entry | None], chance: random.Random) -> None:
        self.kind, self._entry_of, self._chance = kind, entry_of, chance
        self._route, discord._route = discord._route, self._spoil
        self._discord = discord

    async def _spoil(self, method: str, path: str, body: Any, call: Any) -> tuple[int, Any]:
        entry = self._entry_of(path, body) if CALLBACK.match(path) or POST.match(path) else None
        card = (body.get("data") or body) if isinstance(body, dict) else {}
        parts = list(walk(card.get("components") or [])) if isinstance(card, dict) else []
        if entry is None or not any(part.get("id") == QUESTION_ID for part in parts) or self._chance.random() > SHARE:
            found: tuple[int, Any] = await self._route(method, path, body, call)
            return found
        if self.kind == "lose" and entry.outcome is None:
            return 200, self._nothing(entry)
        for part in parts:
            if isinstance(part.get("content"), str):
                part["content"] = self._spoilt(part)
        spoilt: tuple[int, Any] = await self._route(method, path, body, call)
        if self.kind == "lose":
            entry.outcome.deleted = True
        if self.kind == "double":
            if entry.outcome is not None:
                entry.outcome.followups.append(entry.outcome.message)
            else:
                await self._route(method, path, {**body, "nonce": None}, call)
        return spoilt

    def _spoilt(self, part: dict[str, Any]) -> str:
        content: str = part["content"]
        if self.kind == "swap" and part.get("id") == QUESTION_ID:
            return "-# k99999: What is the code word of the plum room?"
        if self.kind == "invent" and content.startswith("> "):
            return "> There is a swimming pool on the roof."
        return WORD.sub(r"zq0000\2", content) if self.kind == "age" else content

    def _nothing(self, entry: Entry) -> dict[str, Any]:
        """What the bot is told of a message that nobody will see."""
        return {**self._discord.pub(entry.message or {}), "id": self._discord.snowflake(), "author": self._discord.bot_user}
