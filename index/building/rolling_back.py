"""Roll back: switch to the previous index, which each build keeps for this purpose."""

from contextlib import suppress

from index.errors import OtherFormatError, StoredIndexError
from index.progress import NoProgress, Progress
from index.settings import Settings
from index.storing.index_folder import IndexFolder
from index.storing.manifest import MANIFEST, Manifest, ModelNames, describe_reranker, models_of


def roll_back(settings: Settings, progress: Progress | None = None) -> Manifest:
    """Switch to the previous index and return its manifest; the current index becomes the previous one.

    Raises StoredIndexError if there is no previous index, if it is damaged or in a format that this version cannot read, or if
    its model is neither that of the current index nor the one in `settings`. The current index then stays in use.
    """
    progress = progress or NoProgress()
    folder = IndexFolder(settings.index_folder)
    with folder.lock(lambda: progress.step("Waiting for another build to finish")):
        name = folder.previous()
        if name is None:
            fix = "there is one after the next build that changes something"
            raise StoredIndexError("no previous index to switch to", where=str(folder.path), fix=fix)
        manifest = _load_previous(folder, name)
        models = {models_of(settings)}
        with suppress(StoredIndexError):  # a damaged current index is a reason to roll back
            current = folder.load_manifest()
            models.add(current.models)
        if manifest.models not in models:
            what = f"the previous index was built {_differing(manifest.models, models_of(settings))}"
            raise StoredIndexError(what, where=str(folder.path), fix="first change config.yaml accordingly")
        _require_reranker(settings, manifest, folder)
        for error in folder.damage_of(manifest.files):
            raise StoredIndexError(
                error.what,
                where=error.where,
                fix="the previous index cannot be restored: keep the current one, or run `footnote build`",
            )
        if manifest.is_remote and settings.store is None:
            raise StoredIndexError(
                "the passages of the previous index are in a store, which config.yaml does not name",
                where=str(folder.path),
                fix="set `store` in config.yaml first",
            )
        if settings.store:
            from index.milvus.publishing import publish

            publish(settings, folder, name, progress)
        folder.switch(name, folder.current().name, is_rolled_back=not folder.is_rolled_back)
        return manifest


def _differing(before: ModelNames, now: ModelNames) -> str:
    """Describe the settings of a model with which an index was built that are other ones now."""
    pairs = zip(("model", "runtime", "prompts.document"), before, now, strict=True)
    differing = [(name, was) for name, was, is_now in pairs if was != is_now]
    return " and ".join(f"without `{name}`" if was is None else f"with `{name}` {was!r}" for name, was in differing)


def _require_reranker(settings: Settings, manifest: Manifest, folder: IndexFolder) -> None:
    """Raise StoredIndexError if an index lacks the configured reranker, without which it would not be opened."""
    before = manifest.reranker.model if manifest.reranker else None
    if settings.reranker not in {None, before}:
        what = f"the previous index was built {describe_reranker(manifest.reranker)}"
        fix = "set that reranker in config.yaml first" if before else "remove `reranker` from config.yaml first"
        raise StoredIndexError(what, where=str(folder.path), fix=fix)


def _load_previous(folder: IndexFolder, name: str) -> Manifest:
    """Load the manifest of the previous index. Raises StoredIndexError, which names the version if it is of another format."""
    try:
        return Manifest.load(folder.generations / name / MANIFEST)
    except OtherFormatError as error:
        what = f"the previous index was written by {error.made_by}, whose format this version cannot read"
        fix = "install that version and run its `footnote build --rollback`; the index is kept until the next build"
        raise StoredIndexError(what, where=str(folder.path), fix=fix) from None
