"""Words above the heading of a part of a page, which belong to what is below it."""

import pytest

ABOVE = {
    "a topic": '<div class="eyebrow"><span>For families</span></div>',
    "a bold line": "<p><b>For families</b></p>",
    "words without a block": "<span>For families</span>",
}
PAGE = """<h1>Pool</h1><section><div><h2>Hours</h2><p>Open from nine.</p></div></section>
<section><div>{}<h2>Swimming lessons</h2><p>They cost 20 euros.</p><h3>Times</h3><p>At four.</p></div></section>"""


def _texts(document):
    return [(section.path, block.text) for section in document.sections for block in section.blocks]


@pytest.mark.parametrize("above", ABOVE.values(), ids=ABOVE)
def test_words_above_a_heading_are_not_in_the_section_before(read, above):
    assert _texts(read("a.html", PAGE.format(above))) == [
        (("Hours",), "Open from nine."),
        (("Swimming lessons",), "For families"),
        (("Swimming lessons",), "They cost 20 euros."),
        (("Swimming lessons", "Times"), "At four."),
    ]


@pytest.mark.parametrize("above", ["<p>We close at noon.</p>", "<p>Ask for:</p>", "<ul><li>Towels</li></ul>"])
def test_a_sentence_or_list_above_a_heading_is_no_part_of_it(read, above):
    path, _ = _texts(read("a.html", PAGE.format(above)))[1]
    assert path != ("Swimming lessons",)


def test_a_line_above_several_headings_is_no_part_of_the_first(read):
    groups = "<p>Prices of 2026</p><h3>Adults</h3><p>9 euros</p><h3>Children</h3><p>4 euros</p>"
    document = read("a.html", f"<h1>Pool</h1><h2>News</h2><p>None.</p><div>{groups}</div>")
    assert (("News",), "Prices of 2026") in _texts(document)


def test_the_number_of_a_step_above_its_heading_stays_in_front_of_it(read):
    steps = "".join(f"<div><span>{step}</span><h3>Part</h3><p>Yes.</p></div>" for step in (1, 2))
    assert [path for path, _ in _texts(read("a.html", f"<h1>Pool</h1>{steps}"))] == [("1 Part",), ("2 Part",)]
