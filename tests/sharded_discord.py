"""A local Discord with several servers and shards: each session gets only the events of its shard, as at Discord.

`FakeDiscord` has one server and sends every event to every session. Here, each server is a `FakeDiscord` of its own, and all of
them share one port, the sessions, members and commands. Direct messages belong to the first server, which is on shard 0.
"""

import asyncio
import contextlib
import itertools
import re
import secrets
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from index.settings import Settings
from tests.local_discord import SERVE, Town, environment, fakediscord, new_discord, write_config

FIRST_SERVER = 1 << 40
"""The number of the first server, which any number of shards in the tests divides; the next are on the next shards."""
BUCKET_SECONDS = 4.9
"""Seconds that Discord wants between two sessions that begin, less what a clock may be off."""
NUMBERS = itertools.count(1)


class Ready:
    """Whether a session serves a server now; it takes the place of an event that the local Discord sets and clears."""

    def __init__(self, place: Any) -> None:
        self.place = place

    def is_set(self) -> bool:
        return any(session.get("conn") for session in self.place.own_sessions().values())

    def set(self) -> None:
        """Do nothing: the sessions say it."""

    def clear(self) -> None:
        """Do nothing: the sessions say it."""


class Place:
    """One server of a Discord with several: what is put before `FakeDiscord`."""

    def __init__(self, number: int, first: Any = None, **options: Any) -> None:
        self.number, self.recommended = number, 1
        self.places, self.identified = [], []
        super().__init__(**options)
        self.ready = Ready(self)
        if first:
            self.users, self.members, self.calls = first.users, first.members, first.calls
            self.sessions, self.commands, self.synced = first.sessions, first.commands, first.synced
        self.places = first.places if first else [self]
        if first:
            self.places.append(self)

    @property
    def guild_id(self) -> str:
        return str((FIRST_SERVER + self.number) << 22)

    @guild_id.setter
    def guild_id(self, _: str) -> None:
        """Keep the ID that says on which shard the server is."""

    def snowflake(self) -> str:
        return str((int(time.time() * 1000) - 1420070400000) << 22 | next(NUMBERS))

    def own_sessions(self, *, direct: bool = False) -> dict[str, Any]:
        """Return the living sessions of this server's shard, or of direct messages."""
        living = {name: session for name, session in self.sessions.items() if not session.get("dead")}
        number = 0 if direct else self.number
        return {name: each for name, each in living.items() if each["shard"][0] == number % each["shard"][1]}

    @contextlib.contextmanager
    def sending_to(self, sessions: dict[str, Any]) -> Any:
        every, self.sessions = self.sessions, sessions
        try:
            yield
        finally:
            self.sessions = every

    def dispatch(self, event: str, data: Any, intent: int = 0) -> int:
        direct = not (data.get("guild_id") or event.startswith("GUILD"))
        with self.sending_to(self.own_sessions(direct=direct)):
            return super().dispatch(event, data, intent)

    def _message_event(self, event: str, message: dict[str, Any]) -> None:
        direct = not self.channels[message["channel_id"]].get("guild_id")
        with self.sending_to(self.own_sessions(direct=direct)):
            super()._message_event(event, message)

    async def _identify(self, connection: dict[str, Any], data: dict[str, Any]) -> bool:
        """Begin the session of a shard, unless that of another one began less than five seconds ago."""
        shard, total = data.get("shard") or [0, 1]
        now = time.monotonic()
        is_early = any(now - then < BUCKET_SECONDS for then, _ in self.identified)
        self.identified.append((now, shard))
        if is_early:
            self.violate("identified_too_early", f"shard {shard}")
            await self._send(connection, {"op": 9, "s": None, "t": None, "d": False})
            return True
        self.identify = {key: value for key, value in data.items() if key != "token"}
        here = [place for place in self.places if place.number % total == shard]
        session = {"id": secrets.token_hex(16), "seq": 0, "log": [], "intents": data["intents"], "conn": connection}
        self.sessions[session["id"]] = connection["session"] = {**session, "shard": (shard, total)}
        ready = {
            "v": 10, "user": self.bot_user, "session_id": session["id"], "resume_gateway_url": self.gateway_url,
            "guilds": [{"id": place.guild_id, "unavailable": True} for place in here], "session_type": "normal",
            "private_channels": [], "relationships": [], "application": {"id": self.app_id, "flags": 0},
            "shard": [shard, total], "_trace": [],
        }  # fmt: skip
        self._emit(connection["session"], "READY", ready)
        for place in here:
            self._emit(connection["session"], "GUILD_CREATE", place.guild_payload(members=False))
        return True

    def r_gateway_bot(self, call: Any, body: Any) -> Any:
        return {**super().r_gateway_bot(call, body), "shards": self.recommended}

    async def _route(self, method: str, path: str, body: Any, call: Any) -> Any:
        """Let the server answer that a call is about."""
        place = next((place for place in self.places if place.is_named_in(path)), self)
        return await super(Place, place)._route(method, path, body, call)

    def is_named_in(self, path: str) -> bool:
        """Return whether the path of a call names this server, one of its channels, or an interaction in it."""
        parts = path.split("/")
        is_channel = parts[1:2] == ["channels"] and parts[2] in self.channels
        return is_channel or self.guild_id in parts or any(part in self.outcomes for part in parts)


def new_places(count: int = 2, recommended: int = 2, **options: Any) -> list[Any]:
    """Return servers on the shards 0, 1, … of a Discord that recommends a number of shards; the first has the port.

    Skips the test if there is no local Discord.
    """
    kind: Any = type("ShardedDiscord", (Place, fakediscord().FakeDiscord), {})
    schema = new_discord().openapi
    first = kind(0, **options)
    places = [first, *(kind(number, first, **options) for number in range(1, count))]
    for place in places:
        place.openapi, place.recommended = schema, recommended
    return places


class ShardTown(Town):
    """A server of several, and the process that was started for it."""

    async def start(self, folder: Path, *flags: str, **variables: str) -> None:
        """Start the process, or start it again."""
        self.discord.bot_log.clear()
        await self.discord.run_bot([*SERVE, *flags], env=environment(**variables), cwd=str(folder))

    async def until_ready(self, seconds: float = 60.0) -> None:
        """Wait until the process is connected with all of its shards."""
        async with asyncio.timeout(seconds):
            while not self.has_logged("signed in as"):
                assert self.discord.bot.returncode is None, self.discord.bot_log
                await asyncio.sleep(0.05)

    def has_logged(self, pattern: str) -> bool:
        """Return whether a line of the log matches."""
        return any(re.search(pattern, line) for line in self.log())

    async def exit_code(self, seconds: float = 30.0) -> int:
        """Wait until the process ends by itself, and return its exit code."""
        code: int = await asyncio.wait_for(self.discord.bot.wait(), seconds)
        await self.discord.stop_bot()
        return code

    async def kill(self) -> None:
        """End the process without any warning."""
        self.discord.bot.kill()
        await self.exit_code()


@contextlib.asynccontextmanager
async def shard_towns(
    shipped: Settings, folder: Path, places: list[Any], record: str | None = None, **settings: Any
) -> AsyncIterator[list[ShardTown]]:
    """Open the servers, and write the config.yaml of their processes; at the end, end those that still run."""
    write_config(folder, shipped, record, **{"cooldown": 0, **settings})
    try:
        await places[0].start()
        for place in places[1:]:
            place.port = places[0].port
        yield [ShardTown(place) for place in places]
    finally:
        for place in reversed(places):
            await place.stop_bot()
        await places[0].stop()
