"""Changes of the model, runtime or language in the settings after a build."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from index.answering.searcher import Searcher
from index.building import build
from index.encoding.encoder import to_unit_length
from index.errors import StoredIndexError
from index.storing.index_folder import IndexFolder
from index.storing.segments import DIGEST_LENGTH
from tests import corpora
from tests.corpora import RULES, RecordingEncoder, contents, equals_fresh_build, fresh_contents, page
from tests.fakes import FakeEncoder

several_segments, write, club = corpora.several_segments, corpora.write, corpora.club


class OtherEncoder(RecordingEncoder):
    """A different model: other vectors, of the given dimension."""

    def __init__(self, dimension=256, **card_fields):
        super().__init__()
        self.dimension = dimension
        self.card = replace(self.card, dimension=dimension, **card_fields)

    def encode_question(self, text):
        encoding = super().encode_question(text)
        turned = np.roll(encoding.vector, 7)[: self.dimension] + np.float32(0.01)
        tokens = np.roll(encoding.token_vectors, 7, axis=1)[:, : self.dimension] + np.float32(0.01)
        return replace(encoding, vector=to_unit_length(turned), token_vectors=to_unit_length(tokens))


@pytest.mark.parametrize(
    "card_fields", [{"fingerprint": "1" * 64}, {"runtime": "torch"}, {"fingerprint": "2" * 64, "dimension": 128}]
)
def test_another_model_embeds_everything_again_and_keeps_nothing_of_the_old_one(club, card_fields):
    before = {entry.name[:DIGEST_LENGTH] for entry in IndexFolder(club.index_folder).load_manifest().segments}
    other = OtherEncoder(**card_fields)
    report = build(club, encoder=other)
    assert len(other.texts) == report.embedded == report.passages == 14
    assert report.difference.changes == ()
    assert contents(club, other) == fresh_contents(club, other)
    assert before.isdisjoint(entry.name[:DIGEST_LENGTH] for entry in IndexFolder(club.index_folder).load_manifest().segments)


def test_a_model_with_a_smaller_window_embeds_only_passages_that_are_split_differently(write):
    long = " ".join(f"word{number}" for number in range(40))
    settings = write({"a.md": page(Rules=[*RULES, long])})
    build(settings, encoder=FakeEncoder(64))
    narrow = RecordingEncoder(24)
    report = build(settings, encoder=narrow)
    assert report.passages > 5
    assert narrow.texts
    assert all("word" in text for text in narrow.texts)
    assert contents(settings, narrow) == fresh_contents(settings, narrow)


def test_an_index_of_another_model_than_configured_is_refused_with_both_names(club):
    with pytest.raises(StoredIndexError) as caught:
        Searcher.open(club)
    assert "built with model fake (onnx), not all-MiniLM-L6-v2 (onnx); run `footnote build`" in str(caught.value)


def test_an_index_of_another_runtime_than_configured_is_refused(club):
    with pytest.raises(StoredIndexError, match=r"fake \(onnx\), not fake \(torch\); run `footnote build`"):
        Searcher.open(msgspec.structs.replace(club, model="fake", runtime="torch"))


def test_another_language_reads_everything_again_and_so_does_switching_back(club):
    settings = msgspec.structs.replace(club, language="german")
    report = build(settings, encoder=FakeEncoder())
    assert report.difference.changes == ()
    assert contents(settings, FakeEncoder()) == fresh_contents(settings)
    assert IndexFolder(settings.index_folder).load_manifest().language == "german"
    build(club, encoder=FakeEncoder())
    assert equals_fresh_build(club)
