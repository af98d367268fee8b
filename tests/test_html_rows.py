"""Rows of a page that are drawn with elements side by side, not as tables."""

import pytest

HOURS = """<h2>Hours</h2><div>
<div style="display: grid"><p>Monday</p><p style="font-weight: 700">Closed</p></div>
<div style="display: grid"><p>Tuesday – Friday</p><p style="font-weight: 700">10:00 – 18:00</p></div>
<div style="display: grid"><p>Saturday</p><p style="font-weight: 700">9:00 – 21:00</p></div>
<div><p>Open on the last Monday of the month, too.</p></div></div>"""


def _texts(document):
    return [(section.path, block.text) for section in document.sections for block in section.blocks]


def test_a_day_and_its_bold_hours_are_one_passage(read):
    assert _texts(read("a.html", f"<h1>Pool</h1>{HOURS}")) == [
        (("Hours",), "Monday: Closed"),
        (("Hours",), "Tuesday – Friday: 10:00 – 18:00"),
        (("Hours",), "Saturday: 9:00 – 21:00"),
        (("Hours",), "Open on the last Monday of the month, too."),
    ]


PRICE = """<div class="fare-row"><div><div class="fare-name">{}</div><div class="fare-note">{}</div></div>
<div class="fare-amount"><b>{}</b></div></div>
"""


@pytest.mark.parametrize("name", ["a.html", "a.md"])
def test_a_price_is_in_one_passage_with_what_it_is_the_price_of(read, name):
    rows = PRICE.format("Day pass", "One day, all pools", "€12.50") + PRICE.format("Ten visits", "Valid for a year", "€99")
    document = read(name, f"<div>\n{rows}<p>Children pay half.</p></div>\n")
    assert [text for _, text in _texts(document)] == [
        "Day pass: One day, all pools; €12.50",
        "Ten visits: Valid for a year; €99",
        "Children pay half.",
    ]


def test_the_parts_of_a_row_are_one_passage_with_their_links(read):
    person = '<div class="who"><p><b>{}</b></p><p><b>{}</b></p><a href="mailto:{}">Write</a></div>'
    page = person.format("Ann Baker", "Treasurer", "ann@a.org") + person.format("Rob Cole", "Chair", "rob@a.org")
    assert [text for _, text in _texts(read("a.html", f"<h2>Board</h2><div>{page}</div>"))] == [
        "Ann Baker: Treasurer; Write (mailto:ann@a.org)",
        "Rob Cole: Chair; Write (mailto:rob@a.org)",
    ]


NO_ROWS = {
    "one alone": '<div class="a"><p>Canoe</p><p>20 euros</p></div><p>Ask us.</p>',
    "a sentence below a name": '<div class="a"><p>Canoe</p><p>We have six of them.</p></div>' * 2,
    "a step with a sentence": '<div class="a"><p>1</p><p>Come in</p><p>We open the door.</p></div>' * 2,
    "a question": '<div class="a"><p>Is it open?</p><p>Yes</p></div>' * 2,
    "a list": '<div class="a"><p>Canoe</p><ul><li>20 euros</li></ul></div>' * 2,
    "a long text": f'<div class="a"><p>Canoe</p><p>{"many words " * 20}</p></div>' * 2,
}


@pytest.mark.parametrize("page", NO_ROWS.values(), ids=NO_ROWS)
def test_titles_and_texts_are_not_joined_to_rows(read, page):
    texts = [text for _, text in _texts(read("a.html", f"<h2>Boats</h2><div>{page}</div>"))]
    assert not any(text.startswith(("Canoe:", "1:", "Is it open? Yes")) for text in texts)
