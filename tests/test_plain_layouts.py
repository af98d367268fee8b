"""Reading plain text as people lay it out: questions, columns, boxes, lists, and the markup of other formats."""

import pytest

from tests.conftest import places


@pytest.fixture
def blocks(read):
    """Read plain text, and return the line, innermost heading or context, and text of each block."""

    def blocks(text):
        document = read("a.txt", text)
        return [
            (block.line, " | ".join((*section.path, *block.context)), block.text)
            for section in document.sections
            for block in section.blocks
        ]

    return blocks


@pytest.mark.parametrize(
    "text",
    [
        "Q: When are raids?\nA: On Fridays.\nQ: Who may join?\nA: All of you who have read the rules.\n",
        (
            "Question: When are raids?\nAnswer: On Fridays.\n"
            "Question: Who may join?\nAnswer: All of you who have read the rules.\n"
        ),
        "F: When are raids?\nA: On Fridays.\nF: Who may join?\nA: All of you who have read the rules.\n",
        "P: When are raids?\nR: On Fridays.\nP: Who may join?\nR: All of you who have read the rules.\n",
        "Q1. When are raids?\nA1. On Fridays.\nQ2. Who may join?\nA2. All of you who have read the rules.\n",
        "When are raids?\nOn Fridays.\nWho may join?\nAll of you who have read the rules.\n",
        "**When are raids?**\nOn Fridays.\n**Who may join?**\nAll of you who have read the rules.\n",
        "- When are raids?\n  On Fridays.\n- Who may join?\n  All of you who have read the rules.\n",
    ],
)
def test_a_question_is_above_its_answer(blocks, text):
    assert blocks(text) == [
        (2, "When are raids?", "On Fridays."),
        (4, "Who may join?", "All of you who have read the rules."),
    ]


@pytest.mark.parametrize("number", ["1) ", "1. ", "(1) ", "[1] ", "[3.2] ", "3.2) ", "1.1. "])
@pytest.mark.parametrize("gap", ["\n", "\n   ", "\n\n", "\n\n     "])
def test_a_numbered_question_is_above_its_answer(blocks, number, gap):
    found = blocks(f"{number}When are raids?{gap}On Fridays.\n\n{number}Who may join the next raid?{gap}All of you.\n")
    assert [text for *_, text in found] == ["On Fridays.", "All of you."]
    assert [above.endswith(end) for (_, above, _), end in zip(found, ("When are raids?", "next raid?"), strict=True)] == [
        True
    ] * 2
    assert found[0][0] == 1 + gap.count("\n")


@pytest.mark.parametrize(
    "text",
    [
        "Q: What do I do if the password that I chose\n   last year is lost?\nA: Ask.\n",
        "1) What do I do if the password that I chose\nlast year is lost?\n\nAsk.\n",
        "[2.1] What do I do if the password that I chose\n      last year is lost?\n\n      Ask.\n",
        "What do I do if the password that I chose\nlast year is lost?\nAsk.\n",
    ],
)
def test_a_question_may_be_wrapped(blocks, text):
    [(_, above, answer)] = blocks(text)
    assert above.endswith("What do I do if the password that I chose last year is lost?")
    assert answer == "Ask."


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        ("Mon      9-17\nTue      closed\nWed      9-12\n", (3, 4, 5)),
        ("Mon\t9-17\nTue\tclosed\nWed\t9-12\n", (3, 4, 5)),
        ("  Mon     9-17\n  Tue   closed\n  Wed     9-12\n", (3, 4, 5)),
        ("Mon ........ 9-17\nTue ...... closed\nWed ........ 9-12\n", (3, 4, 5)),
        ("+-----+--------+\n| Mon | 9-17   |\n| Tue | closed |\n| Wed | 9-12   |\n+-----+--------+\n", (4, 5, 6)),
        ("- Mon:    9-17\n- Tue:    closed\n- Wed:    9-12\n", (3, 4, 5)),
    ],
)
@pytest.mark.parametrize("heading", ["Opening hours\n\n", "Opening hours:\n\n"])
def test_columns_are_rows_and_no_headings(blocks, table, lines, heading):
    found = blocks(f"{heading}{table}\nSee you there, all of you.\n")
    assert found[:3] == [
        (line, "Opening hours", text) for line, text in zip(lines, ("Mon: 9-17", "Tue: closed", "Wed: 9-12"), strict=True)
    ]
    assert found[3][1:] == ("Opening hours", "See you there, all of you.")


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("Day      Opens  Closes\nMonday       9      17\nTuesday     10      18\n", 2),
        ("Day      Opens  Closes\n-------  -----  ------\nMonday   9      17\nTuesday  10     18\n", 3),
        (
            (
                "=======  =====  ======\nDay      Opens  Closes\n"
                "=======  =====  ======\nMonday   9      17\nTuesday  10     18\n=======  =====  ======\n"
            ),
            4,
        ),
        ("Day\tOpens\tCloses\nMonday\t9\t17\nTuesday\t10\t18\n", 2),
        (
            (
                "| Day     | Opens | Closes |\n|---------|-------|--------|\n"
                "| Monday  | 9     | 17     |\n| Tuesday | 10    | 18     |\n"
            ),
            3,
        ),
        (" Day     | Opens | Closes\n---------+-------+--------\n Monday  | 9     | 17\n Tuesday | 10    | 18\n", 3),
    ],
)
def test_the_header_of_columns_names_them(blocks, table, line):
    assert blocks(table) == [
        (line, "", "Day: Monday; Opens: 9; Closes: 17"),
        (line + 1, "", "Day: Tuesday; Opens: 10; Closes: 18"),
    ]


def test_a_cell_of_a_drawn_table_may_have_several_lines(blocks):
    grid = (
        "+------+---------+\n| Day  | Opens   |\n+======+=========+\n"
        "| Mon  | nine or |\n|      | ten     |\n+------+---------+\n| Tue  | ten     |\n+------+---------+\n"
    )
    assert blocks(grid) == [(4, "", "Day: Mon; Opens: nine or ten"), (7, "", "Day: Tue; Opens: ten")]
    columns = "Year     for members\nDay      for anyone who\n         has a boat\nHour     for kids\n"
    assert blocks(columns)[1] == (2, "", "Day: for anyone who has a boat")


@pytest.mark.parametrize(
    "text",
    [
        "One sentence ends here.  Another one starts.\nTwo sentences end here.  Another one starts.\n",
        "This  is a  line that was  filled with  spaces by\na  tool that  makes all  lines of it  equally long\n",
    ],
)
def test_spaces_in_a_paragraph_are_no_columns(blocks, text):
    assert not any(";" in words for *_, words in blocks(text))


CONTENTS = [
    (
        "Contents\n\n1. When are raids?\n2. Who may join?\n3. What does it cost?\n\n1. When are raids?\n\nOn Fridays.\n\n"
        "2. Who may join?\n\nAll of you.\n\n3. What does it cost?\n\nNothing.\n"
    ),
    (
        "Table of contents\n\nRaids ......... 2\nMembers ....... 3\nFees .......... 5\n\nRaids\n\nOn Fridays.\n\nMembers\n\n"
        "All of you.\n\nFees\n\nNothing.\n"
    ),
    (
        "QUESTIONS\n\n - When are raids?\n - Who may join?\n - What does it cost?\n\nQ: When are raids?\nA: On Fridays.\n\n"
        "Q: Who may join?\nA: All of you.\n\nQ: What does it cost?\nA: Nothing.\n"
    ),
]


@pytest.mark.parametrize("text", CONTENTS)
def test_a_table_of_contents_is_left_out_and_shown_as_omitted(read, text):
    document = read("a.txt", text)
    assert [text for *_, text in places(document)] == ["On Fridays.", "All of you.", "Nothing."]
    assert [omission.line for omission in document.omissions] == [1, 3, 4, 5]


NESTED = {
    "indented": "    1 Raids\n      1.1 When are they?\n      1.2 Who may join?\n    2 Club\n      2.1 What does it cost?\n\n",
    "flush": "1. Raids\n1.1. When are they?\n1.2. Who may join?\n2. Club\n2.1. What does it cost?\n\n",
    "wrapped": "1 Raids\n  1.1 When are\n    they?\n  1.2 Who may\n    join?\n2 Club\n  2.1 What does\n    it cost?\n\n",
    "without numbers": "Raids\n  When are they?\n  Who may join?\nClub\n  What does it cost?\n\n",
    "one in other words": "1 Raids and all\n  1.1 When are they?\n  1.2 Who may join?\n2 Club\n  2.1 What does it cost?\n\n",
}


@pytest.mark.parametrize("contents", NESTED.values(), ids=NESTED)
@pytest.mark.parametrize("rule", ["", "{}\n", "\n------\n\n"])
def test_a_nested_table_of_contents_is_left_out(read, contents, rule):
    headings = ["1 Raids", "1.1 When are they?", "1.2 Who may join?", "2 Club", "2.1 What does it cost?"]
    answers = ["", "On Fridays, from eight to ten.\n\n", "All of you may join.\n\n", "", "Nothing at all, for now.\n\n"]
    below = [f"{line}\n{rule.format('-' * len(line))}\n" for line in headings]
    body = "".join(heading + answer for heading, answer in zip(below, answers, strict=True))
    document = read("a.txt", f"Handbook\n========\n\nContents\n\n{contents}{body}")
    assert [text for *_, text in places(document)] == [answer.strip() for answer in answers if answer]
    assert "Contents" in [omission.text for omission in document.omissions]
    assert [path[-1] for _, path, _ in places(document)] == [headings[1], headings[2], headings[4]]


def test_a_heading_that_is_wrapped_is_found_in_the_table_of_contents(read):
    contents = "1.1. What is the difference between\nthe two?\n1.2. Who may join?\n1.3. What does it cost?\n\n"
    body = "1.1. What is the difference\nbetween the two?\n\nNone.\n\n1.2. Who may join?\n\nAll.\n\n"
    body += "1.3. What does it cost?\n\nNothing.\n"
    document = read("a.txt", f"Contents\n\n{contents}{body}")
    assert [text for *_, text in places(document)] == ["None.", "All.", "Nothing."]


def test_a_nested_list_that_is_repeated_without_text_is_no_table_of_contents(read):
    listed = "1 Chat\n  1.1 Be kind to all\n  1.2 No spam at all\n2 Voice\n  2.1 No music, please\n"
    document = read(
        "a.txt", f"The rules in short:\n\n{listed}\nThe same for guests:\n\n{listed}\nThat is all there is to it.\n"
    )
    assert " ".join(text for *_, text in places(document)).count("No spam at all") == 2


def test_lists_of_times_that_are_repeated_are_no_table_of_contents(blocks):
    hours = ["Mon 9", "Tue 10", "Wed 11", "Thu 12"]
    found = blocks("\n".join(["Pool", "", *hours, "", "Gym", "", *hours, ""]))
    assert [(above, text) for _, above, text in found] == [(name, hour) for name in ("Pool", "Gym") for hour in hours]


@pytest.mark.parametrize(
    "heading",
    [
        "# Fees\n\n",
        "*************\n*   Fees    *\n*************\n",
        "=============\n    Fees\n=============\n\n",
        "+-----------+\n|   Fees    |\n+-----------+\n",
        "=== Fees ===\n",
        "--[ Fees ]--\n",
        "Fees\n^^^^\n",
        "                                 Fees\n\n",
    ],
)
def test_headings_are_drawn_in_many_ways(blocks, heading):
    wide = "A first paragraph that is wide enough to show how wide the text is in all.\n\n"
    line, above, text = blocks(f"{wide}Rules\n=====\n\nBe kind.\n\n{heading}Nobody pays anything.\n")[-1]
    assert (line, above.rpartition(" | ")[2], text) == (8 + heading.count("\n"), "Fees", "Nobody pays anything.")


@pytest.mark.parametrize("mark", ["•", "▶ ", "➤ ", "-", "- ", "* ", "+ ", "·  ", "o "])
def test_typed_bullets_are_items_without_their_marks(blocks, mark):
    assert blocks(f"House rules\n\n{mark}No spam\n{mark}No adverts\n{mark}Be kind\n") == [
        (3, "House rules", "No spam"),
        (4, "House rules", "No adverts"),
        (5, "House rules", "Be kind"),
    ]


@pytest.mark.parametrize("marks", ["🎲🎸🏆", ("1.", "1.", "1."), ("a)", "b)", "c)"), ("1)", "2)", "3)"), ("(1)", "(2)", "(3)")])
def test_typed_numbers_and_pictures_stay_with_their_items(blocks, marks):
    lines = [f"{mark} {text}" for mark, text in zip(marks, ("Dice", "Music on two stages", "Finals"), strict=True)]
    assert blocks("The programme\n\n" + "\n".join(lines) + "\n") == [
        (3 + number, "The programme", line) for number, line in enumerate(lines)
    ]


def test_a_numbered_line_is_a_heading_only_if_text_follows(blocks):
    assert blocks("1. Rules\nBe kind to everyone.\n\n2. Fees\nNobody pays anything.\n") == [
        (2, "1. Rules", "Be kind to everyone."),
        (5, "2. Fees", "Nobody pays anything."),
    ]
    assert [text for *_, text in blocks("Rules\n\n1. No spam\n2. No adverts\n3. Be kind\n")] == [
        "1. No spam",
        "2. No adverts",
        "3. Be kind",
    ]


def test_the_markup_of_restructuredtext_is_not_quoted(read):
    text = """Guild
=====

.. toctree::
   :maxdepth: 2

   rules

.. note::
   Raids are on ``Friday``.

   - Bring *food*.

.. warning:: Never leave early.

.. admonition:: House rules
   :class: wide

   Be kind, see :ref:`the rules <rules>` and `our page <https://e.org>`_.

.. image:: map.png
   :alt: The map

.. _fees:

Type this::

   !join now

.. list-table:: Fees
   :header-rows: 1

   * - Who
     - Euros
   * - Adults
     - 20
"""
    document = read("a.txt", text)
    assert document.title == "Guild"
    assert [(block.line, " | ".join(block.context), block.text) for block in document.blocks] == [
        (10, "", "Raids are on Friday."),
        (12, "", "Bring food."),
        (14, "", "Never leave early."),
        (19, "House rules", "Be kind, see the rules and our page (https://e.org)."),
        (28, "Type this:", "!join now"),
        (35, "Fees", "Who: Adults; Euros: 20"),
    ]
    assert [omission.text for omission in document.omissions] == ["rules", "map.png"]


def test_marks_of_mail_and_of_bold_lines_are_not_quoted(blocks):
    assert blocks("> The boat is **new**.\n> It is blue.\n\n**Oars**\n\nFour, named __init__.py for a reason.\n") == [
        (1, "", "The boat is new."),
        (2, "", "It is blue."),
        (6, "Oars", "Four, named __init__.py for a reason."),
    ]


def test_wrapped_paragraphs_are_joined_beside_long_lines_of_code(blocks):
    question = "3.1. How do I install the client on a computer at work?"
    answer = "Download the archive from the page of the guild and unpack it in a folder of its own;"
    options = "--server play.example.org --port 25565 --no-sound --window --language en --profile default --keep-log"
    text = f"""3.1. How do I install the client on a
computer at work?

Download the archive from the page of the guild and
unpack it in a folder of its own; Windows asks
once whether you trust it. Then start it with

    client {options}
    client --help

and log in.

3.2. The client says that it cannot reach any of our
servers, and stops.

Ask in the channel for help.

3.3. What else?

Nothing.
"""
    assert blocks(text) == [
        (4, question, f"{answer} Windows asks once whether you trust it. Then start it with"),
        (8, question, f"client {options}"),
        (9, question, "client --help"),
        (11, question, "and log in."),
        (16, "3.2. The client says that it cannot reach any of our servers, and stops.", "Ask in the channel for help."),
        (20, "3.3. What else?", "Nothing."),
    ]


def test_numbers_order_the_headings_of_a_faq(blocks):
    text = "-----\n1. RAIDS\n-----\n\n1.1. When are they?\n\nOn Fridays.\n\nA short note\n\nBring food.\n\n"
    text += "1.2. Where do we meet?\n\n"
    text += "1.2.1. Before the raid\n\nIn the harbour.\n\n-----\n2. FEES\n-----\n\n2.1. Who pays?\n\nNobody.\n"
    assert [(above, words) for _, above, words in blocks(text)] == [
        ("1. RAIDS | 1.1. When are they?", "On Fridays."),
        ("1. RAIDS | 1.1. When are they? | A short note", "Bring food."),
        ("1. RAIDS | 1.2. Where do we meet? | 1.2.1. Before the raid", "In the harbour."),
        ("2. FEES | 2.1. Who pays?", "Nobody."),
    ]


@pytest.mark.parametrize("text", ["Q1:\nWhen are raids?\nA1:\n\nOn Fridays.\n", "Q: When are raids?\n\nA:\n   On Fridays.\n"])
def test_a_mark_alone_on_its_line_belongs_to_the_next(blocks, text):
    assert [row[1:] for row in blocks(text)] == [("When are raids?", "On Fridays.")]


def test_a_question_with_a_letter_after_its_number_is_one(blocks):
    assert blocks("Q3a: When are raids?\nA3a: On Fridays.\n\nQ3b: Where?\nA3b: Here.\n") == [
        (2, "When are raids?", "On Fridays."),
        (5, "Where?", "Here."),
    ]


def test_a_line_that_ends_in_a_semicolon_is_no_question(blocks):
    assert blocks("Rules:\n\n- be kind;\n- be quiet;\n- pay.\n") == [
        (3, "Rules", "be kind;"),
        (4, "Rules", "be quiet;"),
        (5, "Rules", "pay."),
    ]


def test_code_with_wide_gaps_is_no_table(blocks):
    text = "Type this:\n\n    join now        # joins the guild\n    leave           # leaves it\n"
    assert [words for *_, words in blocks(text)][-2:] == ["join now # joins the guild", "leave # leaves it"]


def test_restructuredtext_is_numbered_joined_and_aligned_as_it_is_rendered(read):
    text = """.. |guild| replace:: the *Millbrook* guild

Rules of |guild| are
short. See :ref:`all
the rules <rules>`.

#. Be ``kind``.
#. Be `quiet`.

| Main Street 5
| Leeds

.. note:: |lock|

=========  =====
``/join``  Joins
**/quit**  Quits
=========  =====

.. warning:: Type this::

    /join now
"""
    assert places(read("a.txt", text)) == [
        (3, (), "Rules of the Millbrook guild are short. See all the rules."),
        (7, (), "1. Be kind."),
        (8, (), "2. Be quiet."),
        (10, (), "Main Street 5 Leeds"),
        (16, (), "/join: Joins"),
        (17, (), "/quit: Quits"),
        (22, (), "/join now"),
    ]


def test_a_line_between_rules_with_empty_lines_is_a_heading(read):
    rule = "*" * 40
    text = "".join(
        f"{rule}\n\n     {heading}\n\n{rule}\n\n{body}\n\n\n"
        for heading, body in (
            ("1. About", "Boats of the club."),
            ("2. Changes", "v1\n* Released."),
            ("3. Installation", "Unzip it."),
        )
    )
    assert places(read("a.txt", text)) == [
        (7, ("1. About",), "Boats of the club."),
        (16, ("2. Changes",), "v1"),
        (17, ("2. Changes",), "Released."),
        (26, ("3. Installation",), "Unzip it."),
    ]
