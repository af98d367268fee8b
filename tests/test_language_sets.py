"""The sets of corpus/languages lose no word on the way from the page to the index, and from a question to the search."""

import re
import unicodedata

import pytest

from index.passages.splitting import split_document
from index.reading import find_files, read_document
from index.reading.question_files import read_questions
from index.settings import load_settings
from index.text.words import stemmer, terms, words
from tests.conftest import ROOT
from tests.corpora import index_terms
from tests.fakes import FakeEncoder

SETS = sorted(path.parent.name for path in (ROOT / "corpus" / "languages").glob("*/config.yaml"))
MARKUP = re.compile(r"^(?:#+|[-*]|\d+\.)\s+|[*_`|]")
"""Marks of Markdown at the start of a line and in it, as far as the sets use them."""


class Set:
    """A set: the lines of its page, its passages, and its questions."""

    def __init__(self, name):
        self.settings = load_settings(ROOT / "corpus" / "languages" / name / "config.yaml")
        [source] = find_files(self.settings)
        self.lines = source.path.read_text(encoding="utf-8").splitlines()
        self.passages, _ = split_document(read_document(source).document, FakeEncoder())
        self.questions = [entry.question for entry in read_questions(self.settings.root / "questions.yaml").entries]
        self.stem = stemmer(self.settings.language)


@pytest.fixture(scope="module", params=SETS)
def language(request):
    return Set(request.param)


def letters(text):
    """Return the positions of the letters, marks and digits of a text."""
    return [position for position, letter in enumerate(text) if unicodedata.category(letter)[0] in "LMN"]


def test_every_line_of_the_page_is_in_a_passage_or_a_section(language):
    assert len(language.lines) > 60
    kept = {
        "".join(text.split()) for passage in language.passages for text in (passage.text, *passage.section, *passage.context)
    }
    kept_text = "\n".join(kept)
    title = language.lines[0]
    lost = [
        line
        for line in language.lines
        if line != title and (bare := "".join(MARKUP.sub("", line).split())) and bare not in kept_text
    ]
    assert lost == []


def test_every_letter_of_passages_and_questions_is_in_a_word(language):
    for text in (*(passage.text for passage in language.passages), *language.questions):
        covered = {position for word in words(text, language.stem) for position in range(word.start, word.end)}
        assert [text[position] for position in letters(text) if position not in covered] == [], text


def test_every_word_of_a_passage_finds_it_by_itself(language):
    lexical = index_terms(terms(passage.text, language.stem) for passage in language.passages)
    for row, passage in enumerate(language.passages):
        for word in words(passage.text, language.stem):
            assert lexical.question([word.term]).everywhere[row] > 0, passage.text[word.start : word.end]


def test_words_typed_in_capitals_or_without_composed_letters_are_the_same(language):
    for text in language.questions:
        expected = [word.term for word in words(text, language.stem)]
        assert expected
        assert [word.term for word in words(unicodedata.normalize("NFD", text), language.stem)] == expected
        if "ß" not in text:
            assert [word.term for word in words(text.upper(), language.stem)] == expected
