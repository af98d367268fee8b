"""`footnote record`, and what `footnote doctor` says of the record."""

import json
import os
import shutil
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import pytest

from bot import cli
from bot.doctor.record import check_record
from bot.record.backups import back_up
from bot.record.entries import RecordError
from bot.record.places import Place
from bot.record.store import Record
from bot.terminal import prompts
from index.settings import load_settings
from tests import databases
from tests.test_record import ANN, BEN, NOW, opinion, question, written
from tests.test_record_failures import DAMAGES

named, postgres = databases.named, databases.postgres


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run `footnote record` in the folder of a project; return the exit code, and what it prints where."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(cli.CONFIG_VARIABLE, raising=False)

    def run(*arguments):
        code = cli.main(["record", *map(str, arguments)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def configure(folder, database="record.db", days=90):
    config = f"documents: a.md\nrecord: {{database: {json.dumps(database)}, days: {days}}}\n"
    (folder / "config.yaml").write_text(config, encoding="utf-8")
    return load_settings(folder / "config.yaml")


@pytest.fixture
def record(tmp_path, named):
    """A record of three questions: one of Ben, of today, and two of Ann, from 10 and 40 days ago."""
    with closing(Record.open(configure(tmp_path, named))) as record:
        newest = question(
            record, "Who pays? 🦆", BEN, passage="a1", section="Fees", server=ANN, language="de", confidence=0.123456
        )
        record.record(newest)
        for days in (10, 40):
            record.record(question(record, f"{days}?", time=NOW - timedelta(days=days)))
        record.feedback(opinion(record, newest, ANN, helpful=True))
        written(record)
        yield record


def left(record):
    return [asked.question for asked, _, _ in record.asked()]


def test_it_shows_what_the_record_contains(run, record):
    shown = run()[1].splitlines()
    assert run("status")[1].splitlines() == shown
    assert f": 3 questions, from {NOW - timedelta(days=40):%Y-%m-%d} to {NOW:%Y-%m-%d}" in shown[0]
    assert shown[1:] == ["answers that members judged: 1; members who opted out: 0", "each question is deleted after 90 days"]
    found = json.loads(run("status", "--json")[1])
    assert (found["asked"], found["judged"], found["left_out"], found["days"]) == (3, 1, 0, 90)
    assert found["last"] == NOW.isoformat()


def test_judged_answers_are_counted_only_of_the_questions_that_are_shown(run, record, tmp_path, named):
    [old] = [asked for asked, _, _ in record.asked() if asked.question == "40?"]
    record.feedback(opinion(record, old, BEN, helpful=False))
    written(record)
    assert json.loads(run("status", "--json")[1])["judged"] == 2
    configure(tmp_path, named, days=30)
    found = json.loads(run("status", "--json")[1])
    assert (found["asked"], found["judged"]) == (2, 1)


def test_questions_are_exported_as_lines_of_json_oldest_first(run, record, tmp_path):
    code, printed, _ = run("export")
    lines = [json.loads(line) for line in printed.splitlines()]
    assert (code, [line["question"] for line in lines]) == (0, ["40?", "10?", "Who pays? 🦆"])
    last = lines[-1]
    assert last.pop("id")
    assert last == {
        "time": NOW.isoformat(timespec="milliseconds"),
        "question": "Who pays? 🦆",
        "outcome": "none",
        "confidence": 0.1235,
        "passage": "a1",
        "section": "Fees",
        "server": str(ANN),
        "language": "de",
        "member": record.hash(BEN),
        "helpful": 1,
        "unhelpful": 0,
    }
    assert run("export", "--since", "30d", "out.jsonl") == (0, "", "footnote: out.jsonl: 2 questions\n")
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines() == printed.splitlines()[1:]
    assert stat.S_IMODE((tmp_path / "out.jsonl").stat().st_mode) == 0o600
    assert run("export", "--since", f"{NOW + timedelta(days=1):%Y-%m-%d}")[:2] == (0, "")


@pytest.mark.parametrize(
    ("which", "kept", "said"),
    [
        (["--member", ANN], ["Who pays? 🦆"], "deleted entries: 3"),
        (["--member", 5], ["40?", "10?", "Who pays? 🦆"], "deleted entries: 0"),
        (["--before", "30d"], ["10?", "Who pays? 🦆"], "deleted questions: 1"),
        (["--all"], [], "deleted questions: 3"),
    ],
)
def test_questions_are_deleted_by_member_by_time_or_all(run, record, which, kept, said):
    record.leave_out(record.hash(BEN)).result(30)
    assert run("delete", *which, "--yes") == (0, "", f"footnote: {said}\n")
    assert left(record) == kept
    assert record.is_left_out(record.hash(BEN)).result(30)


@pytest.mark.parametrize(("typed", "code"), [("y", 0), (" YES ", 0), ("", 1), ("no", 1), ("yeah, sure", 1)])
def test_nothing_is_deleted_before_it_is_confirmed(run, record, monkeypatch, typed, code):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(prompts, "input", lambda: typed, raising=False)
    ended, _, said = run("delete", "--all")
    assert ended == code
    assert said.startswith("Delete all questions? [y/N] ")
    assert (left(record) == []) == (code == 0)


def test_without_anybody_to_ask_only_yes_confirms(run, record, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert run("delete", "--all") == (2, "", "footnote: record delete: needs a confirmation; pass --yes\n")
    monkeypatch.setattr("sys.stdin", None)  # as after `<&-`
    assert run("delete", "--all") == (2, "", "footnote: record delete: needs a confirmation; pass --yes\n")
    assert len(left(record)) == 3


def test_a_copy_is_made_and_comes_back_while_the_bot_runs(run, tmp_path):
    with closing(Record.open(configure(tmp_path))) as record:
        record.record(question(record, "Copied?"))
        written(record)
        assert run("backup", "copy.db") == (
            0,
            "",
            "footnote: copy.db and copy.db.key contain the record and its key; keep both private\n",
        )
        record.record(question(record, "Later?"))
        assert sorted(asked.question for asked, _, _ in written(record)) == ["Copied?", "Later?"]
        assert run("backup", "copy.db")[0] == 2
        assert run("restore", "copy.db", "--yes")[0] == 0
        assert [asked.question for asked, _, _ in written(record)] == ["Copied?"]
        assert run("backup", "record.db", "--yes")[2] == "footnote: record.db: is the record itself; name another file\n"


@pytest.fixture
def files(tmp_path):
    """The files of a record with one question, and of a copy of it, closed."""
    with closing(Record.open(configure(tmp_path))) as record:
        record.record(question(record, "Kept?"))
        written(record)
    back_up(Place.of_file(tmp_path / "record.db"), tmp_path / "copy.db")
    return lambda: {path.name: path.read_bytes() for path in sorted(tmp_path.iterdir())}


OWN = {
    "record.db": "the record itself",
    "record.db.key": "the key of the record",
    "record.db-wal": "a part of the record",
    "record.db-journal": "a part of the record",
    "./gone/../record.db": "the record itself",
}


@pytest.mark.parametrize(("name", "what"), OWN.items())
@pytest.mark.parametrize("action", ["export", "backup", "restore"])
def test_no_file_of_the_record_is_written_over_by_its_copy_or_its_export(run, files, action, name, what):
    before = files()
    assert run(action, name, "--yes") == (1, "", f"footnote: {name.removeprefix('./')}: is {what}; name another file\n")
    assert files() == before


@pytest.mark.parametrize("name", ["copy.db.key", "s"])
def test_a_copy_asks_before_it_replaces_any_of_its_two_files(run, files, tmp_path, monkeypatch, name):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    (tmp_path / "s.key").write_text("of the safe", encoding="utf-8")
    before = files()
    assert run("backup", name) == (2, "", "footnote: record backup: needs a confirmation; pass --yes\n")
    assert files() == before


def test_an_existing_file_is_exported_to_only_once_it_is_confirmed(run, files, tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    (tmp_path / "config.yaml").chmod(0o644)
    before = files()
    assert run("export", "config.yaml") == (2, "", "footnote: record export: needs a confirmation; pass --yes\n")
    assert files() == before
    (tmp_path / "old.jsonl").write_text("earlier\n", encoding="utf-8")
    (tmp_path / "old.jsonl").chmod(0o644)
    assert run("export", "old.jsonl", "--yes")[0] == 0
    assert json.loads((tmp_path / "old.jsonl").read_text(encoding="utf-8"))["question"] == "Kept?"
    assert stat.S_IMODE((tmp_path / "old.jsonl").stat().st_mode) == 0o600


def test_an_export_that_fails_leaves_an_earlier_one_as_it_was(run, files, tmp_path):
    (tmp_path / "record.db").write_text("Dear diary,\n" * 500, encoding="utf-8")
    (tmp_path / "old.jsonl").write_text("earlier\n", encoding="utf-8")
    before = files()
    assert run("export", "old.jsonl", "--yes")[0] == 1
    assert files() == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_questions_can_be_exported_into_a_pipe_but_no_copy_replaces_one(run, files, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with ThreadPoolExecutor(1) as reader:
        lines = reader.submit((tmp_path / "pipe").read_text, encoding="utf-8")
        assert run("export", "pipe")[0] == 0
        assert json.loads(lines.result(60))["question"] == "Kept?"
    assert run("backup", "pipe", "--yes") == (1, "", "footnote: pipe: is not a file; name another one\n")
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.parametrize("name", [".", "/", "", "..", "x" * 300])
@pytest.mark.parametrize("action", ["export", "backup", "restore"])
def test_what_cannot_be_a_file_is_refused_in_one_line(run, files, action, name):
    before = files()
    code, printed, said = run(action, name, "--yes")
    assert (code, printed, said.count("\n")) == (1, "", 1)
    assert said.endswith("; name another file\n")
    assert files() == before


@pytest.mark.parametrize(
    "arguments",
    [[], ["export", "new.jsonl"], ["delete", "--all", "--yes"], ["backup", "copy.db", "--yes"], ["hand-over", "--yes"]],
)
def test_a_lost_key_is_not_made_again(run, files, tmp_path, arguments):
    (tmp_path / "record.db.key").unlink()
    before = files()
    what = "is missing, so the members of the record would not be known again"
    fix = f"restore it from a backup, or move {tmp_path / 'record.db'} away to begin a new record"
    assert run(*arguments) == (1, "", f"footnote: {tmp_path / 'record.db.key'}: {what}; {fix}\n".replace(f"{tmp_path}/", ""))
    assert {name: data for name, data in files().items() if not name.endswith(("-wal", "-shm"))} == before


@pytest.mark.parametrize("key", [b"", b"0" * 64])
def test_a_copy_keeps_its_good_key_if_that_of_the_record_is_another(run, files, tmp_path, key):
    with closing(Record.open(configure(tmp_path))) as record:
        record.database.belong_to(11)
        written(record)
    (tmp_path / "record.db.key").write_bytes(key)
    before = files()
    code, _, said = run("backup", "copy.db", "--yes")
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith("footnote: record.db.key: is ")
    assert {name: data for name, data in files().items() if name.startswith("copy")} == {
        name: data for name, data in before.items() if name.startswith("copy")
    }


@pytest.mark.parametrize("arguments", [[], ["export"], ["delete", "--all", "--yes"]])
def test_a_file_that_is_no_record_gets_no_key(run, tmp_path, arguments):
    configure(tmp_path, "config.yaml")
    assert run(*arguments)[0] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["config.yaml"]


@pytest.mark.parametrize("arguments", [[], ["status", "--json"], ["export"]])
def test_what_only_reads_makes_no_tables_in_an_empty_database_which_then_would_have_no_key(run, tmp_path, named, arguments):
    settings = configure(tmp_path, named)
    if "://" not in named:
        (tmp_path / named).touch()
    for _ in range(2):
        code, printed, said = run(*arguments)
        assert (code, printed) == (1, "")
        assert said.endswith(": nothing has been recorded yet; run `footnote serve`\n")
    with closing(Record.open(settings)) as record:  # as `footnote serve` does then
        record.record(question(record, "Kept?"))
        written(record)
        assert left(record) == ["Kept?"]


@pytest.mark.parametrize("database", [".", "/", "sub/..", "sqlite:///.."])
def test_a_database_without_a_name_is_refused_in_one_line(run, tmp_path, database):
    configure(tmp_path, database)
    named = database.removeprefix("sqlite:///")
    fix = "write the path of a file, such as record.db"
    assert run() == (1, "", f"footnote: config.yaml: record.database: {named!r} is a folder; {fix}\n")


def test_a_folder_in_the_place_of_the_database_is_named(run, tmp_path):
    configure(tmp_path)
    (tmp_path / "record.db").mkdir()
    fix = "move it away, or name a file at `record.database` in config.yaml"
    assert run() == (1, "", f"footnote: record.db: cannot be opened (it is a folder); {fix}\n")


@pytest.mark.parametrize("url", ["postgresql://u:Se3cret@127.0.0.1:1/x", "postgresql://127.0.0.1:1/x?password=Se3cret"])
def test_no_message_shows_a_password_in_the_url(run, tmp_path, url):
    configure(tmp_path, url)
    code, _, said = run()
    assert code == 1
    assert "127.0.0.1" in said
    assert "Se3cret" not in said


def test_another_driver_for_postgresql_is_named_if_it_is_not_installed(run, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg2", None)
    configure(tmp_path, "postgresql+psycopg2://127.0.0.1:1/x")
    assert run()[2].endswith("its driver is not installed; install psycopg2, or write `postgresql://` to use psycopg\n")


@pytest.mark.parametrize("action", ["export", "backup", "restore"])
def test_links_that_lead_in_a_circle_are_one_line(run, files, tmp_path, action):
    before = files()
    for name in ("round", "round.key"):
        (tmp_path / name).symlink_to(name)
    _, printed, said = run(action, "round", "--yes")
    assert (printed, said.count("\n")) == ("", 1)
    assert {name: (tmp_path / name).read_bytes() for name in before} == before


def test_a_folder_that_is_missing_is_named(run, tmp_path):
    settings = configure(tmp_path, "nodir/sub/record.db")
    said = "no such folder; create it, or fix `record.database` in config.yaml"
    assert run("delete", "--all", "--yes") == (1, "", f"footnote: nodir/sub: {said}\n")
    [(state, found, fix)] = checked(settings)
    assert (state, f"{found}; {fix}") == ("failed", f"{tmp_path / 'nodir' / 'sub'}: {said}")


@pytest.mark.parametrize("arguments", [[], ["export"], ["delete", "--all", "--yes"], ["backup", "copy.db"]])
def test_without_a_record_there_is_one_line_that_says_so(run, tmp_path, arguments):
    (tmp_path / "config.yaml").write_text("documents: a.md\n", encoding="utf-8")
    fix = "add `record: {database: record.db}` to record questions"
    assert run(*arguments) == (1, "", f"footnote: config.yaml: nothing is recorded, because `record` is not set; {fix}\n")
    (tmp_path / "config.yaml").write_text("documents: a.md\nrecord: record.db\n", encoding="utf-8")
    if arguments[:1] != ["delete"]:
        assert run(*arguments) == (1, "", "footnote: record.db: nothing has been recorded yet; run `footnote serve`\n")


@pytest.mark.parametrize(("damage", "what"), DAMAGES.items())
@pytest.mark.parametrize("arguments", [[], ["export"], ["delete", "--all", "--yes"]])
def test_a_database_that_cannot_be_used_is_one_line(run, tmp_path, damage, what, arguments):
    with closing(Record.open(configure(tmp_path))) as record:
        for number in range(200):
            record.record(question(record, f"{number}? {'x' * 300}"))
        written(record)
    damage(tmp_path / "record.db")
    code, printed, error = run(*arguments)
    assert (code, error.count("\n")) == (1, 1)
    assert error.startswith("footnote: record.db: ")
    assert what in error
    assert "Traceback" not in printed + error


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["remove"], "no command 'remove'; "),
        (["exprot"], "no command 'exprot'; did you mean export?"),
        (["delete"], "one of --before, --all and --member is missing; see footnote record delete --help"),
        (["delete", "--before", "2026-02-30"], "--before: '2026-02-30' is not a date such as 2026-11-01, nor days such as 30d"),
        (["export", "--since", "yesterday"], "--since: 'yesterday' is not a date such as 2026-11-01, nor days such as 30d"),
        (["delete", "--member", "ann"], "--member: 'ann' is not a number from 1 to"),
        (["--json"], "--json is a flag of status; run footnote record status --json"),
    ],
)
def test_mistakes_are_named(run, tmp_path, arguments, said, capsys):
    configure(tmp_path)
    with pytest.raises(SystemExit) as exited:
        run(*arguments)
    assert exited.value.code == 2
    assert said in capsys.readouterr().err


# The doctor.


def checked(settings):
    return [(check.state, check.found, check.fix) for check in check_record(settings).checks]


def test_the_doctor_counts_the_questions_and_changes_nothing(record, tmp_path, named):
    settings = configure(tmp_path, named)
    [(state, found, _)] = checked(settings)
    assert (state, found.partition(": ")[2]) == ("ok", "3 questions; each is deleted after 90 days")


def test_the_doctor_makes_no_database_and_no_key(tmp_path):
    settings = configure(tmp_path)
    [(state, found, _)] = checked(settings)
    assert (state, found) == ("ok", f"{tmp_path / 'record.db'}: nothing has been recorded yet")
    assert [path.name for path in tmp_path.iterdir()] == ["config.yaml"]
    (tmp_path / "config.yaml").write_text("documents: a.md\n", encoding="utf-8")
    assert checked(load_settings(tmp_path / "config.yaml")) == []


@pytest.mark.parametrize(("damage", "what"), DAMAGES.items())
def test_the_doctor_finds_a_database_that_cannot_be_used(tmp_path, damage, what):
    settings = configure(tmp_path)
    with closing(Record.open(settings)) as record:
        for number in range(200):
            record.record(question(record, f"{number}? {'x' * 300}"))
        written(record)
    damage(tmp_path / "record.db")
    [(state, found, fix)] = checked(settings)
    assert state == "failed"
    assert what in found
    assert fix


def test_the_doctor_finds_a_key_that_is_missing_or_damaged_or_that_others_can_read(tmp_path):
    settings, key = configure(tmp_path), tmp_path / "record.db.key"
    with closing(Record.open(settings)) as record:
        written(record)
    key.chmod(0o640)
    assert checked(settings) == [("warning", f"{key}: other users of this machine can read it", f"run `chmod 600 {key}`")]
    key.write_bytes(b"")
    key.chmod(0o600)
    [(state, found, _)] = checked(settings)
    assert (state, found) == ("failed", f"{key}: is not a key of the record")
    key.unlink()
    [(state, found, fix)] = checked(settings)
    assert state == "failed"
    assert found.startswith(f"{key}: is missing")
    assert fix.startswith("restore it from a backup")
    assert not key.exists()


def test_the_doctor_says_if_the_disk_of_the_record_is_full(tmp_path, monkeypatch):
    settings, usage = configure(tmp_path), shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=4096))
    assert checked(settings) == [("failed", f"{tmp_path / 'record.db'}: the disk is full", "free up space")]


def test_the_doctor_names_a_url_that_is_none(tmp_path):
    [(state, found, fix)] = checked(configure(tmp_path, "sqlite://"))
    assert (state, fix) == ("failed", "write the path of a file, such as record.db")
    assert found.endswith("record.database: names no file")


def test_a_record_is_handed_over_to_a_bot_with_another_application(run, tmp_path, named):
    with closing(Record.open(configure(tmp_path, named))) as before:
        before.database.belong_to(11)
        before.record(question(before, "Kept?"))
        written(before)
    assert run("hand-over")[0] == 2
    said = "the record belonged to application 11; the next bot that uses it becomes its owner"
    assert run("hand-over", "--yes") == (0, "", f"footnote: {said}\n")
    assert "belonged to no bot" in run("hand-over", "--yes")[2]
    with closing(Record.open(configure(tmp_path, named))) as after:
        after.database.belong_to(22)
        assert left(after) == ["Kept?"]
    with closing(Record.open(configure(tmp_path, named))) as before:
        before.database.belong_to(11)
        with pytest.raises(RecordError, match="another bot"):
            before.contents()
