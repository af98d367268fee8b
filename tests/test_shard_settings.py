"""Which shards a process serves: config.yaml, the variable, the flag, and what is wrong with them."""

from pathlib import Path

import pytest

from index.errors import SettingsError, UsageError
from index.settings import parse_settings
from index.settings.choosing import choose_shards


def settings(shards=None):
    line = f"discord:\n  shards: {shards}\n" if shards else ""
    return parse_settings(f"documents: a.md\n{line}", root=Path())


def shown(loaded):
    return str(loaded.discord.shards.chosen()) if loaded.discord.shards else None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{ids: [0, 1], total: 4}", "0-1/4"),
        ("{ids: 0-1, total: 4}", "0-1/4"),
        ("{ids: 3, total: 4}", "3/4"),
        ("{ids: [5, 0-2], total: 8}", "0-2,5/8"),
        ("{ids: '0, 2', total: 4}", "0,2/4"),
        ("{total: 3}", "0-2/3"),
        ("3", "0-2/3"),
        ("no", None),
        ("~", None),
    ],
)
def test_ids_are_numbers_ranges_or_lists_of_them(written, expected):
    assert shown(settings(written)) == expected


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("{ids: [0, 4], total: 4}", "there is no shard 4: with 4 in all, IDs are 0-3"),
        ("{ids: [0-2, 2], total: 4}", "shard 2 is given twice"),
        ("{ids: [], total: 4}", "no shard ID is given"),
        ("{ids: ' ', total: 4}", "no shard ID is given"),
        ("{ids: '0,', total: 4}", "no shard ID is given"),
        ("{ids: 3-1, total: 4}", "the range 3-1 ends before it begins"),
        ("{ids: -1, total: 4}", "'-1' is no shard ID or range"),
        ("{ids: 1.5, total: 4}", "'1.5' is no shard ID or range"),
        ("{ids: 0-999999999, total: 4}", "there is no shard 999999999"),
        ("{ids: {first: 0}, total: 4}", "expected numbers or ranges"),
        ("{ids: [0], total: 0}", "expected a whole number from 1 to 16384"),
        ("{ids: [0]}", "'discord.shards.total' is missing"),
    ],
)
def test_a_list_that_cannot_be_meant_names_its_line_and_what_is_wrong(written, what):
    with pytest.raises(SettingsError) as caught:
        settings(written)
    assert what in str(caught.value)
    assert "config.yaml:3" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_flag_beats_the_variable_which_beats_config(monkeypatch):
    configured = settings("{ids: [0], total: 4}")
    assert shown(choose_shards(configured)) == "0/4"
    monkeypatch.setenv("FOOTNOTE_SHARDS", " 1-2/4 ")
    assert shown(choose_shards(configured)) == "1-2/4"
    assert shown(choose_shards(configured, "3/6")) == "3/6"
    assert shown(choose_shards(settings(), "0,2/4")) == "0,2/4"
    monkeypatch.setenv("FOOTNOTE_SHARDS", "")  # as Compose sets a variable without a value
    assert shown(choose_shards(configured)) == "0/4"


def test_one_config_can_name_the_total_and_each_process_its_ids(monkeypatch):
    monkeypatch.setenv("FOOTNOTE_SHARDS", "2-3")
    assert shown(choose_shards(settings("4"))) == "2-3/4"


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("0-1", "the number of all shards is missing"),
        ("4/4", "there is no shard 4"),
        ("0,0/4", "shard 0 is given twice"),
        ("/4", "no shard ID is given"),
        ("0/0", "a bot has from 1 to"),
        ("0/99999999", "a bot has from 1 to"),
        ("0/1/2", "not of the form"),
        ("a\nb/4", "no shard ID or range"),
    ],
)
def test_a_mistake_in_the_flag_or_the_variable_is_one_line_that_names_it(monkeypatch, written, what):
    with pytest.raises(UsageError) as caught:
        choose_shards(settings(), written)
    assert str(caught.value).startswith("--shards: ")
    assert what in str(caught.value)
    monkeypatch.setenv("FOOTNOTE_SHARDS", written)
    with pytest.raises(SettingsError) as caught:
        choose_shards(settings())
    assert str(caught.value).startswith("FOOTNOTE_SHARDS: ")
    assert what in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_empty_flag_is_a_mistake():
    with pytest.raises(UsageError, match="the number of all shards is missing"):
        choose_shards(settings(), "")
