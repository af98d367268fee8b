"""The real bot in a process of its own, connected to a local Discord: `../shared/discord/fakediscord.py`."""

import asyncio
import contextlib
import copy
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from functools import cache
from itertools import dropwhile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from bot.rendering.answer_cards import DELETE_SIGN
from bot.rendering.markdown import ELLIPSIS
from index.building import build
from index.settings import Settings, load_settings
from index.storing.index_folder import IndexFolder
from tests.conftest import ROOT, SHARED, share_model
from tests.forkserver import fork_server

SERVE = (sys.executable, "-m", "bot", "serve")
LOG_LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?P<level>INFO|WARNING|ERROR) +\S.*")
MESSAGE_CONTENT = 1 << 15
PRIVILEGED = 1 << 1 | 1 << 8 | MESSAGE_CONTENT
"""Intents that need approval by Discord: members, presences and message content."""
TEXT, FORUM, THREAD, GROUP = 0, 15, 11, 3
"""Channel types."""
TEXT_DISPLAY, BUTTON, CONTAINER = 10, 2, 17
"""Component types."""
LINK = 5
"""The style of a button that opens a URL."""
SHUTDOWN_SECONDS = 10.0
"""Seconds the bot gets to shut down, as with `docker stop`."""
WAIT_SECONDS = 60.0
"""Seconds after which whatever is awaited must have happened, however busy the machine is."""
ACK_SECONDS = 3.0
"""Seconds that Discord waits for the first response to an interaction."""
BUSY_ACK_SECONDS = 20.0
"""Seconds that the local Discord waits, as the machine also runs other tests; `make bench-discord` holds Discord's limit."""
INTERACTION_TOKEN = "aW50ZXJhY3Rpb24"  # noqa: S105  # start of every interaction token, local or real
QUOTE = "200,000 farmers"
SEVERAL = "I am new to selling on Lazada, do they teach you how to get more visitors?"
UNSURE = "Who helps musicians online?"
ABSENT = "Do you give refunds for yachts?"
"""Part of the answer to the question of the tests, and questions that get several pages, suggestions, and no answer."""


def fakediscord() -> ModuleType:
    """Load the module of the local Discord, or skip the test."""
    folder = SHARED / "discord"
    for name in ("fakediscord.py", "openapi.json"):
        if not (folder / name).is_file():
            pytest.skip(f"../shared/discord/{name} is not here: there is no Discord to run the bot in")
    return _load(folder / "fakediscord.py")


@pytest.fixture(scope="session", autouse=True)
def needs_discord() -> None:
    """Skip the tests of a module that takes this, before anything is built, if there is no local Discord."""
    fakediscord()


@cache
def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("fakediscord", path)
    assert spec
    assert spec.loader
    module = sys.modules["fakediscord"] = importlib.util.module_from_spec(spec)  # its dataclasses look up their module there
    spec.loader.exec_module(module)
    module.asyncio = _Forking()
    return module


class _Forking:
    """The asyncio of the local Discord, with `footnote serve` in a forked process, which has imported all libraries."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    @staticmethod
    async def create_subprocess_exec(*command: str, env: Mapping[str, str], cwd: str | None, limit: int, **options: Any) -> Any:
        usual = environment()
        is_usual = all(usual.get(name) == value for name, value in env.items() if name.startswith("PYTHON"))
        if command[: len(SERVE)] != SERVE or not is_usual:
            return await asyncio.create_subprocess_exec(*command, env=env, cwd=cwd, limit=limit, **options)
        folder = Path(cwd or ".").resolve()
        return await fork_server(ROOT).start(command[3:], cwd=folder, environment=env, limit=limit)


@cache
def _schema(fake: ModuleType) -> Any:
    """Load Discord's OpenAPI description; cached, because it takes a second."""
    return fake.OpenApi(SHARED / "discord" / "openapi.json")


def new_discord(ack_seconds: float = BUSY_ACK_SECONDS, **options: Any) -> Any:
    """Return a fresh local Discord that validates every request body, and waits this long for first responses."""
    fake = fakediscord()
    discord = fake.FakeDiscord(**options)
    discord.openapi = _schema(fake)
    discord.ACK_LIMIT = ack_seconds
    return discord


def words_in(language: str) -> dict[str, str]:
    """Return the bot's words in a language, from its translation file."""
    path = ROOT / "bot" / "rendering" / "translations" / f"{language}.yaml"
    words: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return words


def write_config(folder: Path, shipped: Settings, record: str | None = None, **discord: Any) -> None:
    """Write the shipped config.yaml with other Discord settings and perhaps a record, for the shipped index."""
    tree = yaml.safe_load((shipped.root / "config.yaml").read_text(encoding="utf-8"))
    tree.update(index=str(shipped.index_folder), discord={**tree["discord"], **discord})
    if record:
        tree["record"] = {"database": record}
    (folder / "config.yaml").write_text(yaml.safe_dump(tree), encoding="utf-8")


def own_project(folder: Path, shipped: Settings, **extra: Any) -> Settings:
    """Build a project of the shipped corpus that can be edited and rebuilt, with other settings and the compiled model.

    The build finds the encodings of the shipped passages, as after an interrupted build, so that it need not run the model.
    """
    folder.mkdir()
    (document,) = shipped.documents
    (folder / "page.md").write_bytes((shipped.root / document.path).read_bytes())
    tree = yaml.safe_load((shipped.root / "config.yaml").read_text(encoding="utf-8"))
    tree.update(documents=[{"path": str(folder / "page.md")}], **extra)
    (folder / "config.yaml").write_text(yaml.safe_dump(tree), encoding="utf-8")
    settings = load_settings(folder / "config.yaml")
    share_model(shipped, settings.index_folder)
    shutil.copytree(IndexFolder(shipped.index_folder).segments, IndexFolder(settings.index_folder).segments)
    build(settings)
    return settings


def environment(**variables: str) -> dict[str, str]:
    """Return the environment of the bot's process, apart from its token and Discord's address."""
    return {"PYTHONPATH": str(ROOT), "FOOTNOTE_CONFIG": "", "HF_HUB_OFFLINE": "1", "PYTHONUNBUFFERED": "1", **variables}


async def serve_until_exit(folder: Path, *flags: str, **variables: str) -> tuple[int, list[str]]:
    """Run `serve` until it exits by itself; return the exit code and the lines on standard error."""
    known = {key: value for key, value in os.environ.items() if key not in {"DISCORD_TOKEN", "FOOTNOTE_DISCORD_API"}}
    known.update(environment(**variables))

    def run() -> subprocess.CompletedProcess[str]:
        return fork_server(ROOT).run(("serve", *flags), cwd=folder, typed="", environment=known)

    done = await asyncio.wait_for(asyncio.to_thread(run), WAIT_SECONDS)
    return done.returncode, done.stderr.splitlines()


async def eventually(
    is_so: Callable[[], object], seconds: float = WAIT_SECONDS, failure: str = "the condition never became true"
) -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, failure
        await asyncio.sleep(0.02)


def components(shown: Mapping[str, Any], kind: int) -> list[dict[str, Any]]:
    """Return the components of one type in a message, from top to bottom."""
    walk = fakediscord().walk_components
    return [component for component in walk(shown.get("components") or []) if component["type"] == kind]


def unbold(markdown: str) -> str:
    """Return a text without the bold marks of highlights."""
    return markdown.replace("**", "")


def text(shown: Mapping[str, Any]) -> str:
    """Return the full text of a message."""
    return "\n".join([shown.get("content") or "", *(part["content"] for part in components(shown, TEXT_DISPLAY))]).strip()


def labels(shown: Mapping[str, Any]) -> list[str]:
    """Return the labels of the buttons that can be pressed, apart from the one that deletes a public answer."""
    pressable = [part["label"] for part in components(shown, BUTTON) if not part.get("disabled") and part["style"] != LINK]
    return [label for label in pressable if label != DELETE_SIGN]


def colour(shown: Mapping[str, Any]) -> int:
    """Return the accent colour of a message."""
    (container,) = components(shown, CONTAINER)
    found: int = container["accent_color"]
    return found


class Town:
    """A server with members and the bot, and a count of the messages the bot owes them.

    `owed` counts the new messages the bot should have sent so far, `steps` the actions of members.
    """

    def __init__(self, discord: Any) -> None:
        self.discord = discord
        self.owed = 0
        self.steps = 0
        self._expected_logs: list[str] = []

    # Actions of members.

    async def ask(self, question: str, user: str = "alice", *, owed: int = 1, **extra: Any) -> Any:
        """Use `/ask`."""
        options = {name: extra.pop(name) for name in ("section", "document", "private", "for") if name in extra}
        doing = self.discord.slash("ask", {"question": question, **options}, user=user, **{"settle": 0.05, **extra})
        return await self._do(owed, doing)

    async def corpus(self, command: str, user: str = "admin", *, owed: int = 1, **extra: Any) -> Any:
        """Use a `/corpus` command."""
        return await self._do(owed, self.discord.slash(f"corpus {command}", user=user, **{"settle": 0.05, **extra}))

    async def find(self, message: Any, user: str = "alice", *, owed: int = 1, **extra: Any) -> Any:
        """Use the bot's entry in a message's context menu."""
        name = words_in("en")["find_name"]
        return await self._do(owed, self.discord.context_menu(name, message=message, user=user, **{"settle": 0.05, **extra}))

    async def say(self, words: str, user: str = "alice", *, owed: int = 1, **extra: Any) -> Any:
        """Send a message that the bot replies to, or ignores if it owes nothing."""
        waiting = {"settle": 0.05, "timeout": 20.0 if owed else 0.3, "expect_reply": bool(owed)}
        return await self._do(owed, self.discord.say(words, user=user, **{**waiting, **extra}))

    async def mention(self, words: str, user: str = "alice", **extra: Any) -> Any:
        """Send a message that starts with a mention of the bot."""
        return await self.say(words, user, mention=True, **extra)

    async def write(self, words: str, user: str = "alice", **extra: Any) -> Any:
        """Send a direct message to the bot."""
        return await self.say(words, user, dm=True, **extra)

    async def mention_for_notice(self, words: str, user: str, **extra: Any) -> str:
        """Mention the bot where it answers with one direct message only, and return the text of that message."""
        private = self.discord.dm_channel(self.discord.user(user))
        before = len(self.written_in(private))
        answered = await self.mention(words, user, owed=0, **extra)
        assert not answered.messages
        self.owed += 1
        await eventually(lambda: len(self.written_in(private)) > before)
        return text(self.written_in(private)[-1])

    async def click(self, on: Any, label: str, user: str | None = None, *, owed: int = 0, **extra: Any) -> Any:
        """Click the button with this label."""
        return await self._do(owed, self.discord.click(on, label=label, user=user, **{"settle": 0.05, **extra}))

    async def share(self, on: Any, user: str | None = None) -> tuple[Any, dict[str, Any]]:
        """Share a private answer; return the click and the public message."""
        clicked = await self.click(on, "Share", user, owed=1)
        await eventually(lambda: clicked.followups)
        (shared,) = clicked.followups
        return clicked, shared

    async def type(self, option: str, typed: str, user: str = "alice") -> list[str]:
        """Return the choices offered while an option is typed."""
        seen = await self._do(0, self.discord.autocomplete("ask", option, typed, {"question": "x"}, user=user, timeout=20.0))
        assert seen.error is None
        assert all(choice["name"] == choice["value"] for choice in seen.choices)
        return [choice["value"] for choice in seen.choices]

    async def crowd(self, ask: Callable[[int], Awaitable[Any]], size: int = 20) -> list[Any]:
        """Run `size` actions at once."""
        return list(await asyncio.gather(*(ask(number) for number in range(size))))

    def post(
        self, forum: dict[str, Any], title: str, user: str = "alice", body: str = "Thank you!", *, owed: int = 0
    ) -> dict[str, Any]:
        """Create a forum post and its first message, announced one right after the other as by Discord."""
        self.owed += owed
        self.steps += 1
        discord, owner = self.discord, self.discord.user(user)
        now = "2026-01-01T00:00:00+00:00"
        thread = {
            "id": discord.snowflake(), "type": THREAD, "guild_id": discord.guild_id, "parent_id": forum["id"], "name": title,
            "owner_id": owner["id"], "last_message_id": None, "message_count": 0, "member_count": 1, "flags": 0,
            "total_message_sent": 0, "rate_limit_per_user": 0, "applied_tags": [],
            "thread_metadata": {"archived": False, "auto_archive_duration": 1440, "archive_timestamp": now,
                                "locked": False, "create_timestamp": now},
        }  # fmt: skip
        discord.channels[thread["id"]] = thread
        discord.dispatch("THREAD_CREATE", {**thread, "newly_created": True})
        first = discord._new_message(thread, owner, {"content": body})
        del discord.messages[first["id"]]
        first["id"] = thread["id"]  # a post and its first message share an id
        discord.messages[first["id"]] = first
        discord._message_event("MESSAGE_CREATE", first)
        return thread

    async def _do(self, owed: int, doing: Awaitable[Any]) -> Any:
        self.steps += 1
        self.owed += owed
        done = await doing
        if done.deferred and done.message:
            await self._follow(done)
        return done

    @staticmethod
    async def _follow(done: Any) -> None:
        """Wait until a public deferred response that a private message replaces is replaced, and take that message for it."""
        await eventually(lambda: done.deleted or text(done.message) != ELLIPSIS)
        if done.deleted and done.followups:
            done.message = done.followups.pop(0)

    @contextlib.contextmanager
    def outside(self, kind: int) -> Iterator[None]:
        """Make members call the bot, installed for themselves, where it is not a member: another server, or a group chat.

        `FakeDiscord` has only one server, so its interactions are rewritten.
        """
        dispatch, place = self.discord.dispatch, self.discord.snowflake()

        def elsewhere(event: str, data: Any, intent: int = 0) -> Any:
            if event == "INTERACTION_CREATE":
                data = copy.deepcopy(self.discord.pub(data))
                user = data["member"]["user"]
                data.update(channel_id=place, app_permissions="0", authorizing_integration_owners={"1": user["id"]})
                if kind == GROUP:
                    del data["guild_id"], data["guild"], data["member"]
                    data.update(user=user, context=2)
                    data["channel"] = {
                        "id": place,
                        "type": GROUP,
                        "name": "friends",
                        "recipients": [user],
                        "owner_id": user["id"],
                    }
                else:
                    data.update(guild_id=place, guild={**data["guild"], "id": place})
                    data["channel"].update(id=place, guild_id=place)
            return dispatch(event, data, intent)

        self.discord.dispatch = elsewhere
        try:
            yield
        finally:
            self.discord.dispatch = dispatch

    # Events that the bot has to cope with.

    def fail(self, path: str, **extra: Any) -> dict[str, Any]:
        """Make the next calls to a path fail or take long; return the fault, which counts down."""
        self.discord.fail(path, **extra)
        fault: dict[str, Any] = self.discord.faults[-1]
        return fault

    @contextlib.contextmanager
    def breaking_rules(self, *rules: str) -> Iterator[None]:
        """Expect the bot to break exactly these rules of Discord within the block, because it is forced to."""
        before = len(self.discord.violations)
        yield
        new = self.discord.violations[before:]
        assert {violation["rule"] for violation in new} == set(rules)
        for violation in new:
            violation["expected"] = True

    async def expect_log(self, pattern: str) -> None:
        """Wait until the log has a matching line, and allow it."""
        self._expected_logs.append(pattern)
        await eventually(
            lambda: any(re.search(pattern, line) for line in self.log()), failure=f"no line of the log matches {pattern!r}"
        )

    async def restart(self) -> int:
        """Restart the bot's process and keep all messages; return how many calls Discord had received before.

        `FakeDiscord.restart_bot` waits until commands are registered, which never happens if they have not changed.
        """
        assert await self.end() == 0
        before = len(self.discord.calls)
        for session in self.discord.sessions.values():
            session["dead"] = True
        command, options = self.discord._run_args
        await self.discord.run_bot(command, **options)
        assert await self.discord.wait_ready(30, commands=False)
        return before

    async def end(self, number: int = signal.SIGTERM) -> int:
        """Signal the bot to shut down, as a service manager does, and return its exit code. Fails if it takes too long."""
        if self.discord.bot.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.discord.bot.pid, number)  # send_signal would take the code of one that has just ended from wait
        code: int = await asyncio.wait_for(self.discord.bot.wait(), SHUTDOWN_SECONDS)
        await self.discord.stop_bot()  # the bot has ended; this reads the rest of its log
        return code

    # Observing the bot.

    def written(self) -> list[dict[str, Any]]:
        """Return the bot's messages in the order they were written."""
        return [message for message in self.discord.messages.values() if message["author"]["id"] == self.discord.app_id]

    def written_in(self, channel: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the bot's messages in a channel."""
        return [message for message in self.written() if message["channel_id"] == channel["id"]]

    def calls(self, method: str, path: str, since: int = 0) -> list[Any]:
        """Return the bot's calls of the API with this method and a matching path."""
        return [call for call in self.discord.calls[since:] if call.method == method and re.search(path, call.path)]

    def log(self) -> list[str]:
        """Return the bot's log without request ids, and with one space after each level."""
        return [re.sub(r"(INFO|WARNING|ERROR) +([0-9a-f]{8} )?", r"\1 ", line, count=1) for line in self.discord.bot_log]

    def check_ledger(self) -> None:
        """Check that every owed message was sent, no rule broken, nobody pinged and no secret logged."""
        report = self.discord.report([])
        broken = [violation for violation in report["violations"] if not violation.get("expected")]
        assert [violation for violation in broken if violation["rule"] != "slow_ack"] == []  # that rule has a limit of its own
        assert report["checked_against_openapi"]
        assert self.discord.tracebacks == 0
        assert len(self.written()) == self.owed, [text(message) for message in self.written()]
        assert [ping for ping in map(self._pings, self.discord.calls) if ping] == []
        assert all(self.discord.token not in line for line in self.log())
        for line in dropwhile(lambda line: not LOG_LINE.fullmatch(line), self.log()):  # a build before the start prints
            found = LOG_LINE.fullmatch(line)
            assert found, line
            assert INTERACTION_TOKEN not in line
            assert found["level"] == "INFO" or any(re.search(remark, line) for remark in self._expected_logs), line

    def _pings(self, call: Any) -> object:
        """Return whether a call could notify someone. `FakeDiscord` checks only `content`, which this bot leaves empty."""
        body = call.body if isinstance(call.body, dict) else {}
        body = body.get("data") or body
        if not components(body, CONTAINER):
            return None
        allowed = body.get("allowed_mentions")
        found = self.discord._pings(text(body), allowed, self.discord.app_id)
        return any(found.values()) or allowed is None or allowed.get("replied_user")


@contextlib.asynccontextmanager
async def town(
    discord: Any, shipped: Settings, folder: Path, *, registers: bool = True, **settings: Any
) -> AsyncIterator[Town]:
    """Run the bot in a town, and check at the end that it shut down cleanly and broke no rule."""
    write_config(folder, shipped, **{"cooldown": 0, **settings})
    try:
        await discord.start()
        await discord.run_bot(list(SERVE), env=environment(), cwd=str(folder))
        assert await discord.wait_ready(30, commands=registers), discord.bot_log
        there = Town(discord)
        yield there
        assert await there.end() == 0
        there.check_ledger()
        wanted = MESSAGE_CONTENT if settings.get("message_content") else 0
        assert discord.identify["intents"] & PRIVILEGED == wanted
    finally:
        await discord.stop()


Open = Callable[..., contextlib.AbstractAsyncContextManager[Town]]


@pytest.fixture
def open_town(shipped: Settings, tmp_path: Path) -> Open:
    """Run the bot in a town with the shipped index and the given Discord settings."""

    def open_town(discord: Any = None, **settings: Any) -> contextlib.AbstractAsyncContextManager[Town]:
        return town(discord or new_discord(), shipped, tmp_path, **settings)

    return open_town
