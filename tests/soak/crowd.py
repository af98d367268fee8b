"""The crowd: members, channels, the answers seen so far, and how actions reach the bot and the ledger."""

import asyncio
import random
import re
from collections import deque
from typing import Any

from tests.local_discord import Town
from tests.soak.entries import Entry
from tests.soak.faults import choose_fault
from tests.soak.inputs import LONGEST, Input, Inputs, tag
from tests.soak.ledger import Ledger
from tests.soak.witness import Witness

LOCALES = ("en-US", "en-US", "en-US", "de", "fr", "es-ES", "ja", "pt-BR", "zh-CN", "zh-TW", "ko")
RESTING = 7.0
"""Seconds for which a member who has asked is not picked again, except by actions that test the cooldown."""
KEPT = 150
"""Answers whose buttons may still be pressed; some of the first are kept until the end."""
MENTION_ROOM = 30
"""Characters reserved for the mention of the bot in a message."""
MARKUP = re.compile(r"<|```|\]\(https?:")
"""Where a text may have letters that Discord does not show: ids, the language of a block of code, the address of a link."""


class Crowd:
    """Members, channels, and the answers visible in them."""

    def __init__(self, town: Town, witness: Witness, inputs: Inputs, rng: random.Random, share: float) -> None:
        self.town, self.discord, self.witness, self.inputs, self.rng = town, town.discord, witness, inputs, rng
        self.ledger: Ledger = witness.ledger
        self.fault_share = share
        """Share of questions for which a fault of Discord is planned."""
        self.number = 0
        self.shown: deque[Entry] = deque(maxlen=KEPT)
        self.first: list[Entry] = []
        self.names = [f"user{number}" for number in range(320)]
        self._free_at: dict[str, float] = {}
        for name in self.names:
            self.discord.add_user(name, locale=rng.choice(LOCALES))
        self.channels = [self.discord.general, *(self.discord.add_channel(f"channel-{number}") for number in range(5))]
        self.forum = self.discord.add_channel("help", type=15)
        witness.on_answer = self._keep

    def slash(
        self, kind: str, asked: Input, options: dict[str, Any], *, user: str = "", is_direct: bool = False
    ) -> Entry | None:
        """Use `/ask` in a channel or a direct message, as `user` or a random member."""
        user = user or self.pick_member()
        there = self.discord.user(user)
        channel = self.discord.dm_channel(there) if is_direct else self.rng.choice(self.channels)
        asked, number = self.number_input(asked)
        if "how_to_ask" in asked.wants:
            asked = Input(asked.text or " ", asked.wants - {"how_to_ask"})
        command = self.discord.find_command("ask")
        values = {"question": asked.text, **options}
        spoken, _, _ = self.discord._build_options(command, [], values, there, strict=False)
        entry = self.make_entry((kind, "interaction"), user, channel, asked, number)
        expect_echo(entry)
        return self.interact(entry, 2, self.data_of(command, spoken), channel)

    def say(self, kind: str, asked: Input, user: str, channel: dict[str, Any], **options: Any) -> Entry:
        """Send a message that mentions the bot, unless `mentions` is false; with `reply_to`, as a reply to an answer."""
        reply_to = options.get("reply_to")
        asked, number = self.number_input(asked, LONGEST - MENTION_ROOM)
        content = f"<@{self.discord.app_id}> {asked.text}" if options.get("mentions", True) else asked.text
        body: dict[str, Any] = {"content": content}
        if reply_to is not None:
            body["message_reference"] = {"message_id": reply_to["id"], "channel_id": reply_to["channel_id"]}
        entry = self.make_entry((kind, "message"), user, channel, asked, number)
        expect_echo(entry)
        entry.is_owed = bool(asked.wants)
        entry.message = self.discord._new_message(channel, self.discord.user(user), body)
        self.witness.questions[entry.message["id"]] = entry
        entry.asked = asyncio.get_running_loop().time()
        self.ledger.begin(entry)
        self.discord._message_event("MESSAGE_CREATE", entry.message)
        return entry

    def interact(self, entry: Entry, kind: int, data: dict[str, Any], channel: dict[str, Any]) -> Entry | None:
        """Send an interaction, or return None while the bot is not connected."""
        if not self.discord.ready.is_set():
            return None
        user = self.discord.user(entry.user)
        entry.outcome = self.discord._interaction(entry.kind, kind, str(entry.number), data, user, channel, entry.message)
        entry.asked = entry.outcome.started
        self.witness.tokens[entry.outcome.token] = entry
        return self.ledger.begin(entry)

    def make_entry(self, names: tuple[str, str], user: str, channel: dict[str, Any], asked: Input, number: int) -> Entry:
        """Create the ledger entry of a question; `names` are its kind and the way it reaches the bot. It may get a fault."""
        (kind, way), now = names, asyncio.get_running_loop().time()
        entry = Entry(number, kind, way, user, channel["id"], now, asked.wants, asked.text, topic=asked.topic)
        if "answer" in asked.wants or way == "corpus":
            entry.fault = choose_fault(way, self.fault_share, self.rng)
        self._free_at[user] = now + RESTING
        return entry

    def data_of(self, command: dict[str, Any], options: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the data of an interaction that calls a command."""
        return {"id": command["id"], "name": command["name"], "type": 1, "options": options}

    def number_input(self, asked: Input, longest: int = LONGEST) -> tuple[Input, int]:
        """Number a text so that it is unique, and return both."""
        number = self.next_number()
        return asked.tagged(number, longest), number

    def next_number(self) -> int:
        """Return the next number."""
        self.number += 1
        return self.number

    def pick_member(self) -> str:
        """Return a member who has not asked recently."""
        now = asyncio.get_running_loop().time()
        free = [name for name in self.names if self._free_at.get(name, 0.0) <= now]
        return self.rng.choice(free or self.names)

    def pick_answer(self) -> Entry | None:
        """Return an earlier answer: a recent one, or one from the start."""
        if self.first and self.rng.random() < 0.2:
            return self.rng.choice(self.first)
        return self.rng.choice(self.shown) if self.shown else None

    def _keep(self, entry: Entry, message: dict[str, Any]) -> None:
        """Keep an answer so that its buttons can be pressed."""
        kept = Entry(entry.number, entry.kind, entry.way, entry.user, entry.place, entry.asked, entry.wants, entry.echo)
        kept.is_echo_whole = entry.is_echo_whole
        in_use = self.ledger.documents.in_use_at(entry.asked)
        kept.message, kept.edition = message, min(in_use, entry.edition)  # a turned page still lists older passages
        if len(self.first) < KEPT // 5:
            self.first.append(kept)
        self.shown.append(kept)

    def kept_messages(self) -> set[str]:
        """Return the ids of the messages whose buttons may still be pressed, and of the questions that they reply to."""
        messages = [entry.message for entry in (*self.shown, *self.first) if entry.message]
        asked = [message["message_reference"]["message_id"] for message in messages if message.get("message_reference")]
        return {*(message["id"] for message in messages), *asked}


def expect_echo(entry: Entry) -> None:
    """Expect only the tag of a question in its echo, if Discord does not show all that was typed."""
    if MARKUP.search(entry.echo):
        entry.echo, entry.is_echo_whole = tag(entry.number), False
