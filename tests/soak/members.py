"""Actions of members: they ask in every possible way, press buttons, chat with each other, and sometimes all at once."""

import asyncio
import random
from collections.abc import Callable
from typing import Any

from tests.local_discord import Town, words_in
from tests.soak.cards import buttons, read
from tests.soak.crowd import Crowd, expect_echo
from tests.soak.entries import Entry
from tests.soak.inputs import ANSWERED, LONGEST, LONGEST_TITLE, Input, Inputs
from tests.soak.witness import Witness

PATIENCE = 10.0
"""Seconds to wait for each of the first questions; the ledger records whether it was answered."""
WORDS = words_in("en")
SECTIONS = ("Rooms", "Commerce > Taobao", "Logistics", "Ant Financial > Alipay")
TITLES = ("The House", "Alibaba Digital Economy Covid-19 Support Efforts")


class Members(Crowd):
    """A crowd that acts at random; the ledger records what each member is owed."""

    def __init__(self, town: Town, witness: Witness, inputs: Inputs, rng: random.Random, share: float) -> None:
        super().__init__(town, witness, inputs, rng, share)
        self.actions: list[tuple[int, Callable[[], Any]]] = [
            (18, self.ask), (5, self.ask_in_private), (5, self.ask_in_part), (3, self.ask_misnamed), (16, self.mention),
            (7, self.reply), (9, self.write), (8, self.find), (16, self.click), (7, self.type), (3, self.post), (2, self.chat),
            (2, self.ask_too_soon), (2, self.ask_in_a_row), (1, self.ask_too_much), (1, self.status),
        ]  # fmt: skip

    async def act(self) -> None:
        """Perform a random action."""
        weights, actions = zip(*self.actions, strict=True)
        done = self.rng.choices(actions, weights)[0]()
        if asyncio.iscoroutine(done):
            await done

    def burst(self, size: int) -> None:
        """Perform many random actions at once."""
        share, self.fault_share = self.fault_share, 0.0  # waiting in a full queue leaves no time for faults
        for _ in range(size):
            self.rng.choices((self.ask, self.mention, self.write, self.find, self.click), (4, 4, 2, 1, 3))[0]()
        self.fault_share = share

    async def ask_every_word(self, texts: list[str]) -> None:
        """Ask all words of the model's vocabulary, so that its whole embedding table is read into memory."""
        share, self.fault_share = self.fault_share, 0.0
        for text in texts:
            entry = self.slash("every word", Input(text), {"private": True})
            end = asyncio.get_running_loop().time() + PATIENCE
            while entry and not entry.responses and asyncio.get_running_loop().time() < end:
                await asyncio.sleep(0.02)
        self.fault_share = share

    # Commands

    def ask(self) -> None:
        """Ask by command, in public or in a direct message."""
        self.slash("ask", self.inputs.question(), {}, is_direct=self.rng.random() < 0.15)

    def ask_in_private(self) -> None:
        """Ask by command for a private answer."""
        self.slash("ask in private", self.inputs.question(), {"private": True})

    def ask_in_part(self) -> None:
        """Ask in one section or document only, sometimes in private."""
        options: dict[str, Any] = {"section": self.rng.choice(SECTIONS)}
        if self.rng.random() < 0.4:
            options = {"document": self.rng.choice(TITLES)}
        if self.rng.random() < 0.3:
            options["private"] = True
        asked = self.inputs.judged()
        if options.get("section") == "Rooms" or options.get("document") == TITLES[0]:
            asked = self.inputs.room()
        self.slash("ask in a part", asked, options)

    def ask_misnamed(self) -> None:
        """Ask in a section or document that does not exist."""
        option = self.rng.choice(("section", "document"))
        name = f"nowhere {self.inputs.hostile().text}"
        asked = Input(f"In a part: {self.inputs.judged().text}", frozenset({f"no_{option}"}))
        self.slash("ask in no part", asked, {option: name[:LONGEST]})

    def ask_too_much(self) -> None:
        """Ask more than Discord's client allows, as a custom client could."""
        length = self.rng.choice((2001, 3000, 6000))
        self.slash("ask too much", Input("x" * length, frozenset({"too_long"})), {})

    def ask_too_soon(self) -> None:
        """Ask twice at once; the second is told to wait, unless the first was refused."""
        user = self.pick_member()
        for _ in range(2):
            self.slash("ask too soon", self.inputs.judged(), {}, user=user)

    def find(self) -> None:
        """Ask from a message's context menu."""
        asked, number = self.number_input(self.inputs.question())
        user, channel = self.pick_member(), self.rng.choice(self.channels)
        message = self.discord._new_message(channel, self.discord.user(self.pick_member()), {"content": asked.text})
        if "how_to_ask" in asked.wants:
            asked = Input(asked.text, asked.wants - {"how_to_ask"})
        command = self.discord.find_command(WORDS["find_name"], 3)
        data = {"target_id": message["id"], "resolved": {"messages": {message["id"]: message}}}
        data.update(id=command["id"], name=command["name"], type=command["type"])
        entry = self.make_entry(("find", "interaction"), user, channel, asked, number)
        expect_echo(entry)
        self.interact(entry, 2, data, channel)
        del self.discord.messages[message["id"]]

    def status(self, kind: str = "status", keys: frozenset[str] = frozenset({"answers_from"})) -> Entry | None:
        """Use a `/corpus` command as a member who may."""
        command = self.discord.find_command("corpus")
        options, _, _ = self.discord._build_options(command, [kind], {}, self.discord.user("admin"))
        entry = self.make_entry(
            (f"corpus {kind}", "corpus"), "admin", self.discord.general, Input("", keys), self.next_number()
        )
        entry.is_typed = False
        return self.interact(entry, 2, self.data_of(command, options), self.discord.general)

    def rebuild(self, keys: frozenset[str] = frozenset({"rebuilt"})) -> Entry | None:
        """Use `/corpus rebuild`."""
        return self.status("rebuild", keys)

    def type(self) -> None:
        """Type into an option with autocomplete."""
        command = self.discord.find_command("ask")
        user, channel = self.rng.choice(self.names), self.rng.choice(self.channels)
        option = self.rng.choice(("section", "document"))
        typed = self.inputs.typed()
        options, _, spec = self.discord._build_options(
            command, [], {"question": "x", option: typed}, self.discord.user(user), focused=option
        )
        entry = self.make_entry(("type", "typing"), user, channel, Input(typed, frozenset({"choices"})), self.next_number())
        entry.is_typed = False
        if self.interact(entry, 4, self.data_of(command, options), channel):
            entry.outcome.opt_type = spec["type"]

    def click(self) -> None:
        """Press a button of an earlier answer."""
        source = self.pick_answer()
        if source is None or source.message is None or source.message["id"] not in self.discord.messages:
            return
        message = source.message
        found = buttons(message)
        if not found:
            return
        is_own = bool(message["flags"] & 64) or message["channel_id"] not in {each["id"] for each in self.channels}
        user = source.user if is_own or self.rng.random() < 0.6 else self.pick_member()
        button = self.rng.choice(found)
        is_share = button.get("style") == 1
        echo = read(message).echo
        entry = self.make_entry(("share" if is_share else "click", "click"), user, self.discord.channels[message["channel_id"]],
                            Input(echo or source.echo), self.next_number())  # fmt: skip
        entry.message, entry.edition, entry.is_typed = message, source.edition, False
        entry.is_echo_whole = bool(echo) or source.is_echo_whole
        entry.wants = frozenset({"answer", "already_shared"}) if is_share else frozenset({"answer"})
        if is_share and entry.fault and (entry.fault.is_cut or entry.fault.silences):
            entry.fault = None
        data = {"custom_id": button["custom_id"], "component_type": 2, "id": button.get("id", 1)}
        self.interact(entry, 3, data, self.discord.channels[message["channel_id"]])

    # Messages

    def mention(self) -> None:
        """Send a message that mentions the bot."""
        self.say("mention", self.inputs.question(), self.pick_member(), self.rng.choice(self.channels))

    def write(self) -> None:
        """Send the bot a direct message."""
        user = self.pick_member()
        self.say("write", self.inputs.question(), user, self.discord.dm_channel(self.discord.user(user)), mentions=False)

    def reply(self) -> None:
        """Reply to an answer, which mentions the bot implicitly."""
        source = self.pick_answer()
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
            self.say("reply", self.inputs.question(), self.pick_member(), channel, mentions=False, reply_to=source.message)

    async def ask_in_a_row(self) -> None:
        """Send several messages of one member, one after another."""
        user, channel = self.pick_member(), self.rng.choice(self.channels)
        for _ in range(4):
            self.say("mention in a row", self.inputs.answerable(), user, channel)
            await asyncio.sleep(0.6)

    def chat(self) -> None:
        """Send a message that is not meant for the bot."""
        asked = Input(self.inputs.hostile().text.replace("<@", "<"), frozenset())
        self.say("chat", asked, self.pick_member(), self.rng.choice(self.channels), mentions=False)

    def post(self) -> None:
        """Open a forum post."""
        is_answered = self.rng.random() < 0.6
        asked = Input(ANSWERED) if is_answered else self.inputs.question()
        title = asked.text[:LONGEST_TITLE] or "?"
        user = self.pick_member()
        entry = self.make_entry(("post", "forum"), user, self.forum, Input(title), self.next_number())
        entry.is_owed, entry.is_typed = is_answered, False
        entry.wants = frozenset({"answer"})
        self.ledger.begin(entry)
        entry.asked = asyncio.get_running_loop().time()
        thread = self.town.post(self.forum, title, user)
        self.witness.posts[thread["id"]] = entry
