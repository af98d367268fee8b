"""Build: read the corpus, split it, encode it, and put it into a new generation of the index."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from index.checksums import Checksum, checksum, checksums, read_json, verify, write_json
from index.confidence import Calibration, shipped_calibration
from index.encoding import CARD_NAME, Encoder, EncoderCard
from index.encoding.preparing import prepare_encoder
from index.errors import StoredIndexError
from index.late_interaction import tokens_to_keep
from index.lexical import LexicalIndex
from index.passages import Passage
from index.progress import NoProgress, Progress
from index.reading import Document, SourceDocument, SourceFile, find_files, read_document
from index.settings import Settings, settings_hash
from index.splitting import VERSION, split
from index.storage import (
    CALIBRATION,
    FORMAT,
    PASSAGES,
    SECTIONS,
    SURFACES,
    VECTORS,
    IndexedDocument,
    IndexFolder,
    Manifest,
    Splitting,
    new_generation_name,
    write_passages,
    write_sections,
)
from index.token_vectors import TokenVectorWriter
from index.vectors import FaissStore
from index.words import stemmer, surfaces, terms

SAMPLES = 48
"""Blocks of the corpus on which a freshly compiled encoder is compared with sentence-transformers."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did, and the notes of the documents it read."""

    documents: int
    passages: int
    seconds: float
    notes: tuple[str, ...]


def build(settings: Settings, progress: Progress | None = None, encoder: Encoder | None = None) -> BuildReport:
    """Build the index that `settings` describe, and switch to it once it is whole.

    Without an `encoder`, the configured model is compiled, or taken from the index folder if it has been already.
    Raises DocumentError, ModelError or StoredIndexError; an index that was there before then stays in use.
    """
    progress = progress or NoProgress()
    with _locked(settings, progress) as folder:
        progress.step("Reading the documents")
        sources = [read_document(file) for file in find_files(settings)]
        return _Build(folder, settings, progress, encoder).run([(source.document, _indexed(source)) for source in sources])


def build_documents(
    settings: Settings, documents: Sequence[Document], progress: Progress | None = None, encoder: Encoder | None = None
) -> BuildReport:
    """Like `build`, of documents that do not come from the files in `settings`."""
    progress = progress or NoProgress()
    with _locked(settings, progress) as folder:
        indexed = [IndexedDocument(document.path, document.title, document.url, "", "", 0) for document in documents]
        return _Build(folder, settings, progress, encoder).run(list(zip(documents, indexed, strict=True)))


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

    def run(self, sources: Sequence[tuple[Document, IndexedDocument]]) -> BuildReport:
        """Split and encode the documents, write the index and switch to it."""
        started = time.perf_counter()
        documents = [document for document, _ in sources]
        encoder = self.encoder or prepare_encoder(self.settings, self.folder, _samples(documents), self.progress)
        passages, sections = split(documents, encoder)
        name = new_generation_name()
        with self.folder.new_folder(self.folder.generations, name) as draft:
            self.progress.step("Encoding the passages", len(passages))
            texts = [passage.embedding_text for passage in passages]
            self._write_vectors(texts, [len(passage.lead) for passage in passages], encoder, draft)
            self.progress.step("Saving the index")
            _write_words(texts, self.settings.language, draft)
            write_passages(passages, draft / PASSAGES)
            write_sections(sections, draft / SECTIONS)
            write_json(_calibration(self.folder, encoder.card), draft / CALIBRATION)
            files = {f"generations/{name}/{file}": found for file, found in checksums(draft).items()}
            files |= _encoder_files(self.folder, encoder.card)
            _manifest(self.settings, [indexed for _, indexed in sources], passages, encoder, files).save(draft)
        self.folder.switch(name)
        notes = tuple(note for document in documents for note in document.notes)
        return BuildReport(len(documents), len(passages), time.perf_counter() - started, notes)

    def _write_vectors(self, texts: Sequence[str], leads: Sequence[int], encoder: Encoder, draft: Path) -> None:
        """Encode texts into a folder: a vector each, and one for each token; their leads take so many characters."""
        vectors = np.empty((len(texts), encoder.card.dimension), dtype=np.float32)
        with TokenVectorWriter(draft, len(texts)) as writer:
            for row, encoding in encoder.encode_passages(texts):
                vectors[row] = encoding.vector
                kept = tokens_to_keep(encoding.spans, texts[row], leads[row], self.settings.language)
                starts = np.array([start - leads[row] for start, _ in encoding.spans], dtype=np.int32)
                writer.add(row, encoding.token_vectors[kept], starts[kept])
                self.progress.advance(1)
            writer.close()
        FaissStore.from_vectors(vectors).save(draft / VECTORS)


def _write_words(texts: Sequence[str], language: str, folder: Path) -> None:
    """Index the words of passages, and the forms they have."""
    stem = stemmer(language)
    LexicalIndex.from_terms([terms(text, stem) for text in texts]).save(folder)
    write_json(surfaces(texts, stem), folder / SURFACES)


def _calibration(folder: IndexFolder, card: EncoderCard) -> Calibration:
    """The one that was fitted on this community's questions with this model, if there is one, else the one that is shipped."""
    try:
        manifest, path = folder.load_manifest(), folder.current() / CALIBRATION
        name = path.relative_to(folder.path).as_posix()
        if manifest.fingerprint == card.fingerprint and name in manifest.files:
            verify(folder.path, {name: manifest.files[name]})
            return read_json(path, Calibration)
    except StoredIndexError:
        pass  # no index yet, or one that cannot be read any more
    return shipped_calibration()


def pending_changes(settings: Settings, manifest: Manifest) -> list[str]:
    """What differs between the corpus and an index built from it, one line each; reads the documents' bytes only.

    Raises SettingsError when config.yaml names documents that cannot be.
    """
    changes = []
    if (settings.model, settings.runtime) != (manifest.model, manifest.runtime):
        changes.append(f"the index was built with model {manifest.model} ({manifest.runtime})")
    if manifest.splitting.version != VERSION:
        changes.append("the index was split by the rules of another version of Footnote")
    if manifest.language != settings.language:
        changes.append(f"the index was built for the language {manifest.language}")
    indexed = {document.path: document for document in manifest.documents}
    for file in find_files(settings):
        before = indexed.pop(file.shown, None)
        if before is None:
            changes.append(f"{file.shown} is new")
        elif change := _change(file, before):
            changes.append(change)
    return changes + [f"{path} is no longer in config.yaml" for path in indexed]


def _change(file: SourceFile, before: IndexedDocument) -> str | None:
    """What differs between a document and its state in the index, if anything."""
    try:
        sha256 = checksum(file.path).sha256
    except FileNotFoundError:
        return f"{file.shown} is gone"
    except OSError as error:
        return f"{file.shown} cannot be read ({error.strerror})"
    if before.settings != settings_hash(file.settings):
        return f"config.yaml says something else about {file.shown}"
    return None if before.sha256 == sha256 else f"{file.shown} has changed"


def _encoder_files(folder: IndexFolder, card: EncoderCard) -> dict[str, Checksum]:
    """The checksums of an encoder's files; those that its card lists were compared when it was made ready."""
    path = folder.encoders / card.folder_name / CARD_NAME
    files = card.files | ({CARD_NAME: checksum(path)} if path.is_file() else {})
    return {f"encoders/{card.folder_name}/{file}": found for file, found in files.items()}


def _samples(documents: Sequence[Document]) -> list[str]:
    """Texts from all over the corpus."""
    texts = [block.text for document in documents for block in document.blocks]
    return texts[:: max(1, len(texts) // SAMPLES)][:SAMPLES]


def _indexed(source: SourceDocument) -> IndexedDocument:
    document = source.document
    return IndexedDocument(document.path, document.title, document.url, source.sha256, settings_hash(source.file.settings), 0)


def _manifest(
    settings: Settings,
    indexed: Sequence[IndexedDocument],
    passages: Sequence[Passage],
    encoder: Encoder,
    files: dict[str, Checksum],
) -> Manifest:
    from importlib.metadata import version

    card = encoder.card
    counts = Counter(passage.document for passage in passages)
    return Manifest(
        format=FORMAT,
        made_by=f"footnote {version('footnote')}",
        built=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        model=card.model,
        fingerprint=card.fingerprint,
        runtime=card.runtime,
        encoder=card.folder_name,
        dimension=card.dimension,
        language=settings.language,
        splitting=Splitting(VERSION, encoder.limit),
        passages=len(passages),
        documents=tuple(replace(document, passages=counts[document.path]) for document in indexed),
        files=files,
    )
