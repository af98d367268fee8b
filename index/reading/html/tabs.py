"""Finds the tabs of a page: the label of a tab is the title of what its panel shows."""

from collections.abc import Mapping, Sequence
from itertools import islice

from lxml.html import HtmlElement

from index.reading.html.accordions import title_of
from index.reading.html.elements import Elements, Marks, Size, names, role

TAB_LISTS = {"tabbed-labels", "tabs", "tab-list", "nav-tabs", "w-tab-menu"}
"""Names of elements that contain the labels of tabs and nothing else."""
PANEL_LISTS = {"tabbed-content", "blocks", "tab-content", "w-tab-content", "tab-panels"}
"""Names of elements that contain the panels of tabs and nothing else, in the order of the labels."""
LABEL_TAGS = ({"label", "button"}, {"a"})
TOGGLES = {"tab", "pill"}
MAX_ELEMENTS_OF_LABEL = 50
MAX_LEVELS = 4
MAX_SIBLINGS = 100
MAX_LABEL_LENGTH = 120


def mark_tabs(elements: Elements, sizes: Mapping[HtmlElement, Size], marks: Marks) -> None:
    """Mark the labels and panels of a page's tabs."""
    tabs = _Tabs(elements, sizes, marks)
    for element in elements.all:
        if element.attrib:
            tabs.add(element)


class _Tabs:
    def __init__(self, elements: Elements, sizes: Mapping[HtmlElement, Size], marks: Marks) -> None:
        self._elements = elements
        self._sizes = sizes
        self._marks = marks
        self._panels: dict[str, HtmlElement] = {}
        for panel in elements.all:
            label = panel.get("aria-labelledby", "").strip()
            if label and role(panel) == "tabpanel":
                self._panels.setdefault(label, panel)

    def add(self, element: HtmlElement) -> None:
        """Mark an element if it is the label of a tab, or a list of labels without the ids of their panels."""
        if role(element) == "tab" or TOGGLES & {element.get("data-toggle"), element.get("data-bs-toggle")}:
            self._pair(element, self._panel(element))
        elif element.tag == "label" and any(name.endswith("tab-label") for name in names(element)):
            self._pair(element, element.getnext())
        elif role(element) == "tablist" or TAB_LISTS.intersection(names(element)):
            self._pair_in_order(element)

    def _pair(self, label: HtmlElement, panel: HtmlElement | None) -> None:
        is_label = 0 < self._sizes[label].text <= MAX_LABEL_LENGTH and self._elements.count(label) <= MAX_ELEMENTS_OF_LABEL
        if panel not in self._sizes or panel is None or not is_label or self._elements.contains(panel, label):
            return
        if self._elements.contains(label, panel) or panel in self._marks.titles:
            return
        self._marks.shown.add(panel)
        self._marks.skipped.add(label)
        self._marks.titles[panel] = (title_of(label), label.sourceline or 1)

    def _panel(self, label: HtmlElement) -> HtmlElement | None:
        others = (found for found in self._elements.controlled_by(label) if found is not label)
        return next(others, self._panels.get(label.get("id", "")))

    def _pair_in_order(self, labels: HtmlElement) -> None:
        """Pair the labels of a list with the panels next to it if there are as many."""
        inside = self._elements.all[self._elements.position[labels] + 1 : self._elements.stop(labels)]
        if len(inside) > MAX_ELEMENTS_OF_LABEL * MAX_LEVELS:
            return
        kinds = ([node for node in inside if role(node) == "tab"], *([n for n in inside if n.tag in t] for t in LABEL_TAGS))
        tabs = next(filter(None, kinds), [])
        panels = self._panels_near(labels)
        if tabs and len(tabs) == len(panels):
            for label, panel in zip(tabs, panels, strict=True):
                if self._panel(label) is None:
                    self._pair(label, panel)

    def _panels_near(self, labels: HtmlElement) -> Sequence[HtmlElement]:
        """Return the panels in the elements that follow a list of labels."""
        node = labels
        for _ in range(MAX_LEVELS):
            found: list[HtmlElement] = []
            for sibling in islice(node.itersiblings(), MAX_SIBLINGS):
                if not isinstance(sibling.tag, str):
                    continue
                if role(sibling) == "tablist" or TAB_LISTS.intersection(names(sibling)):
                    break
                if role(sibling) == "tabpanel":
                    found.append(sibling)
                else:
                    children = [child for child in islice(sibling, MAX_SIBLINGS) if isinstance(child.tag, str)]
                    is_list = bool(PANEL_LISTS.intersection(names(sibling)))
                    found += [child for child in children if is_list or role(child) == "tabpanel"]
            if found:
                return found
            node = node.getparent()
            if node is None:
                break
        return ()
