"""BEIR folders: how they are read, and where their indexes are kept."""

import json
import os
import shutil
from dataclasses import replace

import msgspec
import pytest

from index.errors import StoredIndexError
from index.evaluation import ask_all
from index.evaluation.beir import BeirError, read_beir
from index.passages.splitting import split
from index.progress import NoProgress
from tests.conftest import places
from tests.fake_searcher import FakeSearcher, Reply

CORPUS = (
    {"_id": "d1", "title": "Joining > Who can", "text": "Anyone over 16."},
    {"_id": "d2", "title": "Joining > Who can", "text": "Students join free."},
    {"_id": "d3", "title": "", "text": "We meet on Mondays."},
)
QUERIES = ({"_id": "q1", "text": "who can join?"}, {"_id": "q2", "text": "when?"}, {"_id": "q3", "text": "unjudged"})
QRELS = "query-id\tcorpus-id\tscore\nq2\td3\t1\nq1\td1\t2\nq1\td2\t1\nq1\td3\t0\n"


@pytest.fixture
def folder(tmp_path):
    """Write a BEIR folder; a line that is not a string is written as JSON."""

    def write(corpus=CORPUS, queries=QUERIES, qrels=QRELS):
        place = tmp_path / "small"
        (place / "qrels").mkdir(parents=True, exist_ok=True)
        for name, lines in (("corpus.jsonl", corpus), ("queries.jsonl", queries)):
            written = (line if isinstance(line, str) else json.dumps(line) for line in lines)
            (place / name).write_text("".join(f"{line}\n" for line in written), encoding="utf-8")
        (place / "qrels" / "test.tsv").write_text(qrels, encoding="utf-8")
        return place

    return write


def test_each_text_is_a_block_below_its_title(folder):
    beir = read_beir(folder())
    assert places(beir.document) == [
        (1, ("Joining", "Who can"), "Anyone over 16."),
        (2, ("Joining", "Who can"), "Students join free."),
        (3, (), "We meet on Mondays."),
    ]
    assert [section.path for section in beir.document.sections] == [("Joining", "Who can"), ()]
    assert beir.document.path == "small/corpus.jsonl"


def test_a_text_without_words_is_replaced_by_its_title_or_skipped(folder):
    lines = [{"_id": "d1", "title": "Only a title", "text": " "}, "", {"_id": "d2", "text": ""}, CORPUS[2]]
    beir = read_beir(folder(lines, qrels="query-id\tcorpus-id\tscore\nq1\td2\t1\n"))
    assert places(beir.document) == [(1, ("Only a title",), "Only a title"), (4, (), "We meet on Mondays.")]


def test_only_judged_questions_are_read(folder):
    when, who = read_beir(folder()).questions
    assert (when.question, when.passages, when.line) == ("when?", ("d3",), 2)
    assert (who.question, who.passages, who.line, who.grades) == ("who can join?", ("d1", "d2"), 1, {"d1": 2, "d2": 1})


def test_a_question_whose_scores_are_all_0_is_skipped(folder):
    beir = read_beir(folder(qrels=f"{QRELS}q3\td1\t0\n"))
    assert [each.question for each in beir.questions] == ["when?", "who can join?"]


def test_a_text_of_several_passages_counts_once(folder, encoder):
    long = {"_id": "long", "title": "T", "text": "One two three four five six seven eight nine ten. " * 60}
    beir = read_beir(folder([*CORPUS, long], qrels="query-id\tcorpus-id\tscore\nq1\td2\t1\n"))
    passages, _ = split([beir.document], encoder)
    parts = [passage.id for passage in passages if beir.id_of(passage) == "long"]
    others = [passage.id for passage in passages if beir.id_of(passage) != "long"]
    assert len(parts) > 10
    searcher = FakeSearcher(passages, {"who can join?": Reply([*parts, *others])})
    (trial,) = ask_all(searcher, beir, NoProgress())
    assert [hit.id for hit in trial.hits] == ["long", "d1", "d2", "d3"]
    assert trial.right_rank == 3


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"corpus": [CORPUS[0], "{oops"]}, r"corpus\.jsonl:2: not a text with an id \(JSON is malformed"),
        ({"corpus": [CORPUS[0], {"text": "a"}]}, r"corpus\.jsonl:2: not a text with an id \(.*missing required field `_id`"),
        ({"corpus": [CORPUS[0], {"_id": "x"}]}, r"corpus\.jsonl:2: .*missing required field `text`"),
        ({"corpus": [CORPUS[0], {"_id": 7, "text": "a"}]}, r"corpus\.jsonl:2: .*Expected `str`, got `int`"),
        ({"corpus": [*CORPUS, "", CORPUS[0]]}, r"corpus\.jsonl:5: the id 'd1' is already used in line 1; keep one"),
        ({"corpus": [{**each, "title": "", "text": ""} for each in CORPUS]}, r"corpus\.jsonl: contains no text"),
        ({"queries": [*QUERIES, QUERIES[1]]}, r"queries\.jsonl:4: the id 'q2' is already used in line 2"),
        ({"queries": ["[]"]}, r"queries\.jsonl:1: not a text with an id"),
        ({"qrels": f"{QRELS}q9\td1\t1\n"}, r"test\.tsv:6: no query has the id 'q9'; add it to queries\.jsonl"),
        ({"qrels": f"{QRELS}q1\td9\t1\n"}, r"test\.tsv:6: no text has the id 'd9'; add it to corpus\.jsonl"),
        ({"qrels": f"{QRELS}q1\td1\t0\n"}, r"test\.tsv:6: 'q1' and 'd1' have two scores"),
        ({"qrels": f"{QRELS}q1 d1 1\n"}, r"test\.tsv:6: not a judgement; write query-id, corpus-id and a whole number"),
        ({"qrels": f"{QRELS}q1\td1\tgood\n"}, r"test\.tsv:6: not a judgement"),
        ({"qrels": "q1\td1\t1\n"}, r"test\.tsv:1: the header is missing"),
        ({"qrels": "query-id\tcorpus-id\tscore\nq1\td1\t0\n"}, r"test\.tsv: no query has a relevant text"),
    ],
)
def test_an_error_in_a_folder_names_its_file_and_line(folder, changes, message):
    with pytest.raises(BeirError, match=message):
        read_beir(folder(**changes))


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_a_missing_file_is_named(folder, name):
    place = folder()
    (place / name).unlink()
    with pytest.raises(BeirError, match=rf"{name}: no such file; name a BEIR folder with corpus\.jsonl, queries\.jsonl and"):
        read_beir(place)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(BeirError, match=r"nothing: no such folder; name a folder with corpus\.jsonl"):
        read_beir(tmp_path / "nothing")


def test_bytes_that_are_not_utf_8_are_reported_with_their_line(folder):
    place = folder()
    with (place / "queries.jsonl").open("ab") as file:
        file.write(b'{"_id": "\xff", "text": "a"}\n')
    with pytest.raises(BeirError, match=r"queries\.jsonl:4: not a text with an id"):
        read_beir(place)


def test_each_combination_of_corpus_model_and_splitting_has_its_own_index(folder, project, monkeypatch):
    from index.evaluation import beir_index
    from index.evaluation.beir_index import beir_settings

    settings, beir = project({"a.md": "Hello."}), read_beir(folder())
    cached = beir_settings(settings, beir)
    assert cached.index_folder.parent == settings.index_folder / "beir"
    assert cached.index_folder.name.startswith("small-")
    assert beir_settings(settings, read_beir(folder())).index_folder == cached.index_folder
    others = [
        beir_settings(settings, replace(beir, sha256="0" * 64)),
        beir_settings(project({"a.md": "Hello."}, "model: ./models/mine\n"), beir),
        beir_settings(project({"a.md": "Hello."}, "runtime: torch\n"), beir),
    ]
    monkeypatch.setattr(beir_index, "VERSION", 0)
    others.append(beir_settings(settings, beir))
    assert len({cached.index_folder, *(each.index_folder for each in others)}) == 5


def test_the_index_of_a_set_is_built_once_with_the_existing_compiled_model(folder, project, monkeypatch):
    from index.evaluation import beir_index

    settings, beir = project({"a.md": "Hello."}), read_beir(folder())
    model = settings.index_folder / "encoders" / "mine-onnx-0123456789ab"
    model.mkdir(parents=True)
    (model / "model.onnx").write_text("weights")
    (model.parent / ".draft-1").mkdir()
    built = []

    def build(settings, documents, progress):
        taken = settings.index_folder / "encoders"
        built.append((documents, [path.name for path in taken.iterdir()], (taken / model.name / "model.onnx").read_text()))

    class Opener:
        @staticmethod
        def open(settings):
            if not built:
                raise StoredIndexError("no index yet")
            return f"the searcher of {settings.index_folder.name}"

    monkeypatch.setattr(beir_index, "build_documents", build)
    monkeypatch.setattr(beir_index, "Searcher", Opener)
    first, second = (beir_index.open_beir(settings, beir, NoProgress()) for _ in range(2))
    assert first == second == f"the searcher of {beir_index.beir_settings(settings, beir).index_folder.name}"
    assert built == [([beir.document], [model.name], "weights")]


def test_a_set_uses_the_model_compiled_for_the_documents(folder, shipped, tmp_path):
    shutil.copytree(shipped.index_folder, tmp_path / "index", copy_function=os.link)
    shipped = msgspec.structs.replace(shipped, index=str(tmp_path / "index"))
    from index.evaluation.beir_index import beir_settings, open_beir

    beir = read_beir(folder())
    searcher = open_beir(shipped, beir, NoProgress())
    first, *_ = searcher.ask("who is old enough?", top=beir.top).hits
    assert beir.id_of(first.passage) == "d1"
    (compiled,) = (shipped.index_folder / "encoders").glob("*/model.onnx")
    (taken,) = (beir_settings(shipped, beir).index_folder / "encoders").glob("*/model.onnx")
    assert taken.samefile(compiled)
