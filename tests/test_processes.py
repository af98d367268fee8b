"""What several processes of one bot agree on in their database: shards, the leader, connections, cooldowns, and whose it is."""

import multiprocessing
import time
from contextlib import closing, suppress

import pytest

from bot.record import coordinating, processes
from bot.record.coordinating import Coordinator
from bot.record.entries import RecordError
from bot.record.keys import write_key
from bot.record.owners import OtherBotError
from bot.record.store import Record
from index.settings.shards import parse_shards
from tests import databases
from tests.test_record import question, settings_in, written

named, postgres = databases.named, databases.postgres
ANN = "a" * 32


@pytest.fixture
def record(named, tmp_path):
    with closing(Record.open(settings_in(tmp_path, named))) as opened:
        yield opened


@pytest.fixture
def brief(monkeypatch):
    """Let a process be taken for dead as soon as it misses a heartbeat."""
    monkeypatch.setattr(coordinating, "BEAT_SECONDS", 0.02)


def process(record, shards):
    return Coordinator(record.database, parse_shards(shards) if shards else None)


def joined(record, shards):
    new = process(record, shards)
    assert new.join() == ()
    return new


@pytest.mark.parametrize(
    ("first", "second", "is_allowed"),
    [
        ("0-1/4", "2-3/4", True),
        ("0,2/4", "1,3/4", True),
        ("0-1/4", "1-2/4", False),
        ("0/2", "0/2", False),
        ("0/2", "1/4", False),  # some servers of shard 1 of 4 are on shard 1 of 2, others are not: too easy to get wrong
        ("0/2", None, False),
        (None, "1/2", False),
        (None, None, True),
    ],
)
def test_a_process_joins_unless_another_serves_some_of_its_servers(record, first, second, is_allowed):
    before, new = joined(record, first), process(record, second)
    assert [found.id for found in new.join()] == ([] if is_allowed else [before.own.id])
    before.leave()
    assert new.join() == ()


def test_a_process_that_died_makes_room_and_one_that_comes_back_has_to_join_again(record, brief):
    dead = joined(record, "0-1/2")
    deadline = time.monotonic() + 60
    while process(record, "1/2").join():
        assert time.monotonic() < deadline
    assert dead.beat() is None
    assert dead.join() != ()


def test_the_first_process_leads_until_it_leaves_or_dies(record):
    first, second = joined(record, "0/3"), joined(record, "1/3")
    assert [first.beat().is_leader, second.beat().is_leader, first.beat().is_leader] == [True, False, True]
    assert [str(other.shards) for other in first.beat().others] == ["1/3"]
    first.leave()
    second.beat_seconds = 0.01
    assert second.beat().is_leader
    third = joined(record, "2/3")
    time.sleep(second.lifetime * 2)
    assert third.beat().is_leader


def test_an_unsharded_process_leads_alone(record):
    assert joined(record, None).beat().is_leader


def test_shards_of_one_bucket_connect_one_after_the_other_and_those_of_others_do_not_wait(record):
    first, second = joined(record, "0/2"), joined(record, "1/2")
    assert first.may_identify(0) == 0
    waits = [first.may_identify(0), second.may_identify(0)]
    assert all(4 < wait <= coordinating.IDENTIFY_SECONDS for wait in waits)
    assert second.may_identify(1) == 0


def test_a_cooldown_holds_in_all_processes_until_it_ends_or_is_taken_back(record):
    first, second = joined(record, "0/2"), joined(record, "1/2")
    assert first.cool_down(ANN, 60) == 0
    assert 50 < second.cool_down(ANN, 60) <= 60
    assert second.cool_down("b" * 32, 60) == 0
    first.end_cooldown(ANN)
    assert second.cool_down(ANN, 0.001) == 0
    time.sleep(0.01)
    assert first.cool_down(ANN, 60) == 0


def test_no_cooldown_is_kept_after_it_has_ended(record):
    leader = joined(record, "0/2")
    leader.cool_down(ANN, 0.001)
    leader.cool_down("b" * 32, 60)
    time.sleep(0.01)
    leader.beat()
    with record.database.reading() as connection:
        assert [row.member for row in connection.execute(processes.select(processes.COOLDOWNS))] == ["b" * 32]


def claim_in_process(folder, named, number, results):
    with closing(Record.open(settings_in(folder, named))) as record:
        own = Coordinator(record.database, parse_shards(f"{number % 2}/2"))
        results.put((not own.join(), own.cool_down(ANN, 60) == 0, own.may_identify(0) == 0))


def test_of_many_processes_that_start_at_once_each_thing_is_had_by_one(named, tmp_path):
    with closing(Record.open(settings_in(tmp_path, named))) as record:
        written(record)
    spawning = multiprocessing.get_context("spawn")
    results = spawning.Queue()
    racers = [spawning.Process(target=claim_in_process, args=(tmp_path, named, number, results)) for number in range(6)]
    for racer in racers:
        racer.start()
    outcomes = [results.get(timeout=60) for _ in racers]
    for racer in racers:
        racer.join(60)
    assert [sum(each) for each in zip(*outcomes, strict=True)] == [2, 1, 1]


def test_the_record_of_another_bot_is_refused_and_not_touched(named, tmp_path):
    with closing(Record.open(settings_in(tmp_path, named))) as record:
        record.database.belong_to(11)
        record.record(question(record))
        assert len(written(record)) == 1
    with closing(Record.open(settings_in(tmp_path, named, days=1))) as other:
        other.database.belong_to(22)
        for use in (other.contents, lambda: other.delete_before(None), Coordinator(other.database, None).join):
            with pytest.raises(
                OtherBotError, match=r"another bot \(application 11; this is 22\); name another database"
            ) as raised:
                use()
            assert "\n" not in str(raised.value)
        other.record(question(other))
        with suppress(RecordError):
            written(other)
    with closing(Record.open(settings_in(tmp_path, named))) as record:
        record.database.belong_to(11)
        assert record.contents().asked == 1


def test_a_record_from_before_belongs_to_the_bot_that_opens_it_next(named, tmp_path):
    with closing(Record.open(settings_in(tmp_path, named))) as record:
        record.record(question(record))
        written(record)
    for application, is_welcome in ((33, True), (44, False), (33, True)):
        with closing(Record.open(settings_in(tmp_path, named))) as record:
            record.database.belong_to(application)
            if is_welcome:
                assert record.contents().asked == 1
            else:
                with pytest.raises(OtherBotError):
                    record.contents()


def test_two_machines_with_different_keys_cannot_share_a_database(postgres, tmp_path):
    url, folders = postgres.new_database(), [tmp_path / name for name in ("one", "two")]
    for number, folder in enumerate(folders):
        folder.mkdir()
        write_key(folder / "record.key", bytes([number] * 32))
    with closing(Record.open(settings_in(folders[0], url))) as first:
        first.database.belong_to(11)
        first.contents()
    with closing(Record.open(settings_in(folders[1], url))) as second:
        second.database.belong_to(11)
        with pytest.raises(OtherBotError, match=r"a different key than .*; copy record\.key from the first process"):
            second.contents()
