"""Reading shortcodes in square brackets, and notices that start with exclamation marks."""

import pytest

from tests.conftest import texts
from tests.fuzzing import guarded


@pytest.mark.parametrize(
    "opening", ['[prism classes="language-bash"]', "[code]", "[code=bash]", "[code lang='sh']", '[sourcecode language="sh"]']
)
def test_code_between_tags_in_brackets_keeps_its_lines(read, opening):
    name = opening.strip("[]").replace("=", " ").split()[0]
    text = f"Run:\n\n{opening}\n#!/bin/sh\n\n# as Joe\nchown -R joe .\n[/{name}]\n\nThe end.\n"
    assert texts(read("a.md", text)) == ["#!/bin/sh\n\n# as Joe\nchown -R joe .", "The end."]
    assert texts(read("a.md", f"{opening}ls -l *_x_*[/{name}]\n\nThe end.\n")) == ["ls -l *_x_*", "The end."]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "[notice=warning]\nBe **kind**.\n[/notice]",
            "[notice=warning]Be **kind**.[/notice]",
            "[warning]\n\nBe kind.\n\n[/warning]",
        ),
        *("Be [color=red]kind[/color].", 'Be [size="4"]*kind*[/size].', "[center]\nBe kind.\n[/center]"),
        *('[caption id="a1" width="300"]Be kind.[/caption]', "[div class=x]\n[color=red]Be kind.[/color]\n[/div]"),
    ],
)
def test_tags_in_brackets_are_not_quoted(read, text):
    assert texts(read("a.md", f"{text}\n\nThe end.\n")) == ["Be kind.", "The end."]


@pytest.mark.parametrize("opening", ['[details="When?"]', '[ui-tab title="When?"]', '[ui-accordion-item title="When?"]'])
def test_the_title_of_a_tag_in_brackets_is_the_context(read, opening):
    name = opening.strip("[]").replace("=", " ").split()[0]
    [block] = read("a.md", f"[ui-tabs]\n{opening}\nAt nine.\n[/{name}]\n[/ui-tabs]\n").blocks
    assert (block.context, block.text) == (("When?",), "At nine.")


@pytest.mark.parametrize(
    "text",
    [
        *("Use [note] here, and [/help] or [Ann] there.", "Type [color=red] first.", "Set [name=x] and [b].", "[notice=x]"),
        *("Type [code] before it and [/code] after it.", "[optional] and [/optional]", "a[i=1] is [/x]", "Be [kind](#a=b)."),
    ],
)
def test_ordinary_brackets_are_kept(read, text):
    assert texts(read("a.md", f"{text}\n\nThe end.\n")) == [text.replace("[kind](#a=b)", "kind"), "The end."]


@pytest.mark.parametrize("mark", ["!", "!!", "!!!", "!!!!"])
def test_notices_of_grav_lose_their_marks(read, mark):
    between = f"{mark}\n" if len(mark) < 3 else ""  # three are the end of a container of Retype
    text = f"{mark} **NOTE:** Be kind\n{mark} to all.\n{between}{mark} - No spam.\n\n{mark} The end.\n"
    assert texts(read("a.md", text)) == ["NOTE: Be kind to all.", "No spam.", "The end."]


def test_notices_of_different_kinds_are_passages_of_their_own(read):
    assert texts(read("a.md", "! Be kind.\n!! No spam.\n!!!! The end.\n")) == ["Be kind.", "No spam.", "The end."]


def test_a_notice_of_one_line_that_nothing_closes_loses_its_mark(read):
    assert texts(read("a.md", "!!!note Be kind to all.\n\nThe end.\n")) == ["Be kind to all.", "The end."]


@pytest.mark.parametrize("text", ["!play a song", "! = not", "!!! ", "!!!join us now", "!! ? !!", "Wow!\n! = not", "!note x"])
def test_exclamation_marks_that_are_no_notice_are_kept(read, text):
    assert texts(read("a.md", f"{text}\n\nThe end.\n"))[:-1] == (
        [" ".join(text.split())] if any(map(str.isalpha, text)) else []
    )


@pytest.mark.parametrize(
    "piece",
    [
        "[code]\n",
        "[code=x]",
        "[/code]",
        "[color=red]",
        "[a b=c\n\n",
        "[a=\n\n",
        "! a\n",
        "!\n",
        "!!!note x\n",
        "> ! a\n",
        "! > a\n\n",
    ],
)
def test_tags_in_brackets_without_end_are_read_in_time(read, piece):
    with guarded():
        read("a.md", f"[code]\nword\n[/code]\n\n{piece * (4_000 if '[' in piece else 10_000)}\n\nword\n")
