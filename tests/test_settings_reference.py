"""The keys of config.yaml are described in one place, and all that is generated from it is correct."""

import json
import tempfile
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from index.errors import SettingsError
from index.settings import ConfigFile, DocumentSettings, load_settings, parse_settings
from index.settings.reference import list_settings, make_schema
from index.settings.template import SCHEMA_LINE, WIDTH, config_text
from tests.conftest import ROOT
from tests.generated import CONFIGURATION, END, START, generated

DOCUMENT = "documents: [{path: a.md}]\n"
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: "\0" not in text and text.strip())


SHARDS_EXAMPLE = ("  # shards:", "  #   ids:", "  #   total:")


@pytest.fixture(scope="module")
def validator():
    Draft202012Validator.check_schema(make_schema())
    return Draft202012Validator(make_schema())


def all_settings():
    return [setting for top in list_settings() for setting in top.all]


@pytest.mark.parametrize("name", generated())
def test_generated_files_are_up_to_date(name):
    assert (ROOT / name).read_text(encoding="utf-8") == generated()[name], "run: python -m tests.generated"


def test_the_table_in_the_docs_is_what_the_command_prints(footnote):
    between = (ROOT / CONFIGURATION).read_text(encoding="utf-8").split(START)[1].split(END)[0]
    assert between.strip() == footnote("settings", "--markdown").stdout.strip()
    assert between.count("\n| `") == len(all_settings())


def test_the_command_prints_the_schema_that_editors_read(footnote):
    assert json.loads(footnote("settings", "--schema").stdout) == json.loads(
        (ROOT / "config.schema.json").read_text(encoding="utf-8")
    )


def test_every_setting_is_described_and_shows_a_default_or_an_example():
    keys = {setting.key for setting in all_settings()}
    assert {*ConfigFile.__struct_fields__, "documents[].outline", "discord.guild", "serving.port"} <= keys
    assert all(setting.description.endswith(".") for setting in all_settings())
    assert [each.key for each in all_settings() if not each.parts and each.default is None and each.example is None] == []


def test_limits_and_choices_are_in_the_description():
    descriptions = {setting.key: setting.description for setting in all_settings()}
    assert "From 1 to 50." in descriptions["top"]
    assert "From 0 to 3600." in descriptions["discord.cooldown"]
    assert "From 0 to 65535." in descriptions["serving.port"]
    assert "`onnx`" in descriptions["runtime"]
    assert "`torch`" in descriptions["runtime"]
    assert "`german`" in descriptions["language"]


def test_the_shipped_file_matches_its_schema_and_the_line_width(validator):
    text = (ROOT / "config.yaml").read_text(encoding="utf-8")
    assert text.startswith(f"{SCHEMA_LINE}\n")
    assert (ROOT / SCHEMA_LINE.rpartition("=")[2]).is_file()
    assert list(validator.iter_errors(yaml.safe_load(text))) == []
    assert [line for line in text.splitlines() if len(line) > WIDTH] == []


def test_uncommenting_any_key_gives_a_valid_file(validator):
    lines = config_text([DocumentSettings(path="a.md")]).splitlines()
    off = {part.key for setting in all_settings() if setting.is_off for part in setting.parts}
    keys = {
        f"# {setting.name}:": setting
        for setting in all_settings()
        if setting.default is None and not setting.parts and setting.key not in off
    }
    tried = set()
    for place, line in enumerate(lines):
        key = next((key for key in keys if line.lstrip().startswith(key)), None)
        if key is None:
            continue
        stop = place + 1
        while lines[stop].lstrip().startswith("#   ") and not lines[stop].lstrip().startswith("#    "):
            stop += 1  # the other lines of an example
        uncommented = [each.replace("# ", "", 1) for each in lines[place:stop]]
        text = "\n".join([*lines[:place], *uncommented, *lines[stop:]])
        assert parse_settings(text, root=Path()) != parse_settings("\n".join(lines), root=Path()), text
        assert list(validator.iter_errors(yaml.safe_load(text))) == []
        tried.add(keys[key].key)
    assert tried == {setting.key for setting in keys.values()} - {"documents[].path"}


def test_uncommenting_a_group_that_is_off_gives_a_valid_file(validator):
    text = config_text([DocumentSettings(path="a.md")])
    groups = [setting for setting in all_settings() if setting.is_off and "." not in setting.key]
    assert groups
    for group in groups:
        before, _, rest = text.partition(f"# {group.name}:\n")
        block, _, after = rest.partition("\n\n")
        block = "\n".join(line.removeprefix("# ") for line in block.splitlines())
        written = f"{before}{group.name}:\n{block}\n\n{after}"
        found = getattr(parse_settings(written, root=Path()), group.name)
        examples = {part.name: part.example for part in group.parts if part.is_required}
        assert examples.items() <= msgspec.to_builtins(found).items()
        assert list(validator.iter_errors(yaml.safe_load(written))) == []


def test_uncommenting_a_group_below_another_key_gives_a_valid_file(validator):
    text = config_text([DocumentSettings(path="a.md")])
    lines = [line.replace("# ", "", 1) if line.startswith(SHARDS_EXAMPLE) else line for line in text.splitlines()]
    written = "\n".join(lines)
    assert str(parse_settings(written, root=Path()).discord.shards.chosen()) == "0-1/4"
    assert list(validator.iter_errors(yaml.safe_load(written))) == []


@pytest.mark.parametrize(
    "text",
    [
        "top: 3\n",
        "documents: []\n",
        "documents: [{title: b}]\n",
        "documents: [{path: ' '}]\n",
        "documents: [{path: a, titel: b}]\n",
        "documents: [{path: a, title: ''}]\n",
        "documents: [{path: a, url: example.org}]\n",
        "documents: [{path: a, outline: ['  ']}]\n",
        "documents: [{path: a, outline: {Rules: {'': x}}}]\n",
        DOCUMENT + "modle: x\n",
        DOCUMENT + "model: ''\n",
        DOCUMENT + "runtime: gpu\n",
        DOCUMENT + "language: klingon\n",
        DOCUMENT + "timezone: the moon\n",
        DOCUMENT + "candidates: 9\n",
        DOCUMENT + "top: many\n",
        DOCUMENT + "top: 51\n",
        DOCUMENT + "top: 2.5\n",
        DOCUMENT + "watch: perhaps\n",
        DOCUMENT + "discord: {gild: 1}\n",
        DOCUMENT + "discord: {guild: 0}\n",
        DOCUMENT + "discord: {guild: 9223372036854775808}\n",
        DOCUMENT + "discord: {cooldown: -1}\n",
        DOCUMENT + "discord: {forums: [x]}\n",
        DOCUMENT + "serving: {port: 65536}\n",
        DOCUMENT + "serving: {logs: xml}\n",
    ],
)
def test_a_mistake_that_footnote_refuses_is_marked_in_editors_too(validator, text):
    with pytest.raises(SettingsError):
        parse_settings(text, root=Path())
    assert list(validator.iter_errors(yaml.safe_load(text)))


@pytest.mark.parametrize(
    "text",
    [
        "documents: [{path: a, outline: x, title: null}]\n",
        "documents: [{path: a, outline: {2020: [1.5, Yes, {A: {B: null}}]}, omit: [x]}]\n",
        DOCUMENT + "discord: {cooldown: 0.5, forums: [1, 2], guild: null}\nserving: {port: 0}\nlanguage: none\n",
    ],
)
def test_valid_settings_are_not_marked_in_editors(validator, text):
    parse_settings(text, root=Path())
    assert list(validator.iter_errors(json.loads(json.dumps(yaml.safe_load(text))))) == []


@given(WORDS, WORDS, st.from_regex(r"\Ahttps?://[\w.-]+(:\d+)?(/\S*)?\Z").filter(lambda url: "\0" not in url))
def test_any_title_path_and_address_survive_a_round_trip(path, title, url):
    documents = (DocumentSettings(path="first.md"), DocumentSettings(path=path, title=title, url=url))
    for order in (documents, documents[::-1]):
        text = config_text(order)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "config.yaml"
            file.write_bytes(text.encode())
            assert load_settings(file).documents == order
        assert yaml.safe_load(text)["documents"][order.index(documents[1])]["title"] == title


@pytest.mark.parametrize(
    "title", ["null", "~", "yes", "2024", "1_000", "a: b", "#1 'rules'", '"', "- x", "Ünïcode 🎲", "a\nb", "=", "!x"]
)
def test_titles_with_a_meaning_in_yaml_stay_text(title):
    [document] = parse_settings(config_text([DocumentSettings(path="a.md", title=title)]), root=Path()).documents
    assert document.title == title
    assert yaml.safe_load(config_text([DocumentSettings(path="a.md", title=title)]))["documents"][0]["title"] == title


def test_the_listing_shows_current_values_beside_the_defaults(footnote, tmp_path):
    without = footnote("settings")
    assert without.returncode == 0
    assert "showing the defaults" in without.stderr
    assert "\ntop: 3\n" in without.stdout
    (tmp_path / "config.yaml").write_text(DOCUMENT + "top: 5\ndiscord: {forums: [7, 8]}\n", encoding="utf-8")
    listed = footnote("settings")
    assert listed.stderr == ""
    assert listed.stdout.startswith("documents: a.md\n")
    assert "\ntop: 5  (default: 3)\n" in listed.stdout
    assert "\ndiscord.forums: 7, 8  (default: none)\n" in listed.stdout
    assert "\ncandidates: 32\n" in listed.stdout


def test_with_a_mistake_in_config_yaml_no_settings_are_listed(footnote, tmp_path):
    (tmp_path / "config.yaml").write_text(DOCUMENT + "top: 51\n", encoding="utf-8")
    done = footnote("settings")
    assert (done.returncode, done.stdout) == (1, "")
    assert "'top'" in done.stderr
    assert footnote("settings", "--markdown").returncode == 0
