"""Cards about the corpus: the progress of a rebuild, its changes, a failure, and the status of the index."""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from bot.rendering.cards import AMBER, GREEN, GREY, MAX_CARD_LENGTH, RED, Card, TextBlock
from bot.rendering.markdown import UNIT, excerpt
from bot.rendering.names import Names
from bot.rendering.sources import SMALL, source_line
from bot.rendering.texts import Texts
from bot.upkeep.keeping import Failure, Status
from bot.upkeep.messages import Built
from bot.upkeep.rebuilding import Stage
from index.building import Change
from index.passages.passage import Passage
from index.passages.splitting import Span
from index.text.characters import fold

MAX_CHANGES, MAX_PENDING, MAX_NOTES = 12, 10, 3
"""Items to list; any others are counted."""
MAX_REASON_LENGTH, MAX_LAST_REASON_LENGTH, MAX_NOTE_LENGTH, MAX_PENDING_LENGTH, MAX_MODEL_LENGTH = 1500, 300, 150, 150, 100
MAX_LOCATION_LENGTH, MAX_PASSAGE_LENGTH = 150, 240
MIN_PASSAGE_LENGTH = 40
"""Characters of Markdown. Changed passages share the space that is left, but never get less than the minimum."""
MARKUP_ALLOWANCE = 200
"""Characters reserved for marks and line breaks."""
BAR_LENGTH = 20
"""Characters in a progress bar."""
MAX_WORD_PAIRS = 250_000
"""Pairs of words to compare when looking for those that differ, at most."""
ADDED, REMOVED, MOVED = "`+`", "`−`", "`→`"


def progress_card(stage: Stage, texts: Texts) -> Card:
    """Render the progress of a rebuild, with a bar if the number of passages is known."""
    lines = [f"### {texts.rebuilding}"]
    if stage.total:
        done = min(stage.done, stage.total)
        full = BAR_LENGTH * done // stage.total
        lines.append("▰" * full + "▱" * (BAR_LENGTH - full))
        lines.append(texts.progress.format(done=done, total=stage.total))
    return Card(AMBER, (TextBlock("\n".join(lines)),))


def difference_card(built: Built, heading: str, texts: Texts, names: Names | None = None) -> Card:
    """Render the changes of a build like a commit: added, changed, moved and removed passages.

    With `names`, Discord's markup for mentions and the like shows what it stands for, as in answers.
    """
    found = built.difference
    count = found.added + found.changed + found.removed
    summary = texts.changes.format(added=found.added, changed=found.changed, removed=found.removed)
    no_summary = texts.unchanged if found.is_known else texts.unknown_changes
    head = TextBlock(f"### {heading}\n{summary if count else no_summary}")
    now = texts.index_now.format(passages=built.passages, embedded=built.embedded, seconds=f"{built.seconds:.1f}")
    notes = [f"{SMALL}⚠️ {_one_line(note, MAX_NOTE_LENGTH)}" for note in built.notes[:MAX_NOTES]]
    foot = TextBlock("\n".join([*notes, SMALL + now]))
    more = SMALL + texts.and_more
    available = MAX_CARD_LENGTH - MARKUP_ALLOWANCE - len(head.markdown) - len(foot.markdown) - len(more.format(count=count))
    shown = _take_fitting(_changes(found.changes[:MAX_CHANGES], available, texts, names), available)
    rest = [TextBlock(more.format(count=count - len(shown)))] if shown and count > len(shown) else []
    return Card(GREEN if count or not found.is_known else GREY, (head, *map(TextBlock, shown), *rest, foot))


def failure_card(reason: str, heading: str) -> Card:
    """Render the reason why the index was left as it was."""
    return Card(RED, (TextBlock(f"### {heading}\n{_one_line(reason, MAX_REASON_LENGTH)}".rstrip()),))


def status_card(status: Status, texts: Texts, command: str) -> Card:
    """Render the status of the index and whether it is up to date; `command` mentions the command that rebuilds it."""
    lines = [
        f"### {texts.answers_from}",
        texts.holds.format(documents=status.documents, passages=status.passages),
        texts.built.format(ago=_timestamp(status.built, "R"), when=_timestamp(status.built, "f")),
        texts.model.format(model=_one_line(status.model, MAX_MODEL_LENGTH)),
        texts.watched if status.is_watching else texts.not_watched.format(command=command),
        *([texts.rolled_back.format(command=command)] if status.is_rolled_back else []),
        *([texts.is_building] if status.is_building else []),
    ]
    last = [_last_failure(status.failure, texts)] if status.failure else []
    head = TextBlock("\n".join(lines))
    available = MAX_CARD_LENGTH - MARKUP_ALLOWANCE - sum(len(text) for text in (head.markdown, *last))
    pending = TextBlock(_pending(status.pending, available, texts))
    colour = RED if last else AMBER if status.pending or status.is_building else GREEN
    return Card(colour, (head, pending, *map(TextBlock, last)))


def _pending(changes: Sequence[str], available: int, texts: Texts) -> str:
    """List the changes that are not in the index yet, in at most `available` characters."""
    if not changes:
        return texts.up_to_date
    more = SMALL + texts.and_more
    available -= len(texts.pending) + len(more.format(count=len(changes)))
    listed = changes[:MAX_PENDING]
    each = max(MIN_PASSAGE_LENGTH, min(MAX_PENDING_LENGTH, available // len(listed)))
    shown = _take_fitting([f"- {_one_line(change, each)}" for change in listed], available)
    rest = len(changes) - len(shown)
    return "\n".join([texts.pending, *shown, *([more.format(count=rest)] if rest else [])])


def _changes(changes: Sequence[Change], available: int, texts: Texts, names: Names | None) -> Iterator[str]:
    """Render each change; the first of a section comes below its document and section path."""
    each = available // max(1, len(changes)) // 2 - MAX_LOCATION_LENGTH // 2
    limit = max(MIN_PASSAGE_LENGTH, min(MAX_PASSAGE_LENGTH, each))
    previous = None
    for change in changes:
        lines = _change_lines(change, limit, texts, names)
        section = (change.passage.document, change.passage.section)
        yield "\n".join(lines if section == previous else [_location(change.passage, names), *lines])
        previous = section


def _change_lines(change: Change, limit: int, texts: Texts, names: Names | None) -> list[str]:
    """Render a passage before and after its change, differing words in bold."""
    now, before = fold(change.passage.text), fold(change.before.text) if change.before else ""
    if change.kind == "removed":
        return [f"{REMOVED} {_one_line(now, limit, names=names)}"]
    if change.before and change.kind == "moved":
        place = texts.moved_from.format(place=_location(change.before, names))
        return [f"{MOVED} {_one_line(now, limit, names=names)}", SMALL + place]
    if change.before is None:
        return [f"{ADDED} {_one_line(now, limit, names=names)}"]
    old, new = _differing_spans(before, now)
    return [f"{REMOVED} {_one_line(before, limit, old, names)}", f"{ADDED} {_one_line(now, limit, new, names)}"]


def _differing_spans(before: str, after: str) -> tuple[list[Span], list[Span]]:
    """Return the spans of words that differ, in each of two texts; none at all if the texts are too long to compare."""
    old, new = ([unit.span() for unit in UNIT.finditer(text)] for text in (before, after))
    if len(old) * len(new) > MAX_WORD_PAIRS:
        return [], []
    words = [before[start:end] for start, end in old], [after[start:end] for start, end in new]
    steps = difflib.SequenceMatcher(None, *words, autojunk=False).get_opcodes()
    deleted = [(old[start][0], old[end - 1][1]) for kind, start, end, _, _ in steps if kind != "equal" and start < end]
    inserted = [(new[start][0], new[end - 1][1]) for kind, _, _, start, end in steps if kind != "equal" and start < end]
    return deleted, inserted


def _take_fitting(lines: Iterable[str], available: int) -> list[str]:
    """Return as many of the first lines as fit in `available` characters."""
    shown: list[str] = []
    for line in lines:
        available -= len(line) + 1
        if available < 0:
            break
        shown.append(line)
    return shown


def _location(passage: Passage, names: Names | None) -> str:
    return source_line(passage.document, passage.section, names, MAX_LOCATION_LENGTH)


def _last_failure(failure: Failure, texts: Texts) -> str:
    reason = _one_line(failure.reason, MAX_LAST_REASON_LENGTH)
    return texts.last_failure.format(ago=_timestamp(failure.at, "R"), reason=reason)


def _one_line(text: str, limit: int, highlights: Sequence[Span] = (), names: Names | None = None) -> str:
    """Render a text as one line of Markdown, without links."""
    return excerpt(fold(text), limit, highlights, links=False, spoilers=True, names=names)


def _timestamp(at: datetime, style: str) -> str:
    """Render a time as a Discord timestamp, which each reader sees in their own language and time zone."""
    return f"<t:{int(at.timestamp())}:{style}>"
