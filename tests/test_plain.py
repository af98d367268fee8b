"""Reading plain text."""

import json

from tests.conftest import places, texts


def test_the_reference_page_is_read_as_exactly_its_golden_passages(read, reference):
    golden = json.loads((reference / "alibaba-covid19-support.golden.json").read_text(encoding="utf-8"))
    text = (reference / golden["document"]).read_text(encoding="utf-8")
    document = read(golden["document"], text, title=golden["title"], outline=golden["outline"], omit=tuple(golden["omit"]))
    found = [(line, list(section), len(text), text[:60]) for line, section, text in places(document)]
    wanted = [(each["line"], each["section"], each["characters"], each["starts"]) for each in golden["passages"]]
    assert len(wanted) == 67
    assert found == wanted
    assert document.notes == ()


def test_the_reference_page_is_readable_without_an_outline_with_notes_on_doubts(read, reference):
    golden = json.loads((reference / "alibaba-covid19-support.golden.json").read_text(encoding="utf-8"))
    document = read(golden["document"], (reference / golden["document"]).read_text(encoding="utf-8"))
    innermost = {line: section[-1:] for line, section, _ in places(document)}
    assert document.title == golden["title"]
    assert all(innermost[each["line"]] == tuple(each["section"][-1:]) for each in golden["passages"])
    unsure = {section.path[-1] for section in document.sections if not section.is_sure}
    assert unsure == {
        *("Main Content", "Alibaba Group Merchant Relief Programs", "Ant Financial", "Commerce", "Freshippo"),
        *("Digital Infrastructure and Technology", "DAMO Academy", "Logistics"),
    }
    assert any("“Freshippo”: an empty section, or the heading above “Intime”?" in note for note in document.notes)


def test_hard_wrapped_lines_are_one_paragraph(read):
    first = (
        "This text was wrapped by hand at some fifty columns\nby somebody with patience, so that its lines are\none paragraph."
    )
    text = f"{first}\n\nAnother one.\n"
    assert texts(read("a.txt", text)) == [
        "This text was wrapped by hand at some fifty columns by somebody with patience, so that its lines are one paragraph.",
        "Another one.",
    ]


def test_headings_are_recognized_by_their_layout(read):
    text = "THE RULES\n\nBe kind to all the others.\n\nOpening hours:\n- nine to five\n\n"
    text += "Contact\nWrite to us by mail, whenever you like.\n"
    assert places(read("a.txt", text)) == [
        (3, ("THE RULES",), "Be kind to all the others."),
        (6, ("THE RULES", "Opening hours"), "nine to five"),
        (9, ("THE RULES", "Contact"), "Write to us by mail, whenever you like."),
    ]


def test_a_line_of_a_timetable_is_not_a_heading(read):
    text = "Programme\n\n10:00 Doors open\n11:00 Welcome by the whole team\n14:00 Auction\n"
    assert [text for *_, text in places(read("a.txt", text, title="Fete"))] == [
        "10:00 Doors open",
        "11:00 Welcome by the whole team",
        "14:00 Auction",
    ]


def test_underlines_and_section_numbers_set_heading_levels(read):
    text = "Handbook\n========\n\n1. Joining\n\nOpen to all of you.\n\n1.1 How to apply\n\nWrite us a mail.\n\n"
    text += "2. Rules\n\nBe kind.\n"
    document = read("a.txt", text)
    assert document.title == "Handbook"
    assert [path for _, path, _ in places(document)] == [
        ("1. Joining",),
        ("1. Joining", "1.1 How to apply"),
        ("2. Rules",),
    ]


def test_an_exclamation_is_a_heading_if_the_rule_below_it_is_as_long(read):
    tiers = "Basics\n======\n\nAnyone may row.\n\nJoin us!\n========\n\nNo dues at all.\n\n"
    tiers += "Have fun!\n--------------------\n\nBye.\n"
    assert [(section, text) for _, section, text in places(read("tiers.txt", tiers))] == [
        (("Basics",), "Anyone may row."),
        (("Join us!",), "No dues at all."),
        (("Join us!",), "Have fun!"),
        (("Join us!",), "Bye."),
    ]


def test_a_command_with_a_rule_below_it_is_a_heading(read):
    text = "Guide\n=====\n\n.. note:: Only here.\n\n|mark|\\ open\n^^^^^^^^^^^^\n\nOpens the gate.\n\n"
    text += "git, tar, etc.\n^^^^^^^^^^^^^^\n\nThese tools are needed.\n"
    assert [section for _, section, _ in places(read("guide.txt", text))][1:] == [("|mark|open",), ("git, tar, etc.",)]
    plain = "Fees\n====\n\nA year costs 5 euros.\n\nfor students\n------------\n\nHalf of it.\n"
    assert places(read("fees.txt", plain))[1][1] == ("for students",)


def test_a_sentence_before_a_line_across_the_page_is_no_heading(read):
    text = (
        "Fees\n====\n\nA year costs 5 euros.\n---------------------\n\nof which two are for boats\n" + "-" * 60 + "\n\nBye.\n"
    )
    assert {section for _, section, _ in places(read("fees.txt", text))} == {()}


def test_an_escaped_space_of_restructured_text_is_left_out(read):
    text = "Use\n===\n\nType |mark|\\ submit, or ``a\\ b``, in :ref:`here`\\ s.\n"
    assert texts(read("use.txt", text))[-1] == "Type |mark|submit, or a\\ b, in heres."


def test_bullets_nest_by_indentation_and_continue_on_the_next_line(read):
    text = "• Roles\n    ◦ Admin\n      bans people\n    ◦ Member\n• Other\n"
    assert [(block.line, block.text, block.context) for block in read("a.txt", text).blocks] == [
        (1, "Roles", ()),
        (2, "Admin bans people", ("Roles",)),
        (4, "Member", ("Roles",)),
        (5, "Other", ()),
    ]


def test_steps_keep_their_numbers_and_bullets_lose_their_marks(read):
    assert texts(read("a.txt", "1. Open it\n2) Close it\n- Go home\n")) == ["1. Open it", "2) Close it", "Go home"]


def test_the_outline_places_headings_even_if_names_repeat(read):
    text = "Cats\nFAQ\nthey purr.\nDogs\nFAQ\nthey bark.\n"
    document = read("a.txt", text, outline={"Cats": ["FAQ"], "Dogs": {"FAQ": None}})
    assert places(document) == [(3, ("Cats", "FAQ"), "they purr."), (6, ("Dogs", "FAQ"), "they bark.")]


def test_a_name_in_the_outline_that_is_not_in_the_text_is_noted(read):
    document = read("a.txt", "Rules\nbe kind\n", outline=["Rules", "Ruels"])
    assert document.notes == ("a.txt: outline names “Ruels”, but the document has no such line",)


def test_a_line_equal_to_the_title_is_not_a_passage(read):
    document = read("a.txt", "My page\n\nsome words of it.\n\nMy page\n\nmore words of it.\n", title="My page", outline=[])
    assert texts(document) == ["some words of it.", "more words of it."]


def test_links_and_small_lines_as_in_discord_are_read(read):
    text = "Row now, see [our **rules**](https://e.org/r) or [this](not there).\n\n-# Since 1987\n\nThe end of it.\n"
    [first, *others] = read("a.txt", text).blocks
    assert first.text == "Row now, see our rules (https://e.org/r) or [this](not there)."
    assert [link.target for link in first.links] == ["https://e.org/r"]
    assert not any("-#" in block.text for block in others)
