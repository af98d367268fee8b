"""The shipped corpus and its judged questions, and questions files of others."""

import json
import re
from collections import Counter

import pytest

from index.errors import FootnoteError
from index.judged import load_questions
from index.outlining import outline_file
from index.passages import Passage
from tests.conftest import ROOT

CORPUS = ROOT / "corpus" / "alibaba-covid19-support.md"
QUESTIONS = ROOT / "corpus" / "questions.yaml"
LONGEST_COMMON_RUN = 11


@pytest.fixture(scope="module")
def outline():
    return outline_file(CORPUS, None)


@pytest.fixture(scope="module")
def golden(reference):
    return json.loads((reference / "alibaba-covid19-support.golden.json").read_text(encoding="utf-8"))


def runs(text, length):
    words = re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def test_the_sections_are_those_of_the_page_in_its_order_with_the_two_empty_ones(outline, golden):
    expected = []
    for outer, inner in golden["outline"].items():
        if outer not in golden["omit"]:
            expected += [(outer,), *((outer, name) for name in inner)]
    assert [section.path for section in outline.document.sections if section.path] == expected
    empty = {rows.path[-1] for rows in outline.sections if rows.start == rows.stop and len(rows.path) == 2}
    assert empty == {"Freshippo", "DAMO Academy"}


def test_every_number_of_the_page_is_kept_in_its_section(outline, golden, reference):
    lines = (reference / golden["document"]).read_text(encoding="utf-8").split("\n")
    told: dict[tuple[str, ...], str] = {}
    for passage in outline.passages:
        told[passage.section] = f"{told.get(passage.section, '')} {passage.text}"
    for passage in golden["passages"]:
        for number in re.findall(r"\d[\d,.]*\d|\d", lines[passage["line"] - 1]):
            assert re.search(rf"(?<![\d.,]){re.escape(number)}(?!\d)", told[tuple(passage["section"])]), (number, passage)


def test_no_sentence_of_the_page_is_copied(reference, golden):
    page = runs((reference / golden["document"]).read_text(encoding="utf-8"), LONGEST_COMMON_RUN + 1)
    for path in (CORPUS, QUESTIONS):
        assert runs(path.read_text(encoding="utf-8"), LONGEST_COMMON_RUN + 1) & page == set()


def test_the_questions_are_many_and_each_quote_is_in_one_passage(outline):
    questions = load_questions(QUESTIONS, outline.passages)
    answerable = [each for each in questions if each.is_answerable]
    unanswerable = [each for each in questions if not each.is_answerable]
    assert len(answerable) >= 80
    assert len(unanswerable) >= 40
    assert Counter(each.kind for each in unanswerable)["near"] >= len(unanswerable) / 2
    assert {"paraphrase", "keyword", "typo", "chatty", "section"} <= {each.kind for each in answerable}
    assert len({each.question.casefold() for each in questions}) == len(questions)


PASSAGES = [
    Passage("a1", "a.md", (), 1, "Membership is free for students."),
    Passage("b2", "a.md", (), 2, "Membership costs ten euros for others."),
]


def load(tmp_path, text):
    (tmp_path / "q.yaml").write_text(text, encoding="utf-8")
    return load_questions(tmp_path / "q.yaml", PASSAGES)


def test_a_questions_file_gives_the_passages_of_its_quotes(tmp_path):
    text = "- question: who pays?\n  quotes: [ten euros, free for]\n  kind: fact\n- question: lol\n  quotes: []\n"
    first, second = load(tmp_path, text)
    assert (first.question, first.passages, first.kind, first.line) == ("who pays?", ("b2", "a1"), "fact", 1)
    assert (second.is_answerable, second.kind, second.line) == (False, None, 4)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- question: a\n  quotes:\n  - nowhere\n", r"q\.yaml:3: no passage has the quote 'nowhere'; copy it"),
        (
            "- question: a\n  quotes: [Membership]\n",
            r"q\.yaml:2: 2 passages have .* 'Membership' \(a\.md:1 and a\.md:2\)",
        ),
        ("- question: a\n  quotes: ['']\n", r"q\.yaml:2: a quote should be a piece of text"),
        ("- question: a\n", r"q\.yaml:1: `quotes` should be a list; write \[\] if no passage answers"),
        ("- quotes: []\n", r"q\.yaml:1: `question` is missing"),
        ("- question: a\n  quote: []\n", r"q\.yaml:2: unknown key 'quote'; the keys are question, quotes and kind"),
        ("- just text\n", r"q\.yaml:1: an entry should have `question` and `quotes`"),
        ("question: a\n", r"q\.yaml: should be a list"),
        ("- [", r"q\.yaml:\d: not YAML"),
        ("", r"q\.yaml: should be a list"),
    ],
)
def test_a_mistake_in_a_questions_file_names_its_line(tmp_path, text, message):
    with pytest.raises(FootnoteError, match=message):
        load(tmp_path, text)


def test_a_questions_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FootnoteError, match=r"none\.yaml: no such file"):
        load_questions(tmp_path / "none.yaml", PASSAGES)
