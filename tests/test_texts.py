"""The bot's texts: the shipped languages, and those in an admin's own folder."""

import re
import string
from functools import cache

import pytest
import yaml

from bot.rendering.texts import SHIPPED_TRANSLATIONS, Texts, Translations
from index.errors import SettingsError

LANGUAGES = ["de", "en", "es", "fr", "ja", "pt", "zh", "zh-TW"]
OPTIONS = ["question_name", "section_name", "document_name", "private_name", "for_name", "days_name"]
COMMANDS, SUBCOMMANDS = ["ask_name", "corpus_name"], ["rebuild_name", "status_name", "questions_name"]
BUTTONS = [
    "previous",
    "next",
    "in_context",
    "back",
    "share",
    "read",
    "open",
    "helpful",
    "unhelpful",
    "ask_people",
    "to_answer",
    "teach",
]


@cache
def shipped_texts(language: str) -> dict[str, str]:
    """Return the texts of a shipped file, without falling back to English."""
    return yaml.safe_load((SHIPPED_TRANSLATIONS / f"{language}.yaml").read_text(encoding="utf-8"))


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}


def load_own(folder, **files: str | bytes) -> Translations:
    """Load the translations with an admin's own folder that has these files."""
    for language, text in files.items():
        (folder / f"{language}.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return Translations.load(folder)


def test_the_bot_speaks_seven_languages_and_chinese_in_two_scripts():
    assert sorted(Translations.load().languages) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_translates_every_text_in_the_same_order(language):
    assert list(shipped_texts(language)) == list(Texts.__struct_fields__)
    sentences = [key for key, words in shipped_texts("en").items() if " " in words]
    assert language == "en" or [key for key in sentences if shipped_texts(language)[key] == shipped_texts("en")[key]] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_placeholders(language):
    names = {key: placeholders(words) for key, words in shipped_texts("en").items()}
    assert {key: placeholders(words) for key, words in shipped_texts(language).items()} == names
    for key, words in shipped_texts(language).items():
        shown = words.format(**{name: f"<{name}>" for name in names[key]})
        assert [mark for mark in "{}" if mark in shown] == []
        assert [name for name in names[key] if shown.count(f"<{name}>") != 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_descriptions_and_buttons_fit_the_limits_of_discord_in_every_language(language):
    words = shipped_texts(language)
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
        ("zh-SG", "zh"),
        ("zh-TW", "zh-TW"),
        ("zh-HK", "zh-TW"),
        ("zh-Hant-MO", "zh-TW"),
        ("en-US", "en"),
        ("en-GB", "en"),
        ("sv-SE", "en"),
        ("hi", "en"),
        ("", "en"),
    ],
)
def test_texts_are_in_the_language_of_the_locale_or_in_english(locale, language):
    assert Translations.load().for_locale(locale) == Texts(**shipped_texts(language))


def test_an_own_text_replaces_only_itself(tmp_path):
    translations = load_own(tmp_path, de="# Unser Ton\nback: Retour, bitte\nask_role: 'Frag {role}, ja?'\n")
    assert translations.for_locale("de") == Texts(
        **{**shipped_texts("de"), "back": "Retour, bitte", "ask_role": "Frag {role}, ja?"}
    )
    assert translations.for_locale("fr") == Texts(**shipped_texts("fr"))


def test_a_new_language_falls_back_to_english(tmp_path):
    translations = load_own(tmp_path, nl="back: Terug\n")
    assert translations.for_locale("nl") == Texts(**{**shipped_texts("en"), "back": "Terug"})
    assert translations.for_locale("en-US").back == shipped_texts("en")["back"]


SIMPLIFIED, TRADITIONAL = "问题档断机选择请这个时间说没发", "問題檔斷機選擇請這個時間說沒發"
"""Characters that the two scripts of Chinese write in different ways."""


@pytest.mark.parametrize(("language", "foreign"), [("zh", TRADITIONAL), ("zh-TW", SIMPLIFIED)])
def test_chinese_texts_keep_to_one_script(language, foreign):
    shared = set(SIMPLIFIED) & set(TRADITIONAL)
    used = set("".join(shipped_texts(language).values()))
    assert used & (set(foreign) - shared) == set()
    assert used & (set(SIMPLIFIED + TRADITIONAL) - set(foreign))


def test_an_own_text_for_hong_kong_builds_on_that_for_taiwan(tmp_path):
    translations = load_own(tmp_path, **{"zh-TW": "back: 回上頁\n", "zh-HK": "share: 分享出去\n"})
    assert translations.for_locale("zh-HK") == Texts(**{**shipped_texts("zh-TW"), "back": "回上頁", "share": "分享出去"})


def test_other_languages_fall_back_to_an_admins_own_english(tmp_path):
    translations = load_own(tmp_path, en="share: Show to all\n", nl="back: Terug\n")
    assert (
        translations.for_locale("en-GB").share
        == translations.for_locale("sv-SE").share
        == translations.for_locale("nl").share
        == "Show to all"
    )
    assert translations.for_locale("de").share == shipped_texts("de")["share"]


@pytest.mark.parametrize("text", ["", "# nothing yet\n", b"\xef\xbb\xbf"])
def test_an_empty_own_file_changes_nothing(tmp_path, text):
    assert load_own(tmp_path, de=text).languages == Translations.load().languages


def test_texts_of_the_maximum_length_are_accepted(tmp_path):
    longest = {"ask_name": "a" * 32, "ask_description": "b" * 100, "find_name": "C" * 32, "open": "D" * 80}
    texts = load_own(tmp_path, nl=yaml.safe_dump(longest)).for_locale("nl")
    assert {key: getattr(texts, key) for key in longest} == longest


@pytest.mark.parametrize("name", ["vraag-het", "vraag_2", "提问", "спросить", "पूछें", "เอกสารนี้"])
def test_a_command_name_may_be_in_any_script(tmp_path, name):
    assert load_own(tmp_path, nl=f'ask_name: "{name}"\n').for_locale("nl").ask_name == name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("back: Zurück\nbakc: Zurück\n", r"de\.yaml:2: unknown key 'bakc'; use a key from en\.yaml$"),
        ("\nask_role: '{rule} hilft.'\n", r"de\.yaml:2: 'ask_role' has an unknown placeholder; use only \{role\}$"),
        ("line: '{} {line}'\n", r"de\.yaml:1: .*; use only \{document\}, \{line\}$"),
        ("back: '{role}'\n", r"de\.yaml:1: 'back' has an unknown placeholder; use no placeholders$"),
        ("open: Auf\nback: Zurück {\n", r"de\.yaml:2: unmatched brace; write \{\{ or \}\} for a literal brace$"),
        ("back: Zurück }\n", r"de\.yaml:1: unmatched brace; "),
        ("back:\n", r"de\.yaml:1: 'back' should be non-empty text; write the text, or remove the line$"),
        ("open: Auf\nback: '  '\n", r"de\.yaml:2: 'back' should be non-empty text; "),
        ("back: [Zurück]\n", r"de\.yaml:1: 'back' should be non-empty text"),
        ("open: Auf\nback: Zurück: los\n", r"de\.yaml:2: not YAML: "),
        ("- Zurück\n", r"de\.yaml: should be lines of `key: text`; see en\.yaml$"),
        ("Zurück\n", r"de\.yaml: should be lines of `key: text`; "),
        (b"back: Zur\xfcck\n", r"de\.yaml:1: is probably Windows-1252, not UTF-8; convert it: iconv "),
        (
            "back: Zurück\nask_name: frag mich\n",
            r"de\.yaml:2: 'ask_name' is not a valid command or option name; .* without spaces",
        ),
        ("status_name: Wie es steht\n", r"de\.yaml:1: 'status_name' is not a valid command or option name; "),
        ("corpus_name: fragen\n", r"de\.yaml: two commands are named 'fragen'; rename one of them$"),
        ("rebuild_name: stand\n", r"de\.yaml: two subcommands are named 'stand'; rename one of them$"),
        ("section_name: frage\n", r"de\.yaml: two options are named 'frage'; rename one of them$"),
        (
            "private_name: Privat\n",
            r"de\.yaml:1: 'private_name' is not a valid command or option name; use at most 32 lower-case",
        ),
        ("question_name: was?\n", r"de\.yaml:1: 'question_name' is not a valid"),
        (f"section_name: {'a' * 33}\n", r"de\.yaml:1: 'section_name' is not a valid .* at most 32 "),
        (f"ask_description: {'a' * 101}\n", r"de\.yaml:1: 'ask_description' has 101 characters \(at most 100\); shorten it$"),
        (f"back: Zurück\nfind_name: {'a' * 33}\n", r"de\.yaml:2: 'find_name' has 33 characters \(at most 32\); shorten it$"),
        (f"rebuild_description: {'a' * 101}\n", r"de\.yaml:1: 'rebuild_description' has 101 characters \(at most 100\)"),
        (f"share: {'a' * 81}\n", r"de\.yaml:1: 'share' has 81 characters \(at most 80\); shorten it$"),
    ],
)
def test_an_error_in_an_own_file_is_one_line_with_its_file_and_line(tmp_path, text, message):
    with pytest.raises(SettingsError, match=message) as caught:
        load_own(tmp_path, de=text)
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_own_folder_is_named(tmp_path):
    (tmp_path / "de.yaml").write_text("back: Retour\n")
    for path in (tmp_path / "gone", tmp_path / "de.yaml"):
        with pytest.raises(SettingsError, match=rf"{path.name}: not a folder; create it, or remove discord\.translations$"):
            Translations.load(path)
