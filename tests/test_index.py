"""Building, opening and searching an index, with the fake encoder."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from index.answering.searcher import Searcher
from index.building import build, is_behind, pending_changes
from index.encoding.encoder import to_unit_length
from index.errors import DocumentError, NoIndexError, OtherFormatError, StoredIndexError, UsageError
from index.searching.scope import scope_of
from index.storing.index_folder import IndexFolder
from index.storing.manifest import FORMAT
from index.storing.vectors import FlatVectors
from tests.earlier import edit_manifest

HANDBOOK = """# Handbook

- Welcome to the server.

## Joining

### How to apply

- Send a mail to the moderators.

### Fees

- Membership is free.

## Rules

- No spam in any channel.

## Empty
"""
FAQ = "# Questions\n\n## Rules\n\n- Spam means a ban for a week.\n"
WORDS = {"terms.txt", "words.json", "forms.txt", "forms-backwards.txt"}
TEXTS = {"manifest.json", "passages.jsonl", "sections.jsonl", "segment.json", *WORDS}
BM25 = {f"bm25-{name}.npy" for name in ("counts", "rows", "starts", "lengths", "common", "peaks")}
TABLES = {"forms-counts.npy", *(f"{name}-pages.npy" for name in ("terms", "forms", "forms-backwards"))}
LINES = {"passage-ends.npy", "section-starts.npy", "section-lines.npy"}
ARRAYS = {"keys.npy", *LINES, *BM25, *TABLES, *(f"token-{name}.npy" for name in ("codes", "counts"))}
"""Array files of a generation and a segment, except the vectors."""


@pytest.fixture
def settings(project, encoder):
    settings = project({"handbook.md": HANDBOOK, "sub/faq.md": FAQ})
    build(settings, encoder=encoder)
    return settings


@pytest.fixture
def searcher(settings, encoder):
    return Searcher.open(settings, encoder)


def quoted(answer):
    return [hit.passage.text for hit in answer.hits]


def test_the_closest_passage_is_first_with_its_document_section_and_line(searcher):
    answer = searcher.ask("To whom do I send a mail to apply?", top=2)
    hit = answer.hits[0]
    assert hit.passage.text == "Send a mail to the moderators."
    assert (hit.rank, hit.title, hit.passage.section) == (1, "Handbook", ("Joining", "How to apply"))
    assert hit.passage.location == "handbook.md:9"
    assert answer.hits[1].score <= hit.score <= 1.0001
    assert answer.milliseconds > 0


def test_top_limits_the_number_of_passages(searcher):
    assert [len(searcher.ask("spam", top=top).hits) for top in (1, 3, 50)] == [1, 3, 5]


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("Joining", {"Send a mail to the moderators.", "Membership is free."}),
        ("joining > fees", {"Membership is free."}),
        ("Rules", {"No spam in any channel.", "Spam means a ban for a week."}),
    ],
)
def test_a_section_is_searched_with_its_subsections_in_every_document(searcher, section, expected):
    assert set(quoted(searcher.ask("free spam mail", top=50, scope=scope_of(searcher.generation, section=section)))) == expected


@pytest.mark.parametrize("document", ["sub/faq.md", "faq.md", "FAQ", "questions"])
def test_a_document_can_be_named_by_path_file_name_or_title(searcher, document):
    scope = scope_of(searcher.generation, document=document)
    assert quoted(searcher.ask("spam", scope=scope)) == ["Spam means a ban for a week."]


def test_a_section_with_the_path_separator_in_its_name_is_found(project, encoder):
    settings = project({"a.md": "## Input > Output\n\n- x\n\n## A\n\n### B -> C\n\n- y\n"})
    build(settings, encoder=encoder)
    searcher = Searcher.open(settings, encoder)
    assert quoted(searcher.ask("any", scope=scope_of(searcher.generation, section="input > output"))) == ["x"]
    assert quoted(searcher.ask("any", scope=scope_of(searcher.generation, section="A > B -> C"))) == ["y"]


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"section": "Joinin"}, "--section: no section 'Joinin'; did you mean Joining?"),
        ({"section": "Empty"}, "--section: section 'Empty' is empty in the document"),
        ({"section": "Joining", "document": "faq"}, "--section: no section 'Joining'"),
        ({"document": "handbok"}, "--document: no document 'handbok'; the documents are handbook.md, sub/faq.md"),
    ],
)
def test_an_unknown_name_is_refused_with_the_names_that_exist(searcher, limits, message):
    with pytest.raises(UsageError) as caught:
        scope_of(searcher.generation, **limits)
    assert str(caught.value).startswith(message)


def test_a_question_longer_than_the_encoder_limit_is_answered_and_marked_as_cut(searcher):
    assert not searcher.ask("spam").is_cut
    assert searcher.ask("spam " * 80).is_cut


def test_the_answer_as_json_has_the_documented_keys(searcher):
    values = searcher.ask("free", top=1).to_dict()
    assert values["question"] == "free"
    assert values["outcome"] in {"answer", "suggestions", "none"}
    assert set(values) == {"question", "outcome", "confidence", "unmatched", "hits", "milliseconds"}
    [hit] = json.loads(json.dumps(values["hits"]))
    assert hit["section"] == ["Joining", "Fees"]
    assert {key: hit[key] for key in ("rank", "text", "document", "line")} == {
        "rank": 1,
        "text": "Membership is free.",
        "document": "handbook.md",
        "line": 13,
    }


def test_the_manifest_describes_the_model_documents_and_segments(settings):
    manifest = IndexFolder(settings.index_folder).load_manifest()
    assert (manifest.model, manifest.dimension, manifest.passages) == ("fake", 256, 5)
    assert [(document.path, document.title, document.passages) for document in manifest.documents] == [
        ("handbook.md", "Handbook", 4),
        ("sub/faq.md", "Questions", 1),
    ]
    assert [segment.passages for segment in manifest.segments] == [5]


def test_changes_to_the_corpus_are_noticed(settings, project, tmp_path):
    manifest = IndexFolder(settings.index_folder).load_manifest()
    assert pending_changes(settings, manifest) == ["the index was built with model fake (onnx)"]
    (tmp_path / "handbook.md").write_text(HANDBOOK + "\n- new\n", encoding="utf-8")
    (tmp_path / "sub/faq.md").unlink()
    gone = "sub/faq.md is gone: restore it, or `footnote build` leaves it out"
    assert pending_changes(settings, manifest)[1:] == [gone, "handbook.md has changed"]
    others = project({"third.md": "- x\n"}, "  - path: handbook.md\n    omit: [x]\n")
    assert pending_changes(others, manifest)[1:] == [
        "third.md is not in the index",
        "the settings of handbook.md in config.yaml have changed",
        "sub/faq.md is no longer in config.yaml",
    ]
    by_pattern = project({"handbook.md": HANDBOOK}, "  - path: sub/*\n")
    (tmp_path / "sub/other.md").write_text(FAQ, encoding="utf-8")
    assert gone in pending_changes(by_pattern, manifest)
    (tmp_path / "sub/faq.md").write_text(FAQ, encoding="utf-8")
    assert pending_changes(others, manifest)[-1] == "sub/faq.md is no longer in config.yaml"


def test_an_unreadable_document_is_a_change_not_an_error(settings, tmp_path):
    manifest = IndexFolder(settings.index_folder).load_manifest()
    (tmp_path / "handbook.md").unlink()
    (tmp_path / "handbook.md").mkdir()
    assert pending_changes(settings, manifest)[1:] == [
        "handbook.md cannot be read (Is a directory): fix that, or `footnote build` leaves it out"
    ]


def test_opening_a_missing_index_says_so(project, encoder):
    with pytest.raises(NoIndexError, match=r"no index yet; run `footnote build`"):
        Searcher.open(project({"a.md": "- x\n"}), encoder)


def files_of(settings):
    folder = IndexFolder(settings.index_folder)
    return folder.current(), folder.path / "current"


@pytest.mark.parametrize("name", sorted({*TEXTS, *ARRAYS, "vectors.npy"}))
@pytest.mark.parametrize("damage", ["gone", "cut", "flipped", "foreign"])
def test_a_damaged_file_is_named_with_the_command_that_fixes_it(settings, encoder, name, damage):
    [path] = settings.index_folder.rglob(name)
    data = bytearray(path.read_bytes())
    if damage == "gone":
        path.unlink()
    elif damage == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif damage == "foreign":
        path.write_bytes(b'{"some": "other program\'s"}\n')
    else:
        data[len(data) // 2] ^= 1 if not name.endswith(".json") else 0x80
        path.write_bytes(data)
    with pytest.raises(StoredIndexError, match=rf"{name}: .*; run `footnote build`$"):
        Searcher.open(settings, encoder).ask("spam")
    build(settings, encoder=encoder)
    assert quoted(Searcher.open(settings, encoder).ask("free", top=1)) == ["Membership is free."]


def test_an_index_of_an_unreadable_format_names_its_version_and_is_rebuilt(settings, encoder):
    edit_manifest(settings, format=2, made_by="footnote 0.0.3")
    what = f"the index has format 2 of footnote 0.0.3, but this version reads format {FORMAT}; run `footnote build`"
    with pytest.raises(OtherFormatError, match=what):
        Searcher.open(settings, encoder)
    assert is_behind(settings)
    build(settings, encoder=encoder)
    assert Searcher.open(settings, encoder).generation.is_current


@pytest.mark.parametrize("pointer", ["../../elsewhere", "", "/etc", "a/b", "\u00e9"])
def test_a_pointer_never_leads_outside_the_index_folder(settings, encoder, pointer):
    files_of(settings)[1].write_text(pointer, encoding="utf-8")
    with pytest.raises(StoredIndexError, match=r"current: .*; run `footnote build`"):
        Searcher.open(settings, encoder)


def test_an_unreadable_document_leaves_the_index_unchanged(settings, encoder, tmp_path):
    (tmp_path / "sub/faq.md").write_bytes(b"\xff\xfe")
    with pytest.raises(DocumentError, match=r"faq\.md"):
        build(settings, encoder=encoder, is_strict=True)
    assert quoted(Searcher.open(settings, encoder).ask("ban", top=1)) == ["Spam means a ban for a week."]


def test_one_old_generation_is_kept(settings, encoder, tmp_path):
    for fee in ("one euro", "two euros", "three euros"):
        (tmp_path / "handbook.md").write_text(HANDBOOK.replace("free", fee), encoding="utf-8")
        build(settings, encoder=encoder)
    folder = IndexFolder(settings.index_folder)
    assert len(list(folder.generations.iterdir())) == 2
    assert folder.current() in folder.generations.iterdir()


def test_a_clock_that_goes_back_does_not_remove_the_current_index(settings, encoder, monkeypatch, tmp_path):
    for year, fee in ((2003, "three euros"), (2002, "two euros"), (2001, "one euro")):
        name = f"{year}0101T000000000000-000000"
        monkeypatch.setattr("index.building.builder.new_generation_name", lambda name=name: name)
        (tmp_path / "handbook.md").write_text(HANDBOOK.replace("free", fee), encoding="utf-8")
        build(settings, encoder=encoder)
        assert IndexFolder(settings.index_folder).current().name == name
        assert quoted(Searcher.open(settings, encoder).ask("Membership", top=1)) == [f"Membership is {fee}."]


def test_a_build_removes_only_its_own_files(settings, encoder, tmp_path):
    names = ("generations/photos/p.jpg", "encoders/videos/v.mp4", "segments/sounds/s.ogg", "notes.txt")
    mine = [settings.index_folder / name for name in names]
    for path in mine:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine")
    for fee in ("one euro", "two euros", "three euros"):
        (tmp_path / "handbook.md").write_text(HANDBOOK.replace("free", fee), encoding="utf-8")
        build(settings, encoder=encoder)
    assert all(path.exists() for path in mine)


def test_an_unwritable_index_folder_is_an_error_not_a_traceback(project, encoder, tmp_path):
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(StoredIndexError, match=r"taken: is a file, but has to be a folder; move it away, or set `index`"):
        build(project({"a.md": "- x\n"}, "index: taken\n"), encoder=encoder)


def test_an_index_has_only_known_kinds_of_files(shipped):
    kinds = {path.name for path in shipped.index_folder.rglob("*") if path.is_file()}
    encoder = {"encoder.json", "tokenizer.json", "model.onnx", "model.onnx.data"}
    assert kinds == {*TEXTS, *ARRAYS, *encoder, "vectors.npy", "blocks.npy", "current", "lock", "models.json"}


def test_every_file_of_an_index_has_a_checksum(shipped):
    folder = IndexFolder(shipped.index_folder)
    files = {path.relative_to(folder.path).as_posix() for path in folder.path.rglob("*") if path.is_file()}
    listed = folder.load_manifest().files
    cards = {
        name.rpartition("/")[0]: json.loads((folder.path / name).read_bytes()) for name in listed if "segment.json" in name
    }
    unlisted = files - {*listed, *(f"{parent}/{name}" for parent, card in cards.items() for name in card["files"])}
    assert {name.rsplit("/")[-1] for name in unlisted} == {"manifest.json", "current", "lock", "models.json"}


@pytest.fixture
def store():
    return FlatVectors(to_unit_length(np.eye(6, 4, dtype=np.float32) + 0.1).astype(np.float16))


def test_a_store_finds_the_nearest_vectors_by_cosine(store):
    query = to_unit_length(np.array([0, 1, 0, 0], dtype=np.float32))
    [best, *_] = store.search(query, 3)
    assert best.row == 1
    assert 0 < best.score <= 1.0001


def test_a_store_searches_only_the_given_rows(store):
    query = to_unit_length(np.array([0, 1, 0, 0], dtype=np.float32))
    mask = np.array([False, False, True, True, False, True])
    assert {match.row for match in store.search(query, 50, mask)} == {2, 3, 5}
    assert len(store.search(query, 50)) == 6


def test_two_documents_may_contain_the_same_text(project, encoder):
    settings = project({"a.md": "- Free.\n", "b.md": "- Free.\n"})
    build(settings, encoder=encoder)
    answer = Searcher.open(settings, encoder).ask("free", top=9)
    assert {hit.passage.document for hit in answer.hits} == {"a.md", "b.md"}
    assert len({hit.passage.id for hit in answer.hits}) == 2


def test_a_moved_index_still_answers(settings, encoder, tmp_path):
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    shutil.copytree(settings.index_folder, moved / ".footnote")
    shutil.copy(tmp_path / "config.yaml", moved)
    from index.settings import load_settings

    assert quoted(Searcher.open(load_settings(moved / "config.yaml"), encoder).ask("free", top=1)) == ["Membership is free."]


def test_a_build_waits_for_the_lock(settings, encoder):
    steps = []

    class Watcher:
        def step(self, name, total=None):
            steps.append(name)
            if name.startswith("Waiting"):
                holder.kill()

        def advance(self, count):
            return

    lock = os.fspath(settings.index_folder / "lock")
    holding = (
        f"import time; from filelock import FileLock; l = FileLock({lock!r}); l.acquire(); print(1, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", holding], stdout=subprocess.PIPE) as holder:
        holder.stdout.readline()
        build(settings, Watcher(), encoder)
    assert "Waiting for another build to finish" in steps


def test_inconsistent_numbers_of_passages_are_refused(settings, encoder):
    folder = IndexFolder(settings.index_folder)
    manifest = folder.load_manifest()
    replace(manifest, passages=99).save(folder.current())
    with pytest.raises(StoredIndexError, match=r"damaged: the documents do not have the passages; run `footnote build`"):
        Searcher.open(settings, encoder)
    replace(manifest, segments=(*manifest.segments, *manifest.segments)).save(folder.current())
    with pytest.raises(StoredIndexError, match=r"5 passages in the manifest, but 5 texts and 10 vectors; run `footnote build`"):
        Searcher.open(settings, encoder)
