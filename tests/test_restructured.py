"""Reading the fields, notes, escapes, numbered references and tables of reStructuredText."""

from textwrap import dedent

import pytest

from tests.conftest import places, texts
from tests.fuzzing import guarded

NOTE = ".. note::\n\n   Be kind.\n\n"


def below(document):
    """Return the section, context and text of each block but the first."""
    found = [(section.path, block.context, block.text) for section in document.sections for block in section.blocks]
    return found[1:]


@pytest.mark.parametrize("blank", ["", "\n"])
def test_fields_are_items_and_no_headings(read, blank):
    fields = f":Author: Ida\n{blank}:Review Manager: Bo, and\n   sometimes `Ann <https://e.org/ann>`_\n{blank}:Since: 1987\n"
    document = read("a.txt", f"{NOTE}Boats\n=====\n{fields}\nThey float.\n")
    assert below(document) == [
        (("Boats",), (), "Author: Ida"),
        (("Boats",), (), "Review Manager: Bo, and sometimes Ann (https://e.org/ann)"),
        (("Boats",), (), "Since: 1987"),
        (("Boats",), (), "They float."),
    ]


def test_a_field_may_start_below_its_name(read):
    document = read("a.txt", f"{NOTE}:Description:\n   A boat\n   for four.\n\n:orphan:\n\nThe end.\n")
    assert [text for _, _, text in below(document)] == ["Description: A boat for four.", "The end."]


def test_a_term_is_the_context_of_its_definition(read):
    terms = "cox\n   Steers the *boat*.\n\n   And shouts.\n``four``\n  A boat.\n\n"
    text = f"{terms}Wrapped text\ngoes on.\n\n   Quoted.\n\n- An item\n  goes on.\n"
    assert [(context, text) for _, context, text in below(read("a.txt", f"{NOTE}{text}"))] == [
        (("cox",), "Steers the boat."),
        (("cox",), "And shouts."),
        (("four",), "A boat."),
        ((), "Wrapped text goes on."),
        ((), "Quoted."),
        ((), "An item goes on."),
    ]


def test_two_fields_are_a_sign_of_the_format(read):
    document = read("a.txt", "Boats\n-----\n:Author: Ida\n:Manager: Bo\n\nThey *float*.\n")
    assert places(document) == [(3, ("Boats",), "Author: Ida"), (4, ("Boats",), "Manager: Bo"), (6, ("Boats",), "They float.")]


@pytest.mark.parametrize("text", [":wave: hello\n:warning: no spam\n", "Note:\n:x: there\n", "Be *kind*: yes\n:D: no\n"])
def test_short_codes_are_no_fields(read, text):
    assert ":" in texts(read("a.txt", f"{text}\nThe end.\n"))[0]


def test_a_link_is_a_sign_of_the_format(read):
    text = "Boats\n-----\n\nRun ``float`` and see `the\nmanual <https://e.org/m>`__.\n"
    assert texts(read("a.txt", text)) == ["Run float and see the manual (https://e.org/m)."]


ESCAPES = {
    r"for \*nix and \#members": "for *nix and #members",
    r"a\ b and |x|\ y": "ab and |x|y",
    r"two \\ here": r"two \ here",
    r"C:\Users\ida": r"C:\Users\ida",
    r"type ``a\*b\ c`` here": r"type a\*b\ c here",
    r"\*not\* *so*": "*not* so",
    r"read :pep:`8` and :rfc:`2822#section-1`": "read PEP 8 and RFC 2822",
    r"read :pep:`the style <8>`": "read the style",
}


@pytest.mark.parametrize(("written", "shown"), ESCAPES.items(), ids=ESCAPES)
def test_escapes_and_numbered_references_are_shown_as_they_are_meant(read, written, shown):
    assert texts(read("a.txt", f"{NOTE}Boats {written}.\n"))[1] == f"Boats {shown}."


def test_backslashes_of_other_texts_are_kept(read):
    assert texts(read("a.txt", "Write \\*nix here.\n\nThe end.\n"))[0] == "Write \\*nix here."


def test_markup_on_two_lines_does_not_end_a_paragraph(read):
    text = "Our :doc:`guide to boats\n<../boats>`\nand the `manual of\nrowing <https://e.org/m>`_\nsay **never\nalone**.\n"
    assert texts(read("a.txt", NOTE + text))[1:] == [
        "Our guide to boats and the manual of rowing (https://e.org/m) say never alone."
    ]


def test_a_line_of_several_bold_words_is_no_heading(read):
    document = read("a.txt", f"{NOTE}**Never row** *alone* **at night**\n\nThe end.\n")
    assert [(path, text) for path, _, text in below(document)] == [((), "Never row alone at night"), ((), "The end.")]


def test_options_of_a_directive_may_go_on_in_further_lines(read):
    text = ".. figure:: way.png\n   :alt: The way to\n      the pier\n   :align: center\n\n   Turn left.\n\nThe end.\n"
    assert texts(read("a.txt", NOTE + text))[1:] == ["Turn left.", "The end."]


def test_parsed_code_has_no_markup(read):
    text = f"{NOTE}.. |cmd| replace:: !\n\n.. parsed-literal::\n\n   |cmd|\\ row *four*\n   |cmd|\\ rest\n"
    assert texts(read("a.txt", text))[1] == "!row four\n!rest"


@pytest.mark.parametrize(
    ("options", "rows"),
    [
        ("   :header-rows: 1\n", "   Boat, Crew\n   Four, *five*\n   Eight, nine\n"),
        ("   :delim: |\n   :header-rows: 1\n", "   Boat | Crew\n   Four | five\n   Eight | nine\n"),
        ('   :header: "Boat", "Crew"\n   :widths: 1, 2\n', '   "Four", "five"\n   Eight, nine\n'),
    ],
)
def test_values_between_commas_are_a_table(read, options, rows):
    document = read("a.txt", f"{NOTE}.. csv-table:: Boats\n{options}\n{rows}\nThe end.\n")
    assert [(context, text) for _, context, text in below(document)] == [
        (("Boats",), "Boat: Four; Crew: five"),
        (("Boats",), "Boat: Eight; Crew: nine"),
        ((), "The end."),
    ]


def test_the_header_of_a_table_without_values_is_on_the_line_where_it_is(read):
    [block] = read("a.txt", ".. csv-table::\n   :header: Boat").blocks
    assert (block.line, block.text) == (2, "Boat")


def test_a_table_of_values_in_another_file_is_left_out(read):
    assert texts(read("a.txt", f"{NOTE}.. csv-table:: Boats\n   :file: boats.csv\n\nThe end.\n"))[-1] == "The end."


@pytest.mark.parametrize("piece", [":A: b\n", "\\*", ":A:\n ", "a\n b\n", '.. csv-table:: x\n\n   "a\n', "`a <https://b>`_ "])
def test_markup_without_end_is_read_in_time(read, piece):
    with guarded():
        read("a.txt", f"{NOTE}{piece * 5_000}\n\nThe end.\n")


@pytest.mark.parametrize(
    ("note", "context"),
    [
        (".. note:: Keys stay here.", ()),
        (".. tip::\n\n   Keys stay here.", ()),
        ("  .. note:: Keys stay here.", ("Before you leave:", "Lock the gate.")),
    ],
)
def test_a_note_belongs_to_the_item_that_it_is_indented_from(read, note, context):
    text = f"Before you leave:\n\n* Turn off the tap.\n* Lock the gate.\n\n{note}\n\nThe end.\n"
    blocks = {block.text: block.context for block in read("a.txt", text).blocks}
    assert blocks["Keys stay here."] == context
    assert blocks["The end."] == ()


def test_characters_after_a_backslash_are_quoted_without_it(read):
    text = ".. note:: Be kind.\n\nType \\*stars\\* or ``a\\*b`` for %user\\_id%, 2 H\\ :sub:`2`\\ O, rule \\#3, in C:\\Users.\n"
    assert texts(read("a.txt", text))[1] == "Type *stars* or a\\*b for %user_id%, 2 H2O, rule #3, in C:\\Users."


def test_an_escaped_star_at_the_start_of_a_line_is_no_bullet(read):
    assert len(texts(read("a.txt", ".. note:: Be kind.\n\nPress this key:\n\\* to go on.\n"))) == 2


def test_an_empty_line_in_the_cells_of_a_drawn_table_ends_no_row(read):
    table = """\
    +----+----------------------+
    | A  | If all agree.        |
    +----+----------------------+
    | B  | By an officer.       |
    +----+----------------------+
    |    |                      |
    | C  | In writing, if they  |
    |    |                      |
    |    | are asked for it.    |
    +----+----------------------+
    """
    rows = ["A: If all agree.", "B: By an officer.", "C: In writing, if they are asked for it."]
    assert texts(read("a.txt", dedent(table))) == rows


def test_values_between_commas_are_the_rows_of_a_table(read):
    text = """\
    .. csv-table:: Grades
       :header: "Grade", "Points"
       :widths: 15, 15

       "A", 4.00
       "B, or better", "3.00 in
       *all* courses"

    .. csv-table::
       :header-rows: 1
       :delim: ;

       Day; Opens
       Monday; ``9``

    The end.
    """
    document = read("a.txt", dedent(text))
    assert [(block.line, block.context, block.text) for block in document.blocks] == [
        (5, ("Grades",), "Grade: A; Points: 4.00"),
        (6, ("Grades",), "Grade: B, or better; Points: 3.00 in all courses"),
        (14, (), "Day: Monday; Opens: 9"),
        (16, (), "The end."),
    ]


def test_a_link_shows_that_a_text_is_restructured(read):
    text = "Rules\n=====\n\nAll follow the `rules of the club <https://e.org/rules>`_.\n"
    assert texts(read("a.txt", text)) == ["All follow the rules of the club (https://e.org/rules)."]


def test_fields_are_items_without_the_colon_before_their_names(read):
    text = ".. note:: Be kind.\n\n:Leader: Ann\n:Next meeting: on Monday,\n    at nine\n\n:doc:`rules` apply.\n"
    assert texts(read("a.txt", text))[1:] == ["Leader: Ann", "Next meeting: on Monday, at nine", "rules apply."]
