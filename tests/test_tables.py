"""Reading tables in HTML, in Markdown, and in HTML inside Markdown."""

import pytest

from tests.conftest import places, texts


@pytest.fixture
def rows(read):
    """Read a document, and return the line, context and text of each of its blocks, which are in no section."""

    def rows(name, text):
        document = read(name, text)
        assert {path for _, path, _ in places(document)} == {()}
        return [(block.line, " | ".join(block.context), block.text) for block in document.blocks]

    return rows


ROW_NAMES = [
    (
        "a.html",
        "<table>\n<tr><td></td><th>Opens</th><th>Closes</th></tr>\n<tr><th>Monday</th><td>9</td><td>17</td></tr>\n</table>",
    ),
    (
        "mediawiki.html",
        (
            '<table class="wikitable"><tbody>\n<tr><th></th><th>Opens</th><th>Closes</th></tr>\n'
            '<tr><th scope="row">Monday\n</th><td>9\n</td><td>17\n</td></tr></tbody></table>'
        ),
    ),
    (
        "confluence.html",
        (
            '<table class="confluenceTable"><tbody>\n<tr><th class="confluenceTh"><p><br/></p></th><th><p>Opens</p></th>'
            "<th><p>Closes</p></th></tr>\n"
            '<tr><th class="confluenceTh"><p>Monday:</p></th><td><p>9</p></td><td><p>17</p></td></tr></table>'
        ),
    ),
    ("a.md", "|  | Opens | Closes |\n|--|--|--|\n| Monday | 9 | 17 |\n"),
    ("b.md", "\n<table>\n<tr><th>Monday</th><td>Opens: 9</td><td>Closes: 17</td></tr>\n</table>\n"),
]


@pytest.mark.parametrize(("name", "text"), ROW_NAMES)
def test_a_row_starts_with_its_name(rows, name, text):
    assert rows(name, text) == [(3, "", "Monday: Opens: 9; Closes: 17")]


def test_the_name_of_a_row_has_the_name_of_its_column(rows):
    page = "<table>\n<tr><th>Day<th>Opens\n<tr><th>Monday<td>9\n<tr><th>Tuesday<td>10\n</table>"
    assert rows("a.html", page) == [(3, "", "Day: Monday; Opens: 9"), (4, "", "Day: Tuesday; Opens: 10")]


def test_an_infobox_is_read_as_names_and_values_below_its_title(rows):
    page = """<table class="infobox"><tbody><tr><th colspan="2">Riverside Hall</th></tr>
<tr><td colspan="2"><a href="x"><img src="x.jpg"></a></td></tr>
<tr><th scope="row">Capacity</th><td>40 people<br>20 boats</td></tr>
<tr><th colspan="2">Contact</th></tr>
<tr><th scope="row">Phone</th><td><a href="tel:0123">0123</a></td></tr></tbody></table>"""
    assert rows("a.html", page) == [
        (3, "Riverside Hall", "Capacity: 40 people, 20 boats"),
        (5, "Contact", "Phone: 0123 (tel:0123)"),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.html",
            (
                "<table><tr><th>Time<th>Court\n<tr><td colspan=2>Weekdays\n<tr><td>9<td>A\n"
                "<tr><td colspan=2>Weekend\n<tr><td>10<td>B</table>"
            ),
        ),
        (
            "b.html",
            (
                "<table><thead><tr><th>Time<th>Court<tbody>\n"
                "<tr><th colspan=2 scope=colgroup><b>Weekdays</b>\n<tr><td>9<td>A<tbody>"
                "\n<tr><th colspan=2 scope=colgroup><b>Weekend</b>\n<tr><td>10<td>B</table>"
            ),
        ),
        (
            "google.html",
            (
                "<table><tr><td><p><b>Time</b></p><td><p><b>Court</b></p>\n<tr><td colspan='2'><p><span>Weekdays</span></p>\n"
                "<tr><td><p>9</p><td><p>A</p>\n"
                "<tr><td colspan='2'><p><span>Weekend</span></p>\n<tr><td><p>10</p><td><p>B</p></table>"
            ),
        ),
        (
            "a.md",
            "| Time | Court |\n|--|--|\n| 9 | A |\n".replace("| 9", "| **Weekdays** | |\n| 9")
            + "| **Weekend** | |\n| 10 | B |\n",
        ),
    ],
)
def test_a_cell_across_the_table_is_the_context_of_the_rows_below_it(rows, name, text):
    found = rows(name, text)
    assert [row[1:] for row in found] == [("Weekdays", "Time: 9; Court: A"), ("Weekend", "Time: 10; Court: B")]
    assert [line for line, *_ in found] == [4 if name == "a.md" else 3, 6 if name == "a.md" else 5]


@pytest.mark.parametrize(
    "last",
    [
        "<tr><td colspan=2>Closed on holidays",
        "<tr><td colspan=2><i>Members of other clubs pay a fee of 5 euros per hour.</i><tr><td>9<td>A",
    ],
)
def test_a_note_across_the_table_is_a_passage_of_its_own(rows, last):
    found = rows("a.html", f"<table><tr><th>Time<th>Court<tr><td>8<td>C{last}</table>")
    assert found[1][2].startswith(("Closed on holidays", "Members of other clubs pay"))
    assert {context for _, context, _ in found} == {""}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.html",
            (
                "<table><thead><tr><th rowspan=2>Pool<th colspan=2>Adults"
                "<th colspan=2>Children<tr><th>Day<th>Year<th>Day<th>Year</thead>\n"
                "<tr><td>Indoor<td>5<td>50<td>3<td>30</table>"
            ),
        ),
        (
            "b.html",
            (
                "<table><tr><th>Pool<th colspan=2>Adults<th colspan=2>Children<tr><th><th>Day<th>Year<th>Day<th>Year\n"
                "<tr><td>Indoor<td>5<td>50<td>3<td>30</table>"
            ),
        ),
        (
            "c.html",
            (
                "<table><tr><td><b>Pool</b><td colspan=2><b>Adults</b><td colspan=2><b>Children</b>"
                "<tr><td><td><b>Day</b><td><b>Year</b><td><b>Day </b><td><b>Year </b>\n"
                "<tr><td>Indoor<td>5<td>50<td>3<td>30</table>"
            ),
        ),
    ],
)
def test_two_rows_of_headers_name_the_columns_together(rows, name, text):
    wanted = "Pool: Indoor; Adults, Day: 5; Adults, Year: 50; Children, Day: 3; Children, Year: 30"
    assert rows(name, text) == [(2, "", wanted)]


@pytest.mark.parametrize(
    "text",
    [
        "<table><tr><td>Day<td>Opens<td>Closes\n<tr><td>Monday<td>9<td>17</table>",
        "<table><tr><td><b>Day</b><td><strong>Opens</strong><td><b>Closes</b>\n<tr><td>Monday<td>9<td>17</table>",
        "<table><tr><td><h4>Day</h4><td><h4>Opens</h4><td><h4>Closes</h4>\n<tr><td>Monday<td>9<td>17</table>",
        (
            "<table><tbody><tr><td><p><b><span>Day</span></b></p><td><p><b>Opens</b></p><td><p><b>Closes</b></p>\n"
            "<tr><td><p><span>Monday</span></p><td>9<td>17</table>"
        ),
    ],
)
def test_a_first_row_that_reads_as_a_header_is_one(rows, text):
    assert rows("a.html", text) == [(2, "", "Day: Monday; Opens: 9; Closes: 17")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", "<table><tr><td>Monday<td>closed\n<tr><td>Tuesday<td>9 to 17\n<tr><td>Wednesday<td>9 to 17</table>"),
        (
            "b.html",
            (
                "<table><tr><td><b>Monday:</b><td>closed\n<tr><td><b>Tuesday:</b><td>9 to 17\n"
                "<tr><td><b>Wednesday:</b><td>9 to 17</table>"
            ),
        ),
        ("c.html", "<table><tr><th>Monday<td>closed\n<tr><th>Tuesday<td>9 to 17\n<tr><th>Wednesday<td>9 to 17</table>"),
        (
            "d.html",
            (
                "<table><tr><td><h3>Monday</h3><td>closed\n<tr><td><h3>Tuesday</h3><td>9 to 17\n"
                "<tr><td><h3>Wednesday</h3><td>9 to 17</table>"
            ),
        ),
    ],
)
def test_a_table_of_names_and_values_is_read_as_pairs(rows, name, text):
    assert rows(name, text) == [(1, "", "Monday: closed"), (2, "", "Tuesday: 9 to 17"), (3, "", "Wednesday: 9 to 17")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("| | |\n|--|--|\n| **Port** | 25565 |\n| **Version** | 1.20 |\n", 3),
        ("| Port | 25565 |\n|--|--|\n| Version | 1.20 |\n", 1),
        ("| **Port** | 25565 |\n|--|--|\n| **Version** | 1.20 |\n", 1),
    ],
)
def test_a_markdown_table_of_pairs_needs_no_header(rows, text, line):
    last = 4 if line == 3 else 3
    assert rows("a.md", text) == [(line, "", "Port: 25565"), (last, "", "Version: 1.20")]


def test_years_and_sizes_are_names_of_columns(rows):
    assert rows("a.md", "| Fee | 2024 |\n|--|--|\n| Adults | 20 |\n") == [(3, "", "Fee: Adults; 2024: 20")]
    assert rows("a.md", "| Level | 1 | 2 |\n|--|--|--|\n| Guild | 20 | 30 |\n") == [(3, "", "Level: Guild; 1: 20; 2: 30")]


@pytest.mark.parametrize(
    "text",
    [
        "<table><tr><th>Plan<td>Free<td>Pro\n<tr><th>Bots<td>✗<td>✓\n<tr><th>Price<td>0<td>10</table>",
        "<table><tr><th>Plan<td><b>Free</b><td><b>Pro</b>\n<tr><th>Bots<td>✗<td>✓\n<tr><th>Price<td>0<td>10</table>",
        (
            "<table><tr><th><th>Free<th>Pro\n"
            "<tr><th>Bots<td><i class='fa fa-times'></i><td><span class='icon-check'></span>\n<tr><th>Price<td>0<td>10</table>"
        ),
    ],
)
def test_a_table_with_named_rows_names_its_columns_too(rows, text):
    assert rows("a.html", text) == [(2, "", "Bots: Free: ✗; Pro: ✓"), (3, "", "Price: Free: 0; Pro: 10")]


def test_marks_and_pictures_in_cells_are_kept(rows):
    text = "| Feature | Free | Pro |\n|--|:-:|:-:|\n| Bots | ❌ | ✅ |\n| Sound | ![no](x.png) | ✔️ |\n"
    assert rows("a.md", text) == [(3, "", "Feature: Bots; Free: ❌; Pro: ✅"), (4, "", "Feature: Sound; Free: no; Pro: ✔️")]
    page = (
        "<table><tr><th>Task<th>Done\n<tr><td>Vote<td><div class='checkbox checkbox-on'></div>\n"
        "<tr><td>Pay<td><input type=checkbox disabled></table>"
    )
    assert rows("a.html", page) == [(2, "", "Task: Vote; Done: ✓"), (3, "", "Task: Pay; Done: ✗")]


@pytest.mark.parametrize(
    "cell",
    [
        "<ul><li>mute</li><li>kick</li></ul>",
        "<p>mute</p><p>kick</p>",
        "mute<br>kick",
        "• mute<br>• kick",
        "<div>mute</div>\n<div>kick</div>",
    ],
)
def test_lines_and_items_of_a_cell_are_told_apart(rows, cell):
    assert rows("a.html", f"<table><tr><th>Role<th>May\n<tr><td>Mod<td>{cell}</table>") == [
        (2, "", "Role: Mod; May: mute, kick")
    ]
    if "\n" not in cell:
        assert rows("a.md", f"| Role | May |\n|--|--|\n| Mod | {cell} |\n")[0][2].startswith("Role: Mod; May: mute")


def test_a_sentence_broken_by_hand_in_a_cell_stays_one(rows):
    text = "| Rule | Why |\n|--|--|\n| Names | Please use a name that<br>everybody can pronounce.<br>Thank you. |\n"
    assert rows("a.md", text)[0][2] == "Rule: Names; Why: Please use a name that everybody can pronounce. Thank you."


@pytest.mark.parametrize(
    ("outer", "context"),
    [
        ("<table><tr><th>Hall<th>Prices\n<tr><td>Small<td>{}\n<tr><td>Big<td>on request</table>", "Hall: Small"),
        ("<table><tr><th>Small<td>{}\n<tr><th>Big<td>on request</table>", "Small"),
        ("<table><tr><td>Small<td>{}\n<tr><td>Big<td><table><tr><td>on request</table></table>", "Small"),
    ],
)
def test_rows_of_a_table_in_a_cell_have_the_row_around_it_as_context(rows, outer, context):
    inner = "<table><tr><th>When<th>Euros\n<tr><td>Day<td>20\n<tr><td>Night<td>30</table>"
    found = rows("a.html", outer.format(inner))
    assert [row[1:] for row in found if "When" in row[2]] == [
        (context, "When: Day; Euros: 20"),
        (context, "When: Night; Euros: 30"),
    ]
    assert any("on request" in text for *_, text in found)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "{}\n\n| Day | Last boat |\n|--|--|\n| Sunday | 21:30 |\n"),
        ("a.html", "<p>{}</p><table><tr><th>Day</th><th>Last boat</th></tr><tr><td>Sunday</td><td>21:30</td></tr></table>"),
    ],
)
def test_a_few_words_before_a_table_are_its_caption(rows, name, text):
    row, sentence = "Day: Sunday; Last boat: 21:30", "Boats leave as long as there is daylight"
    found = rows(name, f"{text.format('Sunday and Monday')}\n{text.format(sentence)}")
    assert [each[1:] for each in found] == [("Sunday and Monday", row), ("", sentence), ("", row)]


def test_a_caption_is_context_and_repeated_headers_are_not_quoted(rows):
    page = """<table><caption>Boats in 2025</caption>
<thead><tr><th>Boat</th><th>Fee</th></tr></thead>
<tbody><tr><td>Four</td><td>5</td></tr></tbody>
<tbody><tr><th>Boat</th><th>Fee</th></tr>
<tr><td>Eight</td><td>9</td></tr></tbody>
<tfoot><tr><th>Total</th><th>14</th></tr><tr><th>Boat</th><th>Fee</th></tr></tfoot></table>"""
    assert rows("a.html", page) == [
        (3, "Boats in 2025", "Boat: Four; Fee: 5"),
        (5, "Boats in 2025", "Boat: Eight; Fee: 9"),
        (6, "Boats in 2025", "Boat: Total; Fee: 14"),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", "<table><tr><td>When are raids?<td>On Fridays.\n<tr><td>Who may join?<td>All of you.</table>"),
        (
            "a.md",
            "| When are raids? | On Fridays. |\n|--|--|\n| Who may join? | All of you. |\n".replace(
                "| When", "| Question | Answer |\n|--|--|\n| When"
            ).replace("|--|--|\n| Who", "| Who"),
        ),
        ("b.html", "<table><tr><th>When are raids?<td>On Fridays.\n<tr><th>Who may join?<td>All of you.</table>"),
    ],
)
def test_a_question_in_a_table_is_the_context_of_its_answer(rows, name, text):
    found = [row[1:] for row in rows(name, text)]
    assert found == [("When are raids?", "On Fridays."), ("Who may join?", "All of you.")]


def test_a_page_laid_out_by_a_table_is_not_data(read):
    page = (
        "<table role=presentation><tr><td>Home<td>Rules</table>"
        "<table><tr><td><h2>Rules</h2><p>Be kind.</p><td><p>One.</p></table>"
    )
    assert places(read("a.html", page)) == [
        (1, (), "Home"),
        (1, (), "Rules"),
        (1, ("Rules",), "Be kind."),
        (1, ("Rules",), "One."),
    ]
    box = "<table><tr><td><p>Read this first.</p><p>Then ask.</p></td></tr></table>"
    assert [text for *_, text in places(read("a.html", box))] == ["Read this first.", "Then ask."]


def test_a_very_wide_row_is_quoted_in_parts_with_its_name(rows):
    names = " | ".join(f"Stat {number}" for number in range(40))
    values = " | ".join(f"a value of some length, {number}" for number in range(40))
    found = rows("a.md", f"| Boat | {names} |\n{'|--' * 41}|\n| Four | {values} |\n")
    assert len(found) > 2
    assert {(line, context) for line, context, _ in found} == {(3, "Four")}
    assert all(
        f"Stat {number}: a value of some length, {number}" in " ".join(text for *_, text in found) for number in range(40)
    )


def test_a_row_that_ends_like_a_question_is_no_heading(rows):
    assert [
        text for *_, text in rows("a.md", "| Topic | Open point |\n|--|--|\n| Fees | Who pays? |\n| Boats | When? |\n")
    ] == [
        "Topic: Fees; Open point: Who pays?",
        "Topic: Boats; Open point: When?",
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            (
                "<table>\n<tr>\n<th>Plan</th>\n<th>Price</th>\n</tr>\n<tr>\n<td>\n\n**Free**\n\n</td>"
                "\n<td>\n\n- 0 euros\n- no ads\n"
                "\n</td>\n</tr>\n<tr><td>Pro</td><td>\n\n[5 euros](https://e.org)\n\n</td></tr>\n</table>\n"
            ),
            (9, 19),
        ),
        (
            (
                "<table>\n  <tr><th>Plan</th><th>Price</th></tr>\n\n  <tr><td><b>Free</b></td>"
                "<td>0 euros<br>no ads</td></tr>\n\n"
                "  <tr><td>Pro</td><td><a href='https://e.org'>5 euros</a></td></tr>\n\n</table>\n"
            ),
            (4, 6),
        ),
        (
            (
                "<table><thead>\n\n<tr><td>Plan</td><td>Price</td></tr>\n\n</thead><tbody>\n"
                "\n<tr><td>Free</td><td>\n\n0 euros  \nno ads\n"
                "\n</td></tr>\n\n<tr><td>Pro</td><td>\n\n[5 euros](https://e.org)\n</td></tr></tbody></table>\n"
            ),
            (7, 14),
        ),
    ],
)
def test_a_table_in_markdown_may_have_blank_lines_and_markdown_in_its_cells(read, text, lines):
    document = read("a.md", f"{text}\nAfter *it*.\n")
    assert places(document) == [
        (lines[0], (), "Plan: Free; Price: 0 euros, no ads"),
        (lines[1], (), "Plan: Pro; Price: 5 euros (https://e.org)"),
        (text.count("\n") + 2, (), "After it."),
    ]


def test_a_table_that_is_never_closed_does_not_take_what_follows(read):
    document = read("a.md", "<table>\n<tr><td>A</td><td>B</td></tr>\n\nSome **text**.\n\n# Fees\n\nNone.\n")
    assert places(document)[1:] == [(4, (), "Some text."), (8, ("Fees",), "None.")]


@pytest.mark.parametrize(
    "page",
    [
        "<table class='mw'><tr><th>Spring</th></tr><tr><td>\n<p><b>Monday</b></p>{}<p><b>Tuesday</b></p>{}</td></tr></table>",
        "<table><thead><tr><th><div>Spring</div></th></tr></thead><tr><td>\n<h4>Monday</h4>{}<h4>Tuesday</h4>{}</table>",
        "<table><tr><th><big>Spring</big><tr><td>\n<dl><dt>Monday<dd>{}<dt>Tuesday<dd>{}</dl><tr><td></table>",
    ],
)
def test_a_box_with_a_title_is_read_as_a_part_of_the_page(read, page):
    inner = "<table><tr><th>Time<th>Place\n<tr><td>9<td>Harbour</table>"
    document = read("a.html", page.format(inner, inner))
    found = [
        (block.line, (*block.context, *section.path)[-2:], block.text)
        for section in document.sections
        for block in section.blocks
    ]
    assert [(line, text) for line, _, text in found] == [(3, "Time: 9; Place: Harbour"), (4, "Time: 9; Place: Harbour")]
    assert [set(above) for _, above, _ in found] == [{"Spring", "Monday"}, {"Spring", "Tuesday"}]


def test_the_marks_of_a_quotation_are_no_cells(rows):
    page = "<table><tr><td>“</td><td>She lives by the river.</td><td>”</td></tr></table>"
    assert rows("a.html", page) == [(1, "", "She lives by the river.")]


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td data-label=Plan>Gold<td data-label=Price>20<tr><td data-label=Plan>Tin<td data-label=Price>5</table>",
        "<table><tr><td data-th=Plan>Gold<td data-th=Price>20<tr><td data-th=Plan>Tin<td data-th=Price>5</table>",
        """<div role=table><div role=row><span role=columnheader>Plan</span><span role=columnheader>Price</span></div>
<div role=row><span role=cell>Gold</span><span role=cell>20</span></div>
<div role=row><span role=cell>Tin</span><span role=cell>5</span></div>
</div>""",
    ],
)
def test_columns_that_only_attributes_tell_are_named(read, table):
    assert texts(read("a.html", f"<h1>Fees</h1>{table}")) == ["Plan: Gold; Price: 20", "Plan: Tin; Price: 5"]


def test_the_number_of_a_row_is_not_followed_by_a_colon(read):
    page = "<h1>Rules</h1><table><tr><td>1.<td>Be kind<tr><td>2.<td>No adverts</table>"
    assert texts(read("a.html", page)) == ["1. Be kind", "2. No adverts"]


@pytest.mark.parametrize(
    "cell",
    [
        "<ul><li>cox</li><li>four rowers</li></ul>",
        "<UL><LI>cox<LI>four rowers</UL>",
        "<p>cox</p><p>four rowers</p>",
        "cox<br/>four rowers",
    ],
)
def test_items_in_a_cell_of_markdown_are_kept_apart(read, cell):
    [block] = read("a.md", f"| Boat | Crew |\n|---|---|\n| Four | {cell} |\n").blocks
    assert block.text == "Boat: Four; Crew: cox, four rowers"


@pytest.mark.parametrize(
    ("column", "row"), [("scope=col", "scope=row"), ("role=columnheader", "role=rowheader"), ("SCOPE=COL", "")]
)
def test_a_cell_is_a_header_if_an_attribute_says_so(read, column, row):
    header = f"<tr><td {column}>boat<td {column}>a crew of many people who all row<td {column}>2"
    table = f"<table>{header}<tr><td {row}>Four<td>five<td>three<tr><td {row}>Eight<td>nine<td>four</table>"
    first = texts(read("a.html", table))[0]
    assert first.startswith(("Four", "boat: Four"))
    assert first.endswith("a crew of many people who all row: five; 2: three")
