"""Check the store of the passages, if config.yaml names one or the index needs one."""

from typing import TYPE_CHECKING

from bot.doctor.checks import Finding, failed_with, ok
from index.errors import REBUILD, SettingsError
from index.text.characters import pluralize

if TYPE_CHECKING:
    from index.settings import Settings
    from index.storing.manifest import Manifest

NAME = "Store"


def check_store(settings: "Settings", manifest: "Manifest | None") -> Finding[None]:
    """Check that the store can be used, and has all passages and files of the index; no checks without a store or an index."""
    from index.building import checking
    from index.milvus.address import Address

    if manifest is None or (settings.store is None and not manifest.is_remote):
        return Finding(())
    try:
        damage = [*checking.check_store(settings, manifest)]
        shown = Address.of(settings).shown if settings.store else ""
    except SettingsError as error:
        return Finding((failed_with(NAME, error, "correct it in config.yaml"),))
    if damage:
        return Finding(tuple(failed_with(NAME, error, REBUILD) for error in damage))
    return Finding((ok(NAME, f"{shown}: {pluralize(manifest.passages, 'passage')}, intact"),))
