"""What a build would have to do: how the corpus differs from the index, without building."""

from collections.abc import Sequence

from index.checksums import checksum
from index.encoding.models import find_model
from index.errors import ModelError, StoredIndexError
from index.manifest import MANIFEST, IndexedDocument, Manifest
from index.reading import SourceFile, find_files
from index.settings import Settings, settings_hash
from index.splitting import VERSION
from index.storage import IndexFolder


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
    return changes + _document_changes(find_files(settings), manifest)


def model_changes(settings: Settings, manifest: Manifest) -> list[str]:
    """Whether the files of the configured model are others than when the index was built, as far as they are here."""
    try:
        files = find_model(settings.model, settings.root, download=False)
    except ModelError:
        return []
    return [] if files.fingerprint == manifest.fingerprint else [f"the files of model {settings.model} have changed"]


def is_behind(settings: Settings) -> bool:
    """Whether the documents have changed since the index was built, and not only because it was rolled back.

    Raises NoIndexError when there is none, StoredIndexError when it is damaged, SettingsError as `pending_changes` does.
    """
    folder = IndexFolder(settings.index_folder)
    if not pending_changes(settings, folder.load_manifest()):
        return False
    name = folder.former()
    if name is None or name < folder.current().name:
        return True
    try:
        newer = Manifest.load(folder.generations / name / MANIFEST)
    except StoredIndexError:
        return True
    return bool(pending_changes(settings, newer))


def _document_changes(files: Sequence[SourceFile], manifest: Manifest) -> list[str]:
    changes = []
    indexed = {document.path: document for document in manifest.documents}
    for file in files:
        before = indexed.pop(file.shown, None)
        if before is None:
            changes.append(f"{file.shown} is not in the index")
        elif change := _change(file, before):
            changes.append(change)
    changes += [f"{path} is no longer in config.yaml" for path in indexed]
    order = [document.path for document in manifest.documents]
    if not changes and [file.shown for file in files] != order:
        changes.append("the documents are in another order")
    return changes


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
