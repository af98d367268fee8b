"""Turns questions and labels into headings of what follows them, so that the answer is quoted, not the question.

Most documents mark the questions of an FAQ by a paragraph of their own, in bold, or by `Q:` and `A:`, not by headings. A label
is a question, a short bold line, or a short line that ends in a colon, before other blocks. At the top level, it becomes the
innermost heading of the blocks below it until the next label of its kind or the next heading. Inside a list, note or tab, it
becomes part of the context of these blocks. A label with nothing below it stays a block.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice, takewhile

from index.reading.blocks import Block, Heading, Item
from index.reading.lead_ins import COLONS, introduces, is_label_length, items_below_lead_ins, names_list
from index.reading.note_kinds import is_remark
from index.reading.rich_text import without_targets
from index.text.characters import has_words
from index.text.sentences import sentences

BEFORE = -2
"""The position of a label that is somewhere before the items, but not right before them."""
LABEL_LEVEL = 50
"""The level of the outermost label as a heading, below any heading that has markup."""
MAX_QUESTION_LENGTH = 200
MAX_BOLD_LENGTH = 80
MAX_BOLD_WORDS = 12
MAX_REMARK_WORDS = 12
"""Words of a question with a remark before it (`I lost my key. What now?`); a longer text may hold the answer to another."""
QUESTION_END = re.compile(r"(?:[?\uff1f\u061f\u055e\u037e]|(?<=[\u0370-\u03ff\u1f00-\u1fff]);)[^\w<>{}/`.]*$")
OTHER_END = re.compile(r"[.!。！…][^\w<>{}/`]*$")
HAND_NUMBER = re.compile(r"[(\[]?\d{1,3}(?:\.\d{1,3})*[.):\]]")
DIALOGUE = re.compile(
    r"(?P<word>[^\W\d_]{1,12})\s?\.?(?P<number>\d{1,3}[a-z]?)?\s?[:：.)\-–—]\s*(?=\S)",
)
"""The start of a question or answer, such as `Q:`, `A.`, `Q1)` or `Antwort:`."""
BARE_MARKER = re.compile(r"(?P<word>[^\W\d_]{1,12})\s?(?:\d{1,3})?\s?[:：]")
BARE_ANSWER = re.compile(r"(?P<word>[^\W\d_]{1,12})\s?(?:\d{1,3})?\s?[:：.)]")
LETTER = re.compile(r"[a-z][)\]]")
"""The letter of an item of a list; an answer is marked by `A)` or `a:`."""
DIALOGUES = (
    *(("q", "a"), ("q", "ans"), ("question", "answer"), ("question", "ans"), ("q", "answer"), ("ask", "answer")),
    *(("f", "a"), ("frage", "antwort"), ("v", "a"), ("vraag", "antwoord")),
    *(("p", "r"), ("pregunta", "respuesta"), ("pergunta", "resposta"), ("q", "r"), ("question", "réponse"), ("d", "r")),
    *(("domanda", "risposta"), ("f", "s"), ("fråga", "svar"), ("spørgsmål", "svar"), ("spørsmål", "svar"), ("k", "v")),
    *(("kysymys", "vastaus"), ("p", "o"), ("pytanie", "odpowiedź"), ("o", "o"), ("otázka", "odpověď"), ("s", "c")),
    *(("soru", "cevap"), ("в", "о"), ("вопрос", "ответ"), ("питання", "відповідь"), ("問", "答"), ("问", "答")),
)
"""Markers of questions and of their answers, in lower case: English, German, Dutch, Spanish, Portuguese, French, and so on."""
UNMISTAKABLE = {question for question, _ in DIALOGUES if len(question) > 1 and question != "ask"} | {"q"}
"""Markers of questions that need no answer with a marker; a single letter other than Q may be anything."""
MARKERS = {marker for pair in DIALOGUES for marker in pair}
DIALOGUE_REACH = 4
"""The number of blocks after a question within which its marked answer starts."""


def has_dialogue_marker(text: str) -> bool:
    """Return whether a line starts like a question or answer: with `Q:`, `A:` or the like."""
    return _marker(text) is not None


def is_bare_marker(text: str, before: Sequence[Item] = ()) -> bool:
    """Return whether a text is only the marker of a question or answer, such as `Q:`.

    A single letter other than Q is the marker of an answer if a question with a marker is among the blocks right `before` it;
    otherwise, it may be a heading in a glossary.
    """
    match = BARE_MARKER.fullmatch(text)
    word = match["word"].lower() if match else ""
    if word in UNMISTAKABLE or (len(word) > 1 and word in MARKERS):
        return True
    asked = {question for question, answer in DIALOGUES if answer == word}
    near = takewhile(lambda item: isinstance(item, Block), reversed(before))
    return any(_marker(item.text, asked) for item in islice(near, DIALOGUE_REACH)) if asked else False


def _marker(text: str, markers: Collection[str] = MARKERS) -> re.Match[str] | None:
    """Return the marker at the start of a text if it is one of these, in lower case."""
    match = DIALOGUE.match(text)
    return match if match and match["word"].lower() in markers and not LETTER.match(text) else None


def _without_marker(text: str, markers: Collection[str]) -> str:
    """Return a text without the marker that it starts with, if that is one of some."""
    match = _marker(text, markers)
    return text[match.end() :] if match else text


def promote_labels(items: Iterable[Item]) -> tuple[Item, ...]:
    """Return items with labels as headings or contexts of the blocks below them, and without the markers of questions."""
    items = tuple(items)
    return tuple(promote_piece(items, used_markers(find_markers(items)))[0])


def promote_piece(
    items: Sequence[Item], markers: tuple[set[str], set[str]], opened: Sequence["Label"] = ()
) -> tuple[list[Item], list["Label"]]:
    """Return a part of the items of a document with its labels promoted, and the labels that are open at its end.

    `markers` are those of the whole document, and `opened` the labels that are open where the part starts.
    """
    items = items_below_lead_ins(items)
    promotion = _Promotion(items, markers, opened)
    for position in range(len(items)):
        promotion.add(position)
    return promotion.result, promotion.opened


def cannot_be_label(item: Item, markers: tuple[set[str], set[str]]) -> bool:
    """Return whether an item is a block that can be no label, and nothing that depends on the items around it."""
    return _Promotion([item], markers).is_plain(0)


FoundMarker = tuple[int, str, bool]
"""The position of an item that starts with a marker, the marker in lower case, and whether the item ends like a question."""


def find_markers(items: Sequence[Item]) -> list[FoundMarker]:
    """Return the markers at the start of items, in order."""
    found = ((position, _marker(item.text), item.text) for position, item in enumerate(items))
    return [(place, match["word"].lower(), bool(QUESTION_END.search(text))) for place, match, text in found if match]


def used_markers(found: Sequence[FoundMarker]) -> tuple[set[str], set[str]]:
    """Return the markers of questions and of answers that a document uses, given all that its items start with."""
    questions, answers = set(), set()
    for place, (position, word, is_asking) in enumerate(found):
        following = {other for at, other, _ in found[place + 1 : place + 1 + DIALOGUE_REACH] if at <= position + DIALOGUE_REACH}
        paired = {answer for question, answer in DIALOGUES if question == word and answer in following}
        if paired:
            questions.add(word)
            answers |= paired
        elif word in UNMISTAKABLE and is_asking:
            questions.add(word)
    return questions, answers - questions


@dataclass(frozen=True, slots=True)
class Label:
    """An open label: its kind, whether it is bold, the context that it is in, its text, and its position among the items."""

    kind: str
    is_bold: bool
    context: tuple[str, ...]
    text: str
    position: int


class _Promotion:
    """One pass over the items of a document."""

    def __init__(self, items: Sequence[Item], markers: tuple[set[str], set[str]], opened: Sequence[Label] = ()) -> None:
        self.result: list[Item] = []
        self._items = items
        self._questions, self._answers = markers
        self._open = [*opened]
        self._kinds = [self._kind(item) for item in items]
        for position in _buttons(items):
            self._kinds[position] = ""

    def add(self, position: int) -> None:
        """Add an item: a label to the open labels, anything else to the result."""
        item = self._items[position]
        if isinstance(item, Heading):
            self._open = []
            self.result.append(self._without_question_marker(item))
            return
        self._close(item.context)
        kind = self._kinds[position]
        if self._is_bare_answer(item):
            return  # the answer starts in the next line, or with a list
        if (kind or _is_short_lead_in(item)) and self._has_children(position):
            return  # the blocks below it have it as their context already
        if (kind or item.is_bold) and is_remark(item.text) and self._following(position):
            return  # "Note:" says nothing about what is below it
        if kind and self._is_label(position):
            self._add_label(position, item, kind)
        else:
            self.result.append(self._without_answer_marker(self._in_context(item)))

    @property
    def opened(self) -> list[Label]:
        """The labels that are open now, as they are for a part of the document that starts here."""
        return [replace(label, position=BEFORE) for label in self._open]

    def is_plain(self, position: int) -> bool:
        """Return whether an item is a block that cannot be a label."""
        item = self._items[position]
        return isinstance(item, Block) and not self._kinds[position] and not item.is_bold

    def _is_bare_answer(self, block: Block) -> bool:
        match = BARE_ANSWER.fullmatch(block.text)
        return match is not None and match["word"].lower() in self._answers

    def _kind(self, item: Item) -> str:
        """Return `question`, `bold` or `colon` if an item looks like a label, else ""."""
        if isinstance(item, Heading) or "\n" in item.text:
            return ""
        text = item.text
        if _marker(text, self._answers):
            return ""
        if _marker(text, self._questions) and len(text) <= 2 * MAX_QUESTION_LENGTH:
            return "question"
        if QUESTION_END.search(text) and len(text) <= MAX_QUESTION_LENGTH and (item.is_bold or _is_asking(text)):
            return "question"
        if item.is_bold and _fits(text, MAX_BOLD_LENGTH, MAX_BOLD_WORDS):
            words = without_targets(text, item.links)
            return "bold" if HAND_NUMBER.match(text) or not OTHER_END.search(words) else ""
        return "colon" if text.endswith(COLONS) and is_label_length(text) else ""

    def _has_children(self, position: int) -> bool:
        """Return whether the next block has this one as its innermost parent."""
        block, following = self._items[position], self._following(position)
        if following is None or isinstance(block, Heading):
            return False
        return following.context[: len(block.context) + 1] == (*block.context, block.text)

    def _following(self, position: int) -> Block | None:
        """Return the next item if it is a block."""
        following = self._items[position + 1] if position + 1 < len(self._items) else None
        return following if isinstance(following, Block) else None

    def _is_label(self, position: int) -> bool:
        """Return whether a block that looks like a label is one: something is below it, and it is not one of a list."""
        block, following = self._items[position], self._following(position)
        if following is None or isinstance(block, Heading) or following.context[: len(block.context)] != block.context:
            return False
        kind, number = self._kinds[position], block.list_number
        if _marker(block.text, self._questions):
            return not _marker(following.text, self._questions)
        if kind == self._kinds[position + 1] or (kind == "colon" and following.list_number):
            return False
        before = self._items[position - 1] if position else None
        if number:  # the only item of its list, such as a numbered question whose answer is not indented
            is_first = not (isinstance(before, Block) and before.list_number == number)
            return is_first and following.list_number != number and kind != "colon"
        follows_alike = bool(self.result) and self.result[-1] is before and kind == self._kinds[position - 1]
        return kind == "question" or not follows_alike  # one of several bold statements, for example

    def _add_label(self, position: int, block: Block, kind: str) -> None:
        """Open a label in place of the last one that looks like it; right below another, it is a part of that one."""
        text = self._label_text(without_targets(block.text, block.links))
        siblings = [place for place, label in enumerate(self._open) if label.context == block.context]
        alike = [place for place in siblings if self._open[place].kind == kind]
        if not alike and block.is_bold:
            alike = [place for place in siblings if self._open[place].is_bold and self._open[place].position != position - 1]
        if alike:
            del self._open[alike[-1] :]
        if not block.context:
            self.result.append(Heading(text, LABEL_LEVEL + len(self._open), block.line, inferred=True))
        self._open.append(Label(kind, block.is_bold, block.context, text, position))

    def _label_text(self, text: str) -> str:
        """Return a label without the marker of a question and without a colon at its end."""
        text = _without_marker(text, self._questions)
        return text.rstrip(":： ") or text

    def _without_question_marker(self, heading: Heading) -> Heading:
        text = _without_marker(heading.text, self._questions)
        return heading if text == heading.text else replace(heading, text=text)

    def _without_answer_marker(self, block: Block) -> Block:
        context = tuple(_without_marker(text, self._answers) for text in block.context)
        if context != block.context:
            block = replace(block, context=context)
        match = _marker(block.text, self._answers)
        if match is None:
            return block
        cut = match.end()
        return replace(
            block,
            text=block.text[cut:],
            links=tuple(link.shifted(-cut) for link in block.links),
            line_starts=tuple(start._replace(position=max(0, start.position - cut)) for start in block.line_starts),
        )

    def _close(self, context: tuple[str, ...]) -> None:
        """Close the labels of contexts that have ended."""
        while self._open and context[: len(self._open[-1].context)] != self._open[-1].context:
            self._open.pop()

    def _in_context(self, block: Block) -> Block:
        """Return a block with the open labels of its contexts as part of its context, each after the context it is in."""
        context, added = block.context, 0
        for label in self._open:
            if label.context:
                place = len(label.context) + added
                context = (*context[:place], label.text, *context[place:])
                added += 1
        return replace(block, context=context) if added else block


def _buttons(items: Sequence[Item]) -> Iterator[int]:
    """Yield the positions of bold links to other sites before a paragraph that are not one of several.

    Such a link invites to follow it, and would lose its target as a label. Several are the names of what is below each.
    """
    for is_run, run in groupby(range(len(items)), lambda position: _is_paragraph(items[position])):
        found = [position for position in run if is_run and _is_bold_link(items[position])]
        if len(found) == 1 and found[0] + 1 < len(items) and _is_paragraph(items[found[0] + 1]):
            yield found[0]


def _is_paragraph(item: Item) -> bool:
    return isinstance(item, Block) and not item.list_number


def _is_bold_link(item: Item) -> bool:
    """Return whether an item is a bold link to another site and nothing else."""
    if isinstance(item, Heading) or not item.is_bold or len(item.links) != 1 or item.links[0].is_relative:
        return False
    link = item.links[0]
    return not has_words(item.text[: link.start] + item.text[link.stop :])


def _is_asking(text: str) -> bool:
    """Return whether a text is nothing but questions, or a question with a short remark before it."""
    number = HAND_NUMBER.match(text)
    text = text[number.end() :] if number else text
    spans = sentences(text)
    is_all = all(QUESTION_END.search(text[start:end]) for start, end in spans)
    return is_all or len(text.split()) <= MAX_REMARK_WORDS


def _is_short_lead_in(block: Block) -> bool:
    """Return whether a paragraph says nothing without the list that it introduces, if it introduces one.

    A label with a number, such as `Labs (90 min)`, answers some questions by itself.
    """
    if names_list(block):
        return not any(map(str.isdigit, block.text))
    return not block.list_number and is_label_length(block.text) and introduces(block.text)


def _fits(text: str, characters: int, words: int) -> bool:
    return len(text) <= characters and len(text.split()) <= words
