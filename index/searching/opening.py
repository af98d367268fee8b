"""Open an index: verify and load the current generation and its encoder."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from index.encoding.encoder import Encoder
from index.encoding.known_models import cosine_weight, reads
from index.encoding.opening import open_encoder
from index.errors import REBUILD, StoredIndexError
from index.files.checksums import verify
from index.searching.fusing import corpus_weights
from index.searching.identifiers import IdentifierSearch
from index.searching.instances import InstanceFinder
from index.searching.literals import LiteralComparer
from index.searching.names import Names
from index.searching.question_reading import QuestionReader
from index.searching.reader import LANGUAGES as READER_LANGUAGES
from index.searching.reader import MODEL as READER_MODEL
from index.searching.reader import Reader, shipped_reader
from index.searching.retrieval import Retriever
from index.searching.spelling import Speller
from index.searching.titles import Titles
from index.searching.views import ViewSearch
from index.settings import Settings
from index.storing.generation import NO_SEGMENTS, Generation
from index.storing.index_folder import IndexFolder
from index.storing.manifest import MANIFEST, Manifest
from index.storing.segments import Segment
from index.text.literals import today_in
from index.text.words import stemmer

VERIFY_THREADS = 2
"""Threads that verify checksums."""


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """An open generation and the retriever that searches it."""

    generation: Generation
    retriever: Retriever


def open_index(
    settings: Settings, encoder: Encoder | None = None, *, threads: int | None = None, before: OpenIndex | None = None
) -> OpenIndex:
    """Open the current generation of the index in `settings`.

    Without an `encoder`, the index's own runs on `threads` threads (default: one per core). Reuses the encoder and segments
    of `before` where they are unchanged. Verifies the checksum of every file that is not reused.
    Raises NoIndexError if there is no index, and StoredIndexError if a file is damaged, which it names, or if the index was
    built with another model than the one in `settings`.
    """
    folder = IndexFolder(settings.index_folder)
    opening = _Opening(settings, folder, encoder, threads, before)
    while True:
        path = folder.current()
        try:
            return opening.run(path)
        except StoredIndexError:
            if folder.current() == path:
                raise  # otherwise a build finished meanwhile and removed this generation


@dataclass(frozen=True, slots=True)
class _Opening:
    """The parameters for opening a generation."""

    settings: Settings
    folder: IndexFolder
    encoder: Encoder | None
    threads: int | None
    before: OpenIndex | None

    def run(self, path: Path) -> OpenIndex:
        """Open a generation while other threads verify its checksums."""
        manifest = Manifest.load(path / MANIFEST)
        encoder = self._loaded_encoder(manifest)
        shared = _segments(self.before.generation) if self.before else NO_SEGMENTS
        entries = (*manifest.segments, *manifest.views.segments)
        new_folders = [f"segments/{entry.name}/" for entry in entries if entry.name not in shared]
        with ThreadPoolExecutor(VERIFY_THREADS) as pool:
            checks = [pool.submit(verify, self.folder.path, manifest.files_in(folder)) for folder in new_folders]
            if encoder is None:
                checks.append(pool.submit(verify, self.folder.path, manifest.files_in("encoders/")))
            verify(self.folder.path, manifest.files_in(f"generations/{path.name}/"))
            try:
                return self._load(path, manifest, shared, encoder)
            finally:
                for check in checks:
                    check.result()

    def _loaded_encoder(self, manifest: Manifest) -> Encoder | None:
        """Return the encoder if it is already loaded. Raises StoredIndexError if the index was built with another model."""
        if self.encoder is not None:
            return self.encoder
        if not manifest.matches_model(self.settings):
            built, named = f"{manifest.model} ({manifest.runtime})", f"{self.settings.model} ({self.settings.runtime})"
            raise StoredIndexError(f"built with model {built}, not {named}", where=str(self.folder.path), fix=REBUILD)
        if self.before and self.before.generation.manifest.encoder == manifest.encoder:
            return self.before.retriever.reader.encoder
        return None

    def _load(self, path: Path, manifest: Manifest, shared: Mapping[str, Segment], encoder: Encoder | None) -> OpenIndex:
        """Load the generation, then the encoder, and check that their dimensions match."""
        generation = Generation.load(self.folder, path, manifest, shared)
        if encoder is None:
            encoder_folder = self.folder.encoder(manifest)
            encoder = open_encoder(encoder_folder, self.settings.root, manifest.model, threads=self.threads)
        if encoder.card.dimension != manifest.dimension:
            what = f"the vectors have dimension {manifest.dimension}, but the model has dimension {encoder.card.dimension}"
            raise StoredIndexError(what, where=str(path), fix=REBUILD)
        width = encoder.card.token_dimension or encoder.card.dimension
        if other := next((each for each in _segments(generation).values() if each.tokens.dimension != width), None):
            what = f"the token vectors have dimension {other.tokens.dimension}, but those of the model have dimension {width}"
            raise StoredIndexError(what, where=str(path), fix=REBUILD)
        segments, lexical, language = generation.segments, generation.lexical, manifest.language
        names = Names(lexical, generation.passages, stemmer(language))
        speller = Speller(generation.forms, lexical, language, encoder.has_token, names.__contains__)
        titles = Titles(manifest.documents, language)
        title_of = {document.path: document.title for document in manifest.documents}
        retriever = Retriever(
            reader=QuestionReader(encoder, lexical, speller, titles, language, partial(today_in, self.settings.timezone)),
            vectors=segments,
            lexical=lexical,
            tokens=segments,
            identified=IdentifierSearch(lexical, generation.passages, title_of, stemmer(language)),
            instances=InstanceFinder(generation.passages, language),
            literals=LiteralComparer(generation.passages, title_of, language),
            titles=titles,
            depth=self.settings.candidates,
            pair_reader=_reader_for(manifest),
            views=ViewSearch(generation.views, generation.view_segments, stemmer(language), language=language),
            weights=corpus_weights(
                [section.path[-1] for section in generation.sections if section.path],
                is_read=reads(manifest.model, language),
                cosine=cosine_weight(manifest.model),
            ),
        )
        return OpenIndex(generation, retriever)


def _reader_for(manifest: Manifest) -> Reader | None:
    """Return the reader if it was trained for the model and the language of an index."""
    reader = shipped_reader() if manifest.model == READER_MODEL and manifest.language in READER_LANGUAGES else None
    return reader if reader is not None and reader.dimension == manifest.dimension else None


def _segments(generation: Generation) -> dict[str, Segment]:
    """Return the open segments of a generation by name."""
    both = (*generation.segments.segments, *generation.view_segments.segments)
    return {segment.name: segment for segment in both}
