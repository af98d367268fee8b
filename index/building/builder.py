"""Build: read the documents that changed, split them, encode the new texts, and write a new generation of the index."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from index.answering.calibration_file import load_calibration, move_out_calibration
from index.building.differences import Difference
from index.building.fitting_confidence import ConfidenceFitter
from index.building.known_questions import KnownFiles, notes_on
from index.building.passage_writer import PassageWriter, WrittenPassages
from index.building.preparing import known_encoder, make_encoder, model_files
from index.building.preparing_rerankers import prepare_reranker, reranker_files
from index.building.previous import PreviousIndex
from index.building.reading_files import ReadFile, read_file
from index.building.report import BuildReport
from index.building.segmenting import SegmentBuilder, SegmentStore, StoredTexts
from index.building.vector_coding import VectorCoder
from index.building.views import find_views, write_views
from index.encoding import CARD_NAME, Encoder
from index.encoding.known_models import unread_note
from index.errors import DamagedIndexError, DocumentError, NewerIndexError, NoIndexError, StoredIndexError
from index.files.blocks import CheckedFolder, write_blocks
from index.files.checksums import checksum, checksums
from index.passages.splitting import VERSION
from index.progress import NoProgress, Progress
from index.reading import Document, SourceFile, find_all, read_document
from index.reading.pieces.reading import PiecedDocument
from index.searching.fusing import question_share
from index.settings import Settings, settings_hash
from index.storing.index_folder import IndexFolder, new_generation_name
from index.storing.manifest import (
    FORMAT,
    VIEWS_VERSION,
    IndexedDocument,
    IndexedReranker,
    Manifest,
    SegmentEntry,
    Splitting,
    Views,
    made_by,
    models_of,
)
from index.storing.passage_file import PassageFile
from index.storing.vectors import load_faiss
from index.text.characters import list_first

SAMPLE_BLOCKS = 48
"""Number of corpus blocks used to compare a newly compiled encoder with sentence-transformers."""

MAX_NAMED = 10
"""Maximum number of unreadable documents named in one error message."""
COMPATIBILITY_FIELDS = ("made_by", "fingerprint", "runtime", "dimension", "token_dimension", "language", "splitting")
"""The manifest fields that must match before passages of one index can be reused in another."""

Source = SourceFile | ReadFile | Document


def build(
    settings: Settings,
    progress: Progress | None = None,
    encoder: Encoder | None = None,
    *,
    is_full: bool = False,
    is_strict: bool = False,
) -> BuildReport:
    """Bring the index described by `settings` up to date, and switch to the new generation once it is complete.

    Only new texts are embedded, unless `is_full`. A document that cannot be read is left out and reported, unless `is_strict`.
    Without an `encoder`, the configured model is taken from the index folder, or compiled if it is not there.
    A calibration that the index holds, as those of earlier versions do, is moved out of it first.
    Raises DocumentError if no document can be read, or if one cannot and `is_strict`; also ModelError and StoredIndexError.
    Unless `is_full`, that includes NewerIndexError. On any error, the existing index stays in use.
    """
    progress = progress or NoProgress()
    with _locked(settings, progress) as folder:
        known = KnownFiles.find(settings)
        moved, found = move_out_calibration(settings), find_all(settings)
        report = _Build(folder, settings, progress, encoder, known, is_full, is_strict).run(found.files)
        remark = load_calibration(settings, folder.load_manifest()).remark
        return replace(report, notes=(*report.notes, *filter(None, (moved, remark)), *found.repeated))


def build_documents(
    settings: Settings, documents: Sequence[Document], progress: Progress | None = None, encoder: Encoder | None = None
) -> BuildReport:
    """Build an index from documents in memory instead of the files named in `settings`, without their known questions."""
    progress = progress or NoProgress()
    with _locked(settings, progress) as folder:
        return _Build(folder, settings, progress, encoder, KnownFiles(), is_full=False, is_strict=True).run(documents)


def _build_with(settings: Settings, encoder: Encoder) -> BuildReport:
    """Build an index with an encoder that is open."""
    return build(settings, encoder=encoder)


@contextmanager
def _locked(settings: Settings, progress: Progress) -> Iterator[IndexFolder]:
    folder = IndexFolder(settings.index_folder)
    with folder.lock(lambda: progress.step("Waiting for another build to finish")):
        yield folder


@dataclass(frozen=True, slots=True)
class _Build:
    """A single build, run while the index folder is locked."""

    folder: IndexFolder
    settings: Settings
    progress: Progress
    encoder: Encoder | None
    known: KnownFiles
    is_full: bool
    is_strict: bool

    def run(self, sources: Sequence[Source]) -> BuildReport:
        """Bring the index up to date; keep the current generation if nothing has changed."""
        started = time.perf_counter()
        with ThreadPoolExecutor(1) as pool, SegmentStore(self.folder) as store:
            loading = None if self.encoder else pool.submit(known_encoder, self.settings, self.folder)
            self.progress.step("Checking the documents")
            previous, damage = _open_previous(self.folder, is_full=self.is_full)
            if previous and not self.is_full:
                store.expect(_all_segments(previous.manifest), previous.manifest.files)
            corpus = _scan(sources, previous)
            encoder = loading.result() if loading else self.encoder
            samples = cache(lambda: _sample_texts(sources))
            if encoder is None:
                encoder = make_encoder(self.settings, self.folder, samples, self.progress)
            reranker = prepare_reranker(self.settings, self.folder, samples, self.progress)
            template = self._manifest_template(encoder, reranker)
            fitter = ConfidenceFitter(self.settings, self.folder, encoder, template, _build_with, self.progress)
            notes = [] if self.encoder else [fitter.fit(is_full=self.is_full)]
            if previous is None or self.is_full or not _is_compatible(previous.manifest, template):
                corpus = _Corpus(corpus.sources, (None,) * len(sources), is_compatible=False)
            if previous and self._is_same(previous.manifest, corpus.unchanged, template, store):
                self._publish(previous.name)
                size = len(sources), previous.manifest.passages
                report = BuildReport(*size, Difference(), 0, 0, notes_on(self.known.read(), previous.passages))
            else:
                try:
                    report = self._make_generation(corpus, previous, encoder, template, store)
                except DamagedIndexError as error:
                    corpus = _Corpus(corpus.sources, (None,) * len(sources), is_compatible=False)
                    damage = _describe_damage(error)
                    report = self._make_generation(corpus, None, encoder, template, store)
            if previous and self.folder.current().name == previous.name:  # switching would have removed them
                self.folder.remove_leftovers()
            if damage:  # the previous contents are unknown, so there is nothing to compare with
                report = replace(report, difference=Difference(is_known=False), notes=(damage, *report.notes))
            notes += [] if self.encoder else [fitter.check(is_full=self.is_full)]
        return replace(report, notes=(*report.notes, *filter(None, notes)), seconds=time.perf_counter() - started)

    def _make_generation(
        self, corpus: "_Corpus", previous: PreviousIndex | None, encoder: Encoder, template: Manifest, store: SegmentStore
    ) -> BuildReport:
        """Make a new generation, and switch to it."""
        self.progress.step("Reading the documents")
        language, name = self.settings.language, new_generation_name()
        known, expanded = self.known.read(), self.known.read_written()
        with self.folder.draft(self.folder.generations) as draft:
            written, notes, failures = self._write_passages(corpus, previous, draft, encoder)
            size = len(written.documents), len(written.keys)
            if previous and failures and self._is_same(previous.manifest, written.documents, template, store):
                return BuildReport(*size, Difference(), 0, 0, (*notes, *notes_on(known, previous.passages)), failures)
            passages = PassageFile(CheckedFolder.trusting(draft))
            unchanged = {file.path for file in self.known.states if previous and file in previous.manifest.views.files}
            found = find_views(known, unchanged | self.known.taught, expanded, passages, written.sections)
            builder = SegmentBuilder(self.folder, encoder, language, self.progress, None if self.is_full else store, None)
            segments = replace(builder, previous=self._stored(previous)).run(written.keys, passages)
            views = write_views(found.views, draft, replace(builder, previous=self._stored(previous, of_views=True)))
            manifest = replace(
                template,
                passages=len(written.keys),
                documents=written.documents,
                question_share=question_share([section.path[-1] for section in written.sections if section.path]),
                segments=segments.entries,
                files=segments.files | views.files | template.files,
                views=replace(template.views, count=len(found.views), segments=views.entries),
            )
            manifest = VectorCoder(self.folder, draft, None if self.is_full else previous, self.progress).add(manifest)
            self.progress.step("Saving the index")
            _save(draft, name, manifest)
            before = self._name_to_restore(previous, store)
            self.folder.publish(draft, name)
        self._publish(name)
        self.folder.switch(name, before)
        embedded = segments.embedded + views.embedded
        return BuildReport(*size, written.difference, embedded, 0, (*notes, *found.notes, *self._language_notes()), failures)

    def _name_to_restore(self, previous: PreviousIndex | None, store: SegmentStore) -> str | None:
        """Return the generation to keep for a rollback: the previous one, or, if that is damaged, the newest that is not."""
        if previous and all(store.verified(entry.name) for entry in _all_segments(previous.manifest)):
            return previous.name
        return self.folder.last_intact()

    def _stored(self, previous: PreviousIndex | None, *, of_views: bool = False) -> StoredTexts | None:
        """Return the encodings of the previous index to reuse, those of its passages or of its views; None on a full build."""
        if previous is None or self.is_full:
            return None
        manifest = previous.manifest
        if of_views:
            return StoredTexts(previous.view_keys, manifest.views.segments, manifest.dimension)
        return StoredTexts(previous.keys, manifest.segments, manifest.dimension)

    def _is_same(
        self, previous: Manifest, documents: Sequence[IndexedDocument | None], template: Manifest, store: SegmentStore
    ) -> bool:
        """Return whether the previous index is undamaged and already equals what a build of `documents` would make."""
        return (
            not self.is_full
            and previous.format == template.format
            and tuple(documents) == previous.documents
            and _is_compatible(previous, template)
            and (previous.models, previous.reranker) == (template.models, template.reranker)
            and previous.files_in("encoders/") == template.files
            and (previous.views.version, previous.views.files) == (template.views.version, template.views.files)
            and all(store.verified(entry.name) for entry in _all_segments(previous))
        )

    def _publish(self, name: str) -> None:
        """Bring the store in config.yaml, if there is one, to the same state as a generation. Raises StoreError."""
        if self.settings.store:
            from index.milvus.publishing import publish

            publish(self.settings, self.folder, name, self.progress, is_full=self.is_full)

    def _language_notes(self) -> tuple[str, ...]:
        """Return a note if the model does not know the language of the documents."""
        note = unread_note(self.settings.model, self.settings.language)
        return (note,) if note else ()

    def _write_passages(
        self, corpus: "_Corpus", previous: PreviousIndex | None, draft: Path, encoder: Encoder
    ) -> tuple[WrittenPassages, tuple[str, ...], tuple[DocumentError, ...]]:
        """Reuse the unchanged documents and read the others; return also their notes, and the errors of unreadable ones."""
        notes: list[str] = []
        failures: list[DocumentError] = []
        with PassageWriter(previous, draft, encoder, self.settings.language, is_compatible=corpus.is_compatible) as writer:
            for source, unchanged in zip(corpus.sources, corpus.unchanged, strict=True):
                if unchanged and previous:
                    writer.keep(unchanged, previous)
                    continue
                try:
                    document, indexed = _read(source, previous if corpus.is_compatible else None)
                except DocumentError as error:
                    failures.append(error)
                    continue
                if isinstance(document, PiecedDocument):
                    writer.add_pieces(document, indexed)
                else:
                    writer.add(document, indexed)
                notes += document.notes
            if failures and (self.is_strict or writer.is_empty):
                raise _combine_errors(failures)
            return writer.finish(), tuple(notes), tuple(failures)

    def _manifest_template(self, encoder: Encoder, reranker: IndexedReranker | None) -> Manifest:
        """Return a manifest with the version, encoder and settings of this build, but no documents or segments yet."""
        card = encoder.card
        return Manifest(
            format=FORMAT,
            made_by=made_by(),
            built=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            model=card.model if self.encoder else self.settings.model,
            fingerprint=card.fingerprint,
            runtime=card.runtime,
            encoder=card.folder_name,
            dimension=card.dimension,
            token_dimension=card.token_width,
            language=self.settings.language,
            splitting=Splitting(VERSION, encoder.limit),
            passages=0,
            documents=(),
            segments=(),
            files=model_files(self.folder, card.folder_name, CARD_NAME, card.files) | reranker_files(self.folder, reranker),
            reranker=reranker,
            views=Views(VIEWS_VERSION, self.known.states),
            document_prompt=models_of(self.settings)[-1],
        )


@dataclass(frozen=True, slots=True)
class _Corpus:
    """The documents of a build, each with its entry in the previous index if it has not changed, else None.

    `is_compatible` says whether the previous index was built in the same way, so that the words of its passages can be reused.
    """

    sources: tuple[Source, ...]
    unchanged: tuple[IndexedDocument | None, ...]
    is_compatible: bool = True


def _scan(sources: Sequence[Source], previous: PreviousIndex | None) -> _Corpus:
    """Find the unchanged documents; while the model loads, also read the first changed document and load FAISS."""
    before = {document.path: document for document in previous.manifest.documents} if previous else {}
    unchanged = tuple(_unchanged(source, before) for source in sources)
    load_faiss()
    read_ahead = list(sources)
    for position, source in enumerate(sources):
        if unchanged[position] is None and isinstance(source, SourceFile):
            with suppress(DocumentError):  # reported when the document is read in its turn
                read_ahead[position] = read_file(source, previous)
            break
    return _Corpus(tuple(read_ahead), unchanged)


def _save(draft: Path, name: str, manifest: Manifest) -> None:
    """Write the manifest with the checksums of all files."""
    write_blocks(draft)
    files = {f"generations/{name}/{file}": found for file, found in checksums(draft).items()}
    replace(manifest, files=files | manifest.files).save(draft)


def _all_segments(manifest: Manifest) -> tuple[SegmentEntry, ...]:
    return (*manifest.segments, *manifest.views.segments)


def _is_compatible(previous: Manifest, template: Manifest) -> bool:
    """Return whether passages and words of unchanged documents can be reused from the previous index."""
    return all(getattr(previous, name) == getattr(template, name) for name in COMPATIBILITY_FIELDS)


def _unchanged(source: Source, before: dict[str, IndexedDocument]) -> IndexedDocument | None:
    """Return the entry of a document in the previous index, or None if its content or settings have changed."""
    known = before.get(source.shown) if isinstance(source, SourceFile) else None
    if not isinstance(source, SourceFile) or known is None or known.settings != settings_hash(source.settings):
        return None
    try:
        return known if checksum(source.path).sha256 == known.sha256 else None
    except (OSError, ValueError):
        return None  # reading it reports the error


def _combine_errors(failures: Sequence[DocumentError]) -> DocumentError:
    """Combine the errors of all unreadable documents into one."""
    first = failures[0]
    if len(failures) == 1:
        return first
    others = list_first([str(failure.where) for failure in failures[1:]], MAX_NAMED - 1)
    return DocumentError(f"{first.what} (also unreadable: {others})", where=first.where, fix=first.fix)  # a command comes last


def _read(source: Source, previous: PreviousIndex | None) -> tuple[Document | PiecedDocument, IndexedDocument]:
    """Return a document and its entry for the manifest, reading its file if needed. Raises DocumentError.

    Without a previous index that fits, none of its pieces are reused.
    """
    if isinstance(source, Document):
        return source, IndexedDocument(source.path, source.title, source.url, "", "", 0)
    read = source if isinstance(source, ReadFile) and (previous or not source.reuses) else read_file(_file_of(source), previous)
    document = read.document
    hashed = settings_hash(read.file.settings)
    return document, IndexedDocument(document.path, document.title, document.url, read.sha256, hashed, 0)


def _file_of(source: SourceFile | ReadFile) -> SourceFile:
    return source if isinstance(source, SourceFile) else source.file


def _open_previous(folder: IndexFolder, *, is_full: bool) -> tuple[PreviousIndex | None, str | None]:
    """Open the previous index, or return None and, if it is damaged or of another format, a note about that.

    Raises NewerIndexError unless `is_full`.
    """
    try:
        return PreviousIndex.open(folder), None
    except NoIndexError:
        return None, None
    except StoredIndexError as error:
        if isinstance(error, NewerIndexError) and not is_full:
            raise
        return None, _describe_damage(error)


def _describe_damage(error: StoredIndexError) -> str:
    return f"{error.where}: {error.what}; the index was rebuilt from scratch, so changes cannot be listed"


def _sample_texts(sources: Sequence[Source]) -> list[str]:
    """Pick texts spread over all documents that can be read. Raises DocumentError if none can."""
    chosen = sources[:: max(1, len(sources) // SAMPLE_BLOCKS)][:SAMPLE_BLOCKS]
    texts: list[str] = []
    failure: DocumentError | None = None
    for source in chosen:
        try:
            document = source if isinstance(source, Document) else read_document(_file_of(source)).document
        except DocumentError as error:
            failure = failure or error
            continue
        blocks = [block.text for block in document.blocks]
        count = -(-SAMPLE_BLOCKS // len(chosen))
        texts += blocks[:: max(1, len(blocks) // count)][:count]
    if failure and not texts:
        raise failure
    return texts
