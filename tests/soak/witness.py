"""The witness: sees everything the bot does, and tells the ledger which entry it belongs to."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.local_discord import INTERACTION_TOKEN, LOG_LINE, Town
from tests.soak.cards import Shown, read
from tests.soak.entries import Entry, Response
from tests.soak.faults import CALLBACK, POST, WEBHOOK
from tests.soak.ledger import Ledger

ENDS = {"rebuilt", "not_rebuilt", "stopping", "goes_on", "failed", "answers_from", "not_allowed"}
"""Keys that end a `/corpus` command; before that, its message shows progress."""
TOO_LATE = {"no_ack_3s", "late_ack"}
"""Rules broken by a first response after more than three seconds."""
NEW_INDEX = "answering from a new index"
REMEMBERED = 180.0
"""Seconds for which a question is remembered, in case of late responses."""
REQUEST = re.compile(r"^[0-9a-f]{8} +")
"""The request id in a log line."""
UNFINISHED = "…"
"""The placeholder shown until a private notice replaces it."""


class Witness:
    """Watches the local Discord. `tokens`, `questions` and `posts` map interactions, messages and posts to their entries."""

    def __init__(self, town: Town, ledger: Ledger) -> None:
        self.town, self.discord, self.ledger = town, town.discord, ledger
        self.tokens: dict[str, Entry] = {}
        self.questions: dict[str, Entry] = {}
        self.posts: dict[str, Entry] = {}
        self.reports: Counter[str] = Counter()
        self.report_channel = ""
        self.new_indexes = 0
        self.warnings: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.may_fail: Callable[[str], bool] = lambda _line: False
        self.on_answer: Callable[[Entry, dict[str, Any]], None] = lambda _entry, _message: None
        self.excused = 0
        self.calls = 0
        self._write, self.discord._new_message = self.discord._new_message, self._record_message
        self._violate, self.discord.violate = self.discord.violate, self._record_violation

    def entry_of(self, path: str, body: Any) -> Entry | None:
        """Return the entry that a call belongs to."""
        if found := CALLBACK.match(path) or WEBHOOK.match(path):
            return self.tokens.get(found["token"])
        found = POST.match(path)
        if not found or not isinstance(body, dict):
            return None
        asked = (body.get("message_reference") or {}).get("message_id")
        return self.questions.get(str(asked)) if asked else self.posts.get(found["channel"])

    def collect(self) -> None:
        """Collect new responses and log lines, then settle the ledger."""
        now = asyncio.get_running_loop().time()
        self._read_log(now)
        for entry in list(self.ledger.open.values()):
            self._collect_responses(entry)
        self.ledger.settle(now)

    def _collect_responses(self, entry: Entry) -> None:
        """Record the responses to an interaction that are not in the ledger yet."""
        if entry.outcome is None:
            return
        for shown, at, message in _responses(entry)[len(entry.responses) :]:
            self.ledger.respond(entry, Response(at, shown))
            if shown.key == "answer" and message is not None:
                self.on_answer(entry, message)
        entry.edits = entry.outcome.edits

    def _record_message(self, channel: dict[str, Any], author: dict[str, Any], body: dict[str, Any], **details: Any) -> Any:
        message = self._write(channel, author, body, **details)
        if author["id"] == self.discord.app_id and "interaction_metadata" not in message:
            self._attribute(channel, message)
        return message

    def _attribute(self, channel: dict[str, Any], message: dict[str, Any]) -> None:
        """Attribute a message of the bot: a reply, a message in a post, a direct message, or a report."""
        shown = read(message)
        asked = (message.get("message_reference") or {}).get("message_id")
        entry = self.questions.get(asked) if asked else self.posts.get(channel["id"])
        if entry is None and not asked and channel["type"] == 1:
            entry = self._entry_of_notice(channel["recipients"][0]["id"])
        if entry is not None:
            self.ledger.respond(entry, Response(message["_at"], shown))
            if shown.key == "answer":
                self.on_answer(entry, message)
        elif channel["id"] == self.report_channel:
            self.reports[shown.key] += 1
        else:
            self.ledger.add_finding("stray", f"a message for no known question: {shown.text[:200]!r}", message["_at"])

    def _entry_of_notice(self, user: str) -> Entry | None:
        """Return the message that a private notice is about: the member's latest without an answer."""
        name = self.discord.user_by_id(user)["username"]
        waiting = [
            entry for entry in self.ledger.open.values()
            if entry.way == "message" and entry.user == name and not entry.responses and entry.wants
        ]  # fmt: skip
        return max(waiting, key=lambda entry: entry.asked, default=None)

    def _record_violation(self, rule: str, message: str, *, call: Any = None, where: str = "", **details: Any) -> None:
        """Record a broken rule of Discord, unless a fault or a broken connection forced the bot to break it."""
        entry = self.entry_of(call.path, call.body) if call is not None else self._named_in(where)
        gaps = self.ledger.gaps
        excused = set(entry.fault.excuses) if entry and entry.fault and entry.hits else set()
        if entry and any(gap.start <= entry.asked <= gap.end for gap in gaps):
            excused |= {*TOO_LATE, "unknown_interaction"}
        if entry and entry.was_in_time:
            excused |= TOO_LATE
            entry.is_late = entry.is_late or rule == "late_ack"
        if rule in excused:
            self.excused += 1
            return
        self._violate(rule, message, call=call, where=where, **details)
        number = f" (number {entry.number}, {entry.kind})" if entry else ""
        kind = "warned" if details.get("severity") == "warn" else "broken rule"
        self.ledger.add_finding(kind, f"{rule}: {message} {where}{number}"[:300])

    def _named_in(self, where: str) -> Entry | None:
        """Return the entry whose number ends a text."""
        number = re.search(r" (\d+)$", where)
        return next((each for each in self.tokens.values() if number and each.number == int(number[1])), None)

    def _read_log(self, now: float) -> None:
        lines, self.discord.bot_log[:] = list(self.discord.bot_log), []
        for line in lines:
            found = LOG_LINE.fullmatch(line)
            self.new_indexes += NEW_INDEX in line
            if INTERACTION_TOKEN in line:
                self.ledger.add_finding("error", "the log has the token of an interaction", now)
            if found is None or found["level"] == "ERROR":
                plain = re.sub(r"^[\d-]+ [\d:]+ ", "", line)[:300]
                self.errors[plain] += 1
                if not self.may_fail(line):
                    self.ledger.add_finding("error", plain, now)
            elif found["level"] == "WARNING":
                plain = REQUEST.sub("", line.partition("WARNING")[2].strip())
                self.warnings[re.sub(r"\d{6,}", "…", plain)[:160]] += 1

    def forget(self, kept: set[str]) -> None:
        """Check that the latest calls notified nobody, and drop what the local Discord no longer needs."""
        now = asyncio.get_running_loop().time()
        discord = self.discord
        self.calls += len(discord.calls)
        for call in discord.calls:
            if self.town._pings(call):
                self.ledger.add_finding("ping", f"somebody would have been notified: {call.method} {call.path[:40]}", now)
        discord.calls.clear()
        discord.events.clear()
        for known in (self.tokens, self.questions, self.posts):
            for key, entry in list(known.items()):
                if entry.number not in self.ledger.open and now - entry.asked > REMEMBERED:
                    self._collect_responses(entry)  # in case of a late response
                    del known[key]
                    self._drop(key)
        for key, message in list(discord.messages.items()):
            if key not in kept and key not in self.questions and now - message["_at"] > REMEMBERED:
                del discord.messages[key]
        for session in list(discord.sessions.values()):
            del session["log"][:-500]
            if session.get("dead"):
                del discord.sessions[session["id"]]
        discord._timers[:] = [timer for timer in discord._timers if timer.when() > now]

    def _drop(self, key: str) -> None:
        """Delete the local Discord's record of an interaction, or a post, about which the bot is notified."""
        self.discord.outcomes.pop(key, None)
        thread = self.discord.channels.get(key)
        if thread is not None:
            del self.discord.channels[key]
            self.discord.dispatch("THREAD_DELETE", {name: thread[name] for name in ("id", "guild_id", "parent_id", "type")})


def _responses(entry: Entry) -> list[tuple[Shown, float, dict[str, Any] | None]]:
    """Return the responses to an interaction so far; none while it is not done."""
    outcome = entry.outcome
    at = outcome.started + (outcome.done_ms or 0.0) / 1000
    if outcome.choices is not None:
        return [(Shown("choices"), at, None)]
    found = []
    original = outcome.message
    is_turned = original is outcome.source and entry.kind != "share" and outcome.edits > 0
    is_new = original is not outcome.source and not outcome.deleted and not outcome.pending
    if original is not None and (is_turned or is_new):
        found.append(original)
    shown = [(read(message), at, message) for message in [*found, *outcome.followups]]
    if entry.way == "corpus":
        return [each for each in shown if each[0].key in ENDS]
    return [each for each in shown if each[0].text != UNFINISHED]
