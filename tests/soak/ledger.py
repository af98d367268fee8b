"""The ledger: what members asked, what they are owed, what they got, and whether that was right.

- **lost**: nothing came within `BOUND` seconds, although no fault of Discord made an answer impossible (see `faults`);
- **doubled**: more than one answer or notice;
- **wrong**: an answer to another question, with a quote that was in no document, or without the code word asked for; or a
  notice without a reason;
- **stale**: a quote that was known to be replaced before the question was asked;
- **misordered**: a member asked twice in a channel, one after the other, and got the second answer first.

A notice needs a reason: `busy` if the queue was full, `cooldown` if the member had just asked, `gone` if documents have
changed since the answer whose button was pressed. For messages, a member gets at most one notice in five seconds.
"""

from collections import Counter, deque
from dataclasses import dataclass, field

from tests.soak.cards import UNKNOWN, is_echo, letters
from tests.soak.documents import WORD, Documents
from tests.soak.entries import INTERACTIONS, Entry, Finding, Gap, Response

BOUND = 30.0
"""Seconds within which everything owed must arrive, in spite of faults that do not silence."""
QUIET = 4.0
"""Seconds after an answer within which a second one would arrive."""
COOLDOWN_WINDOW = 6.0
"""Seconds for which an earlier question can cause a cooldown; longer than the cooldown, because connections add delay."""
NOTICE_INTERVAL = 5.5
"""Seconds between two notices to the author of messages, plus a margin."""
APART_SECONDS = 0.25
"""Seconds between two messages from which they count as asked one after the other."""
REMEMBERED = 90.0
"""Seconds for which settled entries are kept for comparison."""


@dataclass(slots=True)
class Ledger:
    """Records every action and judges its outcome. `places` is the size of the bot's queue, `began` the start of the run."""

    documents: Documents
    places: int
    began: float
    gaps: list[Gap] = field(default_factory=list)
    open: dict[int, Entry] = field(default_factory=dict)
    settled: deque[Entry] = field(default_factory=deque)
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    notices: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    asked: int = 0

    def begin(self, entry: Entry) -> Entry:
        """Record an action of a member."""
        entry.edition = entry.edition or len(self.documents.editions)
        self.open[entry.number] = entry
        self.asked += 1
        return entry

    def respond(self, entry: Entry, response: Response) -> None:
        """Record a response; one to an entry already settled with an answer is one too many."""
        entry.responses.append(response)
        if entry.number not in self.open and len(entry.responses) > 1:
            self.add_finding("doubled", f"{_name(entry)}: another came {response.at - entry.asked:.1f} s after it was asked")
            self.counts[entry.kind, "doubled"] += 1

    def add_finding(self, kind: str, what: str, at: float | None = None) -> None:
        """Record a problem."""
        latest = max((entry.asked for entry in self.open.values()), default=self.began)
        self.findings.append(Finding(kind, what, (latest if at is None else at) - self.began))

    def settle(self, now: float, *, is_over: bool = False) -> list[Entry]:
        """Judge the entries that can no longer change, and return them."""
        due = [entry for entry in self.open.values() if is_over or self._is_due(entry, now)]
        for entry in sorted(due, key=lambda entry: entry.answered or now):
            verdict, problem = self.judge(entry)
            del self.open[entry.number]
            self.settled.append(entry)
            self._count(entry, verdict)
            if problem:
                self.add_finding(verdict, f"{_name(entry)}: {problem}", entry.asked)
        while self.settled and self.settled[0].asked < now - REMEMBERED:
            self.settled.popleft()
        return due

    def judge(self, entry: Entry) -> tuple[str, str]:
        """Return the verdict on an entry in a word, and what is wrong with it, if anything."""
        if not entry.responses:
            return self._judge_silence(entry)
        first = entry.responses[0]
        if len(entry.responses) > 1:
            keys = ", ".join(response.shown.key for response in entry.responses)
            return "doubled", f"{len(entry.responses)} came ({keys})"
        if entry.edits > 1 and not entry.is_hit and entry.way == "interaction":
            return "doubled", f"its answer was written {entry.edits} times"
        if first.shown.key != "answer":
            return self._judge_notice(entry, first)
        if "answer" not in entry.wants:
            return "wrong", f"an answer came, not {'/'.join(sorted(entry.wants)) or 'silence'}"
        return self._judge_answer(entry, first)

    def _is_due(self, entry: Entry, now: float) -> bool:
        if entry.answered is not None:
            return now - entry.answered > (BOUND if entry.is_hit else QUIET)
        if not entry.is_owed and not entry.wants:
            return now - entry.asked > QUIET
        return now - entry.asked > BOUND * (2 if entry.is_hit or entry.way == "corpus" else 1)

    def _judge_silence(self, entry: Entry) -> tuple[str, str]:
        gap = self._gap(entry)
        if not entry.is_owed:
            return "left alone", ""
        if entry.is_silenced:
            return "silenced", ""
        if gap and (entry.way in INTERACTIONS or not gap.is_resumed):
            return "cut off", ""
        if entry.way == "message" and self._may_skip_notice(entry):
            return "not told again", ""
        if entry.way == "forum" and self._may_be_full(entry):
            return "left alone", ""
        return "lost", f"nothing came within {BOUND:.0f} s ({_circumstances(entry, gap)})"

    def _judge_notice(self, entry: Entry, response: Response) -> tuple[str, str]:
        key = response.shown.key
        if key not in {"choices", UNKNOWN}:
            self.notices[key] += 1
        if key in entry.wants:
            return ("answered" if key in {"choices", "rebuilt", "answers_from"} else "refused"), ""
        reasons = {
            "busy": self._may_be_full(entry),
            "cooldown": self._has_just_asked(entry),
            "gone": entry.way == "click" and len(self.documents.editions) > entry.edition,
            "message_gone": entry.is_hit and entry.fault is not None and entry.fault.name == "message gone",
            "failed": entry.is_silenced,
        }
        if reasons.get(key):
            return "refused", ""
        return "wrong", f"{key!r} came, not {'/'.join(sorted(entry.wants)) or 'silence'}: {response.shown.text[:120]!r}"

    def _judge_answer(self, entry: Entry, response: Response) -> tuple[str, str]:
        shown = response.shown
        starts = letters(shown.echo).startswith(letters(entry.echo))
        repeats = is_echo(shown.echo, entry.echo) if entry.is_echo_whole else starts
        if not repeats and not shown.is_reply:  # a reply says by its reference which question it answers
            return "wrong", f"the answer is to {shown.echo[:120]!r}, not to {entry.echo[:120]!r}"
        for quote in shown.quotes:
            if fault := self.documents.fault_in(quote, entry.asked, response.at):
                return fault
        self.documents.record_quotes(shown.quotes, response.at)
        rooms = {room for quote in shown.quotes for _, room in WORD.findall(quote)}
        if entry.topic and entry.topic not in rooms:
            return "wrong", f"the code word of the {entry.topic} room is not in it"
        before = self._overtaken(entry)
        if before:
            return (
                "misordered",
                f"it came before that to number {before.number}, which was asked {entry.asked - before.asked:.2f} s earlier",
            )
        return "answered", ""

    def _overtaken(self, entry: Entry) -> Entry | None:
        """Return an earlier message of the member in the same place that was answered later, though no fault delayed it."""
        if entry.way != "message" or entry.answered is None:
            return None
        for other in (*self.settled, *self.open.values()):
            if (
                (other.way, other.user, other.place) != (entry.way, entry.user, entry.place)
                or other.is_hit
                or other.answered is None
            ):
                continue
            is_answer = other.responses[0].shown.key == "answer"
            if is_answer and other.asked + APART_SECONDS < entry.asked and other.answered > entry.answered:
                return other
        return None

    def _gap(self, entry: Entry) -> Gap | None:
        """Return the gap in the connection during which an entry was asked."""
        return next((gap for gap in self.gaps if gap.start <= entry.asked <= gap.end), None)

    def _may_be_full(self, entry: Entry) -> bool:
        """Return whether the queue may have been full at some time while this entry was open."""
        end = entry.answered or entry.asked + BOUND
        beside = [
            other
            for other in (*self.settled, *self.open.values())
            if other.asked <= end
            and (other.answered >= entry.asked if other.answered is not None else not other.is_hit)
            and other.wants
            and other.way not in {"typing", "corpus"}
        ]
        return len(beside) > self.places

    def _has_just_asked(self, entry: Entry) -> bool:
        """Return whether the member asked something else shortly before, or at the same time."""
        end = entry.answered or entry.asked + BOUND
        return any(
            other.number != entry.number
            and other.user == entry.user
            and other.is_typed
            and entry.asked - COOLDOWN_WINDOW <= other.asked <= end
            for other in (*self.settled, *self.open.values())
        )

    def _may_skip_notice(self, entry: Entry) -> bool:
        """Return whether the author was owed only a notice, and had received another just before."""
        owed_notice = "answer" not in entry.wants or self._has_just_asked(entry) or self._may_be_full(entry)
        end = entry.asked + BOUND
        return owed_notice and any(
            other.user == entry.user
            and other.way == "message"
            and other.answered is not None
            and other.responses[0].shown.key != "answer"
            and entry.asked - NOTICE_INTERVAL <= other.answered <= end
            for other in (*self.settled, *self.open.values())
            if other.number != entry.number
        )

    def _count(self, entry: Entry, verdict: str) -> None:
        self.counts[entry.kind, verdict] += 1
        if entry.answered is not None and not entry.is_hit and not self._gap(entry):
            self.seconds.setdefault(entry.way, []).append(entry.answered - entry.asked)


def _name(entry: Entry) -> str:
    return f"number {entry.number}, {entry.kind} of {entry.user}"


def _circumstances(entry: Entry, gap: Gap | None) -> str:
    parts = [f"fault: {entry.fault.name}" for _ in [1] if entry.fault and entry.hits]
    parts += [f"connection: {gap.how}"] if gap else []
    return "; ".join(parts) or "no fault"
