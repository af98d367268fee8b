"""Sabotage: corrupts answers on their way behind the ledger's back. A soak test that misses this proves nothing."""

import random
from collections.abc import Callable
from typing import Any

from tests.soak.cards import QUESTION_ID, walk
from tests.soak.documents import WORD
from tests.soak.entries import Entry
from tests.soak.faults import CALLBACK, POST

SABOTAGES = ("lose", "double", "swap", "invent", "age")
"""An answer is dropped, sent twice, put below another question, or made to quote an invented text or an old edition."""
SHARE = 0.03


class Sabotage:
    """Sits between the bot and the local Discord."""

    def __init__(self, kind: str, discord: Any, entry_of: Callable[[str, Any], Entry | None], rng: random.Random) -> None:
        self.kind, self._entry_of, self._rng = kind, entry_of, rng
        self._route, discord._route = discord._route, self._corrupt
        self._discord = discord

    async def _corrupt(self, method: str, path: str, body: Any, call: Any) -> tuple[int, Any]:
        entry = self._entry_of(path, body) if CALLBACK.match(path) or POST.match(path) else None
        card = (body.get("data") or body) if isinstance(body, dict) else {}
        parts = list(walk(card.get("components") or [])) if isinstance(card, dict) else []
        if entry is None or not any(part.get("id") == QUESTION_ID for part in parts) or self._rng.random() > SHARE:
            found: tuple[int, Any] = await self._route(method, path, body, call)
            return found
        if self.kind == "lose" and entry.outcome is None:
            return 200, self._nothing(entry)
        for part in parts:
            if isinstance(part.get("content"), str):
                part["content"] = self._corrupted(part)
        corrupted: tuple[int, Any] = await self._route(method, path, body, call)
        if self.kind == "lose":
            entry.outcome.deleted = True
        if self.kind == "double":
            if entry.outcome is not None:
                entry.outcome.followups.append(entry.outcome.message)
            else:
                await self._route(method, path, {**body, "nonce": None}, call)
        return corrupted

    def _corrupted(self, part: dict[str, Any]) -> str:
        content: str = part["content"]
        if self.kind == "swap" and part.get("id") == QUESTION_ID:
            return "-# k99999: What is the code word of the plum room?"
        if self.kind == "invent" and content.startswith("> "):
            return "> There is a swimming pool on the roof."
        return WORD.sub(r"zq0000\2", content) if self.kind == "age" else content

    def _nothing(self, entry: Entry) -> dict[str, Any]:
        """Return the response to the bot for a message that is dropped."""
        return {**self._discord.pub(entry.message or {}), "id": self._discord.snowflake(), "author": self._discord.bot_user}
