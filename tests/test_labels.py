"""Questions and labels without the markup of headings, which become headings or contexts of what is below them."""

import pytest

from tests.conftest import places, texts

ASKED_AND_ANSWERED = {
    "bold paragraphs": "**When are raids?**\n\nOn Tuesdays.\n\n**Who leads?**\n\nAnn.\n",
    "bold lines": "**When are raids?**\nOn Tuesdays.\n\n__Who leads?__\\\nAnn.\n",
    "plain paragraphs": "When are raids?\n\nOn Tuesdays.\n\nWho leads?\n\nAnn.\n",
    "Q: and A: in one paragraph": "Q: When are raids?\nA: On Tuesdays.\n\nQ: Who leads?\nA: Ann.\n",
    "Q: and A: in bold": "**Q: When are raids?**\n\nA: On Tuesdays.\n\n**Q:** Who leads?\n\n**A:** Ann.\n",
    "numbered Q and A": "Q1. When are raids?\n\nA1. On Tuesdays.\n\nQ2. Who leads?\n\nA2. Ann.\n",
    "whole words": "Question: When are raids?\n\nAnswer: On Tuesdays.\n\nQUESTION: Who leads?\n\nANSWER: Ann.\n",
    "a question wrapped over lines": "Q: When\nare raids?\nA: On\nTuesdays.\n\nQ: Who leads?\nA: Ann.\n",
    "bullets": "- Q: When are raids?\n- A: On Tuesdays.\n- Q: Who leads?\n- A: Ann.\n",
    "questions marked in headings": "### Q: When are raids?\nA: On Tuesdays.\n\n### Q: Who leads?\nA: Ann.\n",
    "only questions marked": "Q: When are raids?\n\nOn Tuesdays.\n\nQ: Who leads?\n\nAnn.\n",
}


@pytest.mark.parametrize("text", ASKED_AND_ANSWERED.values(), ids=ASKED_AND_ANSWERED)
def test_the_answer_is_the_passage_and_the_question_its_section(read, text):
    assert [(section, words) for _, section, words in places(read("a.md", f"# FAQ\n\n{text}"))] == [
        (("When are raids?",), "On Tuesdays."),
        (("Who leads?",), "Ann."),
    ]


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("F", "A"),
        ("Frage", "Antwort"),
        ("P", "R"),
        ("Pregunta", "Respuesta"),
        ("Pergunta", "Resposta"),
        ("В", "О"),
        ("問", "答"),
    ],
)
def test_questions_and_answers_are_marked_in_many_languages(read, asked, answered):
    text = f"{asked}: Raids when\n\n{answered}: Tuesdays\n\nfrom eight\n\n**{asked}: Who leads**\n\n{answered}: Ann\n"
    assert [(section, words) for _, section, words in places(read("a.md", text))] == [
        (("Raids when",), "Tuesdays"),
        (("Raids when",), "from eight"),
        (("Who leads",), "Ann"),
    ]


def test_a_letter_and_a_colon_without_an_answer_is_text(read):
    assert texts(read("a.md", "D: the drive\n\nP: the pressure\n")) == ["D: the drive", "P: the pressure"]


PAGES = {
    "strong and br": "<p><strong>When are raids?</strong><br>On Tuesdays.</p><p><b>Who leads?</b><br/>Ann.</p>",
    "strong in p": "<p><strong>When are raids?</strong></p><p>On Tuesdays.</p><p><b>Who leads?</b></p><p>Ann.</p>",
    "Q: and A:": "<p>Q: When are raids?</p><p>A: On Tuesdays.</p><div>Q: Who leads?<br>A: Ann.</div>",
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_questions_of_a_page_are_sections_too(read, page):
    assert [(section, words) for _, section, words in places(read("a.html", page))] == [
        (("When are raids?",), "On Tuesdays."),
        (("Who leads?",), "Ann."),
    ]


def test_a_numbered_question_is_the_context_of_its_indented_answer(read):
    document = read("a.md", "5. Is it free?\n\n   Yes.\n\n6. Is it safe?\n   - very\n")
    assert [(block.text, block.context) for block in document.blocks] == [
        ("Yes.", ("5. Is it free?",)),
        ("very", ("6. Is it safe?",)),
    ]


def test_a_numbered_question_is_the_section_of_an_answer_that_is_not_indented(read):
    assert places(read("a.md", "5. **Is it free?**\n\nYes.\n\n6. **Is it safe?**\n\nVery.\n")) == [
        (3, ("5. Is it free?",), "Yes."),
        (7, ("6. Is it safe?",), "Very."),
    ]


def test_bold_topics_contain_the_bold_questions_below_them(read):
    text = "**Raids**\n\n**When?**\n\nTuesdays.\n\n**Who?**\n\nAnn.\n\n**Fees**\n\n**How much?**\n\nTen.\n"
    assert places(read("a.md", text)) == [
        (5, ("Raids", "When?"), "Tuesdays."),
        (9, ("Raids", "Who?"), "Ann."),
        (15, ("Fees", "How much?"), "Ten."),
    ]


def test_a_label_ends_with_the_next_heading(read):
    assert places(read("a.md", "## A\n\n**Raids**\n\nTuesdays.\n\n## B\n\nOther.\n")) == [
        (5, ("A", "Raids"), "Tuesdays."),
        (9, ("B",), "Other."),
    ]


def test_a_short_line_with_a_colon_is_the_section_of_the_paragraphs_below_it(read):
    assert places(read("a.md", "Opening hours:\n\nNine to five.\n\nFees:\n\nNone.\n")) == [
        (3, ("Opening hours",), "Nine to five."),
        (7, ("Fees",), "None."),
    ]


@pytest.mark.parametrize("below", ["- x y", "1. x y", "```\nx y\n```", "| A |\n|---|\n| x y |"])
def test_a_line_with_a_colon_is_the_context_of_the_list_code_or_table_right_below_it_alone(read, below):
    blocks = [*read("a.md", f"Rowers bring:\n\n{below}\n\nNothing else.\n").blocks]
    assert [block.context for block in blocks] == [("Rowers bring:",), ()]
    assert blocks[0].text.endswith("x y")


KEPT = {
    "nothing below it": "**Raids are fun?**\n\n## Next\n\nOther.\n",
    "the last line": "Other.\n\nAny questions?\n",
    "a list of questions": "- When?\n- Where?\n\nOther.\n",
    "a list of bold statements": "**Be kind**\n\n**No spam**\n\n**No ads**\n\nOther.\n",
    "a bold sentence": "**All sales are final.**\n\nOther.\n",
    "a bold sentence and a picture": "**All sales are final! 🎉**\n\nOther.\n",
    "an answer that ends in a question": "We meet in the hall by the lake at eight every Tuesday. Want to come?\n\nOther.\n",
    "a long bold paragraph": f"**{'very important words ' * 6}**\n\nOther.\n",
    "a question in brackets": "Signs are [x] and [?].\n\nOther.\n",
    "a list of placeholders": "Use /ban <user?>\n\nOther;\n\nOther.\n",
    "a long lead-in": f"{'Members of the club who row '}can all bring along the following things to the lake:\n\n- Other.\n",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_no_words_are_only_in_a_heading_if_they_may_be_an_answer(read, text):
    quoted = " ".join(texts(read("a.md", text)))
    for word in text.replace("*", "").replace("## Next", "").replace("- ", "").split():
        assert word in quoted


def test_an_answer_that_ends_in_a_colon_is_no_label(read):
    text = "Q: Is it open?\n\nA: See the sign:\n\nFrom nine.\n\nQ: Is it far?\n\nA: No.\n"
    assert places(read("a.md", text)) == [
        (3, ("Is it open?",), "See the sign:"),
        (5, ("Is it open?",), "From nine."),
        (9, ("Is it far?",), "No."),
    ]


def test_labels_in_a_list_are_context_of_the_blocks_below_them(read):
    text = "- Install\n\n  **Windows**\n\n  Run it.\n\n  **Linux**\n\n  Build it.\n- Other\n"
    assert [(block.text, block.context) for block in read("a.md", text).blocks] == [
        ("Install", ()),
        ("Run it.", ("Install", "Windows")),
        ("Build it.", ("Install", "Linux")),
        ("Other", ()),
    ]


def test_with_an_outline_only_the_lines_that_it_names_are_headings(read):
    text = "Raids\nWhen are they?\nTuesdays.\n"
    assert places(read("a.txt", text, outline=["Raids"])) == [(2, ("Raids",), "When are they?"), (3, ("Raids",), "Tuesdays.")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "Is it free?\n: Yes.\n\n    Always.\n\nIs it safe?\n\n: Very.\n"),
        ("a.html", "<dl>\n<dt>Is it free?<dd>Yes.\n<p>Always.</p>\n<dt>Is it safe?</dt>\n<dd>Very.</dd></dl>"),
        ("a.html", "<dl><div><dt>Is it free?</dt>\n<dd><p>Yes.</p>\n<p>Always.</p></dd></div><dt>Is it safe?<dd>Very.</dl>"),
    ],
)
def test_the_term_of_a_definition_is_the_context_of_what_defines_it(read, name, text):
    assert [(block.text, block.context) for block in read(name, text).blocks] == [
        ("Yes.", ("Is it free?",)),
        ("Always.", ("Is it free?",)),
        ("Very.", ("Is it safe?",)),
    ]


def test_code_that_ends_in_a_colon_is_not_the_context_of_the_list_below_it(read):
    blocks = [*read("a.md", "```\nif ready:\n```\n\n- Other.\n").blocks]
    assert [(block.text, block.context) for block in blocks] == [("if ready:", ()), ("Other.", ())]


@pytest.mark.parametrize("kind", ["**Note:**", "Warning:", "**⚠️ Achtung!**", "__Important__", "**Nota:**"])
def test_the_kind_of_a_remark_is_not_quoted_and_not_a_section(read, kind):
    assert places(read("a.md", f"## Lake\n\n{kind}\n\nNo swimming.\n\nBring boots.\n")) == [
        (5, ("Lake",), "No swimming."),
        (7, ("Lake",), "Bring boots."),
    ]


@pytest.mark.parametrize(
    "page",
    [
        "<div>Q :</div><div>I am late! When are raids?</div><div>A :</div><div>On <a href='/fri'>Fridays</a>.</div>",
        "<p><b>Question:</b></p><p>I am late! When are raids?</p><p><b>Answer:</b></p><p>On <a href='/fri'>Fridays</a>.</p>",
        "<div>Q1:</div><div>I am late! When are raids?</div><div>A1:</div><div>On <a href='/fri'>Fridays</a>.</div>",
    ],
)
def test_markers_in_elements_of_their_own_mark_the_question_and_the_answer(read, page):
    document = read("a.html", f"<h1>FAQ</h1><p>Welcome.</p>{page}")
    assert places(document)[1:] == [(1, ("I am late! When are raids?",), "On Fridays (/fri).")]
    assert [block.text[link.start : link.end] for block in document.blocks for link in block.links] == ["Fridays"]


def test_the_letters_of_a_glossary_are_no_markers(read):
    page = "<p>A:</p><p>Anchor, a weight.</p><p>B:</p><p>Boat, a ship.</p>"
    assert places(read("a.html", page)) == [(1, ("A",), "Anchor, a weight."), (1, ("B",), "Boat, a ship.")]


@pytest.mark.parametrize("words", ["Sign up now!", "Sign up"])
def test_a_bold_link_above_a_paragraph_is_quoted_with_its_target(read, words):
    document = read(
        "a.md", f"## Boats\n\nUse our code:\n\n**[{words}](https://example.org/join)**\n\nThen we meet at the quay.\n"
    )
    sections = {section.path for section in document.sections if section.blocks}
    assert texts(document) == [f"{words} (https://example.org/join)", "Then we meet at the quay."]
    assert sections == {("Boats", "Use our code")}


def test_bold_links_that_name_what_is_below_each_are_sections(read):
    text = "**[Rowing](https://example.org/row)**\n\nOn Mondays.\n\n**[Sailing](https://example.org/sail)**\n\nOn Sundays.\n"
    assert [(section, words) for _, section, words in places(read("a.md", text))] == [
        (("Rowing",), "On Mondays."),
        (("Sailing",), "On Sundays."),
    ]


@pytest.mark.parametrize("marker", ["A:", "A."])
def test_what_an_answer_introduces_has_it_as_context_without_its_marker(read, marker):
    text = f"Q: What do I bring?\n\n{marker} You need these for the regatta, which lasts two days:\n\n- a hat\n- a towel\n"
    blocks = read("a.md", text).blocks
    lead_in = "You need these for the regatta, which lasts two days:"
    assert [(block.context, block.text) for block in blocks] == [((), lead_in), ((lead_in,), "a hat"), ((lead_in,), "a towel")]
