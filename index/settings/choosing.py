"""The shards that this process serves: those of the flag, of the environment variable, or of config.yaml."""

import os

import msgspec

from index.errors import SettingsError, UsageError
from index.settings.keys import ShardSettings
from index.settings.loading import Settings
from index.settings.shards import parse_shards

FLAG, VARIABLE = "--shards", "FOOTNOTE_SHARDS"
FIX = "write the IDs of this process and the number of all, such as 0-1/4"


def choose_shards(settings: Settings, flag: str | None = None) -> Settings:
    """Return the settings with the shards of the flag, or else of the variable, if there is one.

    Raises UsageError about the flag, and SettingsError about the variable.
    """
    written = os.environ.get(VARIABLE, "").strip() if flag is None else flag
    if not written and flag is None:
        return settings
    configured = settings.discord.shards
    try:
        shards = parse_shards(written, configured.total if configured else None)
    except ValueError as error:
        if flag is None:
            raise SettingsError(str(error), where=VARIABLE, fix=FIX) from None
        raise UsageError(str(error), where=FLAG, fix=FIX) from None
    chosen = ShardSettings(total=shards.total, ids=shards.ids)
    return msgspec.structs.replace(settings, discord=msgspec.structs.replace(settings.discord, shards=chosen))
