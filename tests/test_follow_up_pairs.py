"""Files of judged pairs, and what `footnote eval` says of them."""

import json

import pytest

from bot.command_line.arguments import parse
from bot.commands.eval import evaluate
from index.answering.searcher import Searcher
from index.building import build
from index.errors import FootnoteError, UsageError
from index.evaluation.turns import load_pairs
from index.passages.passage import Passage

PASSAGES = [
    Passage("a1", "a.md", (), 1, "Membership is free for students."),
    Passage("b2", "a.md", (), 2, "Membership costs ten euros for others."),
]
FIRST = "- after: who pays nothing?\n  answered: free for\n"
PAIR = f"{FIRST}  question: and others?\n  quotes: [ten euros]\n"
CLUB = """\
# Club

- Kayaks are lent to members on weekends.
- Lending kayaks costs nine euros.
- The sauna opens at noon.
"""
QUESTIONS = "- question: When does the sauna open?\n  quotes: [opens at noon]\n"
PAIRS = """\
floors:
  follow_ups_hit@1: 0.5
  changes_lost: 0
pairs:
- after: who may have kayaks?
  answered: lent to members
  question: and the costs?
  quotes: [nine euros]
  kind: about
- after: who may have kayaks?
  answered: lent to members
  question: "btw, sauna opens when?"
  quotes: [opens at noon]
  turn: change
- after: who may have kayaks?
  answered: lent to members
  question: "?!"
  quotes: []
"""


def load(tmp_path, text):
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    return load_pairs(tmp_path / "p.yaml", PASSAGES)


def test_the_quotes_of_a_pair_are_resolved_to_rows(tmp_path):
    judged = load(tmp_path, f"{PAIR}  kind: about\n{FIRST}  question: lol\n  quotes: []\n  turn: change\n")
    first, second = judged.pairs
    assert (first.earlier.question, first.earlier.row, first.question, first.rows) == (
        "who pays nothing?",
        0,
        "and others?",
        {1},
    )
    assert (first.kind, first.is_change, first.line) == ("about", False, 1)
    assert (second.rows, second.kind, second.is_change, second.line) == (frozenset(), None, True, 6)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"p\.yaml: expected a list of pairs; write `- after: \.\.\.`"),
        ("just text", r"p\.yaml:1: expected a list of pairs"),
        ("pairs: []\n", r"p\.yaml:1: expected a list of pairs"),
        ("questions: []\n", r"p\.yaml:1: unknown key 'questions'; use only floors and pairs"),
        ("- just text\n", r"p\.yaml:1: an entry should have `after`, `answered`, `question` and `quotes`"),
        ("- question: a\n  quotes: []\n", r"p\.yaml:1: `after` is missing"),
        ("- after: a\n  question: b\n  quotes: []\n", r"p\.yaml:1: `answered` is missing"),
        (f"{FIRST}  quotes: []\n", r"p\.yaml:1: `question` is missing"),
        (f"{FIRST}  question: [b]\n  quotes: []\n", r"p\.yaml:1: `question` should be a text"),
        (f"{FIRST}  question: b\n", r"p\.yaml:1: `quotes` should be a list; write \[\]"),
        (f"{FIRST}  question: b\n  quotes:\n  - nowhere\n", r"p\.yaml:5: no passage contains the quote 'nowhere'"),
        (
            "- after: a\n  answered: Membership\n  question: b\n  quotes: []\n",
            r"p\.yaml:2: 2 passages contain the quote 'Member",
        ),
        (f"{PAIR}  turn: other\n", r"p\.yaml:1: `turn` is 'other'; write `turn: change`"),
        (f"{PAIR}  turn: [change]\n", r"p\.yaml:1: `turn` should be a text"),
        (f"{PAIR}  when: now\n", r"p\.yaml:5: unknown key 'when'; use only after, answered, question, quotes, kind and turn"),
        (f"floors:\n  follow_up_hit@1: 1\npairs:\n{PAIR}", r"p\.yaml:2: 'follow_up_hit@1' is not .*'follow_ups_hit@1'"),
        ("- [", r"p\.yaml:\d: not YAML"),
    ],
)
def test_an_error_in_a_file_of_pairs_is_one_line_that_names_the_place(tmp_path, text, message):
    with pytest.raises(FootnoteError, match=message) as caught:
        load(tmp_path, text)
    assert "\n" not in str(caught.value)


@pytest.fixture
def run(project, encoder, tmp_path):
    """Run `footnote eval` for a small club, with its questions and pairs, and return the exit code."""
    settings = project({"club.md": CLUB})
    build(settings, encoder=encoder)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "questions.yaml").write_text(QUESTIONS, encoding="utf-8")
    (tmp_path / "corpus" / "follow-ups.yaml").write_text(PAIRS, encoding="utf-8")

    def run(*flags):
        return evaluate(parse(["eval", *flags]), settings, lambda: Searcher.open(settings, encoder))

    return run


def test_the_pairs_beside_the_questions_are_measured_too(run, capsys):
    assert run() == 0
    shown = capsys.readouterr().out
    rows = {line.split("  ")[0]: line.split() for line in shown.splitlines()}
    assert rows["follow-ups"][1:3] == ["2", "1.000"]
    assert rows["changes of subject"][3:6] == ["1", "1.000", "1.000"]
    assert "2 floors met" in shown


def test_json_has_the_metrics_of_follow_ups_alone_and_together(run, capsys):
    run("--json")
    found = json.loads(capsys.readouterr().out)["follow_ups"]
    assert found["pairs"] == 3
    assert found["continuing"]["hit@1"] == 1
    assert found["changing"]["lost"] == 0
    assert set(found["kinds"]) == {"about"}
    assert "answered_wrongly_alone" in found


def test_pairs_are_not_asked_with_other_questions_unless_they_are_named(run, tmp_path, capsys):
    other = tmp_path / "other.yaml"
    other.write_text(QUESTIONS, encoding="utf-8")
    assert run("--questions", str(other)) == 0
    assert "follow-ups" not in capsys.readouterr().out
    assert run("--questions", str(other), "--follow-ups", str(tmp_path / "corpus" / "follow-ups.yaml")) == 0
    assert "follow-ups" in capsys.readouterr().out


def test_a_missed_floor_and_its_pair_are_shown(run, tmp_path, capsys):
    pairs = tmp_path / "pairs.yaml"
    wrong = (
        "- after: who may have kayaks?\n  answered: lent to members\n  question: and the costs?\n  quotes: [opens at noon]\n"
    )
    pairs.write_text(wrong, encoding="utf-8")
    assert run("--follow-ups", str(pairs), "--floor", "follow_ups_hit@1=0.9", "--floor", "changes_lost=0") == 1
    shown = capsys.readouterr().out
    assert "1 missed among the follow-ups" in shown
    assert "pairs.yaml:1" in shown
    assert "Lending kayaks costs nine euros." in shown
    assert "follow_ups_hit@1 is 0 but should be at least 0.9" in shown
    assert "changes_lost should be at most 0 but cannot be computed from these questions" in shown


def test_pairs_cannot_be_asked_of_a_public_set(run, tmp_path):
    with pytest.raises(UsageError, match=r"--follow-ups: cannot be used with --beir; use --questions FILE"):
        run("--beir", str(tmp_path), "--follow-ups", "pairs.yaml")


def test_a_file_of_pairs_that_does_not_exist_is_named(run):
    with pytest.raises(FootnoteError, match=r"nowhere\.yaml: no such file"):
        run("--follow-ups", "nowhere.yaml")
