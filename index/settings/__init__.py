"""Settings: the keys of config.yaml, their values, and their documentation."""

from index.settings.headings import Outline, OutlineHeading
from index.settings.keys import (
    ConfigFile,
    DiscordSettings,
    DocumentSettings,
    ExpandSettings,
    Language,
    PromptSettings,
    RecordSettings,
    ServingSettings,
    ShardSettings,
    StoreSettings,
    TeachSettings,
)
from index.settings.loading import Settings, load_settings, parse_settings, reload_settings, settings_hash

__all__ = [
    "ConfigFile",
    "DiscordSettings",
    "DocumentSettings",
    "ExpandSettings",
    "Language",
    "Outline",
    "OutlineHeading",
    "PromptSettings",
    "RecordSettings",
    "ServingSettings",
    "Settings",
    "ShardSettings",
    "StoreSettings",
    "TeachSettings",
    "load_settings",
    "parse_settings",
    "reload_settings",
    "settings_hash",
]
