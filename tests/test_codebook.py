"""Token vectors as codes of the codebook: what they take, what they cost, and which indexes have them."""

from contextlib import suppress
from dataclasses import replace
from functools import cache

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.answering.searcher import Searcher
from index.building import build, build_documents, segmenting
from index.encoding.encoder import to_unit_length
from index.encoding.onnx_encoder import OnnxEncoder
from index.errors import QuestionError, StoredIndexError
from index.evaluation import Trial, evaluate
from index.evaluation.beir import read_beir
from index.evaluation.judged import DEPTH, load_questions
from index.evaluation.trials import RankedHit
from index.files.checksums import write_json
from index.progress import NoProgress
from index.reading import find_files, read_document
from index.storing.index_folder import IndexFolder
from index.storing.quantizing import MODEL, shipped_codebook
from index.storing.segments import Segment, SegmentCard
from index.storing.token_vectors import TokenCodes, concatenate, shortened
from tests.conftest import QUESTION, ROOT, SHARED, copy_project, write_project
from tests.fakes import FakeEncoder

ALWAYS, NEVER = (1, 1), (10**9, 10**9)
"""From how many passages, and down to how many, an index has codes of the codebook."""


@pytest.fixture
def limits(monkeypatch):
    def limits(first, down_to):
        monkeypatch.setattr(segmenting, "SHORT_FROM", first)
        monkeypatch.setattr(segmenting, "SHORT_DOWN_TO", down_to)

    return limits


class EncoderLikeTheDefault(FakeEncoder):
    """A fake encoder whose vectors have the dimension of the default model's, and its name."""

    def __init__(self):
        super().__init__()
        self.card = replace(self.card, model=MODEL, dimension=384)

    def _vector(self, text):
        return np.pad(super()._vector(text), (0, 384 - 256))


def token_codes(count, start=-1):
    vectors = to_unit_length(np.random.default_rng(count).normal(size=(count, 384)).astype(np.float32))
    return TokenCodes.from_vectors(vectors, np.arange(start, start + count, dtype=np.int32))


def is_short(searcher):
    return {bool(segment.card.codebook) for segment in searcher.generation.segments.segments}


@given(st.binary(min_size=61, max_size=61))
def test_any_bytes_can_be_decoded(data):
    row = np.frombuffer(data, dtype=np.uint8)[np.newaxis]
    numbers, scales = shipped_codebook().decode(row[:, :60], row[:, 60])
    assert numbers.shape == (1, 384)
    assert np.isfinite(numbers).all()
    assert 0 <= scales[0] <= 2.5


def test_a_vector_and_its_code_have_nearly_the_same_product_whatever_the_vector():
    vectors = np.concatenate([np.eye(384, dtype=np.float32)[:3], shipped_codebook().decode(*centre_codes())[0]])
    vectors = to_unit_length(vectors)
    numbers, scales = shipped_codebook().decode(*shipped_codebook().encode(vectors))
    products = ((numbers * scales[:, np.newaxis]) * vectors).sum(axis=1)
    assert np.abs(products[3:] - 0.985).max() < 0.005
    assert products.max() < 1


def centre_codes():
    codes = np.random.default_rng(3).integers(0, 256, size=(40, 60), dtype=np.uint8)
    return codes, np.full(40, 20, dtype=np.uint8)


def test_a_zero_vector_stays_zero():
    codes, scales = shipped_codebook().encode(np.zeros((1, 384), dtype=np.float32))
    assert (shipped_codebook().decode(codes, scales)[1] == 0).all()


def test_passages_of_both_kinds_can_be_compared_together():
    long = [token_codes(3), token_codes(5)]
    short = shortened(long, shipped_codebook())
    mixed, alone = concatenate([long[0], short[1]]), concatenate(long[:1])
    assert (mixed.codes[:3] == alone.codes).all()
    assert (mixed.scales[3:] == concatenate(short[1:]).scales).all()
    assert (mixed.counts.tolist(), mixed.leads.tolist()) == ([3, 5], [1, 1])
    assert shortened(short, shipped_codebook()) == short


def test_a_start_too_far_behind_is_stored_as_the_farthest():
    assert token_codes(3, start=2**15 - 2).starts.tolist() == [2**15 - 2, 2**15 - 1, 2**15 - 1]


def test_a_growing_index_turns_to_the_codebook_without_the_model_and_turns_back_late(tmp_path, limits):
    limits(5, 3)
    seen = []
    for count in (4, 5, 4, 3, 2, 4):
        text = "# Club\n\n" + "".join(f"- Rule {number} is about cats {number}.\n" for number in range(count))
        settings = write_project(tmp_path, {"club.md": text})
        report = build(settings, encoder=EncoderLikeTheDefault())
        searcher = Searcher.open(settings, EncoderLikeTheDefault())
        assert searcher.ask("rule 1 about cats 1").hits[0].passage.text == "Rule 1 is about cats 1."
        seen.append((count, is_short(searcher), report.embedded))
    assert seen == [(4, {False}, 4), (5, {True}, 1), (4, {True}, 0), (3, {True}, 0), (2, {False}, 2), (4, {False}, 2)]


def test_a_small_index_and_that_of_another_model_have_8_bits_a_number(tmp_path, limits):
    text = "# Club\n\n- Spam is a ban.\n"
    for name, encoder, chosen in (("small", EncoderLikeTheDefault(), NEVER), ("other", FakeEncoder(), ALWAYS)):
        (tmp_path / name).mkdir()
        limits(*chosen)
        settings = write_project(tmp_path / name, {"club.md": text})
        build(settings, encoder=encoder)
        assert is_short(Searcher.open(settings, encoder)) == {False}


def test_codes_of_another_codebook_are_refused(tmp_path, limits):
    limits(*ALWAYS)
    settings = write_project(tmp_path, {"club.md": "# Club\n\n- Spam is a ban.\n"})
    build(settings, encoder=EncoderLikeTheDefault())
    [segment] = Searcher.open(settings, EncoderLikeTheDefault()).generation.segments.segments
    write_json(SegmentCard(1, segment.card.files, "0123456789ab"), segment.folder / "segment.json")
    with pytest.raises(
        StoredIndexError, match=r"segment\.json: .* codes of another codebook, '0123456789ab'; run `footnote build`"
    ):
        _ = Segment(segment.folder, 1, 384, 384).tokens


def with_both_kinds(shipped, folder, limits, documents):
    """Index documents with 8 bits a number, then turn the index to the codebook, and return a searcher of each.

    What the shipped index contains is not encoded again, and each question is encoded once for both. The model runs on one
    thread, because a second one mostly waits for work, which takes as much of a core.
    """
    own = msgspec.structs.replace(shipped, index=str(folder))
    copy_project(shipped.index_folder, folder)
    model = IndexFolder(shipped.index_folder)
    encoder = OnnxEncoder(model.encoder(model.load_manifest()), threads=1)
    encoder.encode_question = cache(encoder.encode_question)
    found = []
    for chosen in (NEVER, ALWAYS):
        limits(*chosen)
        build_documents(own, documents, NoProgress(), encoder)
        found.append(Searcher.open(own, encoder).leaving_out("same"))
    assert [is_short(searcher) for searcher in found] == [{False}, {True}]
    return found


def ndcg(searcher, judged):
    """Return how well a searcher ranks the passages; to judge whether each answers the question would take as long again."""
    trials = []
    for question in judged.questions:
        ranked = []
        with suppress(QuestionError):  # such as one without words
            ranked = searcher.index.retriever.rank(question.question, judged.top)
        found = [searcher.generation.passages[match.row] for match in ranked]
        by_id = {judged.id_of(passage): passage for passage in reversed(found)}
        names = list(dict.fromkeys(map(judged.id_of, found)))[:DEPTH]
        trials.append(Trial(question, "none", 0.0, tuple(RankedHit(name, by_id[name]) for name in names), None))
    return evaluate(trials).to_dict()["ndcg@10"]


def test_tokens_of_the_shipped_corpus_take_at_most_64_bytes_and_answer_alike(shipped, tmp_path, limits):
    documents = [read_document(file).document for file in find_files(shipped)]
    long, short = with_both_kinds(shipped, tmp_path, limits, documents)
    [segment] = short.generation.segments.segments
    tokens = sum(len(segment.tokens[row].codes) for row in range(len(segment)))
    size = sum(path.stat().st_size for path in segment.folder.glob("token-*.npy")) - 2 * 128
    assert tokens > 2_000
    assert size <= 64 * tokens
    judged = load_questions(ROOT / "corpus" / "questions.yaml", list(long.generation.passages))
    assert ndcg(short, judged) >= ndcg(long, judged) - 0.003
    assert short.ask(QUESTION).outcome == long.ask(QUESTION).outcome == "answer"


def first_texts(beir, count):
    """Return the part of a set that has only its first texts; to encode all of one takes minutes."""
    kept = {beir.ids[line] for line in range(1, count + 1)}
    document = replace(beir.document, sections=tuple(each for each in beir.document.sections if each.line <= count))
    return replace(beir, document=document, questions=tuple(each for each in beir.questions if kept.issuperset(each.passages)))


@pytest.mark.skipif(not (SHARED / "retrieval").is_dir(), reason="../shared/retrieval is not here: no public sets to rank")
def test_public_sets_are_ranked_as_well_with_the_codebook(shipped, tmp_path, limits):
    losses = []
    for name, count in (("stackfaq", 160), ("covidfaq", 67)):
        beir = first_texts(read_beir(SHARED / "retrieval" / name), count)
        questions = replace(beir, questions=beir.questions[:60])
        long, short = with_both_kinds(shipped, tmp_path / name, limits, [beir.document])
        losses.append(ndcg(long, questions) - ndcg(short, questions))
    assert np.mean(losses) <= 0.003, losses
