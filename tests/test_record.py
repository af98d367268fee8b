"""The record of questions: what goes in comes out, as long as it may be kept, in SQLite and in PostgreSQL."""

import errno
import json
import multiprocessing
import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from bot.record import changing, keys, queueing
from bot.record.entries import Asked, Feedback, RecordError, new_id
from bot.record.store import Record
from index.errors import SettingsError
from index.settings import parse_settings
from tests import databases
from tests.conftest import ROOT

named, postgres = databases.named, databases.postgres
NOW = datetime.now(UTC).replace(microsecond=123456)
ANN, BEN = 123456789012345678, 987654321098765432


@pytest.fixture(autouse=True)
def brisk(monkeypatch):
    monkeypatch.setattr(queueing, "GATHER_SECONDS", 0.001)


def settings_in(folder, database="record.db", days=90):
    text = f"documents: a.md\nrecord: {{database: {json.dumps(database)}, days: {days}}}\n"
    return parse_settings(text, root=folder, file=folder / "config.yaml")


@pytest.fixture
def record(named, tmp_path):
    with closing(Record.open(settings_in(tmp_path, named))) as opened:
        yield opened


def question(record, words="Who may join?", member=ANN, **values):
    values = {"id": new_id(), "time": NOW, "outcome": "none", "confidence": 0.25, **values}
    return Asked(question=words, member=record.hash(member), **values)


def opinion(record, asked, member, *, helpful):
    return Feedback(asked=asked.id, member=record.hash(member), helpful=helpful, time=NOW)


def written(record):
    """Wait until all that waits is written, and return the questions with their counts."""
    record.is_left_out(record.hash(1)).result(30)
    return list(record.asked())


def test_questions_come_out_as_they_went_in_oldest_first_with_what_members_thought(record):
    full = question(record, "Wer darf mit? 🦆", passage="a1b2-2", section="Joining > Fees", server=ANN, language="de")
    older = question(record, "Who pays?", BEN, time=NOW - timedelta(days=3), outcome="answer", confidence=0.75)
    for entry in (full, older, opinion(record, full, ANN, helpful=False), opinion(record, full, BEN, helpful=True)):
        (record.record if isinstance(entry, Asked) else record.feedback)(entry)
    assert written(record) == [(older, 0, 0), (full, 1, 1)]
    assert list(record.asked(NOW - timedelta(days=1))) == [(full, 1, 1)]
    assert (record.contents().asked, record.contents().judged) == (2, 1)
    assert (record.contents().first, record.contents().last) == (older.time, full.time)


def test_a_member_has_one_opinion_of_an_answer_the_latest(record):
    asked = question(record)
    record.record(asked)
    for helpful in (True, False, True, False):
        record.feedback(opinion(record, asked, BEN, helpful=helpful))
        written(record)
    assert written(record) == [(asked, 0, 1)]


def test_an_opinion_on_a_question_that_is_not_there_is_dropped_and_takes_nothing_with_it(record):
    asked = question(record)
    record.feedback(opinion(record, question(record), BEN, helpful=True))
    record.record(asked)
    assert written(record) == [(asked, 0, 0)]
    assert record.lost == 0


@pytest.mark.parametrize("is_written_between", [False, True])
def test_an_edited_question_takes_the_place_of_the_one_before_and_of_what_was_thought_of_it(record, is_written_between):
    before = question(record, "Who may joni?")
    after = question(record, "Who may join?", replaces=before.id)
    record.record(before)
    record.feedback(opinion(record, before, BEN, helpful=False))
    if is_written_between:
        assert written(record) == [(before, 0, 1)]
    record.record(after)
    [(found, helpful, unhelpful)] = written(record)
    assert (found.id, found.question, helpful, unhelpful) == (after.id, "Who may join?", 0, 0)


@pytest.mark.parametrize(
    "words", ["NUL \0 in it?", "half \ud83d of a pair?", "'); DROP TABLE footnote_asked; --?", "%s {} ?" * 400]
)
def test_any_characters_can_be_recorded(record, words):
    record.record(question(record, words))
    record.record(question(record, "Another?"))
    assert [asked.question for asked, _, _ in written(record)] == [words.replace("\0", "").replace("\ud83d", ""), "Another?"]


def test_an_entry_that_the_database_rejects_is_lost_alone(record):
    for entry in (question(record, "Before?"), question(record, outcome=None), question(record, "After?")):
        record.record(entry)
    assert sorted(asked.question for asked, _, _ in written(record)) == ["After?", "Before?"]
    assert record.lost == 1


def test_entries_that_were_written_before_another_failed_do_not_count_as_lost(record, monkeypatch):
    entries = [question(record, "First?"), question(record, outcome=None), question(record, "Last?")]
    real, failures = changing.add, [OperationalError("INSERT", {}, Exception("the connection is gone"))]

    def add(connection, added):
        if added == entries[2:] and failures:
            raise failures.pop()
        real(connection, added)

    monkeypatch.setattr(changing, "add", add)
    with pytest.raises(RecordError, match="cannot be used"):
        record.write(entries)
    assert record.write(entries) == 1
    assert sorted(asked.question for asked, _, _ in written(record)) == ["First?", "Last?"]


def test_asking_for_what_another_process_has_claimed_leaves_the_connections_open(record):
    assert record.claim("digest:2026-49").result(30)
    engine = record.database._engine
    assert not record.claim("digest:2026-49").result(30)
    assert record.database._engine is engine


def test_members_who_opted_out_are_not_recorded_until_they_opt_in_again(record):
    before, others = question(record, "Before?"), question(record, "Of Ben?", BEN)
    record.record(before)
    record.leave_out(record.hash(ANN)).result(30)
    record.leave_out(record.hash(ANN)).result(30)
    record.record(question(record, "Meanwhile?"))
    record.record(others)
    record.feedback(opinion(record, others, ANN, helpful=True))
    assert {(asked.question, helpful) for asked, helpful, _ in written(record)} == {("Before?", 0), ("Of Ben?", 0)}
    assert record.is_left_out(record.hash(ANN)).result(30)
    assert record.contents().left_out == 1
    record.take_in(record.hash(ANN)).result(30)
    record.record(question(record, "Again?"))
    assert {asked.question for asked, _, _ in written(record)} == {"Before?", "Of Ben?", "Again?"}
    assert not record.is_left_out(record.hash(ANN)).result(30)


def test_a_member_is_forgotten_with_questions_that_still_wait_and_opinions_and_nobody_else(record):
    anns, bens = question(record, "Of Ann?"), question(record, "Of Ben?", BEN)
    record.record(anns)
    record.record(bens)
    for member in (ANN, BEN):
        record.feedback(opinion(record, bens, member, helpful=True))
    record.feedback(opinion(record, anns, BEN, helpful=False))
    assert record.forget(record.hash(ANN)).result(30) == 2
    assert written(record) == [(bens, 1, 0)]
    assert record.forget(record.hash(ANN)).result(30) == 0


def test_questions_are_deleted_after_the_days_that_config_yaml_says(named, tmp_path):
    with closing(Record.open(settings_in(tmp_path, named))) as first:
        old, new = question(first, time=NOW - timedelta(days=40)), question(first, "New?", time=NOW - timedelta(days=10))
        first.record(old)
        first.record(new)
        first.feedback(opinion(first, old, BEN, helpful=True))
        assert len(written(first)) == 2
    with closing(Record.open(settings_in(tmp_path, named, days=30))) as second:
        assert list(second.asked(NOW - timedelta(days=60))) == [(new, 0, 0)]  # even before anything deletes the other
        second.start()
        written(second)
    with closing(Record.open(settings_in(tmp_path, named))) as third:
        assert [asked for asked, _, _ in third.asked()] == [new]


def test_a_question_from_a_clock_that_was_ahead_does_not_stay_for_years(record):
    ahead = [question(record, time=datetime(year, 1, 19, tzinfo=UTC)) for year in (2138, 9998)]
    for asked in ahead:
        record.record(asked)
    assert [asked for asked, _, _ in written(record)] == ahead
    record.tidy()
    assert [asked for asked, _, _ in record.asked()] == ahead  # all are: it may be this clock that is wrong
    record.record(question(record, "Who pays?", time=NOW))
    written(record)
    record.tidy()
    assert all(asked.time <= datetime.now(UTC) for asked, _, _ in record.asked())
    assert record.contents().asked == 3
    assert record.delete_before(datetime.now(UTC)) == 3


def test_a_clock_that_is_not_set_yet_changes_no_times(record):
    record.record(question(record, time=NOW))
    record.record(question(record, "Who pays?", time=datetime(1970, 1, 1, 0, 1, tzinfo=UTC)))
    before = [asked.time for asked, _, _ in written(record)]
    with record.database.writing() as connection:
        changing.end_future(connection, datetime(1970, 1, 1, 0, 2, tzinfo=UTC))
    assert [asked.time for asked, _, _ in record.asked()] == before


def _write_fifty(folder, database):
    with closing(Record.open(settings_in(folder, database))) as record:
        for number in range(50):
            record.record(question(record, f"{number}?"))
        written(record)


def test_several_processes_make_and_fill_one_record(named, tmp_path):
    start = multiprocessing.get_context("spawn")
    processes = [start.Process(target=_write_fifty, args=(tmp_path, named)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * 3
    with closing(Record.open(settings_in(tmp_path, named))) as record:
        found = [asked for asked, _, _ in record.asked()]
        assert len(found) == 150
        assert {asked.member for asked in found} == {record.hash(ANN)}  # all have one key
    assert sorted(path.name for path in tmp_path.glob("record*")) in (["record.db", "record.db.key"], ["record.key"])


def test_nobody_else_can_read_the_files_and_they_name_no_member(tmp_path):
    with closing(Record.open(settings_in(tmp_path))) as record:
        record.record(question(record))
        record.leave_out(record.hash(BEN))
        written(record)
        files = sorted(tmp_path.iterdir())
        assert [path.name for path in files] == ["record.db", "record.db-shm", "record.db-wal", "record.db.key"]
        for path in files:
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert not any(str(member).encode() in path.read_bytes() for member in (ANN, BEN))


def test_what_is_forgotten_is_gone_from_the_files(tmp_path):
    with closing(Record.open(settings_in(tmp_path))) as record:
        record.record(question(record, "Where is my sextant?"))
        written(record)
        assert b"sextant" in b"".join(path.read_bytes() for path in tmp_path.iterdir())
        record.forget(record.hash(ANN)).result(30)
        assert b"sextant" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_the_hash_of_a_member_depends_on_a_key_that_each_record_makes_for_itself(tmp_path):
    hashes = set()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        with closing(Record.open(settings_in(tmp_path / name))) as record:
            hashes |= {record.hash(ANN), record.hash(BEN)}
        with closing(Record.open(settings_in(tmp_path / name))) as again:
            assert again.hash(ANN) in hashes
    assert len(hashes) == 4
    assert all(len(each) == 32 and str(ANN) not in each for each in hashes)


@pytest.mark.parametrize("written_key", [b"", b"ab\n", b"\xff\xfe\x00", b"zz" * 32, b"0" * 100_000])
def test_a_damaged_key_is_refused_in_one_line_and_left_as_it_is(tmp_path, written_key):
    (tmp_path / "record.db.key").write_bytes(written_key)
    with pytest.raises(RecordError, match=r"record\.db\.key: is not a key of the record; restore it from a backup"):
        Record.open(settings_in(tmp_path))
    assert (tmp_path / "record.db.key").read_bytes() == written_key


@pytest.mark.parametrize(
    ("number", "fix"),
    [
        (errno.ENOSPC, "free up space"),
        (errno.EROFS, "make its folder writable"),
        (errno.EACCES, "check its permissions"),
    ],
)
def test_a_key_that_cannot_be_made_names_the_reason_and_what_to_do(tmp_path, monkeypatch, number, fix):
    def refuse(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(keys, "fill_key", refuse)
    with pytest.raises(RecordError) as found:
        Record.open(settings_in(tmp_path))
    assert str(found.value).endswith(f"record.db.key: cannot be read or made ({os.strerror(number)}); {fix}")
    assert not list(tmp_path.glob("record.db.key*"))


def test_a_lost_key_stops_the_record_until_it_is_back_and_only_a_new_record_makes_one(named, tmp_path):
    settings = settings_in(tmp_path, named)
    with closing(Record.open(settings)) as record:
        written(record)
    [key] = tmp_path.glob("*.key")
    lost = key.rename(tmp_path / "lost")
    with pytest.raises(RecordError, match=r"\.key: is missing, .*; restore it from a backup, or "):
        Record.open(settings)
    assert not key.exists()
    lost.rename(key)
    with closing(Record.open(settings)) as again:
        assert again.hash(ANN) == record.hash(ANN)
    key.unlink()
    (tmp_path / "new").mkdir()
    with closing(Record.open(settings_in(tmp_path / "new"))) as new:
        written(new)
        assert new.hash(ANN) != record.hash(ANN)


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "postgresql://host:no-port/x", "://", "sqlite:///r.db?mode=ro"]
)
def test_what_is_no_database_is_a_mistake_in_config_yaml(tmp_path, url):
    with pytest.raises(SettingsError, match=r"config\.yaml: record\.database: "):
        Record.open(settings_in(tmp_path, url))


def test_a_driver_that_is_missing_is_named_with_what_installs_it(tmp_path):
    with closing(Record.open(settings_in(tmp_path, "mysql+pymysql://host/x"))) as record, pytest.raises(RecordError) as raised:
        record.contents()
    assert str(raised.value) == "mysql+pymysql://host/x: its driver is not installed; install pymysql"
    with closing(Record.open(settings_in(tmp_path, "nonsense://host/x"))) as record, pytest.raises(RecordError) as raised:
        record.contents()
    assert str(raised.value) == "nonsense://host/x: is not a supported kind of database; use PostgreSQL or a file"


def test_without_psycopg_a_url_of_postgresql_says_how_to_install_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with closing(Record.open(settings_in(tmp_path, "postgres://host/x"))) as record, pytest.raises(RecordError) as raised:
        record.contents()
    assert "its driver is not installed; run `pip" in str(raised.value)
    assert "postgres" in str(raised.value)


def test_no_message_shows_the_password_in_a_url(tmp_path):
    settings = settings_in(tmp_path, f"postgresql://ann:s3cret@/x?host={tmp_path}")
    with closing(Record.open(settings)) as record, pytest.raises(RecordError, match=r"postgresql.*ann:\*\*\*@") as raised:
        record.contents()
    assert "s3cret" not in str(raised.value)


def test_the_tables_are_those_of_the_migrations_and_have_a_version_for_each(named, tmp_path):
    from alembic.autogenerate import compare_metadata
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    from bot.record.migrating import MIGRATIONS, VERSIONS
    from bot.record.tables import METADATA, VERSION_TABLE

    with closing(Record.open(settings_in(tmp_path, named))) as record:
        written(record)
        with record.database.reading() as connection:
            assert (
                compare_metadata(MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}), METADATA) == []
            )
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(scripts)) == VERSIONS


def test_a_database_may_have_tables_of_others(tmp_path):
    with closing(sqlite3.connect(tmp_path / "record.db")) as other, other:
        other.execute("CREATE TABLE asked (theirs)")
    with closing(Record.open(settings_in(tmp_path))) as record:
        record.record(question(record))
        assert len(written(record)) == 1
    with closing(sqlite3.connect(tmp_path / "record.db")) as other:
        assert other.execute("SELECT * FROM asked").fetchall() == []


@pytest.mark.parametrize("module", ["bot.chat.serving", "bot.commands.ask", "bot.commands.doctor", "bot.commands.serve"])
def test_a_program_that_records_nothing_imports_no_database_library(module):
    code = f"import {module}, sys; print(*{{'sqlalchemy', 'alembic', 'psycopg'}} & sys.modules.keys())"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout == "\n"


@pytest.mark.parametrize("word", ["off", "Off", "no", "false", "null", "~", ""])
def test_a_record_that_is_switched_off_in_words_is_off(tmp_path, word):
    assert parse_settings(f"documents: a.md\nrecord: {word}\n", root=tmp_path).record is None


@pytest.mark.parametrize("word", ["on", "yes", "true", "{days: 30}"])
def test_a_record_that_names_no_database_is_a_mistake(tmp_path, word):
    with pytest.raises(SettingsError, match=r"config\.yaml:2: 'record\.database' is missing"):
        parse_settings(f"documents: a.md\nrecord: {word}\n", root=tmp_path)
