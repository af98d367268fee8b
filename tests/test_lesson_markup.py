"""Containers of lessons and handbooks in Markdown: fenced divisions of Pandoc, notes of mdBook, cards of MyST."""

import pytest

from tests.conftest import places, texts
from tests.fuzzing import guarded


def with_context(document):
    """Return the context and text of each block."""
    return [(block.context, block.text) for block in document.blocks]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        (":::::: callout", ":::"),
        ("::: callout", ":::::::::::::::"),
        (":::: {.callout}", "::::::"),
        (":::::: callout ::::::", "::::"),
        ("::::::::: challenge", ":::"),
    ],
)
def test_a_division_may_be_closed_by_more_or_fewer_colons_than_open_it(read, opening, closing):
    document = read("a.md", f"# Boats\n\n## Launching\n\n{opening}\n\n### Wind\n\nWait for calm.\n\n{closing}\n\nPush off.\n")
    assert [(section.path, with_context(section)) for section in document.sections] == [
        (("Launching",), [(("Wind",), "Wait for calm."), ((), "Push off.")])
    ]


def test_divisions_inside_of_each_other_close_from_the_innermost(read):
    inner = "::: solution\n\n### Bowline\n\nOver and under.\n\n:::::::\n"
    text = f"::::: challenge\n\n### Knots\n\nTie one.\n\n{inner}\nTie two.\n\n:::\n"
    assert with_context(read("a.md", f"{text}\nGo home.\n")) == [
        (("Knots",), "Tie one."),
        (("Knots", "Bowline"), "Over and under."),
        (("Knots",), "Tie two."),
        ((), "Go home."),
    ]


def test_questions_and_aims_of_a_lesson_say_what_they_are_and_are_no_headings(read):
    text = "::::: questions\n\n- How do I launch?\n\n::::\n\n::: objectives\n\n- Launch a boat.\n\n:::\n\nBoats are heavy.\n"
    document = read("a.md", text)
    assert with_context(document) == [
        (("Questions",), "How do I launch?"),
        (("Objectives",), "Launch a boat."),
        ((), "Boats are heavy."),
    ]
    assert {section.path for section in document.sections} == {()}


ADMONISH = {
    "```admonish": (),
    "```admonish warning": (),
    '```admonish info "Rivers"': ("Rivers",),
    '~~~~ admonish tip title="Rivers"': ("Rivers",),
    "```admonish info collapsible=true title='Rivers'": ("Rivers",),
    '```admonish title="The \\"Lenn\\"", id="x"': ('The "Lenn"',),
}


@pytest.mark.parametrize(("opening", "context"), ADMONISH.items(), ids=ADMONISH)
def test_a_note_of_mdbook_is_read_as_markdown(read, opening, context):
    closing = opening[: len(opening) - len(opening.lstrip("`~"))]
    document = read("a.md", f"{opening}\nWear a **vest**, see [rules](r.md).\n\n- Ask first.\n{closing}\n\nPush off.\n")
    assert [(block.line, *found) for block, found in zip(document.blocks, with_context(document), strict=True)] == [
        (2, context, "Wear a vest, see rules (r.md)."),
        (4, context, "Ask first."),
        (7, (), "Push off."),
    ]


def test_a_heading_in_a_note_of_mdbook_ends_with_it(read):
    document = read("a.md", "## Meeting\n\n```admonish info\n### Attendees\n- Ida\n```\n\nWe agreed.\n")
    assert {section.path for section in document.sections} == {("Meeting",)}
    assert with_context(document) == [(("Attendees",), "Ida"), ((), "We agreed.")]


def test_other_code_with_a_similar_name_stays_code(read):
    assert texts(read("a.md", "```admonishment\n**x**\n```\n")) == ["**x**"]


@pytest.mark.parametrize("fence", [("::::{grid-item-card}", "::::"), ("````{card}", "````")])
def test_the_header_of_a_card_is_the_context_of_its_text(read, fence):
    text = f"{fence[0]}\n:link: join\n:link-type: doc\n\nJoining *us*\n^^^\nAsk the captain.\n\n+++\nSince 1987\n{fence[1]}\n"
    document = read("a.md", text)
    assert with_context(document) == [(("Joining us",), "Ask the captain."), (("Joining us",), "Since 1987")]
    assert [block.line for block in document.blocks] == [7, 10]


def test_carets_and_plus_signs_elsewhere_are_text(read):
    assert texts(read("a.md", "Look up\n^^^\nthere\n\n+++\n")) == ["Look up ^^^ there"]


def test_options_of_directives_are_not_quoted(read):
    text = (
        "```{button-link} join.html\n:color: success\n:class: wide\n\nJoin the club\n```\n\n"
        "```{post} 2023-11-28\n:author: Ida\n:image: 1\n```\n\n```{code-cell} python\n:tags: [hide]\n\nrow()\n```\n\n"
        "```{r, echo=FALSE}\n:x\n```\n"
    )
    assert [(place[0], place[2]) for place in places(read("a.md", text))] == [(5, "Join the club"), (16, "row()"), (20, ":x")]


def test_lists_of_pages_between_colons_are_left_out(read):
    document = read("a.md", "::::{toctree}\n:hidden:\n:caption: Rules\n\nRowing <rowing>\nsailing\n::::\n\nBe kind.\n")
    assert texts(document) == ["Be kind."]
    assert "Rowing <rowing>" in document.omissions[0].text


@pytest.mark.parametrize("fence", [":::", "```"])
@pytest.mark.parametrize("name", ["figure", "figure-md"])
def test_the_address_of_a_figure_is_no_title(read, fence, name):
    document = read("a.md", f"{fence}{{{name}}} map.png\n:alt: Map\n\nThe way to the boathouse.\n{fence}\n")
    assert with_context(document) == [((), "The way to the boathouse.")]


@pytest.mark.parametrize(
    "piece", ["::::: callout\n", "```admonish\n", "::::{card}\nx\n^^^\n", "^^^\n", "::: {toctree}\n", ":::\n"]
)
def test_marks_of_lessons_without_end_are_read_in_time(read, piece):
    with guarded():
        read("a.md", f"The start.\n\n{piece * 3000}\n\n{{card}}\n")
