"""Images in HTML whose alternative text the page says beside them, or that says nothing."""

import pytest

from tests.conftest import texts

CARD = '<div class="col"><img src="{}.jpg" alt="{}"><div class="name"><h5>{}</h5> <span>{}</span></div></div>'


def test_a_portrait_beside_a_name_is_no_passage(read):
    cards = (
        CARD.format("a", "Ann", "Ann Baker", "Treasurer") + "<!-- chair -->" + CARD.format("b", "Robert", "Rob Cole", "Chair")
    )
    document = read("a.html", f'<h2>Board</h2><div class="row">{cards}</div>')
    assert [(section.path[-1], block.text) for section in document.sections for block in section.blocks] == [
        ("Ann Baker", "Treasurer"),
        ("Rob Cole", "Chair"),
    ]
    assert [omission.text for omission in document.omissions] == ["Ann", "Robert"]


NAMED = {
    "the heading above": '<h3>The boat house</h3><p><img alt="Boat house"></p>',
    "the caption below": '<figure><img alt="The boat house"><figcaption>The boat house in spring</figcaption></figure>',
    "a link to a larger view": '<div><a href="img/h.jpg"><img alt="Boat house"></a></div><div><h4>The boat house</h4></div>',
    "a slide": '<div><img alt="Slide One"></div>',
    "the second slide": '<div><img alt="Second slide"></div>',
    "a credit": '<div><img alt="(c) CC-BY-SA Ann Baker"></div>',
}


@pytest.mark.parametrize("picture", NAMED.values(), ids=NAMED)
def test_an_image_that_says_nothing_of_its_own_is_no_passage(read, picture):
    found = texts(read("a.html", f"<h1>Club</h1><div>{picture}<p>Boats are kept here.</p></div>"))
    assert [text for text in found if text != "The boat house in spring"] == ["Boats are kept here."]


SAYING = {
    "a poster": ("Summer party on June 5, 7 p.m., entry free", '<h3>Summer party</h3><p><img alt="{}"></p><p>Come all!</p>'),
    "another subject": ("The old harbour", '<div><img alt="{}"><h4>The winner of our contest</h4></div>'),
    "a sign": ("Blue zone", '<div><p>You need a parking disc here.</p><img alt="{}"></div>'),
    "a short statement": ("No current events", '<section><h3>Events</h3><img alt="{}"><p>Look here again.</p></section>'),
    "an answer": ("Open 9 to 5", '<div><img alt="{}"><h4>When are you open?</h4></div>'),
}


@pytest.mark.parametrize(("alt", "page"), SAYING.values(), ids=SAYING)
def test_an_image_that_says_more_than_what_is_beside_it_is_a_passage(read, alt, page):
    assert alt in texts(read("a.html", page.format(alt)))


def test_an_image_within_a_sentence_is_part_of_it(read):
    page = '<h3>Start</h3><p>Press <img src="b.png" alt="Start"> to start.</p>'
    assert texts(read("a.html", page)) == ["Press Start to start."]


def test_the_file_of_a_larger_view_is_not_quoted(read):
    page = '<h3>Maps</h3><p><a href="maps/hall_v2.jpg"><img src="maps/small.jpg" alt="Way to the hall by bus 12"></a></p>'
    assert texts(read("a.html", page)) == ["Way to the hall by bus 12"]
