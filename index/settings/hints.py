"""Fixes for mistakes in config.yaml that are frequent enough to be known: keys of other programs, or in the wrong place."""

import difflib
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any, get_args, get_type_hints
from zoneinfo import available_timezones

from index.files.typed_yaml import Fixes
from index.settings.keys import ConfigFile, DocumentSettings, Language

AS_A_LIST = "write each as `- path: handbook.md`"
OTHER_NAMES = {
    "documents": ("document", "docs", "doc", "files", "file", "sources", "source", "corpus", "paths"),
    "community": ("name", "names", "organisation", "organization", "club"),
    "known_questions": ("questions", "faq"),
    "language": ("lang", "locale"),
    "path": ("file", "filename", "file_name", "filepath", "document", "doc", "name", "source", "src"),
    "url": ("link", "href", "address", "website"),
    "outline": ("headings", "sections", "toc"),
    "omit": ("exclude", "ignore", "skip", "leave_out"),
    "guild": ("server", "guild_id", "server_id"),
    "prompts": ("prompt", "instruction", "instructions", "prefixes"),
    "query": ("question", "questions", "queries", "query_prompt", "query_prefix"),
    "document": ("passage", "passages", "documents", "doc", "corpus", "document_prompt", "document_prefix"),
    "reranker": ("cross_encoder", "rerank_model", "reranker_model", "reranking"),
}
"""What people call keys."""
TOKEN_FIX = "remove it: the token comes from DISCORD_TOKEN, and needs replacing if anyone else has seen this file"  # noqa: S105
SHARDS_FIX = "write the IDs of this process and the number of all, such as `shards: {ids: [0, 1], total: 4}`"
KEY_FIX = "set an environment variable to the key, and write its name at `key_variable`; replace a key that others have seen"
ID_FIX = "copy its ID, a number such as 123456789012345678"
ZONE_FIX = "write a name such as Europe/Berlin or America/New_York; if there is no such list here, install the package tzdata"
MISSING_FIXES: dict[tuple[str, ...], str] = {
    ("documents",): "add `documents: handbook.md`",
    ("record", "database"): "write `record: {database: record.db}`",
    ("discord", "shards", "total"): SHARDS_FIX,
}
IDS = {"guild", "ask_role", "report_to", "forums", "threads", "corpus_roles", "servers"}
"""Keys whose values are IDs of Discord."""
LANGUAGE_CODES = {
    "ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "cs": "czech", "cz": "czech", "da": "danish",
    "nl": "dutch", "en": "english", "eo": "esperanto", "et": "estonian", "fi": "finnish", "fr": "french", "de": "german",
    "el": "greek", "gr": "greek", "hi": "hindi", "hu": "hungarian", "id": "indonesian", "ga": "irish", "it": "italian",
    "lt": "lithuanian", "ne": "nepali", "no": "norwegian", "nb": "norwegian", "nn": "norwegian", "fa": "persian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "es": "spanish", "sv": "swedish",
    "ta": "tamil", "tr": "turkish", "yi": "yiddish", "deutsch": "german", "français": "french", "francais": "french",
    "español": "spanish", "espanol": "spanish", "português": "portuguese", "italiano": "italian", "polski": "polish",
    "nederlands": "dutch", "русский": "russian", "türkçe": "turkish", "svenska": "swedish", "dansk": "danish",
    "norsk": "norwegian", "suomi": "finnish", "čeština": "czech", "magyar": "hungarian", "українська": "ukrainian",
    "uk": "ukrainian", "ja": "japanese", "jp": "japanese", "日本語": "japanese", "zh": "chinese", "cn": "chinese",
    "中文": "chinese", "ko": "korean", "한국어": "korean", "he": "hebrew", "vi": "vietnamese", "th": "thai", "bg": "bulgarian",
    **{name: name for name in ("ukrainian", "korean", "hebrew", "vietnamese", "thai", "bulgarian", "croatian", "slovak")},
}  # fmt: skip
"""What else people write for a language, and the names of some whose endings Footnote does not know."""


def language_fix(written: str) -> str:
    """Return the fix for a language that is not known."""
    folded = written.casefold().strip()
    named = LANGUAGE_CODES.get(folded) or LANGUAGE_CODES.get(folded.replace("_", "-").partition("-")[0])
    if named and named not in get_args(Language):
        return "write none, which matches exact words only, for a language that is not among the known ones"
    near = [named] if named else difflib.get_close_matches(folded, get_args(Language), n=1)
    return f"did you mean {near[0]}?" if near else f"use one of {', '.join(get_args(Language))}"


def zone_fix(written: str) -> str:
    """Return the fix for a time zone that is not known: the zone that was meant, by its city or in another case."""
    folded = written.strip().casefold().replace(" ", "_")
    zones = sorted(available_timezones(), key=lambda zone: (zone.count("/") != 1, zone))
    meant = next((zone for zone in zones if folded in {zone.casefold(), zone.casefold().rpartition("/")[2]}), None)
    return f"did you mean {meant}?" if meant else ZONE_FIX


def unknown_key_fix(path: Sequence[str | int]) -> str | None:
    """Return the fix for an unknown key at the end of a path, or None if there is nothing special about it."""
    key, above = str(path[-1]), path[:-1]
    folded = key.casefold().replace("-", "_")
    if folded.endswith("token"):
        return TOKEN_FIX
    if list(above) == ["expand"] and folded.endswith("key"):
        return KEY_FIX
    known = _keys_at(above)
    meant = next((name for name, others in OTHER_NAMES.items() if name in known and folded in others), None)
    if meant:
        return f"did you mean {meant!r}?"
    if len(above) == 2 and above[0] == "documents" and (PurePath(key).suffix or "/" in key):  # noqa: PLR2004
        return f"write `- path: {key}`, and its settings below that"
    return _other_place(folded, known)


def missing_key_fix(path: Sequence[str | int]) -> str | None:
    """Return the fix for a missing key at the end of a path, or None if there is nothing special about it."""
    return MISSING_FIXES.get(tuple(step for step in path if isinstance(step, str)))


def value_fix(path: Sequence[str | int], value: Any) -> str | None:
    """Return the fix for an invalid value at a path, or None if there is nothing special about it."""
    names = [step for step in path if isinstance(step, str)]
    if path == ["documents"] or (names == ["documents"] and not isinstance(value, dict)):
        return AS_A_LIST
    if names == ["documents", "path"] and isinstance(value, list):
        return "write an entry for each: `- path: ...`"
    if names == ["expand", "key_variable"]:
        return KEY_FIX
    if names == ["timezone"]:
        return zone_fix(str(value))
    if names == ["language"] and isinstance(value, str):
        return language_fix(value)
    return _discord_fix(names[1:]) if names[:1] == ["discord"] else None


def _discord_fix(names: Sequence[str]) -> str | None:
    """Return the fix for an invalid value below `discord`, or None if there is nothing special about it."""
    if names[:1] == ["shards"]:
        return SHARDS_FIX
    return ID_FIX if names and names[0] in IDS else None


def _keys_at(above: Sequence[str | int]) -> tuple[str, ...]:
    """Return the known keys at a path."""
    kind: Any = ConfigFile
    for step in above:
        kind = DocumentSettings if step == "documents" else kind if isinstance(step, int) else get_type_hints(kind)[step]
        kind = next((part for part in get_args(kind) if part is not type(None)), kind)  # a group that is off by default
    return tuple(getattr(kind, "__struct_fields__", ()))


def _other_place(key: str, known: Sequence[str]) -> str | None:
    """Return where a key belongs if it is one of another place."""
    if key in DocumentSettings.__struct_fields__ and "documents" in known:
        return "move it to an entry of `documents`, which starts with `- path: ...`"
    for place, kind in {"": ConfigFile, **get_type_hints(ConfigFile)}.items():
        if key not in known and key in getattr(kind, "__struct_fields__", ()):
            return f"move it below `{place}:`" if place else "move it to the start of a line, out of the key above it"
    return None


FIXES = Fixes(for_key=unknown_key_fix, for_missing=missing_key_fix, for_value=value_fix)
"""The fixes for the keys and values of config.yaml."""
