"""What members do: they ask in every way there is, press buttons, write to each other, and sometimes all at once."""

import asyncio
import random
from collections import deque
from collections.abc import Callable
from typing import Any

from tests.local_discord import Town, words_in
from tests.soak.cards import buttons, read
from tests.soak.entries import Entry
from tests.soak.faults import choose
from tests.soak.inputs import ANSWERED, LONGEST, LONGEST_TITLE, Input, Inputs, tag
from tests.soak.ledger import Ledger
from tests.soak.witness import Witness

LOCALES = ("en-US", "en-US", "en-US", "de", "fr", "es-ES", "ja", "pt-BR", "zh-CN", "ko")
RESTING = 7.0
"""Seconds that a member who has asked is left out, but by those actions that are about just that."""
PATIENCE = 10.0
"""Seconds that each of the first questions is waited for; whether it was answered, the books tell."""
KEPT = 150
"""Answers whose buttons are still pressed; some of the first ones are kept to the end."""
WORDS = words_in("en")
SECTIONS = ("Rooms", "Commerce > Taobao", "Logistics", "Ant Financial > Alipay")
TITLES = ("The House", "Alibaba Digital Economy Covid-19 Support Efforts")
MENTION_ROOM = 30
"""Characters that are left for the mention of the bot in a message."""


class Members:
    """A crowd that does things by chance; what each of them is owed goes into the books."""

    def __init__(self, town: Town, witness: Witness, inputs: Inputs, chance: random.Random, share: float) -> None:
        self.town, self.discord, self.witness, self.inputs, self.chance = town, town.discord, witness, inputs, chance
        self.ledger: Ledger = witness.ledger
        self.share = share
        """The part of what is asked that a fault of Discord's is planned for."""
        self.number = 0
        self.shown: deque[Entry] = deque(maxlen=KEPT)
        self.first: list[Entry] = []
        self.names = [f"user{number}" for number in range(320)]
        self._free_at: dict[str, float] = {}
        for name in self.names:
            self.discord.add_user(name, locale=chance.choice(LOCALES))
        self.channels = [self.discord.general, *(self.discord.add_channel(f"channel-{number}") for number in range(5))]
        self.forum = self.discord.add_channel("help", type=15)
        witness.on_answer = self._keep
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
            entry = self._slash("every word", Input(text), {"private": True})
            end = asyncio.get_running_loop().time() + PATIENCE
            while entry and not entry.responses and asyncio.get_running_loop().time() < end:
                await asyncio.sleep(0.02)
        self.share = share

    # By command

    def ask(self) -> None:
        """The command, before everyone, or in a direct message."""
        self._slash("ask", self.inputs.question(), {}, is_direct=self.chance.random() < 0.15)

    def ask_in_private(self) -> None:
        """With an answer that only the member sees."""
        self._slash("ask in private", self.inputs.question(), {"private": True})

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
        self._slash("ask in a part", asked, options)

    def ask_misnamed(self) -> None:
        """In a part that there is not."""
        option = self.chance.choice(("section", "document"))
        name = f"nowhere {self.inputs.hostile().text}"
        asked = Input(f"In a part: {self.inputs.judged().text}", frozenset({f"no_{option}"}))
        self._slash("ask in no part", asked, {option: name[:LONGEST]})

    def ask_too_much(self) -> None:
        """More than the client lets through, as a client of someone's own could."""
        length = self.chance.choice((2001, 3000, 6000))
        self._slash("ask too much", Input("x" * length, frozenset({"too_long"})), {})

    def ask_too_soon(self) -> None:
        """Twice at once; the second is told to wait, unless the first was turned away."""
        user = self._user()
        for _ in range(2):
            self._slash("ask too soon", self.inputs.judged(), {}, user=user)

    def find(self) -> None:
        """The entry in a message's menu."""
        asked, number = self._next(self.inputs.question())
        user, channel = self._user(), self.chance.choice(self.channels)
        message = self.discord._new_message(channel, self.discord.user(self._user()), {"content": asked.text})
        if "how_to_ask" in asked.wants:
            asked = Input(asked.text, frozenset({"empty"}))
        command = self.discord.find_command(WORDS["find_name"], 3)
        data = {"target_id": message["id"], "resolved": {"messages": {message["id"]: message}}}
        data.update(id=command["id"], name=command["name"], type=command["type"])
        entry = self._entry(("find", "interaction"), user, channel, asked, number)
        self._interact(entry, 2, data, channel)
        del self.discord.messages[message["id"]]

    def status(self, kind: str = "status", keys: frozenset[str] = frozenset({"answers_from"})) -> Entry | None:
        """A command of those who keep the documents, by somebody who may."""
        command = self.discord.find_command("corpus")
        options, _, _ = self.discord._build_options(command, [kind], {}, self.discord.user("admin"))
        entry = self._entry((f"corpus {kind}", "corpus"), "admin", self.discord.general, Input("", keys), self._count())
        entry.is_typed = False
        return self._interact(entry, 2, self._data(command, options), self.discord.general)

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
        entry = self._entry(("type", "typing"), user, channel, Input(typed, frozenset({"choices"})), self._count())
        entry.is_typed = False
        if self._interact(entry, 4, self._data(command, options), channel):
            entry.outcome.opt_type = spec["type"]

    def click(self) -> None:
        """A button of an earlier answer."""
        source = self._source()
        if source is None or source.message is None or source.message["id"] not in self.discord.messages:
            return
        message = source.message
        found = buttons(message)
        if not found:
            return
        is_own = bool(message["flags"] & 64) or message["channel_id"] not in {each["id"] for each in self.channels}
        user = source.user if is_own or self.chance.random() < 0.6 else self._user()
        button = self.chance.choice(found)
        is_share = button.get("style") == 1
        entry = self._entry(("share" if is_share else "click", "click"), user, self.discord.channels[message["channel_id"]],
                            Input(read(message).echo), self._count())  # fmt: skip
        entry.message, entry.edition, entry.is_typed = message, source.edition, False
        entry.wants = frozenset({"answer", "already_shared"}) if is_share else frozenset({"answer"})
        if is_share and entry.fault and (entry.fault.is_cut or entry.fault.silences):
            entry.fault = None
        data = {"custom_id": button["custom_id"], "component_type": 2, "id": button.get("id", 1)}
        self._interact(entry, 3, data, self.discord.channels[message["channel_id"]])

    # By messages

    def mention(self) -> None:
        """A message that mentions the bot."""
        self._say("mention", self.inputs.question(), self._user(), self.chance.choice(self.channels))

    def write(self) -> None:
        """A direct message."""
        user = self._user()
        self._say("write", self.inputs.question(), user, self.discord.dm_channel(self.discord.user(user)), mentions=False)

    def reply(self) -> None:
        """A reply to an answer, which mentions the bot by itself."""
        source = self._source()
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
            self._say("reply", self.inputs.question(), self._user(), channel, mentions=False, reply_to=source.message)

    async def ask_in_a_row(self) -> None:
        """One member, one message after another."""
        user, channel = self._user(), self.chance.choice(self.channels)
        for _ in range(4):
            self._say("mention in a row", self.inputs.answerable(), user, channel)
            await asyncio.sleep(0.6)

    def chat(self) -> None:
        """Members among themselves, which is none of the bot's business."""
        asked = Input(self.inputs.hostile().text.replace("<@", "<"), frozenset())
        self._say("chat", asked, self._user(), self.chance.choice(self.channels), mentions=False)

    def post(self) -> None:
        """A new post in a forum."""
        is_answered = self.chance.random() < 0.6
        asked = Input(ANSWERED) if is_answered else self.inputs.question()
        title = asked.text[:LONGEST_TITLE] or "?"
        user = self._user()
        entry = self._entry(("post", "forum"), user, self.forum, Input(title), self._count())
        entry.is_owed, entry.is_typed = is_answered, False
        entry.wants = frozenset({"answer"})
        self.witness.expect_post(entry)
        entry.asked = asyncio.get_running_loop().time()
        thread = self.town.post(self.forum, title, user)
        self.witness.posts[thread["id"]] = entry

    # What is common to these

    def _slash(
        self, kind: str, asked: Input, options: dict[str, Any], *, user: str = "", is_direct: bool = False
    ) -> Entry | None:
        user = user or self._user()
        there = self.discord.user(user)
        channel = self.discord.dm_channel(there) if is_direct else self.chance.choice(self.channels)
        asked, number = self._next(asked)
        if "how_to_ask" in asked.wants:
            asked = Input(asked.text or " ", frozenset({"empty"}))
        command = self.discord.find_command("ask")
        values = {"question": asked.text, **options}
        spoken, _, _ = self.discord._build_options(command, [], values, there, strict=False)
        entry = self._entry((kind, "interaction"), user, channel, asked, number)
        return self._interact(entry, 2, self._data(command, spoken), channel)

    def _say(self, kind: str, asked: Input, user: str, channel: dict[str, Any], **said: Any) -> Entry:
        """A message; it mentions the bot unless it `mentions` nobody, or is a reply to an answer (`reply_to`)."""
        reply_to = said.get("reply_to")
        asked, number = self._next(asked, LONGEST - MENTION_ROOM)
        content = f"<@{self.discord.app_id}> {asked.text}" if said.get("mentions", True) else asked.text
        body: dict[str, Any] = {"content": content}
        if reply_to is not None:
            body["message_reference"] = {"message_id": reply_to["id"], "channel_id": reply_to["channel_id"]}
        entry = self._entry((kind, "message"), user, channel, asked, number)
        if "<" in asked.text:
            entry.echo, entry.is_echo_whole = tag(number), False
        entry.is_owed = bool(asked.wants)
        entry.message = self.discord._new_message(channel, self.discord.user(user), body)
        self.witness.questions[entry.message["id"]] = entry
        entry.asked = asyncio.get_running_loop().time()
        self.ledger.begin(entry)
        self.discord._message_event("MESSAGE_CREATE", entry.message)
        return entry

    def _interact(self, entry: Entry, kind: int, data: dict[str, Any], channel: dict[str, Any]) -> Entry | None:
        """Send an interaction; nobody can while the bot is away."""
        if not self.discord.ready.is_set():
            return None
        user = self.discord.user(entry.user)
        entry.outcome = self.discord._interaction(entry.kind, kind, str(entry.number), data, user, channel, entry.message)
        entry.asked = entry.outcome.started
        self.witness.tokens[entry.outcome.token] = entry
        return self.ledger.begin(entry)

    def _entry(self, names: tuple[str, str], user: str, channel: dict[str, Any], asked: Input, number: int) -> Entry:
        (kind, way), now = names, asyncio.get_running_loop().time()
        entry = Entry(number, kind, way, user, channel["id"], now, asked.wants, asked.text, topic=asked.topic)
        if kind == "find" and "<" in asked.text:
            entry.echo, entry.is_echo_whole = tag(number), False
        if "answer" in asked.wants or way == "corpus":
            entry.fault = choose(way, self.share, self.chance)
        self._free_at[user] = now + RESTING
        return entry

    def _data(self, command: dict[str, Any], options: list[dict[str, Any]]) -> dict[str, Any]:
        return {"id": command["id"], "name": command["name"], "type": 1, "options": options}

    def _next(self, asked: Input, longest: int = LONGEST) -> tuple[Input, int]:
        number = self._count()
        return asked.tagged(number, longest), number

    def _count(self) -> int:
        self.number += 1
        return self.number

    def _user(self) -> str:
        """A member who has not asked of late."""
        now = asyncio.get_running_loop().time()
        free = [name for name in self.names if self._free_at.get(name, 0.0) <= now]
        return self.chance.choice(free or self.names)

    def _source(self) -> Entry | None:
        """An earlier answer: a recent one, or one from the beginning."""
        if self.first and self.chance.random() < 0.2:
            return self.chance.choice(self.first)
        return self.chance.choice(self.shown) if self.shown else None

    def _keep(self, entry: Entry, message: dict[str, Any]) -> None:
        """Keep an answer for its buttons."""
        kept = Entry(entry.number, entry.kind, entry.way, entry.user, entry.place, entry.asked, entry.wants)
        kept.message, kept.edition = message, self.ledger.documents.in_use_at(entry.asked)
        if len(self.first) < KEPT // 5:
            self.first.append(kept)
        self.shown.append(kept)

    def kept_messages(self) -> set[str]:
        """The messages that are still of use."""
        return {entry.message["id"] for entry in (*self.shown, *self.first) if entry.message}
