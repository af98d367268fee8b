"""Faults on Discord's side, and what members are owed in spite of them.

Each question may get one fault, which hits the calls that the bot makes for it. This module alone decides whether an answer is
still owed. A question without a fault is owed its answer or notice, and so is one whose fault does not silence. A fault that
silences makes an answer impossible, or too late to count: none is owed, and at most one may come.

`Outages` breaks the gateway connection. A message written meanwhile is owed its answer if the session is resumed (reconnect,
close), because Discord sends it again, but not if the session ends (invalid, forget), because the bot never hears of it. An
interaction at that time is owed nothing: Discord fails it after three seconds.
"""

import asyncio
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.soak.entries import Entry, Gap

CALLBACK = re.compile(r"^/interactions/\d+/(?P<token>[^/]+)/callback$")
WEBHOOK = re.compile(r"^/webhooks/\d+/(?P<token>[^/]+)")
CHANGES = {6, 7}
"""Types of first responses that edit the message whose button was pressed."""
POST = re.compile(r"^/channels/(?P<channel>\d+)/messages$")


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that hits the next `times` calls for a question.

    It can be given to questions asked in one of `ways`, and makes an answer impossible for those in `silences`. `excuses` are
    the rules of Discord that it forces the bot to break. With `counts`, Discord carries out the call before it fails.
    """

    name: str
    ways: str
    times: int = 1
    delay: float = 0.0
    status: int = 0
    code: int = 0
    is_cut: bool = False
    counts: bool = False
    silences: str = ""
    excuses: tuple[str, ...] = ()


LATE = ("late_ack", "no_ack_3s", "unknown_interaction", "followup_before_response")
FAULTS = (
    Fault("slow", "interaction click message forum", delay=0.8),
    Fault("late", "interaction click", delay=3.4, silences="interaction click", excuses=LATE),
    Fault("rate limited", "interaction click message forum corpus", status=429),
    Fault("error", "interaction click message forum corpus", status=500),
    Fault("error that counted", "interaction click message forum", status=500, counts=True, excuses=("double_ack",)),
    Fault("outage", "interaction message forum", times=3, status=504, silences="interaction", excuses=LATE),
    Fault("long outage", "interaction click message", times=10, status=502, silences="interaction click message", excuses=LATE),
    Fault("unavailable", "interaction click message forum", status=503),  # not retried by discord.py
    Fault("cut", "interaction click message forum corpus", is_cut=True),
    Fault("cut after it counted", "interaction click message forum", is_cut=True, counts=True, excuses=("double_ack",)),
    Fault("cut again and again", "interaction click message forum", times=10, is_cut=True,
          silences="interaction click message forum", excuses=LATE),
    Fault("forbidden", "message forum", status=403, code=50013, silences="message forum"),
    Fault("too early", "forum", times=2, status=403, code=40058),
    Fault("deleted", "message", silences="message", excuses=("MESSAGE_REFERENCE_UNKNOWN_MESSAGE",)),
    Fault("message gone", "click", status=404, code=10008),
)  # fmt: skip
BY_NAME = {fault.name: fault for fault in FAULTS}
HEADERS = {
    "Via": "1.1 soak", "X-RateLimit-Limit": "1000", "X-RateLimit-Remaining": "999", "X-RateLimit-Reset-After": "1.000",
    "X-RateLimit-Bucket": "soak",
}  # fmt: skip
"""Headers of a failed call; without them, discord.py makes other calls for the channel wait until this one is done."""


def choose_fault(way: str, share: float, rng: random.Random) -> Fault | None:
    """Return a random fault that fits the way a question is asked, or None; `share` is the probability of a fault."""
    fitting = [fault for fault in FAULTS if way in fault.ways.split()]
    return rng.choice(fitting) if fitting and rng.random() < share else None


class Faults:
    """Sits in front of the local Discord and makes calls fail as planned for the question they belong to."""

    def __init__(self, discord: Any, entry_of: Callable[[str, Any], Entry | None]) -> None:
        self.hits: Counter[str] = Counter()
        self._discord = discord
        self._entry_of = entry_of
        self._enter, discord._entry = discord._entry, self._hit
        self._route, discord._route = discord._route, self._deduplicate
        self._nonces: dict[str, Any] = {}

    async def _hit(self, request: web.Request) -> web.StreamResponse:
        """Pass a call on, or make it fail."""
        path = request.path.removeprefix("/api/v10")
        if request.method == "GET" or not (CALLBACK.match(path) or WEBHOOK.match(path) or POST.match(path)):
            return await self._enter(request)
        body = await request.json() if request.content_type == "application/json" and request.can_read_body else None
        entry = self._entry_of(path, body)
        if entry is None or entry.fault is None or entry.hits >= entry.fault.times or _spares(entry.fault, body):
            return await self._enter(request)
        entry.hits += 1
        entry.first_hit = entry.first_hit or asyncio.get_running_loop().time()
        self.hits[entry.fault.name] += 1
        return await self._fail(entry.fault, request, body)

    async def _fail(self, fault: Fault, request: web.Request, body: Any) -> web.StreamResponse:
        await asyncio.sleep(fault.delay)
        if fault.name == "deleted":
            self._discord.messages.pop(str((body.get("message_reference") or {}).get("message_id")), None)
        passed = None if (fault.status or fault.is_cut) and not fault.counts else await self._enter(request)
        if fault.is_cut:
            if request.transport:
                request.transport.abort()
            return web.Response()
        if not fault.status:
            return passed or web.Response()
        headers = {**HEADERS, **({"Retry-After": "0.5"} if fault.status == 429 else {})}
        error = {"message": "injected", "code": fault.code, "retry_after": 0.5, "global": False}
        failed: web.Response = self._discord._json(error, fault.status, headers)
        return failed

    async def _deduplicate(self, method: str, path: str, body: Any, call: Any) -> tuple[int, Any]:
        """Return the known message for a nonce seen before, as the real Discord does."""
        nonce = body.get("nonce") if isinstance(body, dict) and body.get("enforce_nonce") else None
        if nonce in self._nonces:
            return 200, self._nonces[nonce]
        found: tuple[int, Any] = await self._route(method, path, body, call)
        if nonce:
            self._nonces[nonce] = found[1]
            while len(self._nonces) > 200:
                del self._nonces[next(iter(self._nonces))]
        return found


def _spares(fault: Fault, body: Any) -> bool:
    """Return whether a fault spares a call: a deleted message cannot be edited, but others can be sent."""
    return fault.name == "message gone" and not (isinstance(body, dict) and body.get("type") in CHANGES)


class Outages:
    """Breaks the connection to the gateway in each way in turn, and records when."""

    WAYS = ("reconnect", "close", "invalid", "forget")

    def __init__(self, discord: Any, gaps: list[Gap]) -> None:
        self._discord = discord
        self._gaps = gaps
        self._turn = 0

    async def break_once(self) -> bool:
        """Break the connection, wait for the bot, and return whether it came back within half a minute."""
        how = self.WAYS[self._turn % len(self.WAYS)]
        self._turn += 1
        with self._gap(how):
            await self._discord.drop(how)
            is_back: bool = await self._discord.wait_ready(30, commands=False)
            await asyncio.sleep(1.0)  # it receives its servers
        return is_back

    @contextmanager
    def _gap(self, how: str) -> Iterator[Gap]:
        now = asyncio.get_running_loop().time
        gap = Gap(how, now() - 0.5)
        self._gaps.append(gap)
        try:
            yield gap
        finally:
            gap.end = now()
