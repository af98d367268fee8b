"""Links in double brackets, and the marks, boxes and short codes of note-taking programs, wikis and chats."""

import pytest

from tests.conftest import places, texts
from tests.fuzzing import guarded

LINKS = {
    "[[Loot]]": "Loot",
    "[[Loot|the loot]]": "the loot",
    "[[Loot#Rolls|rolls]]": "rolls",
    "[[Loot#Rolls]]": "Loot > Rolls",
    "[[#Rolls]]": "Rolls",
    "[[Loot#^a1b2]]": "Loot",
    "[[Raids/Loot]]": "Loot",
    "[[Raids/Loot.md|loot]]": "loot",
    "[[/guides/Loot.md#Rolls]]": "Loot > Rolls",
    "[[how loot works|Loot-Rules]]": "how loot works",
    "[[our loot|https://e.org/loot]]": "our loot (https://e.org/loot)",
    "[[Loot|**fair** loot]]": "fair loot",
    "[[Loot Council|council of loot]]": "council of loot",
}


@pytest.mark.parametrize(("link", "shown"), LINKS.items())
def test_a_wikilink_reads_as_its_words(read, link, shown):
    assert texts(read("a.md", f"See {link} for it.\n")) == [f"See {shown} for it."]


def test_the_order_in_a_wiki_of_github_is_found_from_its_other_links(read):
    text = "See [[User commands|User-Commands]] and [[Roles|Permissions]].\n"
    assert texts(read("a.md", text)) == ["See User commands and Roles."]
    assert texts(read("a.md", "See [[User-Commands|commands]] and [[Roles|Permissions]].\n")) == [
        "See commands and Permissions."
    ]


def test_a_wikilink_in_a_table_has_an_escaped_bar(read):
    assert texts(read("a.md", "| Who | What |\n|---|---|\n| Ann | [[Loot\\|rolls]] |\n")) == ["Who: Ann; What: rolls"]


EMBEDDED = {
    "![[Loot]]": "",
    "![[Loot#Rolls]]": "",
    "![[rules.pdf]]": "",
    "![[map.png]]": "",
    "![[map.png|300]]": "",
    "![[map.png|Way to the hall]]": "Way to the hall",
    "![[map.png|Way to the hall|100x200]]": "Way to the hall",
    "[[images/map.png|alt=Way to the hall|width=100px]]": "Way to the hall",
}


@pytest.mark.parametrize(("embedded", "shown"), EMBEDDED.items())
def test_embedded_pages_are_left_out_and_images_described(read, embedded, shown):
    document = read("a.md", f"Be kind.\n\n{embedded}\n\nNo spam.\n")
    assert [text for text in texts(document) if text] == ["Be kind.", *([shown] if shown else []), "No spam."]
    if "." not in embedded:
        assert [omission.line for omission in document.omissions] == [3]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("if [[ -f x ]]; then", "if [[ -f x ]]; then"),
        ("The matrix [[1, 2]] and [[1,2],[3,4]]", "The matrix [[1, 2]] and [[1,2],[3,4]]"),
        ("Source [[1]](https://e.org/s)", "Source [1] (https://e.org/s)"),
        ("In code `[[Loot]]`", "In code [[Loot]]"),
        ("Empty [[]] and [[ ]]", "Empty [[]] and [[ ]]"),
    ],
)
def test_other_double_brackets_are_kept(read, text, shown):
    assert texts(read("a.md", f"{text}\n")) == [shown]


MARKS = {
    "==Be kind== to all": "Be kind to all",
    "a == b == c": "a == b == c",
    "`x == y` if x==y and y==z": "x == y if x==y and y==z",
    "**==All==** of ==[you](https://e.org)==": "All of you (https://e.org)",
    "++New:++ C++ and C++": "New: C++ and C++",
    "H~2~O and CO~2~": "H2O and CO2",
    "~5 to ~10 of ~/x": "~5 to ~10 of ~/x",
    "x^2^ and 10^-3^ m, the 19^th^": "x² and 10⁻³ m, the 19th",
    "Small ^(print) here": "Small (print) here",
    "2^3 and 2^4": "2^3 and 2^4",
    "~~old~~ new": "~~old~~ new",
    "Read {ref}`the rules <rules>` or :doc:`fees`": "Read the rules or fees",
    "A {role}`x` and {x: y}": "A {role}x and {x: y}",
    "Press <kbd>Ctrl</kbd>+<kbd>C</kbd>": "Press Ctrl+C",
    "Costs $5 or $x$": "Costs $5 or $x$",
    "Ask @ann in #help": "Ask @ann in #help",
    "It was ||the butler|| who": "It was ||the butler|| who",
    "It was || the **butler** ||.": "It was ||the butler||.",
    "`a || b || c` or a || b": "a || b || c or a || b",
}


@pytest.mark.parametrize(("text", "shown"), MARKS.items())
def test_marks_around_words_are_read(read, text, shown):
    assert texts(read("a.md", f"{text}\n")) == [shown]


def test_boxes_show_what_is_done_where_anything_is(read):
    assert texts(read("a.md", "- [ ] Bring milk\n* [ ] Bring tea\n\n1. [ ] Bring cake\n")) == [
        "Bring milk",
        "Bring tea",
        "1. Bring cake",
    ]
    assert texts(
        read("a.md", "- [ ] Bring milk\n- [x] Bring tea\n  - [X] green\n- [-] Bring cake\n- [/] Bring\n  water\n")
    ) == [
        "☐ Bring milk",
        "☑ Bring tea",
        "☑ green",
        "☒ Bring cake",
        "☐ Bring water",
    ]


def test_boxes_of_pages_show_what_is_done_where_anything_is(read):
    page = "<ul><li><input type=checkbox disabled {}> Bring milk<li><p><input type=checkbox disabled> Bring tea</p></ul>"
    assert texts(read("a.html", page.format("checked"))) == ["☑ Bring milk", "☐ Bring tea"]
    assert texts(read("a.html", page.format(""))) == ["Bring milk", "Bring tea"]


@pytest.mark.parametrize("text", ["[x] marks the spot", "- [x](https://e.org) is a link", "- [a] reason"])
def test_other_brackets_are_no_boxes(read, text):
    assert "☑" not in texts(read("a.md", f"{text}\n"))[0]
    assert "x" in texts(read("a.md", f"{text}\n"))[0] or "[a]" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Get [help][support] here", "Get help here"),
        ("Get [help][] here", "Get help here"),
        ("Get [**help** now][support]", "Get help now"),
        ("Get [help] here", "Get [help] here"),
        ("Type /ban [user] [reason]", "Type /ban [user] [reason]"),
        ("Type /ban [user][reason]", "Type /ban [user][reason]"),
        ("In grid[i][j] or [1][2]", "In grid[i][j] or [1][2]"),
    ],
)
def test_a_link_to_a_label_that_is_not_defined_reads_as_its_words(read, text, shown):
    assert texts(read("a.md", f"{text}\n")) == [shown]


EMOJI = {
    ":wave: Hello :tada:": "👋 Hello 🎉",
    "Yes :+1::smile:": "Yes 👍😄",
    ":material-check: Done :octicons-x-16:{ .red }": "Done",
    ":fontawesome-brands-discord: Chat": "Chat",
    "From 10:30:15 to a:b:c": "From 10:30:15 to a:b:c",
    "Ours: <:pog:1234> <a:dance:99> :not-an-emoji:": "Ours: <:pog:1234> <a:dance:99> :not-an-emoji:",
    "In code `:wave:`": "In code :wave:",
    "std::vec::new and key:x:value": "std::vec::new and key:x:value",
}


@pytest.mark.parametrize(("text", "shown"), EMOJI.items())
def test_short_codes_are_shown_as_emoji(read, text, shown):
    assert texts(read("a.md", f"{text}\n")) == [shown]


def test_emoji_in_headings_are_shown_too(read):
    assert places(read("a.md", "# T\n\n## :wave: Hello\n\nBe kind.\n")) == [(5, ("👋 Hello",), "Be kind.")]


@pytest.mark.parametrize(
    "text", ["#rules #guild\n\nBe kind.\n", "# Rules\n\n#rules\n\nBe kind.\n", "Be kind.\n\n#rules, #guild/draft\n"]
)
def test_lines_of_tags_are_left_out(read, text):
    document = read("a.md", text)
    assert texts(document) == ["Be kind."]
    assert "#rules" in document.omissions[0].text


@pytest.mark.parametrize(
    "text", ["Chat:\n\n#general #random\n\nBe kind.\n", "- #general\n- #random\n", "#general is for all.\n"]
)
def test_names_of_channels_are_no_tags(read, text):
    assert "#general" in " ".join(texts(read("a.md", text)))


@pytest.mark.parametrize(
    "text", ["Be kind. ^rule-1\n", "- Be kind. ^rule1\n", "> Be kind.\n\n^rule-1\n", "Be kind.\n^rule-1\n"]
)
def test_ids_of_blocks_are_left_out(read, text):
    assert texts(read("a.md", text)) == ["Be kind."]


@pytest.mark.parametrize(
    "piece", ["[[", "[[a|", "![[", "==a ", "++", "|| ", "||a", "~a", "^a", "[a][", ":a", "::", "- [x] a\n", "#a "]
)
def test_marks_without_end_are_read_in_time(read, piece):
    with guarded():
        nested = 300 // piece.count("[") if "[" in piece else 20_000
        read("a.md", "word\n\n" + f"{piece * nested}\n\n" * 5)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Rules [!badge New] apply", "Rules New apply"),
        ('Rules [!badge variant="info" text="New one"] apply', "Rules New one apply"),
        ("Press [!button Join](https://e.org) now", "Press Join (https://e.org) now"),
        ("Ask [!icon rocket] us", "Ask us"),
    ],
)
def test_components_of_retype_read_as_their_words(read, text, shown):
    assert texts(read("a.md", f"{text}\n")) == [shown]


def test_marks_in_headings_and_code_of_other_generators_are_left_out(read):
    document = read("a.md", "# T\n\n## Rules [#our-rules]\n\n### Tabs {.tabset}\n\n#### Dogs\n\nSet `a: 1{:js}` now.\n")
    assert places(document) == [(9, ("Rules", "Dogs"), "Set a: 1 now.")]
