"""Frames that are drawn around plain text: what is in them is read, and they are not quoted."""

import pytest

from tests.conftest import places
from tests.fuzzing import guarded

UNICODE = """\
Welcome to the server.

╔═══════════════════════════════╗
║       --==| Rules |==--       ║
╟───────────────────────────────╢
║ 1. No spam                    ║
║ 2. Be nice to guests          ║
╟───────────────────────────────╢
║            Gifts              ║
╟───────────────────────────────╢
║ If you  want  to send a gift, ║
║ ask   the  treasurer  for  an ║
║ address. It is not public.    ║
╚═══════════════════════════════╝
"""
SIGNS = {
    "plus and bars": ("+------------------------+", "|"),
    "stars": ("**************************", "*"),
    "hashes": ("##########################", "#"),
    "light lines": ("┌────────────────────────┐", "│"),
    "heavy lines": ("┏━━━━━━━━━━━━━━━━━━━━━━━━┓", "┃"),
}
PRICES = """\
┌──────────┬─────────┐
│ Who      │ Fee     │
├──────────┼─────────┤
│ Adults   │ 5 euros │
│ Children │ 3 euros │
└──────────┴─────────┘
"""


def test_a_frame_of_lines_is_no_part_of_what_is_in_it(read):
    document = read("rules.txt", UNICODE)
    assert places(document) == [
        (1, (), "Welcome to the server."),
        (6, ("Rules",), "1. No spam"),
        (7, ("Rules",), "2. Be nice to guests"),
        (11, ("Gifts",), "If you want to send a gift, ask the treasurer for an address. It is not public."),
    ]


@pytest.mark.parametrize(("rule", "side"), SIGNS.values(), ids=SIGNS)
def test_frames_of_all_kinds_are_taken_away(read, rule, side):
    inside = f"{side} We open at ten and     {side}\n{side} close at six.          {side}"
    text = f"Opening hours\n\n{rule}\n{inside}\n{rule}\n\nSee you!\n"
    assert [passage for _, _, passage in places(read("hours.txt", text))] == ["We open at ten and close at six.", "See you!"]


@pytest.mark.parametrize("rule", ["#########", "*********", "+-------+"])
def test_one_line_in_a_frame_of_signs_is_a_heading_above_ordinary_ones(read, rule):
    side = {"+": "|"}.get(rule[0], rule[0])
    rules, fees = (f"{rule}\n{side} {title:<5} {side}\n{rule}\n\n" for title in ("Rules", "Fees"))
    text = f"{rules}Be nice.\n\nFines\n\nA fine costs a euro.\n\n{fees}None.\n"
    sections = [section for _, section, _ in places(read("club.txt", text))]
    assert sections == [("Rules",), ("Rules", "Fines"), ("Fees",)]


def test_a_table_with_bars_between_its_columns_is_no_frame(read):
    text = "\n".join(passage for _, _, passage in places(read("fees.txt", PRICES)))
    assert "Adults" in text
    assert "Fee" in text
    assert "We" not in text
    assert read("fees.txt", PRICES) is not None


def test_columns_in_a_frame_stay_apart(read):
    rows = [("Adults", "5 euros"), ("Children", "3 euros"), ("Pensioners", "4 euros")]
    body = "\n".join(f"║ {who:<16}{fee:<9}║" for who, fee in rows)
    text = f"Fees\n\n╔══════════════════════════╗\n{body}\n╚══════════════════════════╝\n"
    assert [passage for _, _, passage in places(read("fees.txt", text))] == [f"{who}: {fee}" for who, fee in rows]


@pytest.mark.parametrize(
    "text",
    [
        "#####\n" * 20_000,
        "╔═════╗\n" + "║  a  ║\n" * 2_000,
        "*****\n* a *\n" * 2_000,
        "─" * 90_000,
    ],
    ids=["rules", "no end", "many", "one long line"],
)
def test_frames_without_end_take_no_time(read, text):
    with guarded():
        read("long.txt", f"{text}\n\nWe meet on Tuesdays.\n")
