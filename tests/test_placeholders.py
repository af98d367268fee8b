"""Words in angle brackets that stand for something to be filled in: text, not tags."""

import pytest

from tests.conftest import places, texts

WRITTEN = [
    *("<user>", "<your name>", "<user-id>", "<@123>", "<#channel>", "<:emoji:1>", "<Name>", "<USER>", "<time>", "<link>"),
    *("<item_name>", "<1-20>", "<player...>", "<amount=1>", "<new nickname>", "<Server Name>"),
]


@pytest.mark.parametrize("name", ["a.md", "a.mdx"])
@pytest.mark.parametrize("written", WRITTEN)
def test_a_placeholder_is_kept_wherever_it_is(read, name, written):
    text = (
        f"## Ban {written} now\n\nType /ban {written} [reason].\n\n{written} is banned.\n\nThen\n{written}\nagain.\n\n"
        f"- /kick {written}\n\n| Command | Text |\n|---|---|\n| /mute {written} | {written} *x* |\n\n"
        f"`/x {written}`\n\nA {written}\n"
    )
    assert places(read(name, text)) == [
        (line, (f"Ban {written} now",), words)
        for line, words in (
            (3, f"Type /ban {written} [reason]."),
            (5, f"{written} is banned."),
            (7, f"Then {written} again."),
            (11, f"/kick {written}"),
            (15, f"Command: /mute {written}; Text: {written} x"),
            (17, f"/x {written}"),
            (19, f"A {written}"),
        )
    ]


@pytest.mark.parametrize("written", ["<user>", "<user-id>", "<Name>", "<your name>"])
def test_a_placeholder_alone_on_a_line_is_text(read, written):
    assert texts(read("a.md", f"Before\n\n{written}\n\nafter\n")) == ["Before", written, "after"]


@pytest.mark.parametrize(
    "page",
    [
        "<p>Type /ban <user> or <@1>.</p>\n",
        "<div>\n  <p>Type /ban <user> or <@1>.</p>\n</div>\n",
        "<table><tr><td>Type /ban <user> or <@1>.</td></tr></table>\n",
        "<details><summary>More</summary>\n<p>Type /ban <user> or <@1>.</p>\n</details>\n",
    ],
)
def test_a_placeholder_in_html_inside_of_markdown_is_kept(read, page):
    assert texts(read("a.md", page)) == ["Type /ban <user> or <@1>."]


@pytest.mark.parametrize("written", ["<id:browse>", "<id:linked-roles:12>", "<sound:1:2>", "<t:1700000000:R>", "</ask me:1>"])
def test_markup_of_discord_is_kept(read, written):
    assert texts(read("a.md", f"- See {written} and **{written}**.\n")) == [f"See {written} and {written}."]


def test_tags_of_html_and_links_are_not_placeholders(read):
    text = (
        "One <b>bold</b><br>two <sub>x</sub> <time "
        "datetime='1'>noon</time> <mark>seen</mark>.\n\n<https://e.org> and <me@e.org>\n\n"
        "<custom-box>\nWrapped *text*.\n</custom-box>\n\nList<String> is <T>.\n"
    )
    assert texts(read("a.md", text)) == [
        "One bold two x noon seen.",
        "https://e.org and me@e.org",
        "Wrapped text.",
        "List<String> is <T>.",
    ]


def test_an_indented_placeholder_in_code_stays_code(read):
    assert texts(read("a.md", "```\n/ban <user>\n```\n\n    /kick <user>\n")) == ["/ban <user>", "/kick <user>"]
