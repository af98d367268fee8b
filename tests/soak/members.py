"""What members do: they ask in every way there is, press buttons, write to each other, and sometimes all at once."""

import asyncio
import random
from collections.abc import Callable
from typing import Any

from tests.local_discord import Town, words_in
from tests.soak.cards import buttons, read
from tests.soak.crowd import Crowd
from tests.soak.entries import Entry
from tests.soak.inputs import ANSWERED, LONGEST, LONGEST_TITLE, Input, Inputs
from tests.soak.witness import Witness

PATIENCE = 10.0
"""Seconds that each of the first questions is waited for; whether it was answered, the books tell."""
WORDS = words_in("en")
SECTIONS = ("Rooms", "Commerce > Taobao", "Logistics", "Ant Financial > Alipay")
TITLES = ("The House", "Alibaba Digital Economy Covid-19 Support Efforts")


class Members(Crowd):
    """A crowd that does things by chance; what each of them is owed goes into the books."""

    def __init__(self, town: Town, witness: Witness, inputs: Inputs, chance: random.Random, share: float) -> None:
        super().__init__(town, witness, inputs, chance, share)
        self.actions: list[tuple[int, Callable[[], Any]]] = [
            (18, self.ask), (5, self.ask_in_private), (5, self.ask_in_part), (3, self.ask_misnamed), (16, self.mention),
            (7, self.reply), (9, self.write), (8, self.find), (16, self.click), (7, self.type), (3, self.post), (2, self.chat),
            (2, self.ask_too_soon), (2, self.ask_in_a_row), (1, self.ask_too_much), (1, self.status),
        ]  # fmt: skip

    async def act(self) -> None:
        """One thing, by chance."""
        weights, actions = zip(*self.actions, strict=True)
        done = self.chance.choices(actions, weights)[0]()
        if asyncio.iscoroutine(done):
            await done

    def burst(self, size: int) -> None:
        """Many at once."""
        share, self.share = self.share, 0.0  # who waits for a crowd has no time left for faults
        for _ in range(size):
            self.chance.choices((self.ask, self.mention, self.write, self.find, self.click), (4, 4, 2, 1, 3))[0]()
        self.share = share

    async def ask_every_word(self, texts: list[str]) -> None:
        """All the words that the model knows, so that what it reads from its file is read."""
        share, self.share = self.share, 0.0
        for text in texts:
            entry = self.slash("every word", Input(text), {"private": True})
            end = asyncio.get_running_loop().time() + PATIENCE
            while entry and not entry.responses and asyncio.get_running_loop().time() < end:
                await asyncio.sleep(0.02)
        self.share = share

    # By command

    def ask(self) -> None:
        """The command, before everyone, or in a direct message."""
        self.slash("ask", self.inputs.question(), {}, is_direct=self.chance.random() < 0.15)

    def ask_in_private(self) -> None:
        """With an answer that only the member sees."""
        self.slash("ask in private", self.inputs.question(), {"private": True})

    def ask_in_part(self) -> None:
        """Only in a part of the documents, and maybe in private."""
        options: dict[str, Any] = {"section": self.chance.choice(SECTIONS)}
        if self.chance.random() < 0.4:
            options = {"document": self.chance.choice(TITLES)}
        if self.chance.random() < 0.3:
            options["private"] = True
        asked = self.inputs.judged()
        if options.get("section") == "Rooms" or options.get("document") == TITLES[0]:
            asked = self.inputs.room()
        self.slash("ask in a part", asked, options)

    def ask_misnamed(self) -> None:
        """In a part that there is not."""
        option = self.chance.choice(("section", "document"))
        name = f"nowhere {self.inputs.hostile().text}"
        asked = Input(f"In a part: {self.inputs.judged().text}", frozenset({f"no_{option}"}))
        self.slash("ask in no part", asked, {option: name[:LONGEST]})

    def ask_too_much(self) -> None:
        """More than the client lets through, as a client of someone's own could."""
        length = self.chance.choice((2001, 3000, 6000))
        self.slash("ask too much", Input("x" * length, frozenset({"too_long"})), {})

    def ask_too_soon(self) -> None:
        """Twice at once; the second is told to wait, unless the first was turned away."""
        user = self.someone()
        for _ in range(2):
            self.slash("ask too soon", self.inputs.judged(), {}, user=user)

    def find(self) -> None:
        """The entry in a message's menu."""
        asked, number = self.next_of(self.inputs.question())
        user, channel = self.someone(), self.chance.choice(self.channels)
        message = self.discord._new_message(channel, self.discord.user(self.someone()), {"content": asked.text})
        if "how_to_ask" in asked.wants:
            asked = Input(asked.text, frozenset({"empty"}))
        command = self.discord.find_command(WORDS["find_name"], 3)
        data = {"target_id": message["id"], "resolved": {"messages": {message["id"]: message}}}
        data.update(id=command["id"], name=command["name"], type=command["type"])
        entry = self.entry(("find", "interaction"), user, channel, asked, number)
        self.interact(entry, 2, data, channel)
        del self.discord.messages[message["id"]]

    def status(self, kind: str = "status", keys: frozenset[str] = frozenset({"answers_from"})) -> Entry | None:
        """A command of those who keep the documents, by somebody who may."""
        command = self.discord.find_command("corpus")
        options, _, _ = self.discord._build_options(command, [kind], {}, self.discord.user("admin"))
        entry = self.entry((f"corpus {kind}", "corpus"), "admin", self.discord.general, Input("", keys), self.count())
        entry.is_typed = False
        return self.interact(entry, 2, self.data_of(command, options), self.discord.general)

    def rebuild(self, keys: frozenset[str] = frozenset({"rebuilt"})) -> Entry | None:
        """The command that takes edits in."""
        return self.status("rebuild", keys)

    def type(self) -> None:
        """Somebody types where names are offered."""
        command = self.discord.find_command("ask")
        user, channel = self.chance.choice(self.names), self.chance.choice(self.channels)
        option = self.chance.choice(("section", "document"))
        typed = self.inputs.typed()
        options, _, spec = self.discord._build_options(
            command, [], {"question": "x", option: typed}, self.discord.user(user), focused=option
        )
        entry = self.entry(("type", "typing"), user, channel, Input(typed, frozenset({"choices"})), self.count())
        entry.is_typed = False
        if self.interact(entry, 4, self.data_of(command, options), channel):
            entry.outcome.opt_type = spec["type"]

    def click(self) -> None:
        """A button of an earlier answer."""
        source = self.source()
        if source is None or source.message is None or source.message["id"] not in self.discord.messages:
            return
        message = source.message
        found = buttons(message)
        if not found:
            return
        is_own = bool(message["flags"] & 64) or message["channel_id"] not in {each["id"] for each in self.channels}
        user = source.user if is_own or self.chance.random() < 0.6 else self.someone()
        button = self.chance.choice(found)
        is_share = button.get("style") == 1
        entry = self.entry(("share" if is_share else "click", "click"), user, self.discord.channels[message["channel_id"]],
                            Input(read(message).echo), self.count())  # fmt: skip
        entry.message, entry.edition, entry.is_typed = message, source.edition, False
        entry.wants = frozenset({"answer", "already_shared"}) if is_share else frozenset({"answer"})
        if is_share and entry.fault and (entry.fault.is_cut or entry.fault.silences):
            entry.fault = None
        data = {"custom_id": button["custom_id"], "component_type": 2, "id": button.get("id", 1)}
        self.interact(entry, 3, data, self.discord.channels[message["channel_id"]])

    # By messages

    def mention(self) -> None:
        """A message that mentions the bot."""
        self.say("mention", self.inputs.question(), self.someone(), self.chance.choice(self.channels))

    def write(self) -> None:
        """A direct message."""
        user = self.someone()
        self.say("write", self.inputs.question(), user, self.discord.dm_channel(self.discord.user(user)), mentions=False)

    def reply(self) -> None:
        """A reply to an answer, which mentions the bot by itself."""
        source = self.source()
        public = {channel["id"] for channel in self.channels}
        if (
            source is None
            or source.message is None
            or source.message["flags"] & 64
            or source.message["channel_id"] not in public
        ):
            return
        if source.message["id"] in self.discord.messages:
            channel = self.discord.channels[source.message["channel_id"]]
            self.say("reply", self.inputs.question(), self.someone(), channel, mentions=False, reply_to=source.message)

    async def ask_in_a_row(self) -> None:
        """One member, one message after another."""
        user, channel = self.someone(), self.chance.choice(self.channels)
        for _ in range(4):
            self.say("mention in a row", self.inputs.answerable(), user, channel)
            await asyncio.sleep(0.6)

    def chat(self) -> None:
        """Members among themselves, which is none of the bot's business."""
        asked = Input(self.inputs.hostile().text.replace("<@", "<"), frozenset())
        self.say("chat", asked, self.someone(), self.chance.choice(self.channels), mentions=False)

    def post(self) -> None:
        """A new post in a forum."""
        is_answered = self.chance.random() < 0.6
        asked = Input(ANSWERED) if is_answered else self.inputs.question()
        title = asked.text[:LONGEST_TITLE] or "?"
        user = self.someone()
        entry = self.entry(("post", "forum"), user, self.forum, Input(title), self.count())
        entry.is_owed, entry.is_typed = is_answered, False
        entry.wants = frozenset({"answer"})
        self.ledger.begin(entry)
        entry.asked = asyncio.get_running_loop().time()
        thread = self.town.post(self.forum, title, user)
        self.witness.posts[thread["id"]] = entry
