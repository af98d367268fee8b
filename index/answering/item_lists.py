"""Lists of items, which are the rows of adjacent passages: their kinds, and what may be shown whole."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["numbered", "nested", "headings", "bulleted", "run", "section", "subsections"]
"""The lists that a passage can belong to, each found again from any of its passages.

`numbered` is the outermost list with numbers in its section, and `nested` the innermost if that is another. The items of
`headings` are sections with numbers in their headings. `bulleted` is all that has the same lead-in or parent, `run` what is
around it in a section without an empty line between, `section` all that is directly in its section, and `subsections` that
section with those beside it.
"""
Path = tuple[str, ...]
MAX_ROWS, MAX_SECTION_ROWS = 200, 80
"""Passages of a list that is shown whole: of one with numbers in a section, and of any other."""


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list: the rows of each item, in reading order.

    `section` is the path of the section that contains the whole list. `lead_in` is the text of the block that introduces it,
    or "". `is_numbered` is True if the items have consecutive numbers.
    """

    kind: Kind
    document: str
    section: Path
    lead_in: str
    items: tuple[range, ...]
    is_numbered: bool

    @property
    def rows(self) -> range:
        """The rows of all items, and of what is between them."""
        return range(self.items[0].start, self.items[-1].stop)

    @property
    def may_be_whole(self) -> bool:
        """True if the list is short enough to be shown whole, on several pages if need be."""
        return len(self.rows) <= (MAX_ROWS if self.kind in ("numbered", "nested") else MAX_SECTION_ROWS)
