"""`footnote eval`, with a scripted searcher."""

import argparse
import json
import re
from pathlib import Path

import pytest

from bot.commands.eval import evaluate
from index.errors import FootnoteError, UsageError
from tests.fake_searcher import FakeSearcher, Reply, passages

QUESTIONS = """\
- question: "easy?"
  quotes: [Words of a]
  kind: fact
- question: "hard?"
  quotes: [Words of c]
  kind: fact
- question: "lost?"
  quotes: [Words of d]
  kind: fact
- question: "tempting?"
  quotes: []
  kind: near
- question: "far?"
  quotes: []
  kind: far
"""
SCRIPT = {
    "easy?": Reply(["a", "b"], 0.9),
    "hard?": Reply(["b", "c"], 0.7),
    "lost?": Reply(["a", "b"], 0.2, "none"),
    "tempting?": Reply(["b"], 0.8),
    "far?": Reply(["a"], 0.1, "none"),
}


@pytest.fixture
def run(project, tmp_path):
    """Run `footnote eval` in a folder with a questions file and return the exit code."""
    settings = project({"a.md": "Hello."})
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "questions.yaml").write_text(QUESTIONS, encoding="utf-8")
    searcher = FakeSearcher(passages(*"abcd"), SCRIPT)

    def run(script=None, rankings=None, **given):
        options = {
            "questions": None,
            "beir": None,
            "json": False,
            "compare": False,
            "plot": None,
            "follow_ups": None,
            "floor": [],
            "calibrate": False,
        }
        opened = FakeSearcher(searcher.generation.passages, script or SCRIPT, rankings or {}, given.pop("unknowing", {}))
        return evaluate(argparse.Namespace(**{**options, **given}), settings, lambda: opened)

    return run


def test_figures_are_shown_for_all_questions_and_for_each_kind(run, capsys):
    assert run() == 0
    rows = {cells[0]: cells[1:] for line in capsys.readouterr().out.splitlines() if (cells := line.split())}
    assert rows["all"] == ["5", "0.333", "0.667", "0.500", "0.544", "0.667", "0.500", "0.333"]
    assert rows["fact"] == ["3", "0.333", "0.667", "0.500", "0.544", "–", "–", "0.333"]
    assert rows["near"] == ["1", "–", "–", "–", "–", "–", "1.000", "–"]
    assert " ".join(rows["3"]) == "answerable, hit@5 0.667, calibration error 0.380, p50 10.0 ms, p95 10.0 ms"


@pytest.mark.parametrize(("columns", "parts"), [(80, 1), (40, 2), (24, 4)])
def test_a_narrow_terminal_shows_every_figure_in_several_tables(run, capsys, monkeypatch, columns, parts):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", str(columns))
    run()
    table = re.sub(r"\x1b\[[\d;]*m", "", capsys.readouterr().out).partition("3 answerable")[0]
    rows = [line.split()[1:] for line in table.splitlines() if line.startswith("all ")]
    assert len(rows) == parts
    assert [figure for row in rows for figure in row] == ["5", "0.333", "0.667", "0.500", "0.544", "0.667", "0.500", "0.333"]
    assert max(map(len, table.splitlines())) <= columns


def test_a_miss_is_listed_with_its_first_passage_and_the_rank_of_the_right_one(run, capsys):
    run()
    shown = capsys.readouterr().out
    assert "2 missed: another passage ranked first" in shown
    missed = shown.split("2 missed")[1].split("1 answered although unanswerable")[0]
    lines = [line.strip() for line in missed.splitlines()]
    at = lines.index("hard?")
    assert lines[at + 1].endswith("corpus/questions.yaml:4  right passage at rank 2")
    assert lines[at + 2 : at + 4] == ["Words of b.", "Rules › a.md:2"]
    assert lines[lines.index("lost?") + 1].endswith("questions.yaml:7  no right passage in the first 10")
    assert "easy?" not in shown


def test_wrong_decisions_are_listed_with_their_confidence(run, capsys):
    run()
    answered, refused = (
        capsys.readouterr().out.split("1 answered although unanswerable")[1].split("1 refused although answerable")
    )
    assert "tempting?" in answered
    assert "questions.yaml:10  confidence 0.80" in answered
    assert "lost?" in refused
    assert "questions.yaml:7  confidence 0.20" in refused
    assert "far?" not in answered + refused


def test_a_terminal_shows_only_the_first_misses(run, capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setattr("bot.terminal.figures.MAX_LISTED", 1)
    run()
    shown = capsys.readouterr().out
    missed = shown.split("2 missed")[1].split("1 answered although unanswerable")[0]
    assert "hard?" in missed
    assert "lost?" not in missed
    assert "and 1 more; redirect the output to list all" in missed


def test_a_long_question_is_cut_and_control_characters_are_removed(run, capsys, tmp_path):
    long = "so " * 50
    text = f'- question: "{long}?"\n  quotes: [Words of c]\n- question: "red\\e[31m?"\n  quotes: []\n'
    (tmp_path / "q.yaml").write_text(text, encoding="utf-8")
    run({f"{long}?": Reply(["b"]), "red [31m?": Reply(["b"])}, questions=tmp_path / "q.yaml")
    shown = capsys.readouterr().out
    assert max(len(line) for line in shown.splitlines() if "so so" in line) <= 100
    assert "so so…" in shown
    assert "red[31m?" in shown
    assert "\x1b" not in shown


def test_json_is_one_object_with_every_figure(run, capsys):
    assert run(json=True) == 0
    values = json.loads(capsys.readouterr().out)
    assert list(values) == [
        *("questions", "answerable", "hit@1", "hit@3", "hit@5", "mrr@10", "ndcg@10", "auroc", "answered_unanswerable"),
        *("refused_answerable", "calibration_error", "p50_ms", "p95_ms", "kinds"),
    ]
    assert (values["hit@1"], values["mrr@10"], values["auroc"]) == (0.3333, 0.5, 0.6667)
    assert list(values["kinds"]) == ["fact", "near", "far"]
    assert values["kinds"]["near"]["answered_unanswerable"] == 1.0


def test_with_known_questions_the_figures_without_them_are_shown_too(run, capsys):
    unknowing = {"easy?": Reply(["b", "a"], 0.5, "suggestions")}
    assert run(unknowing=unknowing, floor=["hit@1=0.3"]) == 0
    shown = capsys.readouterr().out
    rows = {line[:15].strip(): line[15:].split() for line in shown.splitlines()}
    assert rows["all"][:3] == ["5", "0.333", "0.667"]
    assert rows["all, none known"][:3] == ["5", "0.000", "0.667"]
    run(unknowing=unknowing, json=True)
    values = json.loads(capsys.readouterr().out)
    assert (values["hit@1"], values["without_known_questions"]["hit@1"]) == (0.3333, 0.0)
    assert run(unknowing=unknowing, floor=["hit@1=0.4"]) == 1


def test_rankings_are_compared_in_the_table_and_in_json(run, capsys):
    always = {question: ["b", "c"] for question in SCRIPT}
    rankings = {"dense": always, "bm25": always, "rrf": always, "fused": {question: ["a", "d"] for question in SCRIPT}}
    run(rankings=rankings, compare=True)
    rows = {cells[0]: cells[1:] for line in capsys.readouterr().out.splitlines() if (cells := line.split())}
    assert rows["dense"] == ["0.000", "0.333", "0.167", "0.210"]
    assert rows["fused"] == ["0.333", "0.667", "0.500", "0.544"]
    run(rankings=rankings, compare=True, json=True)
    compared = json.loads(capsys.readouterr().out)["compare"]
    assert list(compared) == ["dense", "bm25", "rrf", "fused"]
    assert compared["fused"] == {"hit@1": 0.3333, "hit@3": 0.6667, "mrr@10": 0.5, "ndcg@10": 0.5436}


def test_a_missed_floor_exits_with_1_and_shows_both_numbers(run, capsys):
    assert run(floor=["hit@1=0.9", "hit@3=0.6"]) == 1
    shown = capsys.readouterr().out
    assert "hit@1 is 0.3333 but should be at least 0.9" in shown
    assert "hit@3 is" not in shown
    assert run(floor=["hit@1=0.9"], json=True) == 1
    printed = capsys.readouterr()
    assert json.loads(printed.out)["hit@1"] == 0.3333
    assert "hit@1 is 0.3333 but should be at least 0.9" in printed.err


def test_reached_floors_are_counted(run, capsys):
    assert run(floor=["hit@1=0.3", "answered_unanswerable=0.5"]) == 0
    assert "2 floors met" in capsys.readouterr().out


def test_a_floor_on_the_command_line_overrides_the_file(run, capsys, tmp_path):
    listing = "".join(f"  {line}\n" for line in QUESTIONS.splitlines())
    (tmp_path / "q.yaml").write_text(f"floors:\n  hit@1: 0.9\n  hit@3: 0.9\nquestions:\n{listing}", encoding="utf-8")
    assert run(questions=tmp_path / "q.yaml", floor=["hit@1=0.2"]) == 1
    shown = capsys.readouterr().out
    assert "hit@3 is 0.6667 but should be at least 0.9" in shown
    assert "hit@1 is" not in shown


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"floor": ["hit@1"]}, r"--floor: 'hit@1' is not NAME=VALUE; write, for example, --floor hit@1=0\.9"),
        ({"floor": ["hits=0.9"]}, r"--floor: 'hits' is not a metric that can have a floor"),
        ({"floor": ["hit@1=2"]}, r"--floor: the floor of hit@1 is '2'; write a number from 0 to 1"),
        ({"plot": Path("picture.gif")}, r"picture\.gif: cannot draw a plot as '\.gif'"),
    ],
)
def test_an_invalid_option_is_reported_before_any_question_is_asked(run, given, message):
    with pytest.raises(UsageError, match=message):
        run({"nothing": Reply([])}, **given)


def test_a_missing_questions_file_is_named(run, tmp_path):
    with pytest.raises(FootnoteError, match=r"mine\.yaml: no such file; check the path$"):
        run(questions=tmp_path / "mine.yaml")
    (tmp_path / "corpus" / "questions.yaml").unlink()
    with pytest.raises(UsageError, match=r"corpus/questions\.yaml: no questions file; name one with --questions FILE, or"):
        run()


def test_the_plot_shows_the_thresholds_of_the_searcher(run, tmp_path):
    run(plot=tmp_path / "picture.svg")
    drawn = (tmp_path / "picture.svg").read_text(encoding="utf-8")
    assert "answers from 0.60" in drawn
    assert "suggestions from 0.30" in drawn
