"""The witness: sees everything that the bot does, and tells the books whom it was for."""

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
"""What a command for the documents ends with; before that, it shows how far it has come."""
TOO_LATE = {"no_ack_3s", "late_ack"}
"""Rules that are broken by a first response after more than three seconds."""
NEW_INDEX = "answering from a new index"
REMEMBERED = 180.0
"""Seconds that a question is remembered, for what may still come."""
REQUEST = re.compile(r"^[0-9a-f]{8} +")
"""What a request is called in the log."""
UNFINISHED = "…"
"""What the bot shows until a notice in private has taken its place."""


class Witness:
    """Stands beside the local Discord. `tokens`, `questions` and `posts` tell whose an interaction, a message or a post is."""

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
        self._write, self.discord._new_message = self.discord._new_message, self._see
        self._violate, self.discord.violate = self.discord.violate, self._object

    def entry_of(self, path: str, body: Any) -> Entry | None:
        """For whom a call is."""
        if found := CALLBACK.match(path) or WEBHOOK.match(path):
            return self.tokens.get(found["token"])
        found = POST.match(path)
        if not found or not isinstance(body, dict):
            return None
        asked = (body.get("message_reference") or {}).get("message_id")
        return self.questions.get(str(asked)) if asked else self.posts.get(found["channel"])

    def look(self) -> None:
        """See what has become of interactions, and what the log says; then close the books on what is settled."""
        now = asyncio.get_running_loop().time()
        self._read_log(now)
        for entry in list(self.ledger.open.values()):
            self._look_at(entry)
        self.ledger.settle(now)

    def _look_at(self, entry: Entry) -> None:
        """Whatever an interaction has led to that is not in the books yet."""
        if entry.outcome is None:
            return
        for shown, at, message in _responses(entry)[len(entry.responses) :]:
            self.ledger.respond(entry, Response(at, shown))
            if shown.key == "answer" and message is not None:
                self.on_answer(entry, message)
        entry.edits = entry.outcome.edits

    def _see(self, channel: dict[str, Any], author: dict[str, Any], body: dict[str, Any], **said: Any) -> Any:
        message = self._write(channel, author, body, **said)
        if author["id"] == self.discord.app_id and "interaction_metadata" not in message:
            self._attribute(channel, message)
        return message

    def _attribute(self, channel: dict[str, Any], message: dict[str, Any]) -> None:
        """A message in a channel: below a question, in a post, in private, or a report."""
        shown = read(message)
        asked = (message.get("message_reference") or {}).get("message_id")
        entry = self.questions.get(asked) if asked else self.posts.get(channel["id"])
        if entry is None and not asked and channel["type"] == 1:
            entry = self._told_in_private(channel["recipients"][0]["id"])
        if entry is not None:
            self.ledger.respond(entry, Response(message["_at"], shown))
            if shown.key == "answer":
                self.on_answer(entry, message)
        elif channel["id"] == self.report_channel:
            self.reports[shown.key] += 1
        else:
            self.ledger.find("stray", f"a message that nobody is known to have asked for: {shown.text[:200]!r}", message["_at"])

    def _told_in_private(self, user: str) -> Entry | None:
        """The message that a notice in private is about: the latest without an answer."""
        name = self.discord.user_by_id(user)["username"]
        waiting = [
            entry for entry in self.ledger.open.values()
            if entry.way == "message" and entry.user == name and not entry.responses and entry.wants
        ]  # fmt: skip
        return max(waiting, key=lambda entry: entry.asked, default=None)

    def _object(self, rule: str, message: str, *, call: Any = None, where: str = "", **said: Any) -> None:
        """Note that a rule of Discord's was broken, unless the fault or the break of the connection made the bot do it."""
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
        self._violate(rule, message, call=call, where=where, **said)
        number = f" (number {entry.number}, {entry.kind})" if entry else ""
        kind = "warned" if said.get("severity") == "warn" else "broken rule"
        self.ledger.find(kind, f"{rule}: {message} {where}{number}"[:300])

    def _named_in(self, where: str) -> Entry | None:
        """The entry whose number ends a text."""
        number = re.search(r" (\d+)$", where)
        return next((each for each in self.tokens.values() if number and each.number == int(number[1])), None)

    def _read_log(self, now: float) -> None:
        lines, self.discord.bot_log[:] = list(self.discord.bot_log), []
        for line in lines:
            found = LOG_LINE.fullmatch(line)
            self.new_indexes += NEW_INDEX in line
            if INTERACTION_TOKEN in line:
                self.ledger.find("error", "the log has the token of an interaction", now)
            if found is None or found["level"] == "ERROR":
                plain = re.sub(r"^[\d-]+ [\d:]+ ", "", line)[:300]
                self.errors[plain] += 1
                if not self.may_fail(line):
                    self.ledger.find("error", plain, now)
            elif found["level"] == "WARNING":
                plain = REQUEST.sub("", line.partition("WARNING")[2].strip())
                self.warnings[re.sub(r"\d{6,}", "…", plain)[:160]] += 1

    def forget(self, kept: set[str]) -> None:
        """Check whom the latest calls would have notified, and let the local Discord drop what is of no more use."""
        now = asyncio.get_running_loop().time()
        discord = self.discord
        self.calls += len(discord.calls)
        for call in discord.calls:
            if self.town._pings(call):
                self.ledger.find("ping", f"somebody would have been notified: {call.method} {call.path[:40]}", now)
        discord.calls.clear()
        discord.events.clear()
        for known in (self.tokens, self.questions, self.posts):
            for key, entry in list(known.items()):
                if entry.number not in self.ledger.open and now - entry.asked > REMEMBERED:
                    self._look_at(entry)  # whether something came after all
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
        """Drop what the local Discord keeps of an interaction, or of a post, which the bot is told of."""
        self.discord.outcomes.pop(key, None)
        thread = self.discord.channels.get(key)
        if thread is not None:
            del self.discord.channels[key]
            self.discord.dispatch("THREAD_DELETE", {name: thread[name] for name in ("id", "guild_id", "parent_id", "type")})


def _responses(entry: Entry) -> list[tuple[Shown, float, dict[str, Any] | None]]:
    """What an interaction has led to so far; nothing while it is not done."""
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
