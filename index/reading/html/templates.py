"""Leaves out the tags of templates (Jekyll, Django, Jinja, Hugo, Handlebars) in a page that was not rendered.

Only a page with front matter, or with a line that starts with a tag of control, is a template: other pages may be about
templates. Code is left as it is, and so are variables in a sentence, as in Markdown.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.reading.front_matter import FENCES, split_front_matter

MAX_LENGTH = 1_000
"""Characters of one tag."""
CLOSINGS = {"{%": "%}", "{#": "#}", "{{": "}}"}
MARK = re.compile(r"<(?P<end>/?)(?:pre|code|kbd|samp|tt|xmp|textarea)\b|\{[%#{]", re.IGNORECASE)
"""The start or end of code, or the start of a tag."""
NAME = re.compile(r"[-+~\s]*(\w*)")
CONTROL = re.compile(
    r"[-~\s]*(?:[#/>^!<%]|(?:if|else|range|with|end|define|block|template|partial|include|each|unless)\b)", re.IGNORECASE
)
"""The start of a tag in double braces that is no variable."""
LIQUID = re.compile(
    r"(?:end\w+|if|for|block|extends|include|load|comment|blocktrans|blocktranslate|trans|translate|set|macro|import|from"
    r"|assign|unless|capture|raw|verbatim|layout|render|url|static|with)"
)
"""Names of tags that a template has at the start of a line."""
ENDS = {name: re.compile(r"\{%[-+\s]*end" + name + r"[^%]{0,100}%\}") for name in ("comment", "raw", "verbatim")}
"""The ends of tags whose contents are left out, or are text with braces."""
SAID = re.compile(r"[-~\s]*(?:trans(?:late)?\s|_\(|gettext\()\s*(?:\"(?P<a>(?:[^\"\\]|\\.)*)\"|'(?P<b>(?:[^'\\]|\\.)*)')")
"""A text that is translated where the page is shown."""
PARTIAL = re.compile(r"[-~\s]*(?:include|render|figure)\w*\s|\s*<")
"""A tag that shows another file, or a shortcode of Hugo."""
ARGUMENT = re.compile(
    r"\b(?:caption|title|text|content|description)\s*[=:]\s*(?:\"(?P<a>(?:[^\"\\]|\\.)*)\"|'(?P<b>(?:[^'\\]|\\.)*)')"
)
"""A text that such a tag shows."""
ESCAPED = re.compile(r"\\(.)")
MAX_AROUND = 200
"""Characters before and after a variable in which the element or line that it is alone in starts and ends."""


class _Tag(NamedTuple):
    start: int
    end: int
    mark: str
    inside: str

    @property
    def name(self) -> str:
        match = NAME.match(self.inside)
        return match[1] if match else ""


def without_template(text: str) -> tuple[tuple[str, ...], str]:
    """Return the titles in the front matter of a page, and the page without front matter and tags, with the same lines."""
    titles: tuple[str, ...] = ()
    body = text
    if text.lstrip().partition("\n")[0].rstrip() in FENCES:
        titles, body = split_front_matter(text)
    tags = list(_tags(body)) if "{" in body else []
    if body is text and not any(_starts_line(body, tag) and _is_control(tag) for tag in tags):
        return titles, text
    return titles, "".join(_kept(body, tags))


def without_tags(text: str) -> str:
    """Return a piece of HTML in Markdown without the tags of templates, with the same lines."""
    return "".join(_kept(text, list(_tags(text))))


def _tags(text: str) -> Iterator[_Tag]:
    """Yield the tags of a text that are not in code."""
    position = depth = 0
    closings = dict.fromkeys(CLOSINGS.values(), 0)
    for mark in MARK.finditer(text):
        if mark.start() < position:
            continue
        if mark["end"] is not None:
            depth = max(0, depth - 1) if mark["end"] else depth + 1
        elif not depth:
            closing = CLOSINGS[mark[0]]
            if closings[closing] < mark.end():  # or it is known where the next one is
                found = text.find(closing, mark.end())
                closings[closing] = found if found >= 0 else len(text) + MAX_LENGTH
            end = closings[closing]
            if end - mark.end() <= MAX_LENGTH:
                position = end + len(closing) + text.startswith("}}}", end)
                yield _Tag(mark.start(), position, mark[0], text[mark.end() : end])


def _is_control(tag: _Tag) -> bool:
    if tag.mark == "{{":
        return CONTROL.match(tag.inside) is not None
    return tag.mark == "{%" and LIQUID.fullmatch(tag.name) is not None


def _starts_line(text: str, tag: _Tag) -> bool:
    return not text[max(0, tag.start - MAX_AROUND) : tag.start].rpartition("\n")[2].strip()


def _kept(text: str, tags: list[_Tag]) -> Iterator[str]:
    """Yield what is left of a text, with the line breaks of what is left out."""
    position = 0
    missing: set[str] = set()
    alone = _alone(text, tags)
    for number, tag in enumerate(tags):
        if tag.start < position or not (number in alone or _is_left_out(text, tag)):
            continue
        yield text[position : tag.start]
        name = tag.name if tag.mark == "{%" and tag.name in ENDS.keys() - missing else ""
        ending = ENDS[name].search(text, tag.end) if name else None
        if ending:
            content = text[tag.end : ending.start()]
            yield "\n" * content.count("\n") if name == "comment" else content
            position = ending.end()
        else:
            missing.add(name)
            yield ("" if _is_in_element(text, tag) else _shown(tag)) + _said(tag) + "\n" * tag.inside.count("\n")
            position = tag.end
    yield text[position:]


def _is_left_out(text: str, tag: _Tag) -> bool:
    """Return whether a tag is left out wherever it is."""
    is_variable = tag.mark == "{{" and not CONTROL.match(tag.inside)
    return not is_variable or SAID.match(tag.inside) is not None or _is_in_element(text, tag)


def _said(tag: _Tag) -> str:
    """Return the text that a tag stands for, if it is written in it."""
    match = SAID.match(tag.inside)
    return ESCAPED.sub(r"\1", match["a"] or match["b"] or "") if match else ""


def _shown(tag: _Tag) -> str:
    """Return the texts that a tag passes to the file that it shows, such as the caption of a picture."""
    if not PARTIAL.match(tag.inside) or tag.mark == "{#":
        return ""
    texts = (ESCAPED.sub(r"\1", match["a"] or match["b"] or "") for match in ARGUMENT.finditer(tag.inside))
    return " ".join(" ".join(text.split()) for text in texts if "{" not in text)


def _is_in_element(text: str, tag: _Tag) -> bool:
    """Return whether a tag is in the tag of an element, such as in the target of a link."""
    before = text[max(0, tag.start - MAX_LENGTH) : tag.start]
    return before.rfind("<") > before.rfind(">")


def _alone(text: str, tags: list[_Tag]) -> set[int]:
    """Return the numbers of the tags that are all that an element or line has, together with those next to them."""
    alone: set[int] = set()
    run: list[int] = []
    for number, tag in enumerate(tags):
        before = text[max(0, tag.start - MAX_AROUND, tags[run[-1]].end if run else 0) : tag.start]
        if not run or before.strip():
            run = [number] if _ends(before) else []
        else:
            run.append(number)
        after = text[tag.end : tag.end + MAX_AROUND]
        if run and _starts(after):
            alone.update(run)
            run = []
    return alone


def _ends(before: str) -> bool:
    line = before.rstrip(" \t")
    return not line or line[-1] in ">\n"


def _starts(after: str) -> bool:
    line = after.lstrip(" \t\r")
    return not line or line[0] in "<\n"
