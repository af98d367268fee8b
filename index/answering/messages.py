"""Messages: answer what a message asks, without what it tells, and each of several questions."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from index.answering.answers import Answer
from index.answering.conversations import Conversation
from index.answering.judging import Judge
from index.answering.several import adds_passages, covered_by, is_better, is_surer_of_first, put_together, says_what_is_missing
from index.searching.opening import OpenIndex
from index.searching.question_reading import Question
from index.searching.questions import MAX_QUESTION_LENGTH
from index.searching.retrieval import Retriever
from index.searching.scope import Scope
from index.text.characters import has_words
from index.text.clauses import asking_part, bare_questions
from index.text.dependence import Dependence, lean
from index.text.languages import ENGLISH
from index.text.lazy_patterns import lazy_pattern
from index.text.several_questions import Asked, separate_questions
from index.text.told_problems import problem_readings
from index.text.told_subjects import named_reading, subject_readings, words_before
from index.text.words import stemmer, terms

MEASURE = lazy_pattern(r"\bhow (?:old|young|big|tall|deep|heavy|late|early|far|fast)\b", re.IGNORECASE)
"""What names something to ask for without a noun."""
MIN_ASKED = 2
"""Words that name something, from which the part of a question that asks may be read without what it tells."""


class AnswerQuestion(Protocol):
    """What answers one question that was read in `reading` seconds."""

    def __call__(self, processed: Question, *, top: int, scope: Scope, reading: float = 0.0) -> Answer:
        """Answer a question with the `top` closest passages in scope."""


@dataclass(frozen=True, slots=True)
class MessageReader:
    """Finds the questions of a message and has them answered with the `top` closest passages in scope."""

    index: OpenIndex
    judge: Judge
    answer_question: AnswerQuestion
    top: int
    scope: Scope

    @property
    def retriever(self) -> Retriever:
        """What reads questions and finds passages."""
        return self.index.retriever

    @property
    def _language(self) -> str:
        """The language of the documents."""
        return self.retriever.reader.language

    def answer(self, message: Question, reading: float) -> Answer:
        """Answer a message that was read in `reading` seconds without what it tells, or as a whole if that finds nothing.

        A message that asks several questions gets the passages that answer each, if that finds more.
        """
        part = self._asking_part(message)
        asked = self._questions(message, part)
        answers = self._answers_in_turn(asked)
        several = self._together(message, asked, answers) if asked else None
        is_complete = several is not None and several.outcome == "answer" and not several.unanswered
        if several and is_complete and not adds_passages(asked, answers):
            return several
        answer = self._answer_one(message, part, reading)
        if several and is_complete and not is_surer_of_first(answer, answers):
            return several
        if several is None or not (is_better(several, answer) or says_what_is_missing(several, answer, asked, answers)):
            return answer
        if any(each.leans for each in asked):
            covered = covered_by(answer, answers, self.judge.calibration.decision.likely_from)
            several = self._together(message, asked, answers, covered)
        return several

    def _answer_one(self, message: Question, part: str | None, reading: float) -> Answer:
        """Answer a message that was read in `reading` seconds by the part of it that asks, if there is one."""
        if part is None:
            answer = self.answer_question(message, top=self.top, scope=self.scope, reading=reading)
        else:
            answer = self._or_whole(self._answer_alone(part, message, self.top, reading), message)
        if answer.outcome == "answer" and self._names_unknown(message):
            return answer.doubted(self.judge.calibration.decision.below_answer)
        if answer.outcome != "answer" and answer.hits and self._language == ENGLISH:
            answer = self._surer(answer, message, part or message.text)
            answer = answer if answer.outcome == "answer" else self._about_what_is_told(answer, message)
        if answer.outcome != "answer" and answer.hits:
            answer = self._in_other_words(answer, message, part or message.text)
        return answer

    def _or_whole(self, answer: Answer, message: Question) -> Answer:
        """Return an answer to the part of a message that asks, or that to the whole if it is unsure and the whole says more.

        What the message tells must not be answered: the whole is only sure of a passage that the part found, too.
        """
        if answer.outcome == "answer":
            return answer
        whole = self.answer_question(message, top=self.top, scope=self.scope)
        is_same = whole.outcome == "answer" and whole.hits[0].row in {hit.row for hit in answer.hits}
        is_closer = whole.outcome == "suggestions" and whole.confidence > answer.confidence
        return _after(answer, whole if is_same or is_closer or answer.outcome == "none" else answer)

    def _answer_alone(self, part: str, message: Question, top: int, reading: float = 0.0) -> Answer:
        """Answer a part of a message that was read in `reading` seconds, for which what the whole names has to be met."""
        started = time.perf_counter()
        alone = replace(
            self._read(part),
            asked=message.asked,
            plain=message.plain,
            identifiers=message.identifiers,
            literals=message.literals,
        )
        answer = self.answer_question(alone, top=top, scope=self.scope, reading=reading + time.perf_counter() - started)
        return replace(answer, read_as=message.read_as)

    def _read(self, text: str) -> Question:
        """Read a part or another wording of a message, which words in full can make longer than a message may be."""
        return self.retriever.read(text[:MAX_QUESTION_LENGTH])

    def _questions(self, message: Question, part: str | None) -> tuple[Asked, ...]:
        """Return the questions of a message that asks several; none if it asks one.

        What it tells may name a day, an age or the like, which then concerns all of them: such a message is read as a whole.
        """
        names_more = bool(message.literals or message.identifiers) and part is not None
        asked = () if names_more else separate_questions(part or message.text, self._language)
        return asked if 1 < len(asked) <= self.top else ()

    def _together(
        self, message: Question, asked: Sequence[Asked], answers: Sequence[Answer], covered: Sequence[Answer] = ()
    ) -> Answer:
        """Return one answer to the questions of a message."""
        together = put_together([each.text for each in asked], answers, self.top, covered)
        return replace(together, question=message.asked, read_as=message.read_as)

    def _answers_in_turn(self, asked: Sequence[Asked]) -> list[Answer]:
        """Answer the questions of a message one by one, those that lean on another together with it."""
        answers: list[Answer] = []
        conversation: Conversation | None = None
        for each in asked:
            started = time.perf_counter()
            read = self._read(each.text)
            answer = self.answer_question(read, top=self.top, scope=self.scope, reading=time.perf_counter() - started)
            if conversation and (each.leans or answer.outcome != "answer"):
                answer = self._answer_after(conversation, read, answer)
            if not each.leans:
                shown = answer.hits[0].row if answer.hits else None
                conversation = Conversation(self.index, self.judge, read, shown, self.scope)
            answers.append(answer)
        return answers

    def _answer_after(self, conversation: Conversation, question: Question, alone: Answer) -> Answer:
        """Answer a question of a message that may lean on one before it."""
        leaning = lean(question.text, self._language)
        if leaning.dependence == Dependence.NONE:
            return alone
        started = time.perf_counter()
        answer = conversation.follow(question, alone, leaning, self.top)
        if answer.outcome == "answer" and not leaning.content and answer.hits[0].row != conversation.shown:
            answer = answer.doubted(self.judge.calibration.decision.below_answer)  # its subject alone must not convince
        return replace(answer, milliseconds=alone.milliseconds + (time.perf_counter() - started) * 1000)

    def _surer(self, unsure: Answer, message: Question, text: str) -> Answer:
        """Return the surer answer without what a message tells in passing, if that finds the same passage.

        Where the question that is left makes sense alone, one of the passages that the whole found will do.
        """
        rows = [hit.row for hit in unsure.hits]
        for shorter, others in self._shorter(text):
            surer = self._answer_alone(shorter, message, len(rows))
            if surer.outcome == "answer" and surer.hits[0].row in (rows if others else rows[:1]):
                return _after(unsure, surer)
        return unsure

    @staticmethod
    def _shorter(text: str) -> list[tuple[str, bool]]:
        """Return a message without what it tells in passing, at most twice, each with whether it makes sense alone."""
        asked = [(bare, lean(bare, ENGLISH)) for bare in bare_questions(text)]
        found = [(bare, leaning.stands_alone(MIN_ASKED)) for bare, leaning in asked if leaning.content or MEASURE.search(bare)]
        return found or [(problem, False) for problem in problem_readings(text)]

    def _about_what_is_told(self, unsure: Answer, message: Question) -> Answer:
        """Return the surer answer to a question about what a message tells before, as in *My dog is huge. May he come in?*.

        Readings with its subject have to agree on a passage that the whole found.
        """
        named = None if unsure.unmatched else self._named_reading(message)
        first = {unsure.hits[0].row}
        if named and (answer := self._agreed([named], message, first)):
            return _after(unsure, answer)
        answer = self._agreed(subject_readings(message.text), message, {hit.row for hit in unsure.hits})
        return _after(unsure, answer) if answer else unsure

    def _named_reading(self, message: Question) -> str | None:
        """Return what a message asks about the code or version that it names; None if what shows it is not in the documents."""
        return None if self._names_unknown(message) else named_reading(message.text, message.identifiers)

    def _names_unknown(self, message: Question) -> bool:
        """Return whether a message tells what shows the one code or version that it names, and the documents lack that."""
        if self._language != ENGLISH or named_reading(message.text, message.identifiers) is None:
            return False
        before = words_before(message.text, message.identifiers[0].written)
        lexical = self.retriever.reader.lexical
        return bool(before) and not any(term in lexical for term in terms(" ".join(before), stemmer(self._language)))

    def _agreed(self, readings: Sequence[str], message: Question, rows: set[int]) -> Answer | None:
        """Return the least sure answer to readings of a message if all are sure of one of some rows; else None."""
        answers: list[Answer] = []
        for reading in readings:
            answer = self._answer_alone(reading, message, self.top)
            if answer.outcome != "answer" or answer.hits[0].row not in rows:
                return None
            rows = {answer.hits[0].row}
            answers.append(answer)
        return min(answers, key=lambda answer: answer.confidence, default=None)

    def _in_other_words(self, unsure: Answer, message: Question, text: str) -> Answer:
        """Return the sure answer to a question with abbreviations in full, or with words cut short, if there is one."""
        near = [hit.row for hit in unsure.hits]
        for other in self.retriever.other_wordings.of(text, self.scope, near):
            surer = self._answer_alone(other, message, self.top)
            if surer.outcome == "answer":
                return _after(unsure, surer)
        return unsure

    def _asking_part(self, message: Question) -> str | None:
        """Return what a message asks if it also tells something, as in *We are new here. When do you meet?*.

        None if it tells nothing, or if the rest does not make sense without that.
        """
        part = asking_part(message.text) if self._language == ENGLISH else None
        return part if part and has_words(part) and lean(part, self._language).stands_alone(MIN_ASKED) else None


def _after(first: Answer, answer: Answer) -> Answer:
    """Return an answer with the time that another one took before it."""
    return replace(answer, milliseconds=first.milliseconds + answer.milliseconds, steps=first.steps + answer.steps)
