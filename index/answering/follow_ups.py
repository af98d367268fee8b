"""Follow-ups: answer a question that may continue a conversation, as *and when did it start?* does.

All that is known of the conversation is the turn before, as it can be read back from the bot's own message; nothing is stored.
The question is asked alone and together with that turn, and the more confident reading answers. A question that does not
depend on the turn before is answered as if there were none.
"""

import time
from dataclasses import dataclass, replace

from index.answering.answers import Answer
from index.answering.conversations import Conversation
from index.answering.naming_community import ask_without_name
from index.answering.searcher import Searcher
from index.errors import QuestionError
from index.searching.scope import EVERYTHING, Scope
from index.text.dependence import Dependence, lean

MAX_EARLIER_LENGTH = 300
"""Characters of the earlier question that are read; its subject is named at once, or not at all."""
MAX_FOLLOW_UP_LENGTH = 300
"""Characters of a question up to which it may depend on another; a longer one speaks for itself."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The turn before a question.

    `question` is what was asked, possibly shortened, or how it was read if the answer says so; empty if unknown. `row` is the
    row of the passage that the answer showed (first), or None if it is unknown or gone.
    """

    question: str
    row: int | None = None


def ask_follow_up(searcher: Searcher, question: str, earlier: Earlier, *, top: int = 3, scope: Scope = EVERYTHING) -> Answer:
    """Answer a question alone, or together with the turn before if that is more likely what was meant.

    If it is read together, `follows` of the answer is what it was taken to be about, and `read_as` the whole reading.
    Raises QuestionError if the text is not a question.
    """
    language = searcher.generation.manifest.language
    shortened = searcher.community.without(earlier.question, language)
    before = replace(earlier, question=shortened.text) if shortened else earlier

    def ask(text: str) -> Answer:
        return _ask_after(searcher, text, before, top, scope)

    return ask_without_name(question, searcher.community, language, ask)


def _ask_after(searcher: Searcher, question: str, earlier: Earlier, top: int, scope: Scope) -> Answer:
    started = time.perf_counter()
    read = searcher.index.retriever.read(question)
    alone = searcher.answer_message(read, top=top, scope=scope, reading=time.perf_counter() - started)
    leaning = lean(alone.question, searcher.generation.manifest.language)
    if leaning.dependence == Dependence.NONE or len(alone.question) > MAX_FOLLOW_UP_LENGTH:
        return alone
    answer = _conversation(searcher, earlier, scope & searcher.named).follow(read, alone, leaning, top)
    return replace(answer, milliseconds=(time.perf_counter() - started) * 1000)


def _conversation(searcher: Searcher, earlier: Earlier, scope: Scope) -> Conversation:
    """Read the turn before."""
    shown = earlier.row if earlier.row is not None and earlier.row in scope else None
    try:
        before = searcher.index.retriever.read(earlier.question[:MAX_EARLIER_LENGTH])
    except QuestionError:
        before = None
    return Conversation(searcher.index, searcher.judge, before, shown, scope)
