"""Searchers opened around builds: each has a complete index, and a new one reuses what has not changed."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.answering.searcher import Searcher
from index.building import build, roll_back
from index.errors import StoredIndexError
from index.storing.generation import Generation
from index.storing.index_folder import IndexFolder
from tests import corpora
from tests.corpora import FEES, NEWS, TRIPS, damage, equals_fresh_build, open_whole
from tests.fakes import FakeEncoder

several_segments, write, club = corpora.several_segments, corpora.write, corpora.club


def test_opening_an_index_during_builds_always_finds_a_complete_one(club, write, tmp_path):
    fees = [f"A child pays {number} euros." for number in range(100, 120)]

    def edit():
        for fee in fees:
            (tmp_path / "z.md").write_text(f"- {fee}\n", encoding="utf-8")
            build(club, encoder=FakeEncoder())

    seen = set()
    with ThreadPoolExecutor(1) as pool:
        building = pool.submit(edit)
        while not building.done():
            searcher = Searcher.open(club, FakeEncoder())
            seen |= {passage.text for passage in searcher.generation.passages if passage.document == "z.md"}
            assert searcher.ask("lake").hits[0].passage.text == TRIPS[0]
        building.result()
    assert seen <= {"The end.", *fees}
    assert len(seen) > 1
    assert equals_fresh_build(club)


def test_an_open_searcher_keeps_answering_from_its_own_index(club, write):
    searcher = Searcher.open(club, FakeEncoder())
    for number in range(3):
        build(write({"z.md": f"- All is new, {number}.\n"}), encoder=FakeEncoder())
    assert searcher.generation.folder.current().name != searcher.generation.name
    assert searcher.ask("child").hits[0].passage.text == FEES[0]


def test_a_searcher_knows_whether_its_index_is_current(club, write):
    before = Searcher.open(club, FakeEncoder())
    assert before.generation.is_current
    build(club, encoder=FakeEncoder())
    assert before.generation.is_current
    build(write(NEWS), encoder=FakeEncoder())
    assert not before.generation.is_current
    assert Searcher.open(club, FakeEncoder()).generation.is_current
    roll_back(club)
    assert before.generation.is_current


def test_a_searcher_shares_segments_with_the_previous_one_and_answers_like_a_fresh_one(club, write):
    before = Searcher.open(club, FakeEncoder())
    settings = write(NEWS)
    build(settings, encoder=FakeEncoder())
    shared, fresh = Searcher.open(settings, FakeEncoder(), before=before), Searcher.open(settings, FakeEncoder())
    old = {segment.name: segment for segment in before.generation.segments.segments}
    common = [segment for segment in shared.generation.segments.segments if segment.name in old]
    assert common
    assert all(segment is old[segment.name] for segment in common)
    for question in ("falcon", "What does a dog pay?", "rule of the club", "xylophones"):
        answers = [{**searcher.ask(question, top=9).to_dict(), "milliseconds": 0} for searcher in (shared, fresh)]
        assert answers[0] == answers[1]
    rows = np.arange(len(fresh.generation.passages))
    assert (shared.generation.segments.token_vectors(rows).codes == fresh.generation.segments.token_vectors(rows).codes).all()


def test_a_searcher_that_shares_segments_still_refuses_damaged_ones(club, write):
    before = Searcher.open(club, FakeEncoder())
    settings = write(NEWS)
    build(settings, encoder=FakeEncoder())
    old = {segment.name for segment in before.generation.segments.segments}
    folder = IndexFolder(settings.index_folder)
    [name, *_] = [entry.name for entry in folder.load_manifest().segments if entry.name not in old]
    damage(folder.segment(name) / "vectors.npy", "flipped")
    with pytest.raises(StoredIndexError, match=r"vectors\.npy: damaged"):
        open_whole(settings, before=before)


def test_an_index_that_is_replaced_while_it_is_opened_is_opened_again(club, write, monkeypatch):
    load, facts = Generation.load, iter(("one", "two"))

    def load_late(*arguments):
        for fact in facts:  # two builds, of which the second removes the generation that is being opened
            build(write({"z.md": f"- Fact {fact}.\n"}), encoder=FakeEncoder())
        return load(*arguments)

    monkeypatch.setattr(Generation, "load", load_late)
    searcher = Searcher.open(club, FakeEncoder())
    assert searcher.generation.is_current
    assert searcher.ask("fact").hits[0].passage.text == "Fact two."
