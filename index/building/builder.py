"""Build: read what has changed, split it, encode what is new, and put it all into a new generation of the index."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from index.answering.confidence import Calibration, shipped_calibration
from index.building.differences import Difference
from index.building.former import Former
from index.building.gathering import Gathered, Gathering
from index.building.preparing import known_encoder, make_encoder
from index.building.segmenting import Segmenting, Shelf
from index.encoding import CARD_NAME, Encoder, EncoderCard
from index.errors import DamagedIndexError, DocumentError, NoIndexError, StoredIndexError
from index.files.checksums import Checksum, checksum, checksums, read_json, verify, write_json
from index.passages.splitting import VERSION
from index.progress import NoProgress, Progress
from index.reading import Document, SourceDocument, SourceFile, find_files, read_document
from index.settings import Settings, settings_hash
from index.storing.index_folder import IndexFolder, new_generation_name
from index.storing.manifest import CALIBRATION, FORMAT, MANIFEST, PASSAGES, IndexedDocument, Manifest, Splitting, made_by
from index.storing.passage_file import PassageFile
from index.storing.vectors import load_faiss

SAMPLES = 48
"""Blocks of the corpus on which a freshly compiled encoder is compared with sentence-transformers."""

MOST_NAMED = 10
"""Documents that cannot be read and are named when all of them are told in one line."""
MADE_BY = ("made_by", "fingerprint", "runtime", "language", "splitting")
"""What two indexes have to have in common for passages of one to be those of the other."""

Source = SourceFile | SourceDocument | Document


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: the index as it is now, what differs from the one before, and how many texts were embedded.

    `notes` are what was unsure in the documents that were read, `failures` the documents that could not be, and are not in it.
    """

    documents: int
    passages: int
    difference: Difference
    embedded: int
    seconds: float
    notes: tuple[str, ...] = ()
    failures: tuple[DocumentError, ...] = ()


def build(
    settings: Settings,
    progress: Progress | None = None,
    encoder: Encoder | None = None,
    *,
    is_full: bool = False,
    is_strict: bool = False,
) -> BuildReport:
    """Bring the index that `settings` describe up to date, and switch to it once it is whole.

    Only what is new in the documents is embedded, unless `is_full`. A document that cannot be read is left out and reported,
    unless `is_strict`. Without an `encoder`, the configured model is compiled, or taken from the index folder.
    Raises DocumentError when a document cannot be read and `is_strict`, or none can, ModelError or StoredIndexError; an index
    that was there before then stays in use.
    """
    progress = progress or NoProgress()
    with _locked(settings, progress) as folder:
        return _Build(folder, settings, progress, encoder, is_full, is_strict).run(find_files(settings))


def build_documents(
    settings: Settings, documents: Sequence[Document], progress: Progress | None = None, encoder: Encoder | None = None
) -> BuildReport:
    """Like `build`, of documents that do not come from the files in `settings`."""
    progress = progress or NoProgress()
    with _locked(settings, progress) as folder:
        return _Build(folder, settings, progress, encoder, is_full=False, is_strict=True).run(documents)


@contextmanager
def _locked(settings: Settings, progress: Progress) -> Iterator[IndexFolder]:
    folder = IndexFolder(settings.index_folder)
    with folder.lock(lambda: progress.step("Waiting for another build to end")):
        yield folder


@dataclass(frozen=True, slots=True)
class _Build:
    """One build, in a folder that is locked."""

    folder: IndexFolder
    settings: Settings
    progress: Progress
    encoder: Encoder | None
    is_full: bool
    is_strict: bool

    def run(self, sources: Sequence[Source]) -> BuildReport:
        """Bring the index up to date; it stays the same one when nothing has changed."""
        started = time.perf_counter()
        with ThreadPoolExecutor(1) as pool, Shelf(self.folder) as shelf:
            loading = None if self.encoder else pool.submit(known_encoder, self.settings, self.folder)
            self.progress.step("Looking at the documents")
            former, damage = _open_former(self.folder)
            if former and not self.is_full:
                shelf.look_at(entry.name for entry in former.manifest.segments)
            corpus = _look_at(sources, former)
            encoder = loading.result() if loading else self.encoder
            if encoder is None:
                encoder = make_encoder(self.settings, self.folder, lambda: _samples(sources), self.progress)
            origin = self._origin(encoder)
            if former is None or self.is_full or not _made_alike(former.manifest, origin):
                corpus = _Corpus(corpus.sources, (None,) * len(sources), is_like=False)
            if former and self._is_same(former.manifest, corpus.kept, origin, shelf):
                report = BuildReport(len(sources), former.manifest.passages, Difference(), 0, 0)
            else:
                try:
                    report = self._make(corpus, former, encoder, origin, shelf)
                except DamagedIndexError as error:
                    corpus, damage = _Corpus(corpus.sources, (None,) * len(sources), is_like=False), _told_damage(error)
                    report = self._make(corpus, None, encoder, origin, shelf)
            if damage:  # what there was is not known, so neither is what differs
                report = replace(report, difference=Difference(), notes=(damage, *report.notes))
        return replace(report, seconds=time.perf_counter() - started)

    def _make(self, corpus: "_Corpus", former: Former | None, encoder: Encoder, origin: Manifest, shelf: Shelf) -> BuildReport:
        """Make a new generation, and switch to it."""
        self.progress.step("Reading the documents")
        language, name = self.settings.language, new_generation_name()
        with self.folder.draft(self.folder.generations) as draft:
            gathered, notes, failures = self._gather(corpus, former, draft, encoder)
            size = len(gathered.documents), len(gathered.keys)
            if former and failures and self._is_same(former.manifest, gathered.documents, origin, shelf):
                return BuildReport(*size, Difference(), 0, 0, notes, failures)
            known = (None, None) if self.is_full else (shelf, former)
            segmenting = Segmenting(self.folder, encoder, language, self.progress, *known)
            segmented = segmenting.run(gathered.keys, PassageFile(draft / PASSAGES))
            self.progress.step("Saving the index")
            manifest = replace(
                origin,
                passages=len(gathered.keys),
                documents=gathered.documents,
                segments=segmented.entries,
                files=segmented.files | origin.files,
            )
            fitted, lost = _calibration(self.folder, encoder.card)
            _save(draft, name, manifest, fitted)
            before = former.name if former else self.folder.newest_whole()
            self.folder.place(draft, name)
        self.folder.switch(name, before)
        return BuildReport(*size, gathered.difference, segmented.embedded, 0, (*notes, *lost), failures)

    def _is_same(self, former: Manifest, documents: Sequence[IndexedDocument | None], origin: Manifest, shelf: Shelf) -> bool:
        """Whether an index is already what would be built of documents, with the encoder that there is, and is whole."""
        return (
            not self.is_full
            and tuple(documents) == former.documents
            and _made_alike(former, origin)
            and former.model == origin.model
            and former.files_in("encoders/") == origin.files
            and all(shelf.verified(entry.name) for entry in former.segments)
        )

    def _gather(
        self, corpus: "_Corpus", former: Former | None, draft: Path, encoder: Encoder
    ) -> tuple[Gathered, tuple[str, ...], tuple[DocumentError, ...]]:
        """Take over the documents that are kept and read the others; with their notes, and the errors of those left out."""
        notes: list[str] = []
        failures: list[DocumentError] = []
        with Gathering(former, draft, encoder, self.settings.language, is_like=corpus.is_like) as gathering:
            for source, known in zip(corpus.sources, corpus.kept, strict=True):
                if known and former:
                    gathering.keep(known, former)
                    continue
                try:
                    document, indexed = _read(source)
                except DocumentError as error:
                    failures.append(error)
                    continue
                gathering.add(document, indexed)
                notes += document.notes
            if failures and (self.is_strict or gathering.is_empty):
                raise _told_together(failures)
            return gathering.finish(), tuple(notes), tuple(failures)

    def _origin(self, encoder: Encoder) -> Manifest:
        """A manifest that says how the index is made and with which encoder, and nothing yet of what is in it."""
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
            language=self.settings.language,
            splitting=Splitting(VERSION, encoder.limit),
            passages=0,
            is_calibrated=False,
            documents=(),
            segments=(),
            files=_encoder_files(self.folder, card),
        )


@dataclass(frozen=True, slots=True)
class _Corpus:
    """The documents of a build, and each as the index before has it where that is what it still is.

    `is_like` tells whether that index was made as this one is, so that words of passages can be taken over from it.
    """

    sources: tuple[Source, ...]
    kept: tuple[IndexedDocument | None, ...]
    is_like: bool = True


def _look_at(sources: Sequence[Source], former: Former | None) -> _Corpus:
    """See which documents have changed. The first that has is read, and FAISS loaded: there is time while the model loads."""
    before = {document.path: document for document in former.manifest.documents} if former else {}
    kept = tuple(_unchanged(source, before) for source in sources)
    load_faiss()
    ahead = list(sources)
    for place, source in enumerate(sources):
        if kept[place] is None and isinstance(source, SourceFile):
            with suppress(DocumentError):  # told in its turn
                ahead[place] = read_document(source)
            break
    return _Corpus(tuple(ahead), kept)


def _save(draft: Path, name: str, manifest: Manifest, fitted: Calibration | None) -> None:
    """Write the calibration and, last of all, the manifest."""
    write_json(fitted or shipped_calibration(), draft / CALIBRATION)
    files = {f"generations/{name}/{file}": found for file, found in checksums(draft).items()}
    replace(manifest, is_calibrated=fitted is not None, files=files | manifest.files).save(draft)


def _made_alike(former: Manifest, origin: Manifest) -> bool:
    """Whether passages and words of an index are what a new one would hold, if their document has not changed."""
    return all(getattr(former, name) == getattr(origin, name) for name in MADE_BY)


def _unchanged(source: Source, before: dict[str, IndexedDocument]) -> IndexedDocument | None:
    """A document as it was, by its path, if it is the same still."""
    known = before.get(source.shown) if isinstance(source, SourceFile) else None
    if not isinstance(source, SourceFile) or known is None or known.settings != settings_hash(source.settings):
        return None
    try:
        return known if checksum(source.path).sha256 == known.sha256 else None
    except (OSError, ValueError):
        return None  # what is wrong with it is told when it is read


def _told_together(failures: Sequence[DocumentError]) -> DocumentError:
    """One error for all documents that cannot be read."""
    first = failures[0]
    if len(failures) == 1:
        return first
    others = ", ".join(str(failure.where) for failure in failures[1:MOST_NAMED])
    others += f" and {len(failures) - MOST_NAMED} more" if len(failures) > MOST_NAMED else ""
    return DocumentError(first.what, where=first.where, fix=f"{first.fix or 'mend it'}; nor can these be read: {others}")


def _read(source: Source) -> tuple[Document, IndexedDocument]:
    """A document, and what the index remembers of it. Raises DocumentError."""
    if isinstance(source, Document):
        return source, IndexedDocument(source.path, source.title, source.url, "", "", 0)
    read = source if isinstance(source, SourceDocument) else read_document(source)
    document = read.document
    hashed = settings_hash(read.file.settings)
    return document, IndexedDocument(document.path, document.title, document.url, read.sha256, hashed, 0)


def _open_former(folder: IndexFolder) -> tuple[Former | None, str | None]:
    """The index before this build, if there is a whole one, and what to say if there is one that is not."""
    try:
        return Former.open(folder), None
    except NoIndexError:
        return None, None
    except StoredIndexError as error:
        return None, _told_damage(error)


def _told_damage(error: StoredIndexError) -> str:
    return f"{error.where}: {error.what}; the index was made anew, and what changed in it is not known"


def _calibration(folder: IndexFolder, card: EncoderCard) -> tuple[Calibration | None, tuple[str, ...]]:
    """The one that was fitted on this community's questions with this model, if there is one, and what to say if it is lost."""
    try:
        generation = folder.current()
        former = Manifest.load(generation / MANIFEST)
    except StoredIndexError:
        return None, ()
    if not former.is_calibrated or former.fingerprint != card.fingerprint:
        return None, ()
    name = f"generations/{generation.name}/{CALIBRATION}"
    try:
        verify(folder.path, {name: former.files[name]})
        return read_json(generation / CALIBRATION, Calibration), ()
    except StoredIndexError:
        return None, ("the calibration of this index was damaged and is lost; run `footnote eval --calibrate` again",)


def _encoder_files(folder: IndexFolder, card: EncoderCard) -> dict[str, Checksum]:
    """The checksums of an encoder's files; those that its card lists were compared when it was made ready."""
    path = folder.encoders / card.folder_name / CARD_NAME
    files = card.files | ({CARD_NAME: checksum(path)} if path.is_file() else {})
    return {f"encoders/{card.folder_name}/{file}": found for file, found in files.items()}


def _samples(sources: Sequence[Source]) -> list[str]:
    """Texts from all over the corpus, as far as it can be read. Raises DocumentError when nothing of it can be."""
    chosen = sources[:: max(1, len(sources) // SAMPLES)][:SAMPLES]
    texts: list[str] = []
    failure: DocumentError | None = None
    for source in chosen:
        try:
            document, _ = _read(source)
        except DocumentError as error:
            failure = failure or error
            continue
        blocks = [block.text for block in document.blocks]
        count = -(-SAMPLES // len(chosen))
        texts += blocks[:: max(1, len(blocks) // count)][:count]
    if failure and not texts:
        raise failure
    return texts
