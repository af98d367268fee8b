"""`footnote report` in a process of its own: the table, JSON, the files it writes, and everything that can be wrong."""

import json
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.record.store import Record
from bot.record.tables import ASKED, FEEDBACK
from index.reading.question_files import QuestionsError, read_questions
from index.settings import load_settings
from tests.conftest import build_project, copy_project
from tests.shells import run_in_terminal

PAGE = """# Club

## Joining

- Anyone over sixteen may join, on the first Thursday of the month.

## Fees

- A day ticket is nine pounds, and a month costs twenty-six.
- The deposit for a key card is twenty pounds.
"""
RECORD = "record: {database: record.db}\n"
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def built(shipped, tmp_path_factory):
    return build_project(tmp_path_factory.mktemp("built"), shipped, {"club.md": PAGE}, RECORD)


@pytest.fixture
def club(built, tmp_path):
    """A project with a record of its own, and a function that adds questions to it."""
    copy_project(built, tmp_path)

    def add(question, *members, days=1.0, outcome="none", unhelpful=0):
        time = int((NOW - timedelta(days=days)).timestamp() * 1_000_000)
        values = {"question": question, "outcome": outcome, "confidence": 0.1, "time": time, "language": "en"}
        with closing(Record.open(load_settings(tmp_path / "config.yaml"))) as record, record.database.writing() as connection:
            for number, member in enumerate(members):
                id_ = f"{question[:20]} {member} {days} {number}"
                connection.execute(ASKED.insert(), [{"id": id_, "member": member, "passage": "p", **values}])
                for voter in range(unhelpful):
                    vote = {"asked": id_, "member": f"v{voter}", "helpful": False, "time": time}
                    connection.execute(FEEDBACK.insert(), [vote])

    return add


@pytest.fixture
def filled(club):
    club("Are dogs allowed?", "ann", "ben", "ben")
    club("is it ok to take a dog with me", "cem", days=9, outcome="suggestions")
    club("How do I reset my password?", "dora", days=40)
    club("What does a day ticket cost?", "ann", "emil", outcome="answer")
    club("When can I join?", "fay", outcome="answer", unhelpful=1)


def printed(run):
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_the_table_shows_what_was_asked_in_vain_most_people_first(footnote, filled):
    out = printed(footnote("report"))
    lines = out.splitlines()
    assert re.fullmatch(r"Club · \d+ \w+( \d+)? – \d+ \w+ \d+", lines[0])
    assert lines[1] == "8 questions by 6 people, 25% answered"
    numbers = {match[1]: match[2] for match in re.finditer(r"^(\w[\w ]+?) +(\d+) +\d+%", out, re.MULTILINE)}
    assert numbers == {"answered": "2", "only suggestions": "1", "not what was asked": "1", "no answer": "4"}
    rows = re.findall(r"^ +(\d+) +(\d+)  (\S+) +(.+?) *$", out, re.MULTILINE)
    assert [(people, times, text) for people, times, _, text in rows[:1]] == [("3", "4", "Are dogs allowed?")]
    assert {text for *_, text in rows} >= {"Are dogs allowed?", "How do I reset my password?"}
    assert "2 wordings" in out
    assert "1 group asked in vain before is settled now." in out


@pytest.mark.parametrize("columns", [80, 60, 40])
def test_the_table_fits_the_terminal(club, built, tmp_path, columns):
    club(
        "Why does the lamp in the corner of the clubroom flicker whenever somebody uses the kiln upstairs at night? " * 5, "ann"
    )
    club("Donaudampfschifffahrtsgesellschaftskapitänsmütze" * 5, "ann", "ben")
    code, shown = run_in_terminal(
        [sys.executable, "-m", "bot", "report"],
        "",
        tmp_path,
        tmp_path,
        COLUMNS=str(columns),
        NO_COLOR="1",
        PATH=os.environ["PATH"],
    )
    assert code == 0
    table = shown[shown.index("Club") :]
    plain = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", table)
    results = dict(re.findall(r"^([a-z ]+?) +(\d+) +\d+%", plain, re.MULTILINE))
    assert results == {"answered": "0", "only suggestions": "0", "not what was asked": "0", "no answer": "3"}
    assert "Why does" in plain
    assert max(len(line.rstrip()) for line in plain.splitlines()) <= columns


def test_a_terminal_without_these_characters_gets_others(footnote, filled):
    out = printed(footnote("report", PYTHONIOENCODING="ascii"))
    assert "####" in out
    assert re.search(r"^ +3 +4  [.:=+*#%@-]+ +Are dogs allowed", out, re.MULTILINE)


def test_json_has_everything_but_members(footnote, filled):
    found = json.loads(printed(footnote("report", "--json")))
    assert (found["asked"], found["answered"], found["people"]) == (8, 2, 6)
    assert found["answered_share"] == 0.25
    dogs = found["groups"][0]
    assert (dogs["people"], dogs["asked"], dogs["outcomes"]) == (3, 4, {"suggestions": 1, "none": 3})
    assert [wording["text"] for wording in dogs["wordings"]] == ["Are dogs allowed?", "is it ok to take a dog with me"]
    assert sum(dogs["weeks"]) == 4
    assert dogs["closest"]["section"] in (["Joining"], ["Fees"])
    assert sum(week["none"] for week in found["weeks"]) == found["none"] == 4
    assert {"ann", "ben", "cem"}.isdisjoint(re.findall(r'"([^"]*)"', json.dumps(found)))


def test_since_leaves_out_what_is_older(footnote, filled):
    found = json.loads(printed(footnote("report", "--json", "--since", "5d")))
    assert found["asked"] == 6
    assert "How do I reset my password?" not in {group["question"] for group in found["groups"]}
    day = f"{NOW - timedelta(days=20):%Y-%m-%d}"
    assert json.loads(printed(footnote("report", "--json", "--since", day)))["asked"] == 7


def test_a_limit_says_how_many_groups_are_left_out(footnote, filled):
    found = json.loads(printed(footnote("report", "--json", "--limit", "1")))
    assert [group["question"] for group in found["groups"]] == ["Are dogs allowed?"]
    assert found["left_out"]["groups"] >= 1
    everything = json.loads(printed(footnote("report", "--json", "--all")))
    assert everything["left_out"] == {"groups": 0, "groups_asked": 0, "wordings": 0, "wordings_asked": 0}
    assert re.search(r"further groups?, asked", printed(footnote("report", "--limit", "1")))


def test_hostile_questions_cannot_control_the_terminal(footnote, club):
    club("\x1b]0;owned\x07 \x1b[2J\u202ewhere\u2066 is it\r\n\ttoday?", "ann")
    club("[bold]x[/bold] :smile: " + "z" * 1_900, "ann", "ben")
    out = printed(footnote("report"))
    assert not set(out) & {"\x1b", "\x07", "\r", "\u202e", "\u2066"}
    assert "[bold]x[/bold] :smile:" in out
    assert max(map(len, out.splitlines())) <= 100


@pytest.mark.parametrize(
    "case",
    [
        ("", (), "config.yaml: nothing is recorded, because `record` is not set; add `record: "),
        (RECORD, (), "record.db: nothing has been recorded yet; run `footnote serve`"),
        (RECORD, ("--since", "2999-01-01"), "--since: 2999-01-01 is in the future; name a day that has been"),
        (RECORD, ("--since", "soon"), "--since: 'soon' is not a date such as 2026-11-01, nor days such as 30d"),
        (RECORD, ("--limit", "0"), "--limit: '0' is not a number from 1 to 1000"),
        (RECORD, ("--all", "--limit", "3"), "not allowed with"),
        (RECORD, ("--html", "club.md"), "--html: club.md is not a page of an earlier report; name another file"),
        (RECORD, ("--questions", "club.md"), "club.md already exists, and may have been filled in; name another file"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(footnote, built, tmp_path, case):
    config, arguments, message = case
    copy_project(built, tmp_path)
    (tmp_path / "config.yaml").write_text(f"documents:\n  - path: club.md\n{config}", encoding="utf-8")
    run = footnote("report", *arguments)
    assert run.returncode in {1, 2}
    assert run.stderr.count("\n") == 1
    assert message in run.stderr
    assert run.stdout == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_page_that_does_not_fit_on_the_disk_is_not_sent_elsewhere(footnote, filled):
    run = footnote("report", "--html", "/dev/full")
    assert run.returncode == 2
    assert "--html: /dev/full cannot be written (No space left on device); free up space\n" in run.stderr


@pytest.mark.parametrize("flag", ["--html", "--questions"])
def test_a_file_that_cannot_be_written_is_named(footnote, filled, tmp_path, flag):
    run = footnote("report", flag, "gone/file")
    assert run.returncode == 2
    assert f"{flag}: gone/file cannot be written (No such file or directory); name another file" in run.stderr
    (tmp_path / "folder").mkdir()
    assert "Reading the record" not in run.stderr  # which would be in vain
    run = footnote("report", flag, "folder")
    assert run.returncode == 2
    assert "folder" in run.stderr
    assert "Reading the record" not in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_the_page_can_go_into_a_pipe(footnote, filled, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with ThreadPoolExecutor(1) as reader:
        page = reader.submit((tmp_path / "pipe").read_text, encoding="utf-8")
        printed(footnote("report", "--html", "pipe"))
        assert "Are dogs allowed?" in page.result(60)


def test_nothing_asked_in_this_time_is_no_error(footnote, filled, tmp_path):
    assert "Nothing has been asked in this time." in printed(footnote("report", "--since", f"{NOW:%Y-%m-%d}"))
    found = json.loads(printed(footnote("report", "--json", "--since", f"{NOW:%Y-%m-%d}", "--html", "page.html")))
    assert (found["asked"], found["groups"], found["weeks"]) == (0, [], [])
    assert "Nothing has been asked in this time." in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_without_an_index_it_is_built_first(footnote, filled, tmp_path):
    (tmp_path / ".footnote" / "current").unlink()
    run = footnote("report", "--json")
    assert json.loads(printed(run))["asked"] == 8
    assert "no index yet: building it" in run.stderr


def test_the_page_is_written_and_written_again(footnote, filled, tmp_path):
    for _ in range(2):
        run = footnote("report", "--html", "report.html")
        assert (run.returncode, run.stdout) == (0, "")
        assert re.search(r"^footnote: report\.html: \d groups?$", run.stderr, re.MULTILINE)
    assert "Are dogs allowed?" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_questions_file_is_read_once_its_quotes_are_filled_in(footnote, club, filled, tmp_path):
    club('"Where": {is} - the #shed? \U0001f600 \\n \ufeff\u2028', "ann", "ben", "cem", "dora", "emil")
    run = footnote("report", "--questions", "asked.yaml")
    assert (run.returncode, run.stdout) == (0, "")
    path = tmp_path / "asked.yaml"
    text = path.read_text(encoding="utf-8")
    count = text.count("\n- question: ")
    assert f"asked.yaml: {count} questions to fill in" in run.stderr
    with pytest.raises(QuestionsError, match=r"asked\.yaml:\d+: `quotes` should be a list; write \[\] if no passage"):
        read_questions(path)
    path.write_text(text.replace("  quotes:\n", "  quotes: []\n"), encoding="utf-8")
    questions = [entry.question for entry in read_questions(path).entries]
    assert questions[:2] == ['"Where": {is} - the #shed? \U0001f600 \\n', "Are dogs allowed?"]
    assert len(questions) == count
    assert "# also: is it ok to take a dog with me\n" in text
    again = footnote("report", "--questions", "asked.yaml")
    assert again.returncode == 2
    assert "already exists" in again.stderr
