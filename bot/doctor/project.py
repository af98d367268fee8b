"""Checks of the project: config.yaml, the documents, the model and the index, and whether they match.

Each check imports what it needs when it runs, because a missing package is one of the things to diagnose.
"""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.doctor.checks import Check, Finding, failed, failed_with, ok, skipped, warning
from index.errors import (
    REBUILD,
    DocumentError,
    FootnoteError,
    ModelError,
    NoModelError,
    SettingsError,
    StoredIndexError,
)
from index.installation import install_command, install_fix
from index.text.characters import pluralize

if TYPE_CHECKING:
    from bot.rendering.texts import Translations
    from index.encoding.models import ModelFiles
    from index.reading import SourceFile
    from index.settings import Settings
    from index.storing.manifest import Manifest

MAX_LISTED_DOCUMENTS = 20
"""Unreadable documents to list; any others are counted."""
MAX_LISTED_CHANGES = 3
"""Pending changes to list; any others are counted."""
FIX_CONFIG = "fix it in config.yaml"
ELSEWHERE = "the documents are not on this machine, which answers from the store"
CHECK_PERMISSIONS = "check its permissions"
AGE_UNITS = ((86_400, "day"), (3600, "hour"), (60, "minute"))
"""Units for an age, each with its length in seconds."""


def check_config(path: Path) -> Finding["Settings"]:
    """Check that config.yaml exists and is valid; return the settings."""
    from index.settings import load_settings

    try:
        settings = load_settings(path)
    except SettingsError as error:
        return Finding((failed_with("Config", error, "fix it"),))
    return Finding((ok("Config", str(path)),), settings)


def check_translations(settings: "Settings") -> Finding["Translations"]:
    """Check that the bot's texts can be read, with any of the project's own; report success only if it has its own."""
    from bot.rendering.texts import Translations

    folder = settings.discord.translations
    try:
        found = Translations.load(settings.root / folder if folder else None)
    except FootnoteError as error:
        return Finding((failed_with("Translations", error, "fix it"),))
    except OSError as error:
        return Finding((failed("Translations", f"{error.filename}: cannot be read ({error.strerror})", CHECK_PERMISSIONS),))
    return Finding((ok("Translations", str(folder)),) if folder else (), found)


def check_corpus(settings: "Settings", manifest: "Manifest | None" = None) -> Finding[int]:
    """Check that every document can be read; return how many there are.

    If the passages of the index are in a store, those that are not on this machine need not be: another one builds the index.
    """
    from index.reading import find_files

    is_elsewhere = manifest is not None and manifest.is_remote
    try:
        files = find_files(settings)
    except (SettingsError, DocumentError) as error:
        if is_elsewhere:
            return Finding((skipped("Corpus", ELSEWHERE),))
        return Finding((failed_with("Corpus", error, FIX_CONFIG),))
    if is_elsewhere:
        files = tuple(file for file in files if file.path.exists())
    if not files:
        return Finding((skipped("Corpus", ELSEWHERE),), 0)
    bad = [check for file in files if (check := _check_document(file))]
    if not bad:
        return Finding((ok("Corpus", f"{pluralize(len(files), 'document')} can be read"),), len(files))
    them = "it" if len(bad) == 1 else "them"
    fix = f"fix {them} as shown below; until then, `footnote build` leaves {them} out"
    summary = failed("Corpus", f"{len(bad):,} of {pluralize(len(files), 'document')} cannot be read", fix)
    unlisted = len(bad) - MAX_LISTED_DOCUMENTS
    more = [failed("Document", f"{unlisted:,} more", "fix these first")] if unlisted > 0 else []
    return Finding((summary, *bad[:MAX_LISTED_DOCUMENTS], *more), len(files))


def _check_document(file: "SourceFile") -> Check | None:
    from index.reading import read_document

    try:
        read_document(file)
    except DocumentError as error:
        return failed_with("Document", error, CHECK_PERMISSIONS)
    return None


def check_index(settings: "Settings") -> Finding["Manifest"]:
    """Check that an index exists, is intact and has this version's format; return its manifest."""
    from index.storing.index_folder import IndexFolder

    try:
        folder = IndexFolder(settings.index_folder)
        manifest = folder.load_manifest()
        for damage in folder.damage_of(manifest.files):
            raise damage
    except (StoredIndexError, SettingsError) as error:
        return Finding((failed_with("Index", error, REBUILD),))
    size = f"{pluralize(manifest.passages, 'passage')} of {pluralize(len(manifest.documents), 'document')}"
    return Finding((ok("Index", f"{size}, built {_age(manifest.built)}, intact"),), manifest)


def check_freshness(settings: "Settings", manifest: "Manifest") -> Finding[None]:
    """Check that the index matches the current documents and the model in config.yaml, and say what a start will change."""
    from index.building import find_changes, is_behind, model_changes, needs_build
    from index.storing.index_folder import IndexFolder

    name = "Up to date"
    try:
        if not manifest.matches_model(settings):
            builds_at_start = settings.watch and is_behind(settings)
            return Finding((_check_other_model(settings, manifest, builds_at_start=builds_at_start),))
        found = find_changes(settings, manifest)
        is_due = not manifest.is_remote and needs_build(settings, found)
        changes = [*map(str, found), *model_changes(settings, manifest)]
    except (SettingsError, DocumentError):
        return Finding((skipped(name, "needs documents that can be found and read"),))
    if not changes:
        return Finding((ok(name, "nothing has changed since the index was built"),))
    unlisted = len(changes) - MAX_LISTED_CHANGES
    listed = "; ".join(changes[:MAX_LISTED_CHANGES]) + (f"; and {unlisted:,} more" if unlisted > 0 else "")
    if is_due and settings.watch:
        return Finding((warning(name, listed, "start `footnote serve`, which picks up edits because `watch` is on"),))
    if IndexFolder(settings.index_folder).is_rolled_back and not is_due:
        until = " or the next edit, which `watch` picks up" if settings.watch else ""
        fix = f"{REBUILD} to answer from the documents as they are; this index stays until then{until}"
        return Finding((warning(name, f"the index before the last build is in use, after a rollback: {listed}", fix),))
    fix = f"restore or mend them first, then {REBUILD}" if any(change.fix for change in found) else REBUILD
    return Finding((warning(name, listed, fix),))


def _check_other_model(settings: "Settings", manifest: "Manifest", *, builds_at_start: bool) -> Check:
    """Report an index that was built with another model than the one in config.yaml."""
    name = "Up to date"
    built, named = f"{manifest.model} ({manifest.runtime})", f"{settings.model} ({settings.runtime})"
    what = f"the index was built with model {built}, but config.yaml names {named}"
    if builds_at_start:
        return warning(name, what, "start `footnote serve`, which rebuilds it because `watch` is on")
    return failed(name, what, f"{REBUILD}; until then no questions are answered")


def check_known_questions(settings: "Settings", manifest: "Manifest | None") -> Finding[None]:
    """Check that the files of known questions can be read and, if there is an index, that each quote is in one passage."""
    from index.reading.question_files import QuestionsError, taught_questions

    if not settings.known_questions and not taught_questions(settings).path.exists():
        return Finding(())
    from index.building.known_questions import KnownFiles, known_views
    from index.storing.generation import open_passages
    from index.storing.index_folder import IndexFolder

    name = "Known questions"
    try:
        known = KnownFiles.find(settings)
        files = known.read()
        passages = [*open_passages(IndexFolder(settings.index_folder))] if manifest else []
        views, notes = known_views(files, passages, {file.source for file in files} if manifest is None else known.taught)
    except FootnoteError as error:
        fix = "fix it in that file" if isinstance(error, QuestionsError) else FIX_CONFIG
        return Finding((failed_with(name, error, fix),))
    count = sum(len(file.entries) for file in files)
    found = f"{pluralize(count, 'question')} in {pluralize(len(files), 'file')}"
    if manifest is None or not notes.count:
        return Finding((ok(name, found),))
    unlisted = notes.count - MAX_LISTED_CHANGES
    more = f"; and {unlisted:,} more" if unlisted > 0 else ""
    what = f"{found}, of which {count - len(views):,} cannot be used: {'; '.join(notes.first[:MAX_LISTED_CHANGES])}{more}"
    return Finding(
        (warning(name, what, "copy each quote from exactly one passage of the documents, then run `footnote build`"),)
    )


def check_model(settings: "Settings", manifest: "Manifest | None") -> Finding["ModelFiles"]:
    """Check that the model's files are on this machine and unaltered, unless the index contains the compiled model."""
    from index.encoding.models import PACKAGED_MODELS, find_model

    try:
        files = find_model(settings.model, settings.root, download=False)
    except NoModelError as error:
        if has_compiled_model(settings, manifest):
            return Finding((ok("Model", f"{settings.model}: not on this machine, but the index contains it compiled"),))
        if check := _check_obtainable(settings):
            return Finding((check,))
        is_packaged = any(settings.model in {name, name.rpartition("/")[2]} for name in PACKAGED_MODELS)
        return Finding((_missing_model(error, is_packaged=is_packaged),))
    except (ModelError, SettingsError) as error:
        return Finding((failed_with("Model", error, FIX_CONFIG),))
    except OSError as error:
        return Finding((failed("Model", f"{error.filename}: cannot be read ({error.strerror})", CHECK_PERMISSIONS),))
    weights = files.sha256.get("model.safetensors", "")
    is_known = weights in {packaged.weights_sha256 for packaged in PACKAGED_MODELS.values()}
    found = f"weights as expected (sha256 {weights[:12]}…)" if is_known else f"{len(files.sha256):,} files in {files.folder}"
    return Finding((ok("Model", f"{settings.model}: {found}"),), files)


def _check_obtainable(settings: "Settings") -> Check | None:
    """Return the check of a model that a build can make without compiling it, or None if there is no such way."""
    from index.building.model_cache import ModelCache
    from index.encoding.models import PACKAGED_MODELS, full_name
    from index.encoding.recipes import find_recipe
    from index.progress import NoProgress

    source = full_name(settings.model)
    if settings.runtime == "onnx" and ModelCache(NoProgress()).find(settings.model, source):
        return ok("Model", f"{settings.model}: not on this machine, but compiled in your cache")
    recipe = find_recipe(settings.model) if settings.runtime == "onnx" else None
    if recipe is None:
        return None
    size = sum(each.bytes for each in recipe.sources.values()) / 1e6
    found = f"{settings.model}: not on this machine; the first build downloads it ({size:.0f} MB)"
    packaged = PACKAGED_MODELS[recipe.repository]
    return warning("Model", found, f"{REBUILD}, or without the hub `{install_command(packaged.requirement, is_alone=True)}`")


def needs_compiler(settings: "Settings", manifest: "Manifest | None", files: "ModelFiles | None") -> bool:
    """Return whether the packages that compile a model are needed: no index has it compiled, and it has no recipe."""
    from index.encoding.recipes import find_recipe, recipe_for

    if has_compiled_model(settings, manifest):
        return False
    return settings.runtime != "onnx" or (recipe_for(files) if files else find_recipe(settings.model)) is None


def _missing_model(error: NoModelError, *, is_packaged: bool) -> Check:
    """Return a failed check for a model that is not on this machine, with the way to get it."""
    found = failed_with("Model", error, FIX_CONFIG)
    if is_packaged:
        return replace(found, fix=f"{install_fix('build')}, which includes the model")
    return replace(found, fix=f"{REBUILD}, which downloads it") if error.fix == REBUILD else found


def has_compiled_model(settings: "Settings", manifest: "Manifest | None") -> bool:
    """Return whether an intact index contains the configured model compiled, so that the model's own files are not needed."""
    return manifest is not None and settings.runtime == "onnx" and manifest.matches_model(settings)


def replaceable_packages(files: "ModelFiles | None") -> set[str]:
    """Return the packages that ship model weights, which are not needed if the model's files were found."""
    if files is None:
        return set()
    from index.encoding.models import PACKAGED_MODELS

    return {packaged.package for packaged in PACKAGED_MODELS.values()}


def _age(built: str) -> str:
    """Describe how long ago an index was built, as in `3 hours ago`."""
    seconds = (datetime.now(UTC) - datetime.fromisoformat(built)).total_seconds()
    for length, unit in AGE_UNITS:
        if seconds >= length:
            return f"{pluralize(int(seconds // length), unit)} ago"
    return "just now"
