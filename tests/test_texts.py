"""The bot's own words: the languages it comes with, and those of an admin's own folder."""

import re
import string

import pytest
import yaml

from bot.rendering.texts import SHIPPED, Texts, Translations
from index.errors import SettingsError

LANGUAGES = ["de", "en", "es", "fr", "ja", "pt", "zh"]
OPTIONS = ["question_name", "section_name", "document_name", "private_name"]
COMMANDS, SUBCOMMANDS = ["ask_name", "corpus_name"], ["rebuild_name", "status_name"]
BUTTONS = ["previous", "next", "in_context", "back", "share", "read", "open"]


def said(language: str) -> dict[str, str]:
    """The lines of a shipped file, with nothing filled in from English."""
    return yaml.safe_load((SHIPPED / f"{language}.yaml").read_text(encoding="utf-8"))


def filled_in(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}


def own(folder, **files: str | bytes) -> Translations:
    """What is said when an admin's own folder has these files."""
    for language, text in files.items():
        (folder / f"{language}.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return Translations.load(folder)


def test_the_bot_speaks_seven_languages():
    assert sorted(Translations.load().languages) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_leaves_nothing_to_english_and_keeps_its_order(language):
    assert list(said(language)) == list(Texts.__struct_fields__)
    sentences = [key for key, words in said("en").items() if " " in words]
    assert language == "en" or [key for key in sentences if said(language)[key] == said("en")[key]] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_things_are_filled_in_in_every_language(language):
    names = {key: filled_in(words) for key, words in said("en").items()}
    assert {key: filled_in(words) for key, words in said(language).items()} == names
    for key, words in said(language).items():
        shown = words.format(**{name: f"<{name}>" for name in names[key]})
        assert [mark for mark in "{}" if mark in shown] == []
        assert [name for name in names[key] if shown.count(f"<{name}>") != 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_discord_takes_the_names_descriptions_and_buttons_of_every_language(language):
    words = said(language)
    for key in (*COMMANDS, *SUBCOMMANDS, *OPTIONS):
        assert re.fullmatch(r"[-_'\w]{1,32}", words[key])
        assert words[key] == words[key].lower()
    for keys in (COMMANDS, SUBCOMMANDS, OPTIONS):
        assert len({words[key] for key in keys}) == len(keys)
    assert [key for key in words if key.endswith("_description") and len(words[key]) > 100] == []
    assert len(words["find_name"]) <= 32
    assert [key for key in BUTTONS if len(words[key]) > 80] == []


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("de", "de"),
        ("fr", "fr"),
        ("ja", "ja"),
        ("pt-BR", "pt"),
        ("es-ES", "es"),
        ("es-419", "es"),
        ("zh-CN", "zh"),
        ("zh-TW", "zh"),
        ("en-US", "en"),
        ("en-GB", "en"),
        ("sv-SE", "en"),
        ("hi", "en"),
        ("", "en"),
    ],
)
def test_a_reader_is_answered_in_the_language_of_their_discord_or_in_english(locale, language):
    assert Translations.load().of(locale) == Texts(**said(language))


def test_an_own_line_replaces_only_what_it_says(tmp_path):
    translations = own(tmp_path, de="# Unser Ton\nback: Retour, bitte\nask_role: 'Frag {role}, ja?'\n")
    assert translations.of("de") == Texts(**{**said("de"), "back": "Retour, bitte", "ask_role": "Frag {role}, ja?"})
    assert translations.of("fr") == Texts(**said("fr"))


def test_a_new_language_says_in_english_what_it_leaves_out(tmp_path):
    translations = own(tmp_path, nl="back: Terug\n")
    assert translations.of("nl") == Texts(**{**said("en"), "back": "Terug"})
    assert translations.of("en-US").back == said("en")["back"]


def test_what_an_admin_says_in_english_is_what_other_languages_fall_back_to(tmp_path):
    translations = own(tmp_path, en="share: Show to all\n", nl="back: Terug\n")
    assert translations.of("en-GB").share == translations.of("sv-SE").share == translations.of("nl").share == "Show to all"
    assert translations.of("de").share == said("de")["share"]


@pytest.mark.parametrize("text", ["", "# nothing yet\n", b"\xef\xbb\xbf"])
def test_an_own_file_that_says_nothing_changes_nothing(tmp_path, text):
    assert own(tmp_path, de=text).languages == Translations.load().languages


def test_words_as_long_as_discord_allows_are_taken(tmp_path):
    longest = {"ask_name": "a" * 32, "ask_description": "b" * 100, "find_name": "C" * 32, "open": "D" * 80}
    texts = own(tmp_path, nl=yaml.safe_dump(longest)).of("nl")
    assert {key: getattr(texts, key) for key in longest} == longest


@pytest.mark.parametrize("name", ["vraag-het", "vraag_2", "提问", "спросить", "पूछें", "เอกสารนี้"])
def test_a_command_may_be_named_in_any_script(tmp_path, name):
    assert own(tmp_path, nl=f'ask_name: "{name}"\n').of("nl").ask_name == name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("back: Zurück\nbakc: Zurück\n", r"de\.yaml:2: unknown key 'bakc'; use the keys of en\.yaml$"),
        ("\nask_role: '{rule} hilft.'\n", r"de\.yaml:2: 'ask_role' fills in what it cannot; the names in braces are \{role\}$"),
        ("line: '{} {line}'\n", r"de\.yaml:1: .* the names in braces are \{document\}, \{line\}$"),
        ("back: '{role}'\n", r"de\.yaml:1: 'back' fills in what it cannot; the names in braces are none$"),
        ("open: Auf\nback: Zurück {\n", r"de\.yaml:2: a brace stands alone; write \{\{ or \}\} for one that is meant$"),
        ("back: Zurück }\n", r"de\.yaml:1: a brace stands alone; "),
        ("back:\n", r"de\.yaml:1: 'back' should be text, not nothing; leave it out, or say it$"),
        ("open: Auf\nback: '  '\n", r"de\.yaml:2: 'back' should be text, not nothing; "),
        ("back: [Zurück]\n", r"de\.yaml:1: 'back' should be text"),
        ("open: Auf\nback: Zurück: los\n", r"de\.yaml:2: not YAML: "),
        ("- Zurück\n", r"de\.yaml: should be lines of `key: words`; see en\.yaml$"),
        ("Zurück\n", r"de\.yaml: should be lines of `key: words`; "),
        (b"back: Zur\xfcck\n", r"de\.yaml: byte 9 is not UTF-8; save the file as UTF-8$"),
        ("back: Zurück\nask_name: frag mich\n", r"de\.yaml:2: 'ask_name' cannot name a command or option; .* without blanks"),
        ("status_name: Wie es steht\n", r"de\.yaml:1: 'status_name' cannot name a command or option; "),
        ("corpus_name: fragen\n", r"de\.yaml: two commands are named 'fragen'; name one of them otherwise$"),
        ("rebuild_name: stand\n", r"de\.yaml: two commands of one group are named 'stand'; name one of them otherwise$"),
        ("section_name: frage\n", r"de\.yaml: two options are named 'frage'; name one of them otherwise$"),
        ("private_name: Privat\n", r"de\.yaml:1: 'private_name' cannot name a command or option; write it in lower case"),
        ("question_name: was?\n", r"de\.yaml:1: 'question_name' cannot name"),
        (f"section_name: {'a' * 33}\n", r"de\.yaml:1: 'section_name' cannot name .* at most 32 "),
        (f"ask_description: {'a' * 101}\n", r"de\.yaml:1: 'ask_description' has 101 characters \(at most 100\); shorten it$"),
        (f"back: Zurück\nfind_name: {'a' * 33}\n", r"de\.yaml:2: 'find_name' has 33 characters \(at most 32\); shorten it$"),
        (f"rebuild_description: {'a' * 101}\n", r"de\.yaml:1: 'rebuild_description' has 101 characters \(at most 100\)"),
        (f"share: {'a' * 81}\n", r"de\.yaml:1: 'share' has 81 characters \(at most 80\); shorten it$"),
    ],
)
def test_a_mistake_in_an_own_file_is_told_in_one_line_with_file_and_line(tmp_path, text, message):
    with pytest.raises(SettingsError, match=message) as caught:
        own(tmp_path, de=text)
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_own_folder_that_is_missing_is_named(tmp_path):
    (tmp_path / "de.yaml").write_text("back: Retour\n")
    for path in (tmp_path / "gone", tmp_path / "de.yaml"):
        with pytest.raises(SettingsError, match=rf"{path.name}: not a folder; make it, or leave out discord\.translations$"):
            Translations.load(path)
