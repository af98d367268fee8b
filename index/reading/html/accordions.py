"""Finds the questions of accordions: buttons and other elements that show and hide an answer.

An answer is content although it is hidden until the button is pressed. A question in a heading is a heading; any other is the
title of its answer. Buttons that show anything else, such as a menu, are controls.
"""

import re
from collections.abc import Mapping

from lxml.html import HtmlElement

from index.reading.html.elements import HEADINGS, Elements, Marks, Size, following, names, preceding, role, text_of
from index.reading.html.styles import Styles

MAX_QUESTION_LENGTH = 500
MAX_QUESTION_ELEMENTS = 100
MAX_WRAPPERS = 4
"""Levels of elements around a question that contain nothing else."""
NO_ANSWERS = {*HEADINGS, "button", "label", "input", "summary", "dt"}
"""Elements that never are the answer to the question before them."""
MUCH = 400
"""Characters of an element that may be the page itself, if it has half of all text."""
MAX_ICON_LENGTH = 2
QUESTION_NAME = re.compile(
    r"(?:^|-)(?:question|q|collapsible|accordion|toggle|toggler|expand(?:er)?-control|panel-heading|card-header|faq-title"
    r"|(?:accordion|faq|toggle|collapse|expander|spoiler)-(?:\w+-)*(?:title|head|header|heading|button|btn|trigger"
    r"|toggle|label)"
    r"|ac-q|spoiler-title)(?:-\d+)?$"
)
ANSWER_NAME = re.compile(
    r"(?:^|-)(?:answer|a|panel|collapse|content|body|text|expand(?:er)?-content|desc(?:ription)?|dropdown|dropdown-list|drawer|details|pane"
    r"|hidden-content|inner)(?:-\d+)?$"
)
HIDING_NAME = re.compile(r"(?:^|-)(?:collapse|collapsed|answer|panel|accordion|faq|toggle|expandable|spoiler)(?:-|$)")
GENERIC = re.compile(
    r"(?:click (?:here )?to (?:expand|show|reveal)|show(?: more)?|read more|expand|more|details|toggle|open|view"
    r"|spoiler)[ .…:]*",
    re.IGNORECASE,
)
"""Titles that say nothing about what they show."""
ICON_NAME = re.compile(
    r"(?:^|-)(?:icon|icons|symbol|arrow|caret|chevron|indicator|marker|plus|minus|counter|number-icon)(?:-|$)"
)
SYMBOLS = "+-−–—▼▾▽▲△▸▹►▶◂›»⌄˅∨✕×↓↑→> \t"
"""Characters at the end of a question that show whether its answer is open."""
MENU_ROLES = {
    "menu",
    "menuitem",
    "listbox",
    "option",
    "dialog",
    "alertdialog",
    "tree",
    "combobox",
    "tablist",
    "tab",
    "tabpanel",
}


def title_of(element: HtmlElement) -> str:
    """Return the words of a question, tab or note, without icons and marks that show whether it is open."""
    title = text_of(element, icons_in(element)).strip(SYMBOLS)
    return "" if GENERIC.fullmatch(title) else title


def icons_in(element: HtmlElement) -> set[HtmlElement]:
    """Return the elements inside another that are only icons."""
    return {node for node in element.iterdescendants() if isinstance(node.tag, str) and _is_icon(node)}


def _is_icon(element: HtmlElement) -> bool:
    text = (element.text or "").strip()
    if len(element) > 1 or len(text) > MAX_ICON_LENGTH:
        return False
    if element.get("aria-hidden") == "true" or any(ICON_NAME.search(name) for name in names(element)):
        return True
    return bool(text) and len(element) == 0 and not text.strip(SYMBOLS)


def mark_accordions(elements: Elements, sizes: Mapping[HtmlElement, Size], styles: Styles, marks: Marks) -> None:
    """Mark the questions and answers of a page's accordions."""
    accordions = _Accordions(elements, sizes, styles, marks)
    name = None
    for element in elements.all:
        if not element.attrib:
            if element.tag == "button":
                accordions.add(element)
            continue
        prop = element.get("itemprop", "")
        if prop == "name" and element.tag != "meta":
            name = element
        elif "acceptedAnswer" in prop.split() and name is not None:
            accordions.pair(name, element)
            name = None
        else:
            accordions.add(element)


class _Accordions:
    def __init__(self, elements: Elements, sizes: Mapping[HtmlElement, Size], styles: Styles, marks: Marks) -> None:
        self._elements = elements
        self._sizes = sizes
        self._styles = styles
        self._marks = marks
        self._panels: set[HtmlElement] = set()
        self._total = max((size.text for size in sizes.values()), default=0)

    def add(self, element: HtmlElement) -> None:
        """Mark an element and its answer if it is a question."""
        evidence = self._evidence(element)
        if evidence is None or not 0 < self._sizes[element].text <= MAX_QUESTION_LENGTH:
            return
        if self._elements.count(element) > MAX_QUESTION_ELEMENTS or self._is_menu(element):
            return
        answer = next(self._elements.controlled_by(element), None)
        if answer is None:
            answer = self._by_place(element, is_sure=evidence)
        if answer is not None and self._is_answer(answer, element):
            self.pair(element, answer)
        elif element.tag == "button" and self._is_spoken(element):
            self._marks.shown.add(element)

    def _is_menu(self, element: HtmlElement) -> bool:
        """Return whether an element has several links, as the bar of a site has."""
        inside = self._elements.all[self._elements.position[element] + 1 : self._elements.stop(element)]
        return len([node for node in inside if node.tag == "a"]) > 1

    def pair(self, question: HtmlElement, answer: HtmlElement) -> None:
        """Mark a question and its answer."""
        if question in self._marks.skipped or self._elements.contains(question, answer):
            return
        self._marks.shown.add(question)
        if answer in self._panels:
            return  # it is the answer to an element around the question too
        self._panels.add(answer)
        self._show(question, answer)
        if not (_is_in_heading(question) or self._elements.has_heading(question)):
            self._marks.titles[answer] = (title_of(question), question.sourceline or 1)
            self._marks.skipped.add(question)
        elif self._elements.count(question) <= MAX_QUESTION_ELEMENTS:
            self._marks.skipped |= icons_in(question)

    def _show(self, question: HtmlElement, answer: HtmlElement) -> None:
        """Mark an answer, and what is hidden around it, as content."""
        self._marks.shown.add(answer)
        node = answer.getparent()
        for _ in range(MAX_WRAPPERS):
            if node is None or self._elements.contains(node, question):
                return
            self._marks.shown.add(node)
            node = node.getparent()

    def _evidence(self, element: HtmlElement) -> bool | None:
        """Return True if an element surely is a control that shows another, False if it may be one, None if it is none."""
        tag, given_role = element.tag, role(element)
        if given_role in MENU_ROLES or tag in {"nav", "input", "form", "body", "html", "main", "article", "summary", "dd"}:
            return None
        if element.get("aria-expanded") is not None or "collapse" in (
            element.get("data-toggle"),
            element.get("data-bs-toggle"),
        ):
            return True
        is_named = any(QUESTION_NAME.search(name) for name in names(element))
        if tag == "button" or given_role == "button" or element.get("aria-controls") or element.get("onclick"):
            return is_named
        if tag == "label":
            target = self._elements.by_id.get(element.get("for", ""))
            return True if target is not None and target.get("type", "").lower() in ("checkbox", "radio") else None
        is_pair = is_named and self._is_named_pair(element)
        return is_pair if is_pair or (is_named and _leads_nowhere(element)) else None

    @staticmethod
    def _is_named_pair(element: HtmlElement) -> bool:
        answer = following(element)
        if answer is not None and answer.tag == "br":
            answer = following(answer)
        return answer is not None and any(ANSWER_NAME.search(name) for name in names(answer))

    def _by_place(self, element: HtmlElement, *, is_sure: bool) -> HtmlElement | None:
        """Return the element after a control, or after the elements that contain only the control."""
        node = element
        for _ in range(MAX_WRAPPERS):
            answer = following(node)
            while answer is not None and answer.tag in {"br", "hr"}:
                answer = following(answer)
            if answer is not None and self._sizes[answer].text:
                is_hidden = self.is_hidden(answer)
                asks = text_of(element).endswith("?") or _is_in_heading(element)
                return answer if is_sure or is_hidden or asks else None
            parent = node.getparent()
            if parent is None or parent not in self._sizes or self._sizes[parent].text > self._sizes[element].text + 2:
                return None
            node = parent
        return None

    def is_hidden(self, element: HtmlElement) -> bool:
        """Return whether an element is hidden until something is pressed."""
        has_mark = element.get("hidden") is not None or element.get("aria-hidden") == "true"
        return has_mark or self._styles.look(element).is_hidden or any(HIDING_NAME.search(name) for name in names(element))

    def _is_answer(self, answer: HtmlElement, question: HtmlElement) -> bool:
        size = self._sizes[answer]
        is_most = size.text > MUCH and size.text * 2 > self._total and not self.is_hidden(answer)
        if is_most or self._elements.has_main(answer):
            return False  # the page itself, next to the button of a menu
        if not size.text or role(answer) in MENU_ROLES or answer.tag in NO_ANSWERS:
            return False
        if answer.tag in {"nav", "ul", "ol"} or question.get("aria-haspopup"):
            return not size.is_links
        return size.prose > 0 or _is_in_heading(question)

    def _is_spoken(self, button: HtmlElement) -> bool:
        """Return whether a button that shows nothing is text: a heading, a question, or a word of a sentence."""
        if _is_in_heading(button) or self._elements.has_heading(button):
            return True
        text = text_of(button)
        before = preceding(button)
        lead = (button.getparent().text if before is None else before.tail) if button.getparent() is not None else None
        return (text.endswith("?") and len(text.split()) > 2) or bool((lead or "").strip() and (button.tail or "").strip())  # noqa: PLR2004


def _leads_nowhere(element: HtmlElement) -> bool:
    """Return whether an element is a link that can only do what a script makes it do."""
    target = str(element.get("href", ""))
    return element.tag == "a" and (target == "#" or target.lower().startswith("javascript:"))


def _is_in_heading(element: HtmlElement) -> bool:
    """Return whether an element is, or is in, a heading, term or summary, which labels what follows it anyway."""
    node = element
    for _ in range(MAX_WRAPPERS):
        if node is None:
            return False
        if node.tag in {*HEADINGS, "dt", "summary"} or role(node) == "heading":
            return True
        node = node.getparent()
    return False
