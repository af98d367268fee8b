"""`footnote questions`: list, review or prune the questions that a language model wrote for passages."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence

from bot.commands.project import load_passages, settings_of
from bot.terminal.output import note, show
from bot.terminal.prompts import ask_for
from bot.terminal.written_questions import passage_lines, written_lines
from index.errors import UsageError
from index.expanding.matching import Matches, match
from index.expanding.reviewing import WrittenQuestion, drop, keep, list_written, parse_edit, prune
from index.expanding.written_file import WrittenFile
from index.text.characters import pluralize

CHOICES = {"k": "keep", "d": "drop", "e": "edit", "a": "all", "q": "quit"}
"""What can be done with a question in a review, by the first letter, which is enough."""
PROMPT = "[k]eep, [d]rop, [e]dit, keep [a]ll of this passage, or [q]uit? "
NONE_WRITTEN = "no questions have been written; `footnote build` has them written if `expand` is set in config.yaml"
APPLY = "run `footnote build` to use the changes"


def run(options: argparse.Namespace) -> int:
    """List, review or prune the written questions of the project."""
    if options.json and options.action != "list":
        raise UsageError("is only for the list", where="--json", fix="run `footnote questions list --json`")
    settings = settings_of(options)
    file = WrittenFile.of(settings)
    passages = load_passages(settings)
    matches = match(file.load(), passages)
    written = list(list_written(matches, passages))
    if not settings.expand and written:
        note(f"`expand` is not set in {settings.file}, so written questions are not used")
    if not written and options.action != "list":
        note(NONE_WRITTEN)
        return 0
    if options.action == "review":
        return _review(file, [each for each in written if each.passage and each.state == "new"])
    if options.action == "prune":
        return _prune(file, matches)
    _list(written, as_json=options.json)
    return 0


def _list(written: Sequence[WrittenQuestion], *, as_json: bool) -> None:
    """Print all written questions, and how many of them are in which state."""
    if as_json:
        print(json.dumps([_values(each) for each in written], ensure_ascii=False))
        return
    show(written_lines(written), sys.stdout)
    if not written:
        note(NONE_WRITTEN)
        return
    count = Counter(each.state for each in written if each.passage)
    gone = sum(each.passage is None for each in written)
    states = {"kept": count["kept"], "not reviewed": count["new"], "dropped": count["dropped"] + count["far"]}
    summary = ", ".join(f"{number:,} {name}" for name, number in states.items())
    lost = f"; {gone:,} of passages that are gone, which `footnote questions prune` removes" if gone else ""
    show([(f"{pluralize(len(written) - gone, 'question')}: {summary}{lost}", "bold")], sys.stdout)


def _values(written: WrittenQuestion) -> dict[str, object]:
    """Return a question as `--json` prints it."""
    passage, entry = written.passage, written.entry
    return {
        "question": written.question,
        "state": written.state,
        "is_used": passage is not None and written.state in {"new", "kept"},
        "document": passage.document if passage else None,
        "line": passage.line if passage else None,
        "section": [*(passage.section if passage else entry.section)],
        "passage": passage.text if passage else entry.text,
        "model": entry.model,
    }


def _prune(file: WrittenFile, matches: Matches) -> int:
    """Remove the questions of passages that are gone."""
    removed = prune(file, matches)
    gone = f"removed the questions of {pluralize(removed, 'passage')} no longer in the documents"
    print(gone if removed else "nothing to remove: every passage with written questions is still in the documents")
    return 0


def _review(file: WrittenFile, waiting: Sequence[WrittenQuestion]) -> int:
    """Show one question after another that nobody has reviewed, and store each decision at once."""
    if not waiting:
        print("every written question has been reviewed")
        return 0
    note(f"{pluralize(len(waiting), 'question')} to review; decisions are saved as you go")
    decided = _Decisions(file)
    try:
        for position, written in enumerate(waiting):
            if not decided.includes(written):
                before = waiting[position - 1] if position else None
                show(
                    [("", ""), *passage_lines(written)] if not before or not _is_same_passage(before, written) else [],
                    sys.stdout,
                )
                show([(f"  {written.question}", "bold")], sys.stdout)
                if not decided.take(written, ask_for(PROMPT, _parse_choice)):
                    break
    except EOFError:
        print(file=sys.stderr)  # the terminal has not moved to the next line
    left = len(waiting) - sum(decided.count.values())
    counted = ", ".join(f"{decided.count[name]:,} {name}" for name in ("kept", "edited", "dropped"))
    print(f"{counted}; {left:,} left to review")
    if decided.count:
        note(APPLY)
    return 0


def _parse_choice(typed: str) -> str:
    """Return what was chosen. Raises UsageError."""
    choice = CHOICES.get(typed[:1].casefold())
    if choice is None or not choice.startswith(typed.casefold()):
        raise UsageError(f"{typed!r} is none of {', '.join(CHOICES.values())}", fix="type its first letter")
    return choice


def _is_same_passage(one: WrittenQuestion, other: WrittenQuestion) -> bool:
    return (one.entry.passage, one.entry.section) == (other.entry.passage, other.entry.section)


class _Decisions:
    """Stores decisions, and counts them; `_all` is the passage whose questions are all kept."""

    def __init__(self, file: WrittenFile) -> None:
        self.count: Counter[str] = Counter()
        self._file = file
        self._all: WrittenQuestion | None = None

    def includes(self, written: WrittenQuestion) -> bool:
        """Keep a question if all of its passage are to be kept, and return whether they are."""
        if not self._all or not _is_same_passage(self._all, written):
            return False
        self._keep(written)
        return True

    def take(self, written: WrittenQuestion, choice: str) -> bool:
        """Store a decision; return False for `quit`."""
        if choice == "edit":
            edited = ask_for("question: ", parse_edit)
            keep(self._file, written, edited)
            self.count["edited"] += 1
        elif choice == "drop":
            drop(self._file, written)
            self.count["dropped"] += 1
        elif choice != "quit":
            self._all = written if choice == "all" else None
            self._keep(written)
        return choice != "quit"

    def _keep(self, written: WrittenQuestion) -> None:
        keep(self._file, written)
        self.count["kept"] += 1
