"""The project: what config.yaml says, the documents, the model and the index, and whether they belong together.

What these modules need is imported when it is looked at: what is missing here is what a doctor is called for.
"""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.doctor.checks import Check, Finding, failed, ok, refused, skipped, warning
from index.errors import (
    REBUILD,
    DocumentError,
    FootnoteError,
    ModelError,
    NoModelError,
    SettingsError,
    StoredIndexError,
    install,
)
from index.text.characters import counted

if TYPE_CHECKING:
    from bot.rendering.texts import Translations
    from index.encoding.models import ModelFiles
    from index.reading import SourceFile
    from index.settings import Settings
    from index.storing.manifest import Manifest

MOST_LISTED = 20
"""Documents that cannot be read and are listed."""
MOST_CHANGES = 3
"""Changes that are told; of more it is said how many there are."""
MEND = "mend it in config.yaml"
UNITS = ((86_400, "day"), (3600, "hour"), (60, "minute"))
"""Seconds in what an age is told in."""


def check_config(path: Path) -> Finding["Settings"]:
    """Whether config.yaml is there and means something."""
    from index.settings import load_settings

    try:
        settings = load_settings(path)
    except SettingsError as error:
        return Finding((refused("Config", error, "mend it"),))
    return Finding((ok("Config", str(path)),), settings)


def check_translations(settings: "Settings") -> Finding["Translations"]:
    """Whether the bot's words can be read, those of the project among them; silent if it has none and all is well."""
    from bot.rendering.texts import Translations

    folder = settings.discord.translations
    try:
        found = Translations.load(settings.root / folder if folder else None)
    except FootnoteError as error:
        return Finding((refused("Translations", error, "mend it"),))
    except OSError as error:
        return Finding(
            (failed("Translations", f"{error.filename}: cannot be read ({error.strerror})", "let Footnote read it"),)
        )
    return Finding((ok("Translations", str(folder)),) if folder else (), found)


def check_corpus(settings: "Settings") -> Finding[int]:
    """Whether each document can be read; how many there are."""
    from index.reading import find_files

    try:
        files = find_files(settings)
    except (SettingsError, DocumentError) as error:
        return Finding((refused("Corpus", error, MEND),))
    bad = [check for file in files if (check := _check_document(file))]
    if not bad:
        return Finding((ok("Corpus", f"{counted(len(files), 'document')} can be read"),), len(files))
    fix = "mend them as said below; `footnote build` leaves them out"
    told = failed("Corpus", f"{len(bad):,} of {counted(len(files), 'document')} cannot be read", fix)
    more = [failed("Document", f"{len(bad) - MOST_LISTED:,} more", "mend these first")] if len(bad) > MOST_LISTED else []
    return Finding((told, *bad[:MOST_LISTED], *more), len(files))


def _check_document(file: "SourceFile") -> Check | None:
    from index.reading import read_document

    try:
        read_document(file)
    except DocumentError as error:
        return refused("Document", error, "let Footnote read it")
    return None


def check_index(settings: "Settings") -> Finding["Manifest"]:
    """Whether there is an index, whole and of this version; its manifest."""
    from index.files.checksums import verify
    from index.storing.index_folder import IndexFolder

    try:
        folder = IndexFolder(settings.index_folder)
        manifest = folder.load_manifest()
        verify(folder.path, manifest.files)
    except (StoredIndexError, SettingsError) as error:
        return Finding((refused("Index", error, REBUILD),))
    held = f"{counted(manifest.passages, 'passage')} of {counted(len(manifest.documents), 'document')}"
    return Finding((ok("Index", f"{held}, built {_age(manifest.built)}, undamaged"),), manifest)


def check_currency(settings: "Settings", manifest: "Manifest") -> Finding[None]:
    """Whether the index was made from the documents as they are, with the model that config.yaml names."""
    from index.building import model_changes, pending_changes

    name = "Up to date"
    if not manifest.is_of_model(settings):
        made, named = f"{manifest.model} ({manifest.runtime})", f"{settings.model} ({settings.runtime})"
        what = f"the index was built with model {made}, and config.yaml names {named}"
        if settings.watch:
            return Finding((warning(name, what, "`footnote serve` builds anew when it starts, as `watch` is on"),))
        return Finding((failed(name, what, f"{REBUILD}; until then nothing is answered"),))
    try:
        changes = [*pending_changes(settings, manifest), *model_changes(settings, manifest)]
    except (SettingsError, DocumentError):
        return Finding((skipped(name, "needs documents that can be found"),))
    if not changes:
        return Finding((ok(name, "the documents are as they were when it was built"),))
    more = f"; and {len(changes) - MOST_CHANGES:,} more" if len(changes) > MOST_CHANGES else ""
    fix = "`footnote serve` takes them in by itself, as `watch` is on" if settings.watch else REBUILD
    return Finding((warning(name, "; ".join(changes[:MOST_CHANGES]) + more, fix),))


def check_model(settings: "Settings", manifest: "Manifest | None") -> Finding["ModelFiles"]:
    """Whether the files of the model are here and the right ones; where the index holds it compiled, they need not be."""
    from index.encoding.models import PACKAGED, find_model

    try:
        files = find_model(settings.model, settings.root, download=False)
    except NoModelError as error:
        if holds_compiled(settings, manifest):
            return Finding((ok("Model", f"{settings.model}: not on this machine, but compiled in the index"),))
        is_packaged = any(settings.model in {name, name.rpartition("/")[2]} for name in PACKAGED)
        return Finding((_missing_model(error, is_packaged=is_packaged),))
    except (ModelError, SettingsError) as error:
        return Finding((refused("Model", error, MEND),))
    except OSError as error:
        return Finding((failed("Model", f"{error.filename}: cannot be read ({error.strerror})", "let Footnote read it"),))
    weights = files.sha256.get("model.safetensors", "")
    is_known = weights in {packaged.weights_sha256 for packaged in PACKAGED.values()}
    told = f"weights as expected (sha256 {weights[:12]}…)" if is_known else f"{len(files.sha256):,} files in {files.folder}"
    return Finding((ok("Model", f"{settings.model}: {told}"),), files)


def _missing_model(error: NoModelError, *, is_packaged: bool) -> Check:
    """A model that is nowhere, with the way to get it."""
    found = refused("Model", error, MEND)
    if is_packaged:
        return replace(found, fix=f"{install('build')}, which brings it")
    return replace(found, fix=f"{REBUILD}, which downloads it") if error.fix == REBUILD else found


def holds_compiled(settings: "Settings", manifest: "Manifest | None") -> bool:
    """Whether an index that is whole holds the model of the settings, ready to run without its own files."""
    return manifest is not None and settings.runtime == "onnx" and manifest.is_of_model(settings)


def replaced_packages(files: "ModelFiles | None") -> set[str]:
    """The packages with the weights of models, which nobody misses where the model is here."""
    if files is None:
        return set()
    from index.encoding.models import PACKAGED

    return {packaged.package for packaged in PACKAGED.values()}


def _age(built: str) -> str:
    """`3 hours ago`."""
    seconds = (datetime.now(UTC) - datetime.fromisoformat(built)).total_seconds()
    for length, unit in UNITS:
        if seconds >= length:
            return f"{counted(int(seconds // length), unit)} ago"
    return "just now"
