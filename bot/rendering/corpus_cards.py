"""The corpus as cards: how far a rebuild has come, what it changed, why it failed, and how things are."""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from bot.rendering.cards import AMBER, GREEN, GREY, MOST_TEXT, RED, Card, Words
from bot.rendering.markdown import UNIT, excerpt
from bot.rendering.sources import SMALL, source
from bot.rendering.texts import Texts
from bot.upkeep.keeping import Failure, Status
from bot.upkeep.messages import Built
from bot.upkeep.rebuilding import Stage
from index.building import Change
from index.passages.passage import Passage
from index.passages.splitting import Span
from index.text.characters import fold

MOST_CHANGES, MOST_PENDING, MOST_NOTES = 12, 10, 3
LONGEST_REASON, LONGEST_LATE_REASON, LONGEST_NOTE, LONGEST_PENDING, LONGEST_MODEL = 1500, 300, 150, 150, 100
LONGEST_PLACE, LONGEST_SIDE = 150, 240
SHORTEST = 40
"""Characters of Markdown, at most; what a changed passage says has its part of the room, down to the shortest."""
MARKS_BETWEEN = 200
"""Characters that marks and line breaks take, at most."""
BAR = 20
"""Characters of a bar that shows how much is done."""
MOST_COMPARED = 250_000
"""Pairs of words that are compared to find those that differ."""
ADDED, REMOVED, MOVED = "`+`", "`−`", "`→`"


def progress_card(stage: Stage, texts: Texts) -> Card:
    """How far a rebuild has come, as far as that is known."""
    said = [f"### {texts.rebuilding}"]
    if stage.total:
        done = min(stage.done, stage.total)
        full = BAR * done // stage.total
        said.append("▰" * full + "▱" * (BAR - full))
        said.append(texts.progress.format(done=done, total=stage.total))
    return Card(AMBER, (Words("\n".join(said)),))


def difference_card(built: Built, heading: str, texts: Texts) -> Card:
    """What a build did to the passages, told as a commit tells it."""
    found = built.difference
    count = found.added + found.changed + found.removed
    counted = texts.changes.format(added=found.added, changed=found.changed, removed=found.removed)
    head = Words(f"### {heading}\n{counted if count else texts.unchanged}")
    now = texts.index_now.format(passages=built.passages, embedded=built.embedded, seconds=f"{built.seconds:.1f}")
    notes = [f"{SMALL}⚠️ {_line(note, LONGEST_NOTE)}" for note in built.notes[:MOST_NOTES]]
    foot = Words("\n".join([*notes, SMALL + now]))
    more = SMALL + texts.and_more
    room = MOST_TEXT - MARKS_BETWEEN - len(head.markdown) - len(foot.markdown) - len(more.format(count=count))
    told = _fitting(_changes(found.changes[:MOST_CHANGES], room, texts), room)
    left = [Words(more.format(count=count - len(told)))] if told and count > len(told) else []
    return Card(GREEN if count else GREY, (head, *map(Words, told), *left, foot))


def failure_card(reason: str, heading: str) -> Card:
    """Why the index stays as it was."""
    return Card(RED, (Words(f"### {heading}\n{_line(reason, LONGEST_REASON)}".rstrip()),))


def status_card(status: Status, texts: Texts, command: str) -> Card:
    """What the bot answers from, and how that stands to the documents; `command` is a mention of the one to rebuild with."""
    said = [
        f"### {texts.answers_from}",
        texts.holds.format(documents=status.documents, passages=status.passages),
        texts.built.format(ago=_moment(status.built, "R"), when=_moment(status.built, "f")),
        texts.model.format(model=_line(status.model, LONGEST_MODEL)),
        texts.watched if status.is_watching else texts.not_watched.format(command=command),
        *([texts.is_building] if status.is_building else []),
    ]
    last = [_last_failure(status.failure, texts)] if status.failure else []
    head = Words("\n".join(said))
    room = MOST_TEXT - MARKS_BETWEEN - sum(len(words) for words in (head.markdown, *last))
    pending = Words(_pending(status.pending, room, texts))
    colour = RED if last else AMBER if status.pending or status.is_building else GREEN
    return Card(colour, (head, pending, *map(Words, last)))


def _pending(changes: Sequence[str], room: int, texts: Texts) -> str:
    """What has not been taken in yet."""
    if not changes:
        return texts.up_to_date
    more = SMALL + texts.and_more
    room -= len(texts.pending) + len(more.format(count=len(changes)))
    shown = changes[:MOST_PENDING]
    each = max(SHORTEST, min(LONGEST_PENDING, room // len(shown)))
    told = _fitting([f"- {_line(change, each)}" for change in shown], room)
    left = len(changes) - len(told)
    return "\n".join([texts.pending, *told, *([more.format(count=left)] if left else [])])


def _changes(changes: Sequence[Change], room: int, texts: Texts) -> Iterator[str]:
    """Each change, the first of a section below the names of its document and section."""
    each = room // max(1, len(changes)) // 2 - LONGEST_PLACE // 2
    longest = max(SHORTEST, min(LONGEST_SIDE, each))
    place = None
    for change in changes:
        lines = _sides(change, longest, texts)
        here = (change.passage.document, change.passage.section)
        yield "\n".join(lines if here == place else [_place(change.passage), *lines])
        place = here


def _sides(change: Change, longest: int, texts: Texts) -> list[str]:
    """What a passage was and is, with the words that differ in bold."""
    now, before = fold(change.passage.text), fold(change.before.text) if change.before else ""
    if change.kind == "removed":
        return [f"{REMOVED} {_line(now, longest)}"]
    if change.before and change.kind == "moved":
        return [f"{MOVED} {_line(now, longest)}", SMALL + texts.moved_from.format(place=_place(change.before))]
    if change.before is None:
        return [f"{ADDED} {_line(now, longest)}"]
    old, new = _edited(before, now)
    return [f"{REMOVED} {_line(before, longest, old)}", f"{ADDED} {_line(now, longest, new)}"]


def _edited(before: str, after: str) -> tuple[list[Span], list[Span]]:
    """Where the words stand that only one of two texts has, in each of them."""
    old, new = ([unit.span() for unit in UNIT.finditer(text)] for text in (before, after))
    if len(old) * len(new) > MOST_COMPARED:
        return [], []
    words = [before[start:end] for start, end in old], [after[start:end] for start, end in new]
    steps = difflib.SequenceMatcher(None, *words, autojunk=False).get_opcodes()
    gone = [(old[start][0], old[end - 1][1]) for kind, start, end, _, _ in steps if kind != "equal" and start < end]
    come = [(new[start][0], new[end - 1][1]) for kind, _, _, start, end in steps if kind != "equal" and start < end]
    return gone, come


def _fitting(lines: Iterable[str], room: int) -> list[str]:
    """The first lines, as many as there is room for."""
    told: list[str] = []
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        told.append(line)
    return told


def _place(passage: Passage) -> str:
    return source(passage.document, passage.section, LONGEST_PLACE)


def _last_failure(failure: Failure, texts: Texts) -> str:
    return texts.last_failure.format(ago=_moment(failure.at, "R"), reason=_line(failure.reason, LONGEST_LATE_REASON))


def _line(text: str, limit: int, highlights: Sequence[Span] = ()) -> str:
    """A text as one line of Markdown; its addresses are no links."""
    return excerpt(fold(text), limit, highlights, links=False)


def _moment(at: datetime, style: str) -> str:
    """A moment as Discord shows it to each reader, in their language and time."""
    return f"<t:{int(at.timestamp())}:{style}>"
