"""Incremental builds: the same index as a full build, with little done twice."""

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as sampling
from hypothesis import strategies as st

from index.answering.searcher import Searcher
from index.building import build, pending_changes, roll_back
from index.errors import DocumentError
from index.settings import load_settings
from index.storing.index_folder import IndexFolder
from index.storing.segments import text_key
from tests import corpora
from tests.budgets import budget
from tests.corpora import (
    CLUB,
    FEES,
    NOTHING_NEW,
    RULES,
    TRIPS,
    Corpus,
    Page,
    RecordingEncoder,
    contents,
    embedded,
    embedding_texts,
    equals_fresh_build,
    fresh_contents,
    page,
)
from tests.fakes import FakeEncoder

several_segments, write, club = corpora.several_segments, corpora.write, corpora.club

LIMIT = 24
"""Tokens per passage, low enough to split long bullets and cut long headings."""


@sampling(max_examples=budget(10))
@given(st.randoms(use_true_random=False), st.lists(st.lists(st.sampled_from(Corpus.EDITS), max_size=4), min_size=1, max_size=4))
def test_an_incremental_build_equals_a_full_build_after_any_edit(tmp_path_factory, random, rounds):
    folder = tmp_path_factory.mktemp("corpus")
    corpus = Corpus(random, [Page("first.md", [["Rules", [(0, "The tower is open.")]]])])
    for _ in range(random.randint(0, 3)):
        corpus.add_page()
    settings = corpus.write(folder)
    before = build(settings, encoder=FakeEncoder(LIMIT))
    for edits in rounds:
        for edit in edits:
            edit(corpus)
        known = set(embedding_texts(settings, FakeEncoder(LIMIT)))
        settings, encoder = corpus.write(folder), RecordingEncoder(LIMIT)
        if not any(bullets for page in corpus.pages for _, bullets in page.sections):
            with pytest.raises(DocumentError, match=r"headings only|can be read"):
                build(settings, encoder=encoder)
            continue
        report = build(settings, encoder=encoder)
        assert contents(settings, FakeEncoder(LIMIT)) == fresh_contents(settings, FakeEncoder(LIMIT))
        assert known.isdisjoint(encoder.texts)
        assert report.embedded == len(encoder.texts)
        assert report.passages == before.passages + report.difference.added - report.difference.removed
        before = report


# Embedding.


def test_a_first_build_embeds_each_passage_after_its_section(write):
    texts = embedded(write(CLUB))
    sections = {"Rules": [*RULES, "Wear good boots."], "Fees": FEES, "Trips": TRIPS}
    below = [f"Club > {name}: {text}" for name, found in sections.items() for text in found]
    assert texts == sorted(["Club: The end.", *below])


def test_only_a_changed_bullet_is_embedded(club, write):
    changed = [*RULES[:2], "Rule 3 of the club is chaos.", *RULES[3:]]
    settings = write({**CLUB, "club.md": page(Rules=changed, Fees=FEES)})
    assert embedded(settings) == ["Club > Rules: Rule 3 of the club is chaos."]
    assert equals_fresh_build(settings)


def test_renaming_a_section_embeds_its_bullets(club, write):
    settings = write({**CLUB, "trips.md": page(Journeys=TRIPS, Rules=["Wear good boots."])})
    assert embedded(settings) == sorted(f"Club > Journeys: {text}" for text in TRIPS)


@pytest.mark.parametrize("edit", NOTHING_NEW)
def test_an_edit_without_new_text_embeds_nothing(club, write, edit):
    settings = write(NOTHING_NEW[edit])
    before = IndexFolder(settings.index_folder).current()
    assert embedded(settings) == []
    assert IndexFolder(settings.index_folder).current() != before
    assert equals_fresh_build(settings)


def test_a_new_title_in_config_is_used_and_embeds_its_document(club, tmp_path):
    config = tmp_path / "config.yaml"
    config.write_text(config.read_text().replace("path: trips.md", "path: trips.md\n    title: Out and about"))
    settings = load_settings(config)
    trips = [f"Out and about > Trips: {text}" for text in TRIPS]
    assert embedded(settings) == sorted(["Out and about > Rules: Wear good boots.", *trips])
    assert equals_fresh_build(settings)
    assert Searcher.open(settings, FakeEncoder()).ask("boots").hits[0].title == "Out and about"


def test_a_full_build_embeds_everything_again(club):
    before = set(IndexFolder(club.index_folder).load_manifest().segments)
    assert embedded(club, is_full=True) == embedded(msgspec.structs.replace(club, index="first"))
    assert before.isdisjoint(IndexFolder(club.index_folder).load_manifest().segments)
    assert equals_fresh_build(club)


def test_progress_of_embedding_is_reported(club, write):
    steps = []

    class Watcher:
        def step(self, name, total=None):
            steps.append([name, total, 0])

        def advance(self, count):
            steps[-1][2] += count

    build(write({**CLUB, "club.md": page(Rules=["One.", "Two.", "Three."], Fees=FEES)}), Watcher(), FakeEncoder())
    assert ["Encoding the passages", 3, 3] in steps


def test_a_build_without_changes_keeps_the_index_and_the_previous_one(club, write, tmp_path):
    settings = write({**CLUB, "z.md": "- Another end.\n"})
    build(settings, encoder=FakeEncoder())
    folder = IndexFolder(settings.index_folder)
    current, generations = folder.current(), set(folder.generations.iterdir())
    (tmp_path / "z.md").write_bytes((tmp_path / "z.md").read_bytes())
    report = build(settings, encoder=FakeEncoder())
    assert (report.embedded, report.passages, report.documents) == (0, 14, 3)
    assert report.difference.changes == ()
    assert (folder.current(), set(folder.generations.iterdir())) == (current, generations)
    roll_back(settings)
    assert Searcher.open(settings, FakeEncoder()).ask("end").hits[0].passage.text == "The end."


def test_reordering_documents_is_a_pending_change_until_built(club, write):
    settings = write(dict(reversed(CLUB.items())))
    folder = IndexFolder(settings.index_folder)
    assert pending_changes(settings, folder.load_manifest())[1:] == ["the documents are in a different order"]
    build(settings, encoder=FakeEncoder())
    assert pending_changes(settings, folder.load_manifest())[1:] == []


# Removing.


def segments_of(settings):
    return Searcher.open(settings, FakeEncoder()).generation.segments.segments


def test_a_removed_passage_is_in_no_file_of_the_index_and_soon_deleted_everywhere(write):
    private = "The xylophones are in room Q77."
    settings = write({**CLUB, "club.md": page(Rules=[*RULES, private], Fees=FEES)})
    build(settings, encoder=FakeEncoder())
    assert Searcher.open(settings, FakeEncoder()).ask("xylophones").hits[0].passage.text == private
    settings = write(CLUB)
    build(settings, encoder=FakeEncoder())
    folder, key = IndexFolder(settings.index_folder), text_key(f"Club > Rules: {private}", len("Club > Rules: "))
    manifest, generation = folder.load_manifest(), folder.current()
    used = [*generation.iterdir(), *(path for entry in manifest.segments for path in folder.segment(entry.name).iterdir())]
    assert len(used) > 20
    for path in used:
        data = path.read_bytes().lower()
        assert b"xylophon" not in data
        assert b"q77" not in data
    assert key not in (generation / "keys.npy").read_bytes()
    searcher = Searcher.open(settings, FakeEncoder())
    assert len(searcher.generation.segments) == manifest.passages == 14
    counts = [np.load(folder.segment(entry.name) / "token-counts.npy").sum() for entry in manifest.segments]
    alike = msgspec.structs.replace(settings, index="alike")
    build(alike, encoder=FakeEncoder())
    assert counts == [sum(len(each[row].tokens.scales) for row in range(len(each))) for each in segments_of(alike)]
    build(write({**CLUB, "z.md": "- Another end.\n"}), encoder=FakeEncoder())
    left = [path for path in settings.index_folder.rglob("*") if path.is_file() and b"xylophon" in path.read_bytes().lower()]
    assert left == []
    assert key not in b"".join(path.read_bytes() for path in settings.index_folder.rglob("keys.npy"))
