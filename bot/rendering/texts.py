"""The bot's own texts, in the reader's language.

Each language is an editable YAML file with one line per field of `Texts`. Missing lines fall back to English.
"""

import re
import string
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import yaml

from index.errors import SettingsError
from index.files.yaml_tree import compose_yaml, read_yaml_text

SHIPPED_TRANSLATIONS = Path(__file__).parent / "translations"
ENGLISH = "en"
TRADITIONAL_CHINESE = "zh-TW"
WRITTEN_LIKE = dict.fromkeys(("zh-hant", "zh-hk", "zh-mo"), TRADITIONAL_CHINESE)
"""Locales in lower case that fall back to another one before their language, because that is written in another script."""
OPTION_NAMES = ("question_name", "section_name", "document_name", "private_name", "for_name", "days_name")
COMMAND_NAMES = ("ask_name", "corpus_name", "privacy_name")
SUBCOMMAND_NAMES = ("rebuild_name", "status_name", "questions_name")
PRIVACY_NAMES = ("kept_name", "forget_name", "off_name", "on_name")
DISTINCT_NAMES = {
    "options": OPTION_NAMES,
    "commands": COMMAND_NAMES,
    "subcommands": SUBCOMMAND_NAMES,
    "subcommands of privacy": PRIVACY_NAMES,
}
"""Groups of names that Discord requires to be distinct."""
COMMAND_NAME = re.compile(r"[-_\w\u0900-\u0963\u0966-\u097f\u0e01-\u0e3a\u0e40-\u0e5b]{1,32}")
"""A valid command or option name: letters and digits of any script, including the combining signs of Hindi and Thai."""
VERDICTS = ("helpful", "unhelpful", "ask_people", "to_answer", "teach", "this_answers", "undo")
BUTTONS = ("previous", "next", "in_context", "whole_list", "others", "back", "share", "read", "open", *VERDICTS)
DESCRIPTIONS = tuple(name.replace("_name", "_description") for names in DISTINCT_NAMES.values() for name in names)
FORM_LABELS = ("save_text", "save_text_cut", "save_question", "save_section")
MAX_LENGTHS = {
    "find_name": 32,
    "save_name": 32,
    **dict.fromkeys(FORM_LABELS, 45),
    "addressed": 80,
    **dict.fromkeys(BUTTONS, 80),
    **dict.fromkeys(DESCRIPTIONS, 100),
}
"""Length limits, in characters: those of Discord, and one that leaves room in an answer that has every other line too."""
MAX_TEXT_LENGTH = 300
"""Characters of any other text, at most, so that answers have room next to it."""


class Texts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All texts of one language; placeholders in braces are filled in with `str.format`."""

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
    for_name: str
    for_description: str
    find_name: str
    save_name: str
    corpus_name: str
    corpus_description: str
    rebuild_name: str
    rebuild_description: str
    status_name: str
    status_description: str
    questions_name: str
    questions_description: str
    days_name: str
    days_description: str
    privacy_name: str
    privacy_description: str
    kept_name: str
    kept_description: str
    forget_name: str
    forget_description: str
    off_name: str
    off_description: str
    on_name: str
    on_description: str

    unsure: str
    unsure_more: str
    absent: str
    closest_sections: str
    ask_role: str
    unmatched: str
    quoted: str
    read_as: str
    unanswered: str
    cut: str
    line: str
    place: str
    shared_by: str
    addressed: str
    more_before: str
    more_after: str

    previous: str
    next: str
    in_context: str
    whole_list: str
    others: str
    back: str
    share: str
    read: str
    open: str
    helpful: str
    unhelpful: str
    ask_people: str
    to_answer: str
    teach: str
    this_answers: str
    undo: str

    noted_helpful: str
    noted_unhelpful: str
    thanked: str
    not_noted: str
    no_record: str
    no_others: str
    people_asked: str
    were_asked: str
    already_asked: str

    rebuilding: str
    progress: str
    goes_on: str
    rebuilt: str
    took_in: str
    unchanged: str
    unknown_changes: str
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
    rolled_back: str
    is_building: str
    up_to_date: str
    pending: str
    last_failure: str

    save_text: str
    save_text_cut: str
    save_question: str
    save_section: str
    saved_answer: str
    tied_answer: str
    saved_unbuilt: str
    tied_unbuilt: str
    replaced_answer: str
    known_answer: str
    taken_back: str
    not_taught: str
    not_taken_back: str
    not_built: str
    not_used: str
    your_text: str
    too_late: str
    no_teaching: str
    no_question: str

    in_vain: str
    asked_counts: str
    group_counts: str
    nearest: str
    none_in_vain: str
    settled_in_vain: str
    going_through: str
    record_unusable: str
    digest: str
    digest_more: str

    privacy_recorded: str
    privacy_hashed: str
    privacy_choices: str
    privacy_excluded: str
    privacy_kept_before: str
    privacy_nothing: str
    privacy_messages: str
    privacy_forgotten: str
    privacy_left_out: str
    privacy_taken_in: str
    privacy_failed: str
    privacy_unfinished: str

    about: str
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
    blocked: str
    may_not_write: str
    may_not_delete: str
    not_allowed: str
    gone: str
    old_button: str
    message_gone: str
    mention_me: str
    cannot_read: str
    already_shared: str
    no_index: str
    store_away: str
    failed: str


class Translations:
    """The texts of every language that has a file."""

    def __init__(self, languages: Mapping[str, Texts]) -> None:
        self.languages = languages

    @classmethod
    def load(cls, folder: Path | None = None) -> "Translations":
        """Read the shipped files and, on top of them, those in the admin's own folder.

        Raises SettingsError naming the file, the line and the key that is wrong.
        """
        texts: dict[str, dict[str, str]] = {
            path.stem: _read_language(path, {}) for path in sorted(SHIPPED_TRANSLATIONS.glob("*.yaml"))
        }
        if folder is not None:
            if not folder.is_dir():
                raise SettingsError("not a folder", where=str(folder), fix="create it, or remove discord.translations")
            english = texts[ENGLISH]
            own = [*folder.glob("*.yaml"), *folder.glob("*.yml")]
            for path in sorted(own, key=lambda path: (path.stem != ENGLISH, len(list(_fallbacks(path.stem))), path.stem)):
                base = next((texts[name] for name in _fallbacks(path.stem) if name in texts), {})
                texts[path.stem] = {**base, **_read_language(path, english)}
                _check_distinct_names({**texts[ENGLISH], **texts[path.stem]}, path)
        return cls({language: msgspec.convert({**texts[ENGLISH], **lines}, Texts) for language, lines in texts.items()})

    def for_locale(self, locale: str) -> Texts:
        """Return the texts for a Discord locale such as `pt-BR`: its own, those of its language, or English."""
        known = (self.languages[name] for name in _fallbacks(locale) if name in self.languages)
        return next(known, self.languages[ENGLISH])


def _fallbacks(locale: str) -> Iterator[str]:
    """Yield the names of files that have the texts for a locale, best first."""
    parts = locale.split("-")
    for count in range(len(parts), 0, -1):
        name = "-".join(parts[:count])
        yield name
        if name.lower() in WRITTEN_LIKE:
            yield WRITTEN_LIKE[name.lower()]


def _read_language(path: Path, english: Mapping[str, str]) -> dict[str, str]:
    """Read the lines of a language file, checking placeholders against the `english` lines if there are any."""
    tree = compose_yaml(read_yaml_text(path, SettingsError, fix_missing="restore it"), str(path), SettingsError)
    if tree is None:
        return {}
    if not isinstance(tree, yaml.MappingNode):
        raise SettingsError("should be lines of `key: text`", where=str(path), fix="see en.yaml")
    lines: dict[str, str] = {}
    for key, value in tree.value:
        where = f"{path}:{key.start_mark.line + 1}"
        if key.value not in Texts.__struct_fields__:
            raise SettingsError(f"unknown key {key.value!r}", where=where, fix="use a key from en.yaml")
        if key.value in lines:
            raise SettingsError(f"duplicate key {key.value!r}", where=where, fix="keep one of them")
        if not isinstance(value, yaml.ScalarNode) or not value.value.strip():
            raise SettingsError(
                f"{key.value!r} should be non-empty text", where=where, fix="write the text, or remove the line"
            )
        if english:
            _check_placeholders(key.value, value.value, english[key.value], where)
        _check_limits(key.value, value.value, where)
        lines[key.value] = value.value
    return lines


def _check_placeholders(key: str, text: str, english: str, where: str) -> None:
    """Raise SettingsError if a text has a placeholder that the English one does not have."""
    known = _placeholders(english, where)
    if _placeholders(text, where) - known:
        fix = f"use only {', '.join(f'{{{name}}}' for name in sorted(known))}" if known else "use no placeholders"
        raise SettingsError(f"{key!r} has an unknown placeholder", where=where, fix=fix)


def _check_limits(key: str, text: str, where: str) -> None:
    """Raise SettingsError if Discord would reject a text where it is used."""
    is_name = any(key in names for names in DISTINCT_NAMES.values())
    if is_name and not (COMMAND_NAME.fullmatch(text) and text == text.lower()):
        fix = "use at most 32 lower-case letters and digits, without spaces"
        raise SettingsError(f"{key!r} is not a valid command or option name", where=where, fix=fix)
    limit = MAX_LENGTHS.get(key, MAX_TEXT_LENGTH)
    if len(text) > limit:
        raise SettingsError(f"{key!r} has {len(text)} characters (at most {limit})", where=where, fix="shorten it")


def _check_distinct_names(texts: Mapping[str, str], path: Path) -> None:
    """Raise SettingsError if two commands, two subcommands or two options have the same name."""
    for kind, keys in DISTINCT_NAMES.items():
        names = [texts[key] for key in keys]
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            raise SettingsError(f"two {kind} are named {repeated[0]!r}", where=str(path), fix="rename one of them")


def _placeholders(text: str, where: str) -> set[str]:
    """Return the names in braces. Raises SettingsError for a brace that does not belong to a placeholder."""
    rest = re.sub(r"\{\w*\}|\{\{|\}\}", "", text)
    if "{" in rest or "}" in rest:
        raise SettingsError("unmatched brace", where=where, fix="write {{ or }} for a literal brace")
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
