"""Files that are embedded in documents as data URIs."""

import base64

import pytest

from index.reading.data_uris import without_data_uris
from tests.conftest import places, texts
from tests.fuzzing import guarded

IMAGE = base64.b64encode(bytes(range(256)) * 1_000).decode()
"""An image of a third of a megabyte, on one line."""
URI = f"data:image/png;base64,{IMAGE}"
SVG = "data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg'>" + "<path d='M0 0h9v9'/>" * 10_000 + "</svg>"
WRAPPED = "data:image/png;base64," + "\n".join(IMAGE[at : at + 76] for at in range(0, 7_600, 76))

MARKDOWN = {
    "an image": f"Before.\n\n![Map of the hall]({URI})\n\nAfter.\n",
    "Google Docs": f"Before.\n\n![Map of the hall][image1]\n\nAfter.\n\n[image1]: <{URI}>\n",
    "a definition without brackets": f"Before.\n\n![Map of the hall][image1]\n\nAfter.\n\n[image1]: {URI}\n",
    "an image with a title": f'Before.\n\n![Map of the hall]({URI} "Hall")\n\nAfter.\n',
    "HTML": f'Before.\n\n<img alt="Map of the hall" src="{URI}">\n\nAfter.\n',
    "an SVG": f'Before.\n\n<img src="{SVG}" alt="Map of the hall">\n\nAfter.\n',
    "an upper-case scheme": f"Before.\n\n![Map of the hall](DATA:image/jpeg;BASE64,{IMAGE})\n\nAfter.\n",
}


@pytest.mark.parametrize("text", MARKDOWN.values(), ids=MARKDOWN)
def test_markdown_with_an_embedded_image_is_read_with_its_alternative_text(read, text):
    assert places(read("a.md", text)) == [(1, (), "Before."), (3, (), "Map of the hall"), (5, (), "After.")]


HTML = {
    "double quotes": f'<p>Before.</p>\n<p><img src="{URI}" alt="Map of the hall"></p>\n<p>After.</p>',
    "single quotes": f"<p>Before.</p>\n<p><img alt='Map of the hall' src='{URI}'></p>\n<p>After.</p>",
    "no quotes": f"<p>Before.</p>\n<p><img src={URI} alt='Map of the hall'></p>\n<p>After.</p>",
    "a background": f"<p style='background: url({URI})'>Before.</p>\n<p>Map of the hall</p>\n<p>After.</p>",
    "a font": f"<p>Before.</p><style>@font-face {{src: url('{URI}')}}</style>\n<p>Map of the hall</p>\n<p>After.</p>",
    "a link": f'<p>Before.</p>\n<p><a href="{URI}">Map of the hall</a></p>\n<p>After.</p>',
}


@pytest.mark.parametrize("text", HTML.values(), ids=HTML)
def test_html_with_an_embedded_file_is_read_without_it(read, text):
    assert places(read("a.html", text)) == [(1, (), "Before."), (2, (), "Map of the hall"), (3, (), "After.")]


def test_lines_after_a_file_over_several_lines_keep_their_numbers(read):
    for name in ("a.html", "a.md"):
        found = places(read(name, f'<p>Before.</p>\n<p><img src="{WRAPPED}" alt="Map of the hall"></p>\n\n<p>After.</p>\n'))
        assert [text for _, _, text in found] == ["Before.", "Map of the hall", "After."]
        assert [line for line, _, _ in found][::2] == [1, 103]


@pytest.mark.parametrize("text", [f"Our map: {URI}", f'Our map: <img src="{URI}">', f"Our map: ({URI})"])
def test_plain_text_is_read_without_embedded_files(read, text):
    [(line, _, quoted)] = places(read("a.txt", f"{text} (north is up)\n"))
    assert line == 1
    assert quoted.startswith("Our map:")
    assert quoted.endswith("(north is up)")
    assert len(quoted) < 60


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_an_example_of_such_an_address_is_kept(read, name):
    text = "An address such as data:text/plain,hello is a file; personal data: name, age."
    assert texts(read(name, text)) == [text]


def test_the_words_of_a_link_to_an_embedded_file_are_kept_without_its_address(read):
    assert texts(read("a.md", f"Get [the poster]({URI}) here.\n")) == ["Get the poster here."]


@pytest.mark.parametrize("name", ["a.md", "a.html", "a.txt"])
def test_twenty_megabytes_of_images_are_skipped_in_time(read, name):
    with guarded():
        document = read(name, f'<p>Before.\n\n<img src="data:image/png;base64,{"iVBORw0K" * 2_500_000}">\n\n<p>After.\n')
    assert [(line, text.removeprefix("<p>")) for line, _, text in places(document)][-1] == (5, "After.")


@pytest.mark.parametrize(
    "piece", ["data:,", '"data:,', "'data:;base64,!", "(data:,(", "[a]: data:,x ", "data:;a;a", '"data:\n']
)
def test_odd_addresses_are_read_in_time(read, piece):
    with guarded():
        without_data_uris(f"Word.\n{piece * 50_000}\n" * 5, is_markup=True)
