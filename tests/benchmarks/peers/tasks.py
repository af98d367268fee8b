"""The command line that the scripts of this folder share. It runs in the environment of another library.

SCRIPT build MODEL FOLDER            index the texts on standard input, a JSON list
SCRIPT ask MODEL FOLDER QUESTION     print the closest texts
SCRIPT edit MODEL FOLDER ROW TEXT    put another text in the place of one
SCRIPT time MODEL FOLDER             answer the questions on standard input, and print the median of the seconds
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

CLOSEST = 3
"""Texts in an answer."""


class Peer(Protocol):
    """An index of texts."""

    def build(self, texts: list[str]) -> None:
        """Index the texts, and save the index."""

    def load(self) -> None:
        """Load the saved index."""

    def ask(self, question: str) -> list[str]:
        """Return the closest texts."""

    def edit(self, row: int, text: str) -> None:
        """Put another text in the place of one, and save the index."""


def run(peer: Callable[[str, Path], Peer]) -> None:
    """Run the task that the command line names."""
    task, model, folder, *arguments = sys.argv[1:]
    made = peer(model, Path(folder))
    if task == "build":
        made.build(json.load(sys.stdin))
        return
    made.load()
    if task == "ask":
        print("\n".join(made.ask(arguments[0])))
    elif task == "edit":
        made.edit(int(arguments[0]), arguments[1])
    else:
        print(statistics.median(_seconds(made, json.load(sys.stdin))))


def _seconds(peer: Peer, questions: list[str]) -> list[float]:
    found = []
    for question in questions:
        started = time.perf_counter()
        peer.ask(question)
        found.append(time.perf_counter() - started)
    return found[len(questions) // 10 :]  # the first ones warm up
