"""Reading config.yaml, and reporting mistakes in it."""

from pathlib import Path

import pytest

from index.errors import SettingsError
from index.settings import ConfigFile, OutlineHeading, load_settings, parse_settings, settings_hash
from tests.conftest import ROOT

DOCUMENT = "documents:\n  - path: a.md\n"


def test_the_shipped_file_has_the_defaults_and_explains_every_key():
    shipped = load_settings(ROOT / "config.yaml")
    bare = parse_settings("documents: [{path: corpus/alibaba-covid19-support.md}]", root=ROOT, file=ROOT / "config.yaml")
    assert shipped == bare
    text = (ROOT / "config.yaml").read_text(encoding="utf-8")
    keys = [*ConfigFile.__struct_fields__, *type(shipped.documents[0]).__struct_fields__]
    keys += [*type(shipped.discord).__struct_fields__, *type(shipped.serving).__struct_fields__]
    assert [key for key in keys if f"{key}:" not in text] == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"^config\.yaml: must be keys with values"),
        ("- a\n- b\n", r"^config\.yaml: must be keys with values"),
        ("documents: [", r"^config\.yaml:1: not YAML: "),
        (DOCUMENT + "top: {", r"^config\.yaml:3: not YAML: "),
        (DOCUMENT + "modle: x\n", r"^config\.yaml:3: unknown key 'modle'; did you mean 'model'\?$"),
        (
            "documents:\n- path: a\n  titel: b\n",
            r"^config\.yaml:3: unknown key 'documents\[0\]\.titel'; did you mean 'title'\?$",
        ),
        (
            DOCUMENT + "zzz: x\n",
            (
                r"^config\.yaml:3: unknown key 'zzz'; "
                rf"the keys here are {', '.join(ConfigFile.__struct_fields__)}$"
            ),
        ),
        (
            DOCUMENT + "discord:\n  token: abc\n",
            r"^config\.yaml:4: unknown key 'discord\.token'; remove it: the token comes from DISCORD_TOKEN",
        ),
        ("top: 3\n", r"^config\.yaml:1: 'documents' is missing; add `documents: handbook\.md`$"),
        (
            "model: m\ndocuments:\n- title: b\n",
            r"^config\.yaml:3: 'documents\[0\]\.path' is missing; add `path: \.\.\.` to this entry$",
        ),
        (
            DOCUMENT + "expand: {url: http://a}\n",
            r"^config\.yaml:3: 'expand\.model' is missing; add `model: \.\.\.` below `expand:`$",
        ),
        (
            DOCUMENT + "record: {days: 3}\n",
            r"^config\.yaml:3: 'record\.database' is missing; write `record: {database: record\.db}`$",
        ),
        ("documents: []\n", r"^config\.yaml:1: 'documents': expected a list with at least one entry; write each as"),
        ("documents: [{path: ' '}]\n", r"^config\.yaml:1: 'documents\[0\]\.path': expected text that is not blank$"),
        (DOCUMENT + "top: many\n", r"^config\.yaml:3: 'top': expected a whole number from 1 to 50, got 'many'$"),
        (DOCUMENT + f"top: {'x' * 50}\n", r"^config\.yaml:3: 'top': expected a whole number from 1 to 50, got text$"),
        (DOCUMENT + "top: [3, 4]\n", r"^config\.yaml:3: 'top': expected a whole number from 1 to 50, got a list$"),
        (
            DOCUMENT + "serving: {port: http}\n",
            r"^config\.yaml:3: 'serving\.port': expected a whole number from 0 to 65535, got 'http'$",
        ),
        (
            DOCUMENT + "timezone: europe/berlin\n",
            r"^config\.yaml:3: 'timezone': unknown time zone 'europe/berlin'; did you mean Europe/Berlin\?$",
        ),
        (
            DOCUMENT + "timezone: New York\n",
            r"^config\.yaml:3: 'timezone': unknown time zone 'New York'; did you mean America/New_York\?$",
        ),
        (
            DOCUMENT + "discord:\n  guild: mine\n",
            r"^config\.yaml:4: 'discord\.guild': expected a whole number, got 'mine'; copy its ID",
        ),
        (DOCUMENT + "discord:\n  gild: 1\n", r"^config\.yaml:4: unknown key 'discord\.gild'; did you mean 'guild'\?$"),
        (DOCUMENT + "discord: {message_content: perhaps}\n", r"^config\.yaml:3: 'discord\.message_content': expected true"),
        (
            DOCUMENT + "discord: {cooldown: -1}\n",
            r"^config\.yaml:3: 'discord\.cooldown': expected a number from 0 to 3600, got '-1'$",
        ),
        (DOCUMENT + "top: 51\n", r"^config\.yaml:3: 'top': expected a whole number from 1 to 50, got '51'$"),
        (DOCUMENT + "runtime: gpu\n", r"^config\.yaml:3: 'runtime': unknown value 'gpu'; write onnx or torch$"),
        (DOCUMENT + "top: 1\ntop: 2\n", r"^config\.yaml:4: 'top' is given twice; keep one of them$"),
        ("documents: &a [*a]\n", r"^config\.yaml:1: alias \*a is not supported; put it in quotes if it is a pattern"),
        ("documents: " + "[" * 100_000, r"^config\.yaml:1: nested more than 50 levels deep; flatten it$"),
        (
            "documents: [{path: a, url: 'http://[bad'}]\n",
            r"^config\.yaml:1: 'documents\[0\]\.url': expected an address",
        ),
    ],
)
def test_a_mistake_is_reported_in_one_line_with_its_key_and_line(text, message):
    with pytest.raises(SettingsError, match=message) as caught:
        parse_settings(text, root=Path())
    assert "\n" not in str(caught.value)


def test_outline_headings_stay_text_even_if_yaml_reads_other_types():
    text = "documents:\n- path: a.md\n  outline:\n    2020: [Yes, {No: [1.5]}]\n    Empty:\n  omit: [On, 7]\n"
    [document] = parse_settings(text, root=Path()).documents
    assert document.outline is not None
    assert document.outline.headings == (
        OutlineHeading("2020", (OutlineHeading("Yes"), OutlineHeading("No", (OutlineHeading("1.5"),)))),
        OutlineHeading("Empty"),
    )
    assert document.omit == ("On", "7")


def test_paths_are_relative_to_the_folder_of_the_file(tmp_path):
    (tmp_path / "config.yaml").write_text("documents: [{path: a.md}]\nindex: here/idx\n")
    assert load_settings(tmp_path / "config.yaml").index_folder == tmp_path / "here/idx"


def test_a_missing_file_or_one_that_is_not_utf8_is_named(tmp_path, monkeypatch):
    with pytest.raises(SettingsError, match=r"config\.yaml: no such file; check the path; `footnote init` creates one$"):
        load_settings(tmp_path / "config.yaml")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match=r"^config\.yaml: no such file; run footnote in the folder of config\.yaml"):
        load_settings(Path("config.yaml"))
    (tmp_path / "config.yaml").write_bytes(b"top: \xff")
    with pytest.raises(SettingsError, match=r"config\.yaml:1: byte 0xFF is not UTF-8; save the file as UTF-8"):
        load_settings(tmp_path / "config.yaml")


def test_the_settings_hash_depends_on_all_settings_but_the_path():
    def hashed(entry: str) -> str:
        return settings_hash(parse_settings(f"documents: [{entry}]", root=Path()).documents[0])

    assert hashed("{path: a}") == hashed("{path: b}")
    assert len({hashed("{path: a}"), hashed("{path: a, omit: [x]}"), hashed("{path: a, outline: [x]}")}) == 3
