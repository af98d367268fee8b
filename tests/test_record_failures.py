"""A record that cannot be written: nobody waits for it, the log says so once, and nothing else is lost or invented."""

import errno
import gc
import logging
import os
import shutil
import sqlite3
import threading
from concurrent.futures import Future
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.record import database, queueing
from bot.record.backups import back_up, restore
from bot.record.coordinating import Coordinator
from bot.record.database import inspect
from bot.record.entries import RecordError
from bot.record.places import Place
from bot.record.queueing import WritingQueue
from bot.record.store import Record
from tests import databases
from tests.conftest import wait_until
from tests.test_record import ANN, BEN, question, settings_in, written

postgres = databases.postgres
FAILED, WORKS = "questions are answered, but recorded only once this is fixed", "the record can be written again"


@pytest.fixture(autouse=True)
def brisk(monkeypatch):
    for name in ("GATHER_SECONDS", "RETRY_SECONDS", "RETRY_CHORE_SECONDS"):
        monkeypatch.setattr(queueing, name, 0.01)
    monkeypatch.setattr(database, "LOCKED_SECONDS", 0.05)


@pytest.fixture
def said(caplog):
    """Return the log's lines that contain a text."""
    caplog.set_level(logging.INFO, logger="bot.record")
    return lambda text: [line.getMessage() for line in caplog.records if text in line.getMessage()]


def filled(folder, *words):
    """Write a record with some questions, and return the file of its database."""
    with closing(Record.open(settings_in(folder))) as record:
        for each in words:
            record.record(question(record, each))
        written(record)
    return folder / "record.db"


def questions_in(folder):
    with closing(Record.open(settings_in(folder))) as record:
        return sorted(asked.question for asked, _, _ in record.asked())


def newer(file):
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE footnote_version SET version_num = '99'")
        connection.execute("ALTER TABLE footnote_asked ADD COLUMN mood")


def truncated(file):
    with file.open("r+b") as opened:
        opened.truncate(file.stat().st_size // 2)


def overwritten(file):
    with file.open("r+b") as opened:
        opened.seek(100)
        opened.write(b"\x5a" * 20_000)


def without_tables(file):
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DROP TABLE footnote_asked")


def replaced_by_text(file):
    file.write_text("Dear diary,\n" * 500, encoding="utf-8")


def replaced_by_folder(file):
    file.unlink()
    file.mkdir()


DAMAGES = {
    newer: "was written by a newer version of Footnote",
    truncated: "is damaged",
    overwritten: "is damaged",
    without_tables: "has other tables than those of the record",
    replaced_by_text: "is not a database",
    replaced_by_folder: "cannot be opened",
}


@pytest.mark.parametrize(("damage", "what"), DAMAGES.items())
def test_a_database_that_cannot_be_used_is_reported_once_and_left_as_it_is(damage, what, tmp_path, said):
    file = filled(tmp_path, *(f"{number}? {'x' * 300}" for number in range(200)))
    damage(file)
    before = file.read_bytes() if file.is_file() else None
    with closing(Record.open(settings_in(tmp_path))) as record:
        record.start()
        for number in range(3):
            record.record(question(record, f"New {number}?"))
            with pytest.raises(RecordError, match=what):
                record.is_left_out(record.hash(ANN)).result(30)
        with pytest.raises(RecordError, match=what) as raised:
            list(record.asked())
        assert str(raised.value).startswith(f"{file}: ")
        assert str(raised.value).count("\n") == 0
        assert record.problem
    assert len(said(FAILED)) == 1
    assert len(said(what)) == 1
    assert record.lost == 3
    assert file.is_dir() if before is None else file.read_bytes() == before
    with pytest.raises(RecordError, match=what):
        inspect(Place.of_file(file))


def test_once_a_damaged_database_is_moved_away_a_new_one_takes_in_what_has_waited(tmp_path, said):
    file = filled(tmp_path, "Old?")
    truncated(file)
    with closing(Record.open(settings_in(tmp_path))) as record:
        record.record(question(record, "New?"))
        wait_until(lambda: record.problem)
        file.rename(tmp_path / "away.db")
        wait_until(lambda: record.problem is None)
        assert [asked.question for asked, _, _ in written(record)] == ["New?"]
        assert record.lost == 0
    assert (len(said(FAILED)), len(said(WORKS))) == (1, 1)


def test_a_database_truncated_while_in_use_is_reported_and_used_again_once_it_is_repaired(tmp_path, said):
    file = filled(tmp_path, *(f"{number}? {'x' * 300}" for number in range(200)))
    good = file.read_bytes()
    with closing(Record.open(settings_in(tmp_path))) as record:
        assert len(written(record)) == 200
        truncated(file)
        record.record(question(record, "New?"))
        wait_until(lambda: record.problem)
        file.write_bytes(good)
        wait_until(lambda: record.problem is None)
        assert len(written(record)) == 201
        assert record.lost == 0
    assert (len(said(FAILED)), len(said("is damaged")), len(said(WORKS))) == (1, 1, 1)


@pytest.mark.parametrize("size", [3000, 500])
@pytest.mark.parametrize("is_in_log", [False, True])
def test_a_database_cut_short_within_its_first_page_while_in_use_is_noticed(size, is_in_log, tmp_path, said):
    file = filled(tmp_path, "Before?")
    with closing(Record.open(settings_in(tmp_path))) as record:
        record.record(question(record, "Then?"))
        assert len(written(record)) == 2
        record.forget(record.hash(BEN)).result(30)
        if is_in_log:
            record.leave_out(record.hash(BEN)).result(30)
        with file.open("r+b") as opened:
            opened.truncate(size)
        for _ in range(2):
            with pytest.raises(RecordError, match="is damaged"):
                record.forget(record.hash(ANN)).result(30)
        assert record.problem
    assert len(said("is damaged")) == 1


def test_a_database_emptied_while_in_use_is_said_to_be_gone(tmp_path, said):
    file = filled(tmp_path, "Before?")
    with closing(Record.open(settings_in(tmp_path))) as record:
        assert len(written(record)) == 1
        record.database.shrink_log()
        written(record)
        with file.open("r+b") as opened:
            opened.truncate(0)
        record.record(question(record, "New?"))
        assert [asked.question for asked, _, _ in written(record)] == ["New?"]
    assert len(said("deleted or replaced while in use")) == 1


@contextmanager
def locked(file):
    """Keep a database locked, as another program can."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def being_created(tmp_path):
    """Yield the settings of a record whose database another process is creating, and a function that ends that."""
    settings = settings_in(tmp_path)
    file = tmp_path / "record.db"
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("CREATE TABLE first (id INTEGER)")
        other.execute("DROP TABLE first")
        other.execute("BEGIN IMMEDIATE")
        yield settings, lambda: other.execute("ROLLBACK")


def test_a_database_that_another_process_is_creating_is_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "LOCKED_SECONDS", 60.0)
    with being_created(tmp_path) as (settings, end), closing(Record.open(settings)) as record:
        timer = threading.Timer(0.3, end)
        timer.start()
        assert [*record.asked()] == []
        timer.join()


def test_a_database_that_another_process_never_ends_to_create_is_one_line(tmp_path):
    with (
        being_created(tmp_path) as (settings, _),
        closing(Record.open(settings)) as record,
        pytest.raises(RecordError, match="locked by another program; close that program"),
    ):
        [*record.asked()]


def test_while_a_database_is_locked_questions_wait_and_are_recorded_afterwards(tmp_path, said):
    file = filled(tmp_path, "Before?")
    with closing(Record.open(settings_in(tmp_path))) as record:
        written(record)
        with locked(file):
            for number in range(20):
                record.record(question(record, f"{number}?"))
            wait_until(lambda: record.problem)
            with pytest.raises(RecordError, match="locked by another program; close that program"):
                record.forget(record.hash(BEN)).result(30)
        wait_until(lambda: record.problem is None)
        assert len(written(record)) == 21
        assert record.lost == 0
    assert (len(said(FAILED)), len(said(WORKS))) == (1, 1)


def test_while_a_table_of_postgresql_is_locked_what_failed_is_not_done_later_and_questions_wait(tmp_path, said, postgres):
    import psycopg

    url = postgres.new_database()
    with closing(Record.open(settings_in(tmp_path, url))) as record:
        record.record(question(record, "Before?"))
        assert len(written(record)) == 1
        with closing(psycopg.connect(url)) as other:
            other.execute("LOCK TABLE footnote_asked, footnote_opted_out IN ACCESS EXCLUSIVE MODE")
            record.record(question(record, "Meanwhile?"))
            wait_until(lambda: record.problem)
            for change in (record.forget, record.leave_out):
                with pytest.raises(RecordError, match="locked by another program; close that program"):
                    change(record.hash(ANN)).result(30)
            with pytest.raises(RecordError, match="locked by another program"):
                list(record.asked())
        wait_until(lambda: record.problem is None)
        assert sorted(asked.question for asked, _, _ in written(record)) == ["Before?", "Meanwhile?"]
        assert not record.is_left_out(record.hash(ANN)).result(30)
        assert record.lost == 0
    assert (len(said(FAILED)), len(said("is locked by another program")), len(said(WORKS))) == (1, 1, 1)


def test_work_that_takes_long_in_postgresql_is_not_cut_off(tmp_path, postgres):
    with closing(Record.open(settings_in(tmp_path, postgres.new_database()))) as record:
        written(record)
        for transaction in (record.database.reading, record.database.writing):
            with transaction() as connection:
                connection.exec_driver_sql(f"SELECT pg_sleep({20 * database.LOCKED_SECONDS})")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_end_does_not_wait_for_a_locked_table_of_postgresql_and_says_what_is_lost(tmp_path, said, postgres, monkeypatch):
    import psycopg

    monkeypatch.setattr(database, "LOCKED_SECONDS", 60.0)
    url = postgres.new_database()
    record = Record.open(settings_in(tmp_path, url))
    written(record)
    with closing(psycopg.connect(url)) as other:
        other.execute("LOCK TABLE footnote_asked IN ACCESS EXCLUSIVE MODE")
        for number in range(3):
            record.record(question(record, f"{number}?"))
        record.close(0.05)
        assert said("3 entries could not be recorded before the end")
    record._queue._thread.join(30)
    del record
    gc.collect()  # the connection that nobody waits for


def test_a_table_of_postgresql_that_is_missing_is_named_as_such(tmp_path, postgres, said):
    settings = settings_in(tmp_path, postgres.new_database())
    with closing(Record.open(settings)) as record:
        written(record)
        with record.database.writing() as connection:
            connection.exec_driver_sql("DROP TABLE footnote_feedback, footnote_asked")
        record.record(question(record))
        wait_until(lambda: record.problem)
    assert len(said("has other tables than those of the record; restore a backup, or name another database")) == 1
    with pytest.raises(RecordError, match="has other tables"):
        inspect(Place.from_settings(settings))


def test_what_no_longer_fits_into_the_queue_is_lost_counted_and_said_once(tmp_path, said, monkeypatch):
    monkeypatch.setattr(queueing, "CAPACITY", 5)
    file = filled(tmp_path)
    with closing(Record.open(settings_in(tmp_path))) as record:
        written(record)
        with locked(file):
            for number in range(12):
                record.record(question(record, f"{number}?"))
            assert record.lost == 7
            with pytest.raises(RecordError, match="is overloaded"):
                record.forget(record.hash(ANN)).result(30)
        wait_until(lambda: not record._queue._waiting)
        record.record(question(record, "After?"))
        assert sorted(asked.question for asked, _, _ in written(record)) == ["0?", "1?", "2?", "3?", "4?", "After?"]
        assert record.lost == 7
    assert len(said("cannot be written fast enough")) == 1


def test_the_end_does_not_wait_for_a_locked_database(tmp_path, said, monkeypatch):
    monkeypatch.setattr(database, "LOCKED_SECONDS", 60.0)
    file = filled(tmp_path)
    record = Record.open(settings_in(tmp_path))
    written(record)
    with locked(file):
        for number in range(3):
            record.record(question(record, f"{number}?"))
        record.close(0.05)
        assert said("3 entries could not be recorded before the end")
        record.record(question(record, "Too late?"))
        assert record.lost == 4
        assert not said("cannot be written fast enough")


def test_what_waits_at_the_end_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(queueing, "GATHER_SECONDS", 60.0)
    record = Record.open(settings_in(tmp_path))
    for number in range(1200):
        record.record(question(record, f"{number:04}?"))
    record.close(60)
    assert questions_in(tmp_path) == [f"{number:04}?" for number in range(1200)]


@pytest.mark.parametrize(("pragma", "what"), [("max_page_count = 1", "the disk is full"), ("query_only = ON", "is read-only")])
def test_a_full_disk_or_a_read_only_database_is_reported_once_until_it_works_again(pragma, what, tmp_path, said, monkeypatch):
    filled(tmp_path, "Before?")
    configure, is_broken = database._configure_sqlite, [True]

    def limited(connection, record):
        configure(connection, record)
        if is_broken[0]:
            connection.execute(f"PRAGMA {pragma}")

    monkeypatch.setattr(database, "_configure_sqlite", limited)
    with closing(Record.open(settings_in(tmp_path))) as record:
        for number in range(3):
            record.record(question(record, f"{number}? {'x' * 20_000}"))
            wait_until(lambda: record.problem)
        assert [asked.question for asked, _, _ in record.asked()] == ["Before?"]  # what is there can still be read
        is_broken[0] = False
        record.database.close()
        wait_until(lambda: record.problem is None)
        assert len(written(record)) == 4
    assert (len(said(FAILED)), len(said(what)), len(said(WORKS))) == (1, 1, 1)


@pytest.mark.parametrize("gone", [["record.db"], ["record.db", "record.db-wal", "record.db-shm", "record.db.key"]])
def test_a_database_deleted_while_in_use_is_made_again_with_the_same_key(gone, tmp_path, said):
    filled(tmp_path, "Before?")
    with closing(Record.open(settings_in(tmp_path))) as record:
        key, member = (tmp_path / "record.db.key").read_bytes(), record.hash(ANN)
        record.record(question(record, "Then?"))
        assert len(written(record)) == 2
        for name in gone:
            (tmp_path / name).unlink()
        for number in range(2):
            record.record(question(record, f"{number}?"))
            written(record)
        assert [asked.question for asked, _, _ in written(record)] == ["0?", "1?"]
        assert record.lost == 0
    assert len(said("deleted or replaced while in use")) == 1
    assert (tmp_path / "record.db.key").read_bytes() == key
    with closing(Record.open(settings_in(tmp_path))) as again:
        assert again.hash(ANN) == member
        assert len(list(again.asked())) == 2


def test_a_folder_that_is_deleted_and_comes_back_loses_nothing_new(tmp_path, said):
    folder = tmp_path / "club"
    folder.mkdir()
    filled(folder, "Before?")
    with closing(Record.open(settings_in(folder))) as record:
        written(record)
        shutil.rmtree(folder)
        record.record(question(record, "New?"))
        wait_until(lambda: record.problem)
        folder.mkdir()
        wait_until(lambda: record.problem is None)
        assert [asked.question for asked, _, _ in written(record)] == ["New?"]
    assert len(said(FAILED)) == 1


def test_a_server_that_is_away_is_reported_once_and_used_again_when_it_is_back(tmp_path, said):
    with databases.running_server() as server, closing(Record.open(settings_in(tmp_path, server.new_database()))) as record:
        record.record(question(record, "Before?"))
        assert len(written(record)) == 1
        server.stop()
        record.record(question(record, "Meanwhile?"))
        wait_until(lambda: record.problem)
        with pytest.raises(RecordError, match=r"cannot be used .*; check that the server is running"):
            list(record.asked())
        server.start()
        wait_until(lambda: record.problem is None)
        assert sorted(asked.question for asked, _, _ in written(record)) == ["Before?", "Meanwhile?"]
        assert record.lost == 0
    assert (len(said(FAILED)), len(said(WORKS))) == (1, 1)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_database_that_a_newer_program_migrates_while_in_use_is_written_no_more(kind, tmp_path, said, request):
    named = "record.db" if kind == "sqlite" else request.getfixturevalue("postgres").new_database()
    with (
        closing(Record.open(settings_in(tmp_path, named))) as record,
        closing(Record.open(settings_in(tmp_path, named))) as newer,
    ):
        coordinator = Coordinator(record.database, None)
        record.record(question(record, "Before?"))
        assert len(written(record)) == 1
        coordinator.join()
        with newer.database.writing() as connection:
            connection.exec_driver_sql("UPDATE footnote_version SET version_num = '99'")
        for _ in range(2):
            with pytest.raises(RecordError, match="written by a newer version of Footnote"):
                record.forget(record.hash(ANN)).result(30)
            with pytest.raises(RecordError, match="written by a newer version of Footnote"):
                list(record.asked())
        assert coordinator.beat()  # so that no other process begins to serve the same servers
    assert len(said("written by a newer version of Footnote")) == 1


def test_a_newer_database_of_postgresql_is_refused_and_left_as_it_is(tmp_path, postgres):
    settings = settings_in(tmp_path, postgres.new_database())
    with closing(Record.open(settings)) as record:
        record.record(question(record))
        written(record)
        with record.database.writing() as connection:
            connection.exec_driver_sql("UPDATE footnote_version SET version_num = '99'")
    with closing(Record.open(settings)) as record:
        with pytest.raises(RecordError, match="newer version of Footnote"):
            record.contents()
        with pytest.raises(RecordError, match="newer version of Footnote"):
            record.forget_now(record.hash(ANN))
    assert postgres.rows(
        settings.record.database, "SELECT count(*), min(version_num) FROM footnote_asked, footnote_version"
    ) == [(1, "99")]


def test_a_queue_lets_nobody_wait_for_what_the_thread_does():
    begun, go_on = threading.Event(), threading.Event()

    class Slow:
        def write(self, entries):
            begun.set()
            go_on.wait(30)
            return 0

        def tidy(self):
            pass

    queue = WritingQueue(Slow())
    queue.put("first")
    assert begun.wait(30)
    for _ in range(queueing.CAPACITY + 5):
        queue.put("another")
    assert isinstance(queue.submit(lambda: None), Future)
    assert queue.lost == 6  # the first one still counts
    go_on.set()
    queue.close(30)


def test_a_call_that_still_waits_at_the_end_fails_instead_of_waiting_for_ever():
    begun, end = threading.Event(), threading.Event()

    class Idle:
        def write(self, entries):
            return 0

        def tidy(self):
            pass

    def hold():
        begun.set()
        end.wait()

    queue = WritingQueue(Idle())
    queue.submit(hold)
    late = queue.submit(lambda: "done")
    assert begun.wait(10)
    queue.close(0.0)
    with pytest.raises(RecordError, match="is closed"):
        late.result(10)
    end.set()


def test_a_copy_made_while_the_bot_writes_is_consistent_and_comes_back_with_its_key(tmp_path):
    copy, file = tmp_path / "copy.db", tmp_path / "record.db"
    with closing(Record.open(settings_in(tmp_path))) as record:
        for number in range(300):
            record.record(question(record, f"{number:03}?"))
            if number == 150:
                written(record)
                back_up(Place.of_file(file), copy)
        written(record)
        first, member = {asked.question for asked, _, _ in record.asked()}, record.hash(ANN)
    assert len(first) == 300
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.db", "copy.db.key"]
    assert all(path.stat().st_mode & 0o77 == 0 for path in tmp_path.glob("copy*"))
    for path in tmp_path.glob("record*"):
        path.unlink()
    assert restore(Place.of_file(file), copy)
    found = questions_in(tmp_path)
    assert found[:151] == [f"{number:03}?" for number in range(151)]
    with closing(Record.open(settings_in(tmp_path))) as record:
        assert record.hash(ANN) == member


def test_a_running_bot_goes_on_with_a_copy_that_is_restored(tmp_path, said):
    file = filled(tmp_path, "Copied?")
    back_up(Place.of_file(file), tmp_path / "copy.db")
    with closing(Record.open(settings_in(tmp_path))) as record:
        record.record(question(record, "After the copy?"))
        assert len(written(record)) == 2
        assert not restore(Place.of_file(file), tmp_path / "copy.db")
        record.record(question(record, "New?"))
        assert sorted(asked.question for asked, _, _ in written(record)) == ["Copied?", "New?"]
    assert questions_in(tmp_path) == ["Copied?", "New?"]


@pytest.mark.parametrize(("damage", "what"), [each for each in DAMAGES.items() if each[0] is not replaced_by_folder])
def test_a_copy_that_cannot_be_used_changes_nothing(damage, what, tmp_path):
    file = filled(tmp_path, *(f"{number}? {'x' * 300}" for number in range(200)))
    back_up(Place.of_file(file), tmp_path / "copy.db")
    damage(tmp_path / "copy.db")
    with pytest.raises(RecordError, match=r"copy\.db: "):
        restore(Place.of_file(file), tmp_path / "copy.db")
    assert len(questions_in(tmp_path)) == 200


@pytest.mark.parametrize("step", ["copy", "replace"])
def test_a_copy_that_cannot_take_its_place_leaves_the_record_its_key_and_what_the_bot_has_just_written(
    step, tmp_path, monkeypatch
):
    (tmp_path / "other").mkdir()
    copy = tmp_path / "other" / "copy.db"
    back_up(Place.of_file(filled(tmp_path / "other", "Another bot?")), copy)
    file, fail = tmp_path / "record.db", failing(errno.ENOSPC)
    with closing(Record.open(settings_in(tmp_path))) as record:
        record.record(question(record, "Kept?"))
        written(record)
        before = sorted(path.name for path in tmp_path.iterdir())
        assert "record.db-wal" in before
        key = (tmp_path / "record.db.key").read_bytes()
        with monkeypatch.context() as patched:
            if step == "copy":
                patched.setattr(shutil, "copyfile", fail)
            else:
                real = Path.replace
                patched.setattr(Path, "replace", lambda path, target: fail() if target == file else real(path, target))
            with pytest.raises(RecordError, match=r"record\.db: cannot be written \(No space left on device\); free up space$"):
                restore(Place.of_file(file), copy)
        assert (tmp_path / "record.db.key").read_bytes() == key
        assert sorted(path.name for path in tmp_path.iterdir()) == before
        record.record(question(record, "New?"))
        assert sorted(asked.question for asked, _, _ in written(record)) == ["Kept?", "New?"]
    assert questions_in(tmp_path) == ["Kept?", "New?"]
    assert restore(Place.of_file(file), copy)


def failing(number):
    """Return a function that fails as a call to the operating system does."""

    def fail(*_):
        raise OSError(number, os.strerror(number))

    return fail


def test_a_record_that_cannot_be_replaced_is_told_to_be_made_writable(tmp_path, monkeypatch):
    file = filled(tmp_path, "Here?")
    back_up(Place.of_file(file), tmp_path / "copy.db")
    monkeypatch.setattr(shutil, "copyfile", failing(errno.EACCES))
    with pytest.raises(RecordError, match=r"record\.db: .* denied\); check the permissions of it and its folder$"):
        restore(Place.of_file(file), tmp_path / "copy.db")


def test_a_copy_and_its_key_are_on_the_disk_before_they_replace_others(tmp_path, monkeypatch):
    on_disk, real = set(), os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (on_disk.add(os.fstat(handle).st_ino), real(handle)))
    file, copy = filled(tmp_path, "Here?"), tmp_path / "copy.db"
    back_up(Place.of_file(file), copy)
    copied = {path.stat().st_ino for path in tmp_path.glob("copy.db*")}
    assert len(copied) == 2
    restore(Place.of_file(file), copy)
    restored = {path.stat().st_ino for path in (file, tmp_path / "record.db.key")}
    assert copied | restored <= on_disk


def test_a_damaged_record_is_not_copied_over_a_good_copy(tmp_path):
    file = filled(tmp_path, *(f"{number}? {'x' * 300}" for number in range(200)))
    back_up(Place.of_file(file), tmp_path / "copy.db")
    before = (tmp_path / "copy.db").read_bytes()
    overwritten(file)
    with pytest.raises(RecordError):
        back_up(Place.of_file(file), tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_bytes() == before
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.db", "copy.db.key"]


def test_a_copy_without_its_key_is_refused(tmp_path):
    file = filled(tmp_path, "Here?")
    back_up(Place.of_file(file), tmp_path / "copy.db")
    (tmp_path / "copy.db.key").unlink()
    with pytest.raises(RecordError, match=r"copy\.db\.key: cannot be read .*; a backup is two files, FILE and FILE\.key"):
        restore(Place.of_file(file), tmp_path / "copy.db")
    assert questions_in(tmp_path) == ["Here?"]


def test_a_record_on_a_server_is_copied_with_the_tools_of_the_server(tmp_path):
    place = Place.from_settings(settings_in(tmp_path, "postgresql://host/x"))
    for act in (back_up, restore):
        with pytest.raises(
            RecordError, match=r"is on a server; use `pg_dump` and `pg_restore`, and copy its key, .*record\.key"
        ):
            act(place, tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []
