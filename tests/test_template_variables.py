"""Variables and raw text of templates in sentences: what a reader of the page sees, or a name in their place."""

import pytest

from tests.conftest import places, texts
from tests.fuzzing import guarded

MATTER = """---
title: Boat club
fee: '12'
author:
  name: Ida *Holm*
ports: [Kiel, Lübeck]
substitutions:
  pier: '[Pier 4](/pier)'
---

"""
SHOWN = {
    "{{ page.title }}": "Boat club",
    "{{page.fee}}": "12",
    "{{- page.author.name | upcase -}}": "Ida Holm",
    "{{ page.ports }}": "Kiel, Lübeck",
    "{{ page.meta.fee }}": "12",
    "{{ $frontmatter.fee }}": "12",
    "{{ .Params.fee }}": "12",
    "{{< param fee >}}": "12",
    '{{% param "fee" %}}': "12",
    "{{< meta author.name >}}": "Ida Holm",
    "{{ pier }}": "Pier 4 (/pier)",
    "{{ site.discord_url }}": "[site discord url]",
    "{{ site.data.fees.adult }}": "[site fees adult]",
    "{{ page.bookingOffice }}": "[page booking office]",
    "{{ .Site.Title }}": "[site title]",
    "{{< param harbourMaster >}}": "[harbour master]",
    '{{ site.fee | default: "9 euros" }}': "9 euros",
    "{{ 'Pier 4' | escape }}": "Pier 4",
    "{{ '[Pier 4]({})'.format(map) }}": "Pier 4",
    '{{ "{% include a.html %}" }}': "{% include a.html %}",
    '{{< kbd "Ctrl+C" >}}': "Ctrl+C",
    "{{ 'mail {}'.format(a) }}": "mail",
    "{{ '[{}](mailto:{})'.format(club_email, club_email) }}": "[club email]",
    "{{ octicon('anchor') }} Pier 4": "Pier 4",
    "{% raw %}{{ page.title }}{% endraw %}": "{{ page.title }}",
    "{{</* card */>}}": "{{< card >}}",
    "{{%/* card */%}}": "{{% card %}}",
    "`{% raw %}{{ x }}{% endraw %}`": "{{ x }}",
    "`{{</* card */>}}`": "{{< card >}}",
}


@pytest.mark.parametrize(("written", "shown"), SHOWN.items(), ids=SHOWN)
def test_a_variable_is_quoted_as_the_page_shows_it(read, written, shown):
    document = read("a.md", f"{MATTER}We say {written} here.\n\n## About {written}\n\nThe end.\n")
    words = shown.replace(" (/pier)", "")
    assert texts(document) == [f"We say {shown} here.", "The end."]
    assert places(document)[1][1] == (f"About {words}",)


@pytest.mark.parametrize(
    "text",
    [
        "Write {{ user }} or {{ user.mention }}.",
        "A {{ title }} is set.",
        "Set {{ a + b }}.",
        "Type {{ x | y }}",
        "Use {{ or }}.",
    ],
)
@pytest.mark.parametrize("matter", ["", MATTER])
def test_a_placeholder_that_no_generator_knows_is_kept(read, matter, text):
    assert texts(read("a.md", f"{matter}{text}\n")) == [text]


@pytest.mark.parametrize("text", ["Shown by {{ page.title }}.", "Name: {{ site.name }}", "Write `{{ site.name }}`."])
def test_a_page_without_front_matter_may_be_about_variables(read, text):
    assert texts(read("a.md", f"{text}\n")) == [text.replace("`", "")]


def test_a_line_that_is_only_a_variable_of_the_page_is_quoted(read):
    text = f"{MATTER}{{{{ page.author.name }}}}\n\n{{{{ site.description }}}}\n\nThe end.\n"
    assert texts(read("a.md", text)) == ["Ida Holm", "The end."]


def test_what_a_loop_shows_is_left_out_but_not_its_sentences(read):
    text = (
        "{% for boat in site.boats %}\n### {{ boat.name }}\n\n- [{{ boat.name }}]({{ boat.url }}) by {{ boat.owner }}\n\n"
        "{{ boat.name }} sails every day.\n{% endfor %}\n\nThe end.\n"
    )
    document = read("a.md", text)
    assert places(document) == [(6, (), "sails every day."), (9, (), "The end.")]
    assert any("boat.owner" in omission.text for omission in document.omissions)


def test_variables_in_html_are_shown_too(read):
    text = (
        "<div>\n<p>{{ page.fee }} euros at {{ site.name }}, not {{ town }}.</p>\n<a href='{{ page.fee }}'>Pay</a>\n</div>\n\n"
        "<dl>\n{% for boat in boats %}\n<dt>{{ boat.name }}</dt>\n{% endfor %}\n</dl>\n\n"
        "<p>Type <code>{{ page.fee }}</code>.</p>\n"
    )
    assert texts(read("a.md", MATTER + text)) == ["12 euros at [site name], not {{ town }}.", "Pay", "Type {{ page.fee }}."]


def test_an_assigned_text_is_shown_in_place_of_its_name(read):
    assert texts(read("a.md", '{% assign fee = "5 euros" %}\n\nA day costs {{ fee }}.\n')) == ["A day costs 5 euros."]


def test_raw_code_is_quoted_without_its_tags_on_a_page_of_a_generator(read):
    code = "```\n{% raw %}{{ x }}\n{% y %}{% endraw %}\n```\n"
    assert texts(read("a.md", f"{MATTER}{code}")) == ["{{ x }}\n{% y %}"]
    assert texts(read("a.md", code)) == ["{% raw %}{{ x }}\n{% y %}{% endraw %}"]


@pytest.mark.parametrize("call", ['{{ example({ group: "a", item: "b" }) }}', '{{ button({\n  text: "Save"\n}) }}'])
def test_a_call_on_lines_of_its_own_is_left_out(read, call):
    document = read("a.md", f"Row.\n\n{call}\n\nThe end.\n")
    assert [block.line for block in document.blocks] == [1, 5 + call.count("\n")]
    assert texts(document) == ["Row.", "The end."]


@pytest.mark.parametrize(
    "piece",
    [
        "{{ 'a' ",
        '{{ "{{ "',
        "{{ a.b ",
        "{{ a(\n",
        "{% raw %}{",
        "{% raw ",
        "{{</* ",
        "{{ page.title }}",
        "{{ page.ports }} {% for a in b %}{{ a }}",
        "{%" + " " * 50,
        "`{% raw %}` ",
        "{{ a | b ",
    ],
)
def test_variables_without_end_are_read_in_time(read, piece):
    with guarded():
        read("a.md", f"{MATTER}word\n\n{piece * (20_000 // len(piece))}\n")
