"""Pages in HTML that no generator or template engine has rendered yet."""

import pytest

from tests.conftest import places, texts

HUGO = '+++\ntitle = "House rules"\n+++\n<h2>Fees</h2>\n<p>Six euros.</p>'
JEKYLL = "---\nlayout: page\ntitle: House rules\n---\n<h2>Fees</h2>\n<p>Six euros.</p>"


@pytest.mark.parametrize(("page", "line"), [(JEKYLL, 6), (HUGO, 5)])
def test_the_front_matter_of_a_page_gives_its_title_and_is_not_quoted(read, page, line):
    document = read("a.html", page)
    assert (document.title, places(document)) == ("House rules", [(line, ("Fees",), "Six euros.")])


def test_a_line_of_hyphens_without_front_matter_is_text(read):
    assert texts(read("a.html", "---\n<p>Six euros.</p>\n---\n<p>Due in May.</p>")) == ["Six euros.", "Due in May."]


@pytest.mark.parametrize(
    ("tags", "kept"),
    [
        (
            "{% comment %}Translators: copy\nthe tags{% endcomment %}\n{% blocktrans trimmed %}<p>Six.</p>{% endblocktrans %}",
            "Six.",
        ),
        (
            "{% for topic in faq %}\n<h3>{{ topic.question }}</h3>\n{{ topic.answer | md }}\n<p>Six.</p>\n{% endfor %}",
            "Six.",
        ),
        ("{% if open %}\n<p>Six{% if late %} and{% endif %} ten.</p>\n{% endif %}", "Six and ten."),
        ("{% load i18n %}\n<p>{% trans 'It\\'s six.' %}</p>", "It's six."),
        ("{% extends 'a.html' %}\n<p>{{ _(\"Six.\") }}</p>", "Six."),
        ("{% include 'a.html' %}\n<p>Hello {{ user.name }}, six.</p>", "Hello {{ user.name }}, six."),
        ("{% include 'a.html' %}\n<p><a href=\"{{ site.url }}/fees\">Six.</a></p>", "Six. (/fees)"),
        (
            "{% include 'a.html' %}\n<p>Type <code>{% raw %}{{ user }}{% endraw %}</code>.</p>",
            "Type {% raw %}{{ user }}{% endraw %}.",
        ),
        ("{% include 'a.html' %}\n<p>{% raw %}{{ six }}{% endraw %}</p>", "{{ six }}"),
        ('{{ define "main" }}\n<p>{{ .Title }}</p>\n<p>Six.</p>\n{{ end }}', "Six."),
        ("{{#each fees}}\n<p>{{{ text }}}</p>\n{{/each}}\n<p>Six.</p>", "Six."),
    ],
)
def test_the_tags_of_a_template_are_left_out_and_what_they_say_is_kept(read, tags, kept):
    document = read("a.html", f"<h2>Fees</h2>\n{tags}\n<p>Due.</p>")
    last = tags.count("\n") + 3
    assert [(path, text) for _, path, text in places(document)] == [(("Fees",), kept), (("Fees",), "Due.")]
    assert places(document)[-1][0] == last


@pytest.mark.parametrize(
    "text",
    [
        "<p>Write {% include %} in a page, or {{ page.title }}.</p>",
        "<table><tr><th>Tag</th><th>Shows</th></tr><tr><td>{{ page.title }}</td><td>the title</td></tr></table>",
        "<pre>{% for page in pages %}\n{{ page.title }}\n{% endfor %}</pre>",
    ],
)
def test_a_page_about_templates_keeps_its_examples(read, text):
    kept = " ".join(texts(read("a.html", text)))
    assert "{{ page.title }}" in kept
    assert kept.count("{%") == text.count("{%")
