"""Detect what a build would change, without building: how the corpus and the model differ from the index."""

import glob
import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from index.building.known_questions import question_sources
from index.encoding.models import Setting, find_model
from index.errors import (
    DocumentError,
    ModelError,
    NewerIndexError,
    NoIndexError,
    OtherFormatError,
    SettingsError,
    StoredIndexError,
)
from index.expanding.written_file import NAME as WRITTEN
from index.files.checksums import checksum
from index.files.known_checksums import MANY_FILES, KnownChecksums
from index.files.paths import resolve_path
from index.passages.splitting import VERSION
from index.reading import SourceFile, find_files
from index.reading.corpus import load_text
from index.settings import Settings, settings_hash
from index.storing.index_folder import IndexFolder
from index.storing.manifest import FORMAT, MANIFEST, IndexedDocument, Manifest, describe_models, describe_reranker, made_by

DOCUMENT_CHECKSUMS = "documents.json"
"""The file in the index folder that remembers the checksums of many documents."""
LEAVES_OUT = "`footnote build` leaves it out"
FAILS = "until then, `footnote build` fails"


@dataclass(frozen=True, slots=True)
class PendingChange:
    """One difference between the corpus and an index.

    `fix` says what to do if it is not a build: a build would leave the document out of the index, or fail.
    """

    what: str
    fix: str | None = None

    def __str__(self) -> str:
        return f"{self.what}: {self.fix}" if self.fix else self.what


def pending_changes(settings: Settings, manifest: Manifest) -> list[str]:
    """List the differences between the corpus and an index, as `find_changes` does, one line each."""
    return [str(change) for change in find_changes(settings, manifest)]


def find_changes(settings: Settings, manifest: Manifest) -> list[PendingChange]:
    """Find the differences between the corpus and an index; after those of models and versions, the ones to fix come first.

    Documents and known questions are only hashed, and those that changed decoded. Raises SettingsError as `find_files` does.
    """
    lines = []
    if not manifest.matches_model(settings):
        lines.append(f"the index was built with model {describe_models(manifest.models)}")
    before = manifest.reranker.model if manifest.reranker else None
    if before != settings.reranker:
        lines.append(f"the index was built {describe_reranker(manifest.reranker)}")
    if (manifest.format, manifest.splitting.version, manifest.made_by) != (FORMAT, VERSION, made_by()):
        lines.append("the index was built by another version of Footnote")
    if manifest.language != settings.language:
        lines.append(f"the index was built for the language {manifest.language}")
    changes = [PendingChange(line) for line in lines]
    if manifest.is_remote:
        return [*changes, *_changes_here(settings, manifest)]
    found = [*_document_changes(settings, manifest), *_question_changes(settings, manifest)]
    return [*changes, *sorted(found, key=lambda change: change.fix is None)]


def model_changes(settings: Settings, manifest: Manifest) -> list[str]:
    """Report whether the files of the configured model and reranker changed since the index was built: one line each.

    Files that are not on this machine are not compared.
    """
    named: list[tuple[Setting, str, str]] = [("model", settings.model, manifest.fingerprint)]
    if settings.reranker and manifest.reranker:
        named.append(("reranker", settings.reranker, manifest.reranker.fingerprint))
    changes = []
    for setting, name, fingerprint in named:
        with suppress(ModelError):
            if find_model(name, settings.root, download=False, setting=setting).fingerprint != fingerprint:
                changes.append(f"the files of {setting} {name} have changed")
    return changes


def is_behind(settings: Settings) -> bool:
    """Return whether the index needs a build: it is missing, has an earlier format, or the corpus has changed since.

    One that is in a store, or may be, does not need one: another machine builds it.
    After a rollback, False as long as the corpus still matches the index that was rolled back.
    Raises StoredIndexError if the index is damaged or of a newer version, SettingsError as `find_files` does.
    """
    try:
        manifest = IndexFolder(settings.index_folder).load_manifest()
        return not manifest.is_remote and needs_build(settings, find_changes(settings, manifest))
    except NewerIndexError:
        raise
    except NoIndexError:
        return settings.store is None
    except OtherFormatError:
        return True


def needs_build(settings: Settings, changes: Sequence[PendingChange]) -> bool:
    """Return whether the changes since the current index need a build: after a rollback, only if there are others than before.

    Raises StoredIndexError if the index is damaged, SettingsError as `find_files` does.
    """
    folder = IndexFolder(settings.index_folder)
    previous = folder.previous() if changes and folder.is_rolled_back else None
    if previous is None:
        return bool(changes)
    try:
        undone = Manifest.load(folder.generations / previous / MANIFEST)
    except StoredIndexError:
        return True
    return bool(find_changes(settings, undone))


def corpus_state(settings: Settings) -> str:
    """Return a digest of the current documents and known questions, readable or not.

    While it stays the same, a build has the same outcome.
    """
    digest = hashlib.sha256()
    try:
        files = find_files(settings)
        questions = question_sources(settings)
    except (SettingsError, DocumentError) as error:
        return str(error)
    known = _known_of_many(files, settings)
    read = [(file.path, f"{file.shown}\n{settings_hash(file.settings)}", known) for file in files]
    for path, identity, remembered in (*read, *((file.path, file.shown, None) for file in questions)):
        try:
            state = _sha256(path, remembered)
        except (OSError, ValueError) as error:
            state = type(error).__name__
        digest.update(f"{identity}\n{state}\n".encode())
    return digest.hexdigest()


def _question_changes(settings: Settings, manifest: Manifest) -> list[PendingChange]:
    """List how the files of known and written questions differ from those in the index."""
    changes = []
    indexed = {file.path: file.sha256 for file in manifest.views.files}
    for file in question_sources(settings):
        before = indexed.pop(file.shown, None)
        try:
            sha256 = checksum(file.path).sha256
        except FileNotFoundError:
            changes.append(PendingChange(f"{file.shown} is gone", f"restore it; {FAILS}"))
            continue
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            changes.append(PendingChange(f"{file.shown} cannot be read ({reason})", f"fix that; {FAILS}"))
            continue
        if before != sha256:
            changes.append(PendingChange(f"{file.shown} {'has changed' if before else 'is not in the index'}"))
    return changes + [PendingChange(_gone(path, settings)) for path in indexed]


def _gone(path: str, settings: Settings) -> str:
    """Describe a file of questions that is in the index but no longer used."""
    if path == settings.teach.known_questions:
        return f"{path} is gone"
    if path != WRITTEN:
        return f"{path} is no longer in config.yaml"
    return f"{path} is gone" if settings.expand else "`expand` is no longer in config.yaml"


def _document_changes(settings: Settings, manifest: Manifest) -> list[PendingChange]:
    files = find_files(settings)
    changes = _compare(files, settings, manifest)
    shown = {file.shown for file in files}
    for path in (document.path for document in manifest.documents if document.path not in shown):
        is_gone = _may_match(settings, path) and not resolve_path(settings.root, path).exists()
        changes.append(_missing(path) if is_gone else PendingChange(f"{path} is no longer in config.yaml"))
    order = [document.path for document in manifest.documents]
    if not changes and [file.shown for file in files] != order:
        changes.append(PendingChange("the documents are in a different order"))
    return changes


def _changes_here(settings: Settings, manifest: Manifest) -> list[PendingChange]:
    """List how the documents differ that are on this machine, if another one built the index: it may have none of them."""
    indexed = {document.path for document in manifest.documents}
    try:
        files = find_files(settings)
    except (DocumentError, SettingsError):  # none is here
        return []
    return _compare([file for file in files if file.shown in indexed and file.path.is_file()], settings, manifest)


def _compare(files: Sequence[SourceFile], settings: Settings, manifest: Manifest) -> list[PendingChange]:
    """List how documents differ from their states in an index; the checksums of many are remembered."""
    indexed = {document.path: document for document in manifest.documents}
    known = _known_of_many(files, settings)
    changes = [change for file in files if (change := _change(file, indexed.get(file.shown), known))]
    if known:
        known.save({file.path for file in files})
    return changes


def _may_match(settings: Settings, path: str) -> bool:
    """Return whether a pattern in config.yaml can have named a path, or it is that of the saved answers."""
    if path == settings.teach.answers:
        return True
    patterns = (entry.path for entry in settings.documents if glob.has_magic(entry.path))
    return any(fnmatchcase(path, form) for pattern in patterns for form in (pattern, pattern.replace("**/", "")))


def known_checksums(settings: Settings) -> KnownChecksums:
    """Return the checksums of documents that are remembered in the index folder."""
    return KnownChecksums(settings.index_folder / DOCUMENT_CHECKSUMS)


def _known_of_many(files: Sequence[SourceFile], settings: Settings) -> KnownChecksums | None:
    """Return the checksums that are remembered if there are many documents, or else None."""
    return known_checksums(settings) if len(files) >= MANY_FILES else None


def _sha256(path: Path, known: KnownChecksums | None) -> str:
    """Return the sha256 of a file. Raises OSError or ValueError as `checksum` does."""
    return known.sha256(path) if known else checksum(path).sha256


def _change(file: SourceFile, before: IndexedDocument | None, known: KnownChecksums | None) -> PendingChange | None:
    """Describe how a document differs from its state in the index, or return None if it does not."""
    try:
        if before is None:
            load_text(file)
            return PendingChange(f"{file.shown} is not in the index")
        is_same = before.sha256 == _sha256(file.path, known)
        if not is_same:
            load_text(file)
    except FileNotFoundError:
        return _missing(file.shown)
    except OSError as error:
        return _unreadable(file.shown, error.strerror or str(error))
    except DocumentError as error:
        return _unreadable(file.shown, error.what)
    if before.settings != settings_hash(file.settings):
        return PendingChange(f"the settings of {file.shown} in config.yaml have changed")
    return None if is_same else PendingChange(f"{file.shown} has changed")


def _missing(path: str) -> PendingChange:
    return PendingChange(f"{path} is gone", f"restore it, or {LEAVES_OUT}")


def _unreadable(path: str, reason: str) -> PendingChange:
    return PendingChange(f"{path} cannot be read ({reason})", f"fix that, or {LEAVES_OUT}")
