"""Write: have a server write the questions of passages that have none, and store them as they come."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from index.answering.searcher import Searcher
from index.expanding.matching import CLOSEST, match, place_of
from index.expanding.prompts import messages_for
from index.expanding.replies import BadReplyError, read_reply, usable_questions
from index.expanding.server import NoReplyError, Server, ServerError, Sleep, host_of
from index.expanding.written_file import WrittenEntry, WrittenFile
from index.passages.passage import Passage
from index.progress import Progress
from index.settings import ExpandSettings, Settings

MAX_FAILURES = 5
"""Passages in a row without a usable reply after which writing stops."""


@dataclass(slots=True)
class WritingReport:
    """What came of writing: for how many passages there are new questions, how many they are, and how many were dropped.

    `far` of them were dropped because their passage was not among the closest. `left` passages still have none; `problem` says
    in one line why, if the server or its replies are the reason.
    """

    passages: int = 0
    questions: int = 0
    far: int = 0
    left: int = 0
    problem: str | None = None


def has_missing(settings: Settings, passages: Iterable[Passage]) -> bool:
    """Return whether there is anything to write, or to take over from a writing that was killed.

    Raises WrittenQuestionsError if the file cannot be read.
    """
    file = WrittenFile.of(settings)
    return file.draft.path.exists() or bool(match(file.load(), passages).missing)


def write_missing(
    settings: Settings, expand: ExpandSettings, searcher: Searcher, progress: Progress, sleep: Sleep = asyncio.sleep
) -> WritingReport:
    """Have the questions of passages written that have none yet, in the order of the documents; old ones stay as they are.

    An error of the server ends the writing and is part of the report; what was written before is kept. Raises
    WrittenQuestionsError if the file cannot be read or written, or if another process is writing.
    """
    file = WrittenFile.of(settings)
    with file.drafting() as draft:
        rows = match(file.load(), searcher.generation.passages).missing
        report = WritingReport(left=len(rows))
        if rows:
            progress.step("Having questions written", len(rows))
            asyncio.run(_Writing(expand, searcher.leaving_out("known"), draft, progress, report, sleep).run(rows))
        return report


@dataclass(slots=True)
class _Writing:
    """The work of one call of `write_missing`, shared by the tasks that write."""

    expand: ExpandSettings
    searcher: Searcher
    file: WrittenFile
    progress: Progress
    report: WritingReport
    sleep: Sleep
    _failures: int = 0
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    async def run(self, rows: Sequence[int]) -> None:
        """Write the questions of the passages in these rows until all are done or the server fails."""
        waiting = iter(rows)
        try:
            async with Server(self.expand, self.sleep) as server:
                tasks = [asyncio.create_task(self._work(server, waiting)) for _ in range(min(self.expand.parallel, len(rows)))]
                try:
                    await asyncio.gather(*tasks)
                finally:
                    for task in tasks:
                        task.cancel()
                    await asyncio.gather(*tasks, return_exceptions=True)
        except ServerError as error:
            self.report.problem = str(error)
        finally:
            self._thread.shutdown()

    async def _work(self, server: Server, waiting: Iterator[int]) -> None:
        """Write the questions of one passage after another. Raises ServerError after too many failures in a row."""
        for row in waiting:
            passage = self.searcher.generation.passages[row]
            try:
                candidates = await self._candidates(server, passage)
            except NoReplyError as error:
                self._failed(str(error))
            else:
                self._failures = 0
                await asyncio.get_running_loop().run_in_executor(self._thread, self._store, passage, candidates)
            self.progress.advance(1)

    async def _candidates(self, server: Server, passage: Passage) -> tuple[str, ...]:
        """Return the cleaned questions that the server writes for a passage, asking again once if they cannot be read."""
        title = self.searcher.generation.title_of(self.searcher.generation.document_of(passage))
        messages = messages_for(passage, title, self.searcher.settings.language, self.expand.questions)
        for _ in range(2):
            try:
                return usable_questions(read_reply(await server.reply(messages)), passage.text, self.expand.questions)
            except BadReplyError:
                continue
        raise NoReplyError("its replies contain no questions as JSON")

    def _store(self, passage: Passage, candidates: Sequence[str]) -> None:
        """Append the questions of a passage to the file, apart from those to which other passages are closer."""
        close = [question for question in candidates if self._is_close(question, passage)]
        far = [question for question in candidates if question not in close]
        entry = WrittenEntry(
            passage=place_of(passage)[0],
            questions=tuple(close),
            section=passage.section,
            text=passage.text,
            model=self.expand.model,
            far=tuple(far),
        )
        self.file.append([entry])
        self.report.passages += 1
        self.report.questions += len(close)
        self.report.far += len(far)
        self.report.left -= 1

    def _is_close(self, question: str, passage: Passage) -> bool:
        """Return whether a passage is among those that are closest to a question."""
        found = self.searcher.index.retriever.rank(question, CLOSEST)
        return any(place_of(self.searcher.generation.passages[each.row]) == place_of(passage) for each in found)

    def _failed(self, reason: str) -> None:
        """Count a passage without a usable reply. Raises ServerError if there are too many in a row."""
        self._failures += 1
        self.report.problem = f"{host_of(self.expand)}: {reason}"
        if self._failures >= MAX_FAILURES:
            what = f"{reason}, {self._failures} passages in a row"
            raise ServerError(what, where=host_of(self.expand), fix="check the server and the model")
