"""Answers as shown in a terminal and in a pipe."""

import re
import sys
from dataclasses import replace

import pytest

from bot.terminal.answers import show_answer
from bot.terminal.progress import Estimate, terminal_progress
from index.answering.answers import Answer, Hit, Listing
from index.passages.passage import Passage
from tests.shells import run_in_terminal

ANSI = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")


def hit(text="Membership is free.", highlights=((14, 18),)):
    return Hit(1, 0.5, 0, Passage("id", "a.md", ("Fees",), 3, text), "Handbook", "https://example.org", highlights)


def answer(outcome, unmatched=(), read_as=None, hits=None):
    return Answer("what?", outcome, 0.5, unmatched, (hit(),) if hits is None else hits, 1.0, read_as)


def shown(capsys, *arguments, **named):
    show_answer(answer(*arguments, **named))
    return capsys.readouterr().out


def test_an_answer_is_shown_as_its_passage_and_source(capsys):
    assert [line.strip() for line in shown(capsys, "answer").splitlines() if line] == [
        "1. Membership is free.",
        "Handbook › Fees",
        "a.md:3  0.50",
    ]


def test_suggestions_say_that_they_are_unsure_and_which_words_are_unmatched(capsys):
    lines = shown(capsys, "suggestions", ("yachts", "refund")).splitlines()
    assert lines[:2] == [
        "Not sure this is in the document. Closest passages:",
        "Nothing in it mentions “yachts”, “refund”.",
    ]
    assert "1. Membership is free." in lines


def test_a_refusal_quotes_nothing_and_names_the_closest_sections(capsys):
    output = shown(capsys, "none", ("yachts",))
    assert output.splitlines() == [
        "Not in the document.",
        "Nothing in it mentions “yachts”.",
        "Closest sections: Handbook › Fees",
    ]
    assert "Membership" not in output


@pytest.mark.parametrize("outcome", ["answer", "suggestions", "none"])
def test_nothing_that_is_printed_starts_or_ends_with_a_blank_line_and_a_question_comes_first_if_wanted(capsys, outcome):
    for with_question in (False, True):
        show_answer(answer(outcome, ("yachts",), hits=(hit(), hit("Fees are due in May.", ()))), with_question=with_question)
        lines = capsys.readouterr().out.split("\n")
        assert lines.pop() == "", "the last line is ended"
        assert lines[0]
        assert lines[-1]
        assert (lines[0] == "? what?") == with_question


def test_passages_far_behind_the_first_are_printed_only_if_wanted(capsys):
    hits = tuple(
        Hit(rank, score, rank, Passage(str(rank), "a.md", (), rank, f"Rule {rank}."), "Handbook", None)
        for rank, score in ((1, 0.8), (2, 0.75), (3, 0.2))
    )
    assert "Rule 2." in shown(capsys, "answer", hits=hits)
    assert "Rule 3." not in shown(capsys, "answer", hits=hits)
    show_answer(answer("answer", hits=hits), with_fillers=True)
    assert "Rule 3." in capsys.readouterr().out


@pytest.mark.parametrize("outcome", ["answer", "suggestions", "none"])
def test_the_corrected_question_comes_first_and_control_characters_are_removed(capsys, monkeypatch, outcome):
    output = shown(capsys, outcome, ("ya\x1b[2Jchts", "\u202eb\x07"), "what \x1b]0;mine\x07is it")
    assert output.startswith("read as: what ]0;mineis it\n")
    assert not {"\x1b", "\x07", "\u202e"} & {*output}
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = shown(capsys, outcome, ("ya\x1b[2Jchts",), "what \x1b]0;mine\x07is it")
    assert "\x1b[2J" not in coloured
    assert "\x1b]0;" not in coloured


@pytest.mark.parametrize(("marker", "starts"), [("1. ", "1. "), ("12) ", "12) "), ("", "• ")])
def test_an_item_of_a_list_wraps_beside_its_bullet_or_number_in_a_narrow_terminal(capsys, monkeypatch, marker, starts):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    item = hit(f"{marker}Hand the key to the warden of the shed before the last boat leaves the pier.", ())
    listing = Listing("list", item, "", ("Fees",), ((item,), (hit(f"{marker}Go home.", ()),)))
    show_answer(replace(answer("answer", hits=(item,)), listing=listing))
    first, second, *_ = ANSI.sub("", capsys.readouterr().out).splitlines()
    assert first.startswith(f"{starts}Hand the key")
    assert second.startswith(" " * len(starts))
    assert second[len(starts)] != " "


@pytest.mark.parametrize("marker", ["", "1. "])
def test_an_address_wider_than_the_terminal_is_quoted_whole(capsys, monkeypatch, marker):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    address = "https://example.org/join/the/club/by/filling/in/this/form?from=handbook"
    item = hit(f"{marker}Sign up at {address} before May.", ())
    listing = Listing("list", item, "", ("Fees",), ((item,), (hit("2. Go home.", ()),))) if marker else None
    show_answer(replace(answer("answer", hits=(item,)), listing=listing))
    lines = ANSI.sub("", capsys.readouterr().out).splitlines()
    assert address in "".join(line.strip() for line in lines)
    assert max(map(len, lines)) <= 40


def test_highlights_stand_out_in_a_terminal_but_not_in_a_pipe(capsys, monkeypatch):
    assert "\x1b" not in shown(capsys, "answer")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[1;4mfree\x1b[0m" in shown(capsys, "answer")


@pytest.mark.parametrize("width", [50, 80, 120])
def test_progress_with_a_long_name_still_shows_how_much_is_done_in_a_narrow_terminal(tmp_path, width):
    program = (
        "from bot.terminal.progress import terminal_progress\n"
        "with terminal_progress() as progress:\n"
        "    progress.step('Downloading onnx/model.onnx of sentence-transformers/all-MiniLM-L6-v2 (90 MB)', 90)\n"
        "    progress.advance(45)\n"
    )
    command = [sys.executable, "-c", program]
    code, screen = run_in_terminal(command, "", tmp_path, tmp_path, COLUMNS=str(width), NO_COLOR="1")
    shown = [line for line in screen.replace("\r", "\n").splitlines() if "90/90" in line or "45/90" in line]
    assert code == 0
    assert any("Downloa" in line and "━" in line and "0:00:0" in line for line in shown)


@pytest.mark.parametrize(
    ("seconds", "done", "said"),
    [
        (5, 100, ""),
        (60, 0, ""),
        (60, 500, "60 s left"),
        (60, 999, "10 s left"),
        (600, 500, "10 min left"),
        (3600, 200, "4.0 h left"),
        (60, 1000, ""),
    ],
)
def test_a_long_step_says_how_much_time_is_left_as_soon_as_that_can_be_told(seconds, done, said):
    times = iter([0, seconds])
    estimate = Estimate(1000, clock=lambda: next(times))
    estimate.advance(done)
    assert estimate.left == said


@pytest.mark.parametrize("is_terminal", [False, True])
def test_a_file_name_in_the_progress_does_not_control_the_terminal(capsys, monkeypatch, is_terminal):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal, raising=False)
    with terminal_progress() as progress:
        progress.step("reading a\x1b]0;mine\x07\nb.md")
    shown = capsys.readouterr().err
    assert "reading a]0;mine b.md" in shown
    assert "\x07" not in shown


def test_a_long_step_outside_a_terminal_says_each_tenth(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False, raising=False)
    with terminal_progress() as progress:
        progress.step("Reading", 50)
        progress.advance(50)
        progress.step("Encoding", 3000)
        for _ in range(100):
            progress.advance(30)
    lines = capsys.readouterr().err.splitlines()
    assert lines[:2] == ["footnote: Reading", "footnote: Encoding"]
    assert [line.split()[1] for line in lines[2:]] == [f"{tenth * 300:,}" for tenth in range(1, 11)]
