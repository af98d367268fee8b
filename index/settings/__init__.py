"""Settings: what config.yaml can say, what it says, and how that is explained."""

from index.settings.headings import Outline, OutlineHeading
from index.settings.keys import ConfigFile, DiscordSettings, DocumentSettings, Language, ServingSettings
from index.settings.loading import Settings, load_settings, parse_settings, reload_settings, settings_hash

__all__ = [
    "ConfigFile",
    "DiscordSettings",
    "DocumentSettings",
    "Language",
    "Outline",
    "OutlineHeading",
    "ServingSettings",
    "Settings",
    "load_settings",
    "parse_settings",
    "reload_settings",
    "settings_hash",
]
