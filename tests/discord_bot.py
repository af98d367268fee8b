"""The bot in a Discord simulated by SimCord: a server, two members, and what they see.

A test module takes the fixtures it needs by name: `town, handbook = discord_bot.town, discord_bot.handbook`.
"""

import asyncio
import contextvars
import logging
import re
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace

import msgspec
import pytest
from simcord.components import walk_components
from simcord.env import Env

from bot.chat.answering import CooldownError, GoneError
from bot.chat.client import FootnoteBot
from bot.chat.desk import PATIENCE_SECONDS, BusyError, ClosedError, Desk
from bot.chat.services import make_services
from bot.record.entries import RecordError
from bot.record.places import Place
from bot.record.store import Record
from bot.rendering.cards import AMBER, GREEN, RED
from bot.rendering.texts import Translations
from index.answering.confidence import Decision
from index.answering.searcher import Searcher
from index.building import build
from index.errors import UsageError
from index.settings import DiscordSettings, load_settings
from tests.conftest import write_project
from tests.fakes import FakeEncoder

HANDBOOK = """# Handbook

- Welcome to the sailing club.

## Joining

### How to apply

- Send a letter to the harbour master.
- The letter needs a stamp and a signature.
- Whoever forgets the stamp hears nothing for nine days.

### Fees

- Membership costs twelve crowns a year.

## Rules

- No fires on the pier.
- Loud music is for @everyone, said <@1>, <@&2> and the **captain** of <#3>.

## Empty
"""
QUESTIONS = "# Questions\n\n## Rules\n\n- Fires on the pier mean a ban for a week.\n\n## Boats\n\n- A boat has two oars.\n"
DOCUMENTS = {"handbook.md": HANDBOOK, "sub/questions.md": QUESTIONS}
STAMP = "Does the letter need a stamp?"
"""A question that shares most words with `STAMP_PASSAGE`."""
STAMP_PASSAGE = "The letter needs a stamp and a signature."
COLOURS = {"answer": GREEN, "suggestions": AMBER, "none": RED}
THRESHOLDS = {"answer": Decision(0.0, 0.0), "suggestions": Decision(2.0, 0.0), "none": Decision(2.0, 2.0)}
"""Thresholds that lead to one outcome at any confidence."""
REFUSALS = (UsageError, CooldownError, BusyError, ClosedError, GoneError)
"""Errors that members can cause. Any other error that reaches the bot's last resort fails a test that did not expect it."""


def index(folder, documents=DOCUMENTS, config=""):
    """Write documents to a folder, index them with the fake encoder, and open the index."""
    settings = write_project(folder, documents, config)
    build(settings, encoder=FakeEncoder())
    return Searcher.open(settings, FakeEncoder())


def with_outcome(searcher, outcome):
    """Return the same searcher, but with every answer decided as one outcome."""
    return replace(
        searcher, judge=replace(searcher.judge, calibration=replace(searcher.judge.calibration, decision=THRESHOLDS[outcome]))
    )


class Hooked:
    """A searcher that calls a hook before each question and each passage lookup."""

    def __init__(self, searcher, first: Callable[[], object]):
        self._searcher, self._first = searcher, first

    def __getattr__(self, name):
        return getattr(self._searcher, name)

    def in_server(self, name):
        return self

    def ask(self, *question, **limits):
        self._first()
        return self._searcher.ask(*question, **limits)

    @property
    def index(self):
        self._first()
        return self._searcher.index


class PromptQueue:
    """The queue of a record without its thread: everything is written at once."""

    def __init__(self, work):
        self.work, self.lost, self.problem = work, 0, None

    def start(self):
        pass

    def put(self, entry):
        self.submit(lambda: self.work.write([entry]))

    def submit(self, call):
        future = Future()
        try:
            future.set_result(call())
        except RecordError as error:
            self.problem = error
            future.set_exception(error)
        return future

    def close(self, seconds):
        pass


def prompt_record(folder, days=90):
    """Open a record in a folder that writes everything at once."""
    record = Record(Place.of_file(folder / "record.db"), days)
    record._queue = PromptQueue(record)
    return record


class BriskEnv(Env):
    """SimCord with more frequent checks for whether the bot is done; waiting between them is most of a test's time."""

    async def _settle_internal(self, **named):
        await super()._settle_internal(**{**named, "idle": 0.003})


class ObservedDesk(Desk):
    """A desk whose thread does not hold up SimCord, so that a test sees what happens while it works."""

    def __init__(self, searcher, places, env):
        super().__init__(searcher, places)
        self._env = env

    def submit(self, work, begin=None):
        ticket = contextvars.Context().run(super().submit, work, begin)
        return replace(ticket, result=asyncio.ensure_future(self._bring(ticket.result)))

    async def _bring(self, future):
        return await self._env.external_wait(future, reason="the answering thread works")


@dataclass(frozen=True)
class Shown:
    """A message as a reader sees it: the buttons that can be pressed, with their ids, and the disabled ones (`off`)."""

    colour: int | None
    text: str
    buttons: list[tuple[str, str]]
    off: list[str]

    @property
    def labels(self):
        return [label for label, _ in self.buttons]

    @property
    def words(self):
        """The text without the bold marks of highlights."""
        return self.text.replace("**", "")


class Town:
    """A server with the bot, a channel and two members, Ann and Ben."""

    def __init__(self, searcher, record=None):
        self.decided = searcher
        self.record = record
        self.now = 0.0
        self.expected: tuple[type[BaseException], ...] = REFUSALS
        self.forged: dict[str, object] = {}
        self.texts = Translations.load().for_locale("en")
        self.desks: list[Desk] = []

    async def start(self, **settings):
        self.env = BriskEnv(self._bot(**settings), shard_count=1, check_errors=False)
        self._patch_simcord()
        await self.env.start()
        self.guild = self.env.create_guild()
        self.channel = self.guild.create_text_channel("general")
        self.ann = self.guild.add_member(self.env.create_user("ann"))
        self.ben = self.guild.add_member(self.env.create_user("ben"))

    def _bot(self, translations=None, *, observed=False, **overrides):
        settings = msgspec.convert({"cooldown": 0.0, **overrides}, DiscordSettings)
        desk = ObservedDesk(self.decided, settings.waiting, self.env) if observed else Desk(self.decided, settings.waiting)
        self.desks.append(desk)
        config = load_settings(self.decided.generation.folder.path.parent / "config.yaml")
        project = msgspec.structs.replace(config, discord=settings, top=3)
        texts = translations or Translations.load()
        services = make_services(project, desk, texts, clock=lambda: self.now, record=self.record)
        return FootnoteBot(services)

    async def restart(self, **settings):
        """Stop the bot and start a new one, with the settings given."""
        await self.env.restart_bot(self._bot(**settings))

    async def close(self):
        try:
            await self.env.shutdown()
        finally:
            for desk in self.desks:
                desk.stop()
        errors = [getattr(error, "original", error) for error in self.env.errors]
        assert [error for error in errors if not isinstance(error, self.expected)] == []
        assert pings(self.env.http_requests) == []

    def _patch_simcord(self):
        """Overwrite fields of each interaction with those in `forged`."""
        backend = self.env.backend
        emit = backend.emit

        def forge(event, payload):
            emit(event, {**payload, **self.forged} if event == "INTERACTION_CREATE" else payload)

        backend.emit = forge

    @property
    def bot(self):
        return self.env.bot

    @property
    def me(self):
        return f"<@{self.env.bot.user.id}>"

    @property
    def searcher(self):
        return self.bot.services.answering.desk.searcher

    @searcher.setter
    def searcher(self, searcher):
        self.decided = self.bot.services.answering.desk.searcher = searcher

    def decide(self, outcome):
        """Make every answer of the bot one outcome."""
        self.searcher = with_outcome(self.searcher, outcome)

    async def ask(self, question=STAMP, by=None, channel=None, **options):
        """Use `/ask` in the channel."""
        return await (by or self.ann).slash(channel or self.channel, "ask", question=question, **options)

    async def press(self, message, label, by=None, *, nth=0):
        """Press the button with this label, the `nth` if there are several."""
        buttons = [button for name, button in self.shown(message).buttons if name == label]
        return await (by or self.ann).click(message, custom_id=buttons[nth])

    def stored(self, message):
        """Return a message as Discord stores it now."""
        channel = message.channel_id if hasattr(message, "channel_id") else message.channel.id
        return self.env.backend.get_message(channel, message.id)

    def shown(self, message) -> Shown:
        """Return what a reader sees of a message now."""
        return read(self.stored(message).components)

    def messages(self, channel=None):
        """Return the bot's public messages in a channel, oldest first."""
        history = (channel or self.channel).history()
        return [found for found in history if found.author.id == self.bot.user.id and not found.flags.ephemeral]

    def dms_to(self, member):
        """Return the texts of the bot's direct messages to a member, oldest first."""
        return [strip_request_id(self.shown(message).text) for message in self.messages(member.user.dm_channel)]

    def is_refusal(self, asked, words):
        """Return whether the only response to an interaction is a private one with these words."""
        answers = [answer for answer in (asked.response, *asked.followups) if answer]
        return [(answer.ephemeral, strip_request_id(self.shown(answer).text)) for answer in answers] == [(True, words)]

    def fail(self, error, gate=None):
        """Make the searcher raise an error, once `gate` is open if one is given."""

        def fail():
            if gate:
                gate.wait(10)
            raise error

        self.expected = (*self.expected, type(error))
        self.searcher = Hooked(self.decided, fail)

    def requests(self, method, ending):
        """Return the bot's requests whose path ends with `ending`."""
        return [found for found in self.env.http_requests if found.method == method and found.path.endswith(ending)]

    async def type(self, content):
        """Write in the channel as Ann, at any length; members of SimCord type at most 2,000 characters."""
        message = self.env.backend.prepare_message(self.channel.id, self.ann.id, content[:2000])
        message.content = content
        self.env.backend.commit_message(message)
        await self.env.settle()
        return next(found for found in self.channel.history() if found.id == message.id)

    async def wait_for_deferral(self):
        """Let enough time pass for the bot to announce that an answer takes longer."""
        await self.env.advance_time(PATIENCE_SECONDS)

    async def wait_for_answers(self):
        """Wait for the answering thread, and for what the bot does with its answers."""
        while self.bot.services.answering.desk.pending:
            await asyncio.sleep(0.005)
        await self.env.settle()

    @contextmanager
    def holding_answers(self):
        """Hold answers back until the block ends or the event it yields is set."""
        gate, searcher = threading.Event(), self.searcher
        self.searcher = Hooked(searcher, lambda: gate.wait(10))
        try:
            yield gate
        finally:
            gate.set()
            self.searcher = searcher


def read(components) -> Shown:
    """Return what Discord shows of the components of a message."""
    found = list(walk_components(components))
    buttons = [part for part in found if part["type"] == 2]
    return Shown(
        next((part.get("accent_color") for part in found if part["type"] == 17), None),
        "\n".join(part["content"] for part in found if part["type"] == 10),
        [(part["label"], part["custom_id"]) for part in buttons if "custom_id" in part and not part.get("disabled")],
        [part["label"] for part in buttons if part.get("disabled")],
    )


def strip_request_id(text):
    """Strip the request id that follows the text of an error."""
    return re.sub(r" \([0-9a-f]{8}\)$", "", text)


def pings(requests):
    """Return the message bodies that let Discord notify someone, as far as the bot's permissions allow."""
    bodies = [body for request in requests for body in _bodies(request.json)]
    return [body for body in bodies if not _is_quiet(body.get("allowed_mentions"))]


def _bodies(sent):
    """Return the message in a request body: the body itself, or the data of an interaction response."""
    if isinstance(sent, dict) and "title" in sent and "custom_id" in sent:
        return []  # a form, which is no message
    if isinstance(sent, dict) and ("components" in sent or "content" in sent or "embeds" in sent):
        return [sent]
    return _bodies(sent.get("data")) if isinstance(sent, dict) else []


def _is_quiet(allowed):
    return allowed is not None and allowed.get("parse") == [] and not any(allowed.get(key) for key in allowed if key != "parse")


@asynccontextmanager
async def open_town(searcher, record=None, **settings):
    """Run a town whose bot answers from a searcher and perhaps keeps a record, and close it at the end."""
    town = Town(searcher, record)
    await town.start(**settings)
    try:
        yield town
    finally:
        await town.close()


@pytest.fixture(scope="module")
def handbook(tmp_path_factory):
    """A searcher for the documents above."""
    return index(tmp_path_factory.mktemp("handbook"))


@pytest.fixture
async def town(handbook):
    """A town whose bot always answers."""
    async with open_town(with_outcome(handbook, "answer")) as town:
        yield town


@pytest.fixture
def record(tmp_path):
    """A record that writes everything at once, and has written already."""
    record = prompt_record(tmp_path)
    record.tidy()
    yield record
    record.close()


@pytest.fixture
async def recording_town(handbook, record):
    """A town whose bot always answers, and keeps a record."""
    async with open_town(with_outcome(handbook, "answer"), record) as town:
        yield town


@pytest.fixture
def log(caplog):
    """Return the records of the bot's own loggers at a level."""
    caplog.set_level(logging.INFO, logger="bot")
    return lambda level: [found for found in caplog.records if found.name.startswith("bot.") and found.levelno == level]
