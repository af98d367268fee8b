"""The bot's own words, in the language of whoever reads them.

Each language is a YAML file that a person can edit, a line for each field of `Texts`. What one leaves out is said in English.
"""

import re
import string
from collections.abc import Mapping
from pathlib import Path

import msgspec
import yaml

from index.errors import SettingsError
from index.files.yaml_tree import compose_yaml, read_yaml_text

SHIPPED = Path(__file__).parent / "translations"
ENGLISH = "en"
OPTION_NAMES = ("question_name", "section_name", "document_name", "private_name")
COMMAND_NAMES = ("ask_name", "corpus_name")
SUBCOMMAND_NAMES = ("rebuild_name", "status_name")
BESIDE_EACH_OTHER = {"options": OPTION_NAMES, "commands": COMMAND_NAMES, "commands of one group": SUBCOMMAND_NAMES}
"""What has names that Discord wants to be different."""
COMMAND_NAME = re.compile(r"[-_\w\u0900-\u0963\u0966-\u097f\u0e01-\u0e3a\u0e40-\u0e5b]{1,32}")
"""How a command or an option may be called: letters and digits of any script, with the signs that Hindi and Thai add."""
BUTTONS = ("previous", "next", "in_context", "back", "share", "read", "open")
DESCRIPTIONS = tuple(name.replace("_name", "_description") for names in BESIDE_EACH_OTHER.values() for name in names)
LONGEST = {"find_name": 32, **dict.fromkeys(BUTTONS, 80), **dict.fromkeys(DESCRIPTIONS, 100)}
"""Characters that Discord takes, at most."""
LONGEST_WORDS = 300
"""Characters of everything else, so that an answer has room beside them."""


class Texts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All that the bot says in one language; names in braces are filled in with `str.format`."""

    ask_name: str
    ask_description: str
    question_name: str
    question_description: str
    section_name: str
    section_description: str
    document_name: str
    document_description: str
    private_name: str
    private_description: str
    find_name: str
    corpus_name: str
    corpus_description: str
    rebuild_name: str
    rebuild_description: str
    status_name: str
    status_description: str

    unsure: str
    unsure_more: str
    absent: str
    closest_sections: str
    ask_role: str
    unmatched: str
    quoted: str
    read_as: str
    cut: str
    line: str
    place: str
    shared_by: str
    more_before: str
    more_after: str

    previous: str
    next: str
    in_context: str
    back: str
    share: str
    read: str
    open: str

    rebuilding: str
    progress: str
    goes_on: str
    rebuilt: str
    took_in: str
    unchanged: str
    changes: str
    moved_from: str
    and_more: str
    index_now: str
    not_rebuilt: str
    not_taken_in: str
    answers_from: str
    holds: str
    built: str
    model: str
    watched: str
    not_watched: str
    is_building: str
    up_to_date: str
    pending: str
    last_failure: str

    how_to_ask: str
    example: str
    empty: str
    too_long: str
    no_words: str
    no_section: str
    no_document: str
    did_you_mean: str
    cooldown: str
    busy: str
    stopping: str
    no_permission: str
    may_not_write: str
    not_allowed: str
    gone: str
    old_button: str
    message_gone: str
    already_shared: str
    no_index: str
    failed: str


class Translations:
    """The words of every language there is a file for."""

    def __init__(self, languages: Mapping[str, Texts]) -> None:
        self.languages = languages

    @classmethod
    def load(cls, own: Path | None = None) -> "Translations":
        """Read the shipped files and, over them, those of a folder of the admin's own.

        Raises SettingsError naming the file, the line and the words that are wrong.
        """
        words: dict[str, dict[str, str]] = {path.stem: _read(path, {}) for path in sorted(SHIPPED.glob("*.yaml"))}
        if own is not None:
            if not own.is_dir():
                raise SettingsError("not a folder", where=str(own), fix="make it, or leave out discord.translations")
            english = words[ENGLISH]
            for path in sorted([*own.glob("*.yaml"), *own.glob("*.yml")], key=lambda path: (path.stem != ENGLISH, path.stem)):
                said = words.get(path.stem) or words.get(path.stem.partition("-")[0], {})
                words[path.stem] = {**said, **_read(path, english)}
                _check_names({**words[ENGLISH], **words[path.stem]}, path)
        return cls({language: msgspec.convert({**words[ENGLISH], **said}, Texts) for language, said in words.items()})

    def of(self, locale: str) -> Texts:
        """The words for a locale of Discord, as `pt-BR`: those of its language, else English."""
        for name in (locale, locale.partition("-")[0]):
            if name in self.languages:
                return self.languages[name]
        return self.languages[ENGLISH]


def _read(path: Path, english: Mapping[str, str]) -> dict[str, str]:
    """The lines of a file. With `english`, its names in braces are checked against those there."""
    tree = compose_yaml(read_yaml_text(path, SettingsError, fix_missing="restore it"), str(path), SettingsError)
    if tree is None:
        return {}
    if not isinstance(tree, yaml.MappingNode):
        raise SettingsError("should be lines of `key: words`", where=str(path), fix="see en.yaml")
    words: dict[str, str] = {}
    for key, value in tree.value:
        where = f"{path}:{key.start_mark.line + 1}"
        if key.value not in Texts.__struct_fields__:
            raise SettingsError(f"unknown key {key.value!r}", where=where, fix="use the keys of en.yaml")
        if key.value in words:
            raise SettingsError(f"{key.value!r} is given twice", where=where, fix="keep one of them")
        if not isinstance(value, yaml.ScalarNode) or not value.value.strip():
            raise SettingsError(f"{key.value!r} should be text, not nothing", where=where, fix="leave it out, or say it")
        if english and _names(value.value, where) - _names(english[key.value], where):
            known = ", ".join(f"{{{name}}}" for name in sorted(_names(english[key.value], where))) or "none"
            raise SettingsError(f"{key.value!r} fills in what it cannot", where=where, fix=f"the names in braces are {known}")
        _check_limits(key.value, value.value, where)
        words[key.value] = value.value
    return words


def _check_limits(key: str, words: str, where: str) -> None:
    """Raises SettingsError when Discord would refuse the words where they stand."""
    is_name = any(key in names for names in BESIDE_EACH_OTHER.values())
    if is_name and not (COMMAND_NAME.fullmatch(words) and words == words.lower()):
        fix = "write it in lower case, without blanks, in at most 32 letters and digits"
        raise SettingsError(f"{key!r} cannot name a command or option", where=where, fix=fix)
    longest = LONGEST.get(key, LONGEST_WORDS)
    if len(words) > longest:
        raise SettingsError(f"{key!r} has {len(words)} characters (at most {longest})", where=where, fix="shorten it")


def _check_names(words: Mapping[str, str], path: Path) -> None:
    """Raises SettingsError when two commands, or two options of one, have one name."""
    for kind, keys in BESIDE_EACH_OTHER.items():
        names = [words[key] for key in keys]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise SettingsError(f"two {kind} are named {twice[0]!r}", where=str(path), fix="name one of them otherwise")


def _names(words: str, where: str) -> set[str]:
    """The names in braces. Raises SettingsError when a brace is no part of such a name."""
    left = re.sub(r"\{\w*\}|\{\{|\}\}", "", words)
    if "{" in left or "}" in left:
        raise SettingsError("a brace stands alone", where=where, fix="write {{ or }} for one that is meant")
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}
