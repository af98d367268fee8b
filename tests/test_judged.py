"""Questions files: their quotes, their floors, and errors in them."""

import pytest

from index.errors import FootnoteError, UsageError
from index.evaluation.floors import Floor, find_shortfalls, parse_floor
from index.evaluation.judged import load_questions
from index.passages.passage import Passage

PASSAGES = [
    Passage("a1", "a.md", (), 1, "Membership is free for students."),
    Passage("b2", "a.md", (), 2, "Membership costs ten euros for others."),
]
ONE = "questions:\n- question: who pays?\n  quotes: [ten euros]\n"


def load(tmp_path, text):
    (tmp_path / "q.yaml").write_text(text, encoding="utf-8")
    return load_questions(tmp_path / "q.yaml", PASSAGES)


def test_quotes_are_resolved_to_passages(tmp_path):
    text = "- question: who pays?\n  quotes: [ten euros, free for]\n  kind: fact\n- question: lol\n  quotes: []\n"
    judged = load(tmp_path, text)
    first, second = judged.questions
    assert (first.question, first.passages, first.kind, first.line) == ("who pays?", ("b2", "a1"), "fact", 1)
    assert (second.is_answerable, second.kind, second.line) == (False, None, 4)
    assert judged.floors == ()


def test_a_questions_file_can_set_floors(tmp_path):
    judged = load(tmp_path, f"floors:\n  hit@1: 0.9\n  answered_unanswerable: .05\n{ONE}")
    assert judged.floors == (Floor("hit@1", 0.9), Floor("answered_unanswerable", 0.05))
    assert [(each.question, each.line) for each in judged.questions] == [("who pays?", 5)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- question: a\n  quotes:\n  - nowhere\n", r"q\.yaml:3: no passage contains the quote 'nowhere'; copy it"),
        (
            "- question: a\n  quotes: [Membership]\n",
            r"q\.yaml:2: 2 passages contain .* 'Membership' \(a\.md:1 and a\.md:2\)",
        ),
        ("- question: a\n  quotes: ['']\n", r"q\.yaml:2: a quote should be a non-empty text"),
        ("- question: a\n", r"q\.yaml:1: `quotes` should be a list; write \[\] if no passage answers the question"),
        ("- quotes: []\n", r"q\.yaml:1: `question` is missing"),
        ("- question:\n  quotes: []\n", r"q\.yaml:1: `question` is missing"),
        ("- question: [a]\n  quotes: []\n", r"q\.yaml:1: `question` should be a text; put it in quotes"),
        ("- question: a\n  quote: []\n", r"q\.yaml:2: unknown key 'quote'; use only question, quotes and kind"),
        ("- question: a\n  quotes: []\n  question: b\n", r"q\.yaml:3: duplicate key 'question'"),
        ("- just text\n", r"q\.yaml:1: an entry should have `question` and `quotes`"),
        ("question: a\n", r"q\.yaml:1: unknown key 'question'; use only floors and questions"),
        ("? [a]\n: b\n", r"q\.yaml:1: a key should be plain text"),
        ("- [", r"q\.yaml:\d: not YAML"),
        ("", r"q\.yaml: expected a list of questions"),
        ("just text", r"q\.yaml:1: expected a list of questions"),
        ("floors:\n  hit@1: 0.9\nquestions: []\n", r"q\.yaml:3: expected a list of questions"),
        ("floors:\n  hit@1: 0.9\n", r"q\.yaml: expected a list of questions"),
        (f"floors:\n  hit@10: 0.9\n{ONE}", r"q\.yaml:2: 'hit@10' is not a metric .*; did you mean 'hit@1'"),
        (f"floors:\n  p95_ms: 0.9\n{ONE}", r"q\.yaml:2: 'p95_ms' is not a metric .*; use one of hit@1, hit@3,"),
        (f"floors:\n  auroc: 0.9\n  hit@1: 90\n{ONE}", r"q\.yaml:3: the floor of hit@1 is '90'; write a number from 0 to 1"),
        (f"floors:\n  hit@1: -0.1\n{ONE}", r"q\.yaml:2: the floor of hit@1 is '-0\.1'"),
        (f"floors:\n  hit@1: high\n{ONE}", r"q\.yaml:2: the floor of hit@1 is 'high'"),
        (f"floors:\n  hit@1: .nan\n{ONE}", r"q\.yaml:2: the floor of hit@1 is '\.nan'"),
        (f"floors:\n  hit@1: [0.9]\n{ONE}", r"q\.yaml:2: the floor of hit@1 is 'a list'"),
        (f"floors:\n  hit@1: 0.9\n  hit@1: 0.8\n{ONE}", r"q\.yaml:3: duplicate key 'hit@1'"),
        (f"floors: [hit@1]\n{ONE}", r"q\.yaml:1: `floors` should map metrics to numbers; write `hit@1: 0\.9`"),
    ],
)
def test_an_error_in_a_questions_file_names_its_line(tmp_path, text, message):
    with pytest.raises(FootnoteError, match=message):
        load(tmp_path, text)


def test_a_missing_questions_file_is_named(tmp_path):
    with pytest.raises(FootnoteError, match=r"none\.yaml: no such file"):
        load_questions(tmp_path / "none.yaml", PASSAGES)


def test_a_floor_is_a_minimum_or_a_maximum_depending_on_the_figure():
    assert Floor("hit@1", 0.9).admits(0.9)
    assert not Floor("hit@1", 0.9).admits(0.8999)
    assert Floor("calibration_error", 0.1).admits(0.1)
    assert not Floor("calibration_error", 0.1).admits(0.1001)


def test_a_missed_floor_is_reported_with_both_numbers():
    floors = [Floor("hit@1", 0.9), Floor("refused_answerable", 0.05), Floor("mrr@10", 0.5)]
    missed = find_shortfalls(floors, {"hit@1": 0.85, "refused_answerable": 0.1, "mrr@10": 0.5})
    assert [str(each) for each in missed] == [
        "hit@1 is 0.85 but should be at least 0.9",
        "refused_answerable is 0.1 but should be at most 0.05",
    ]


def test_a_floor_on_a_missing_figure_is_missed():
    (missed,) = find_shortfalls([Floor("auroc", 0.5)], {"hit@1": 1.0})
    assert str(missed) == "auroc should be at least 0.5 but cannot be computed from these questions"


def test_an_invalid_floor_is_reported_with_its_source():
    with pytest.raises(UsageError, match=r"--floor: 'HIT@1' is not a metric that can have a floor; did you mean 'hit@1'\?"):
        parse_floor("HIT@1", "0.9", "--floor", UsageError)
