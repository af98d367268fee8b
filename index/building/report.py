"""The result of a build, for those who show it without building."""

from dataclasses import dataclass

from index.building.differences import Difference
from index.errors import DocumentError


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The result of a build: the size of the index, how it differs from the previous one, and how many texts were embedded.

    `notes` describe uncertain structure in the documents that were read, and anything that was lost in the index.
    `failures` are the errors of the documents that could not be read and were left out.
    """

    documents: int
    passages: int
    difference: Difference
    embedded: int
    seconds: float
    notes: tuple[str, ...] = ()
    failures: tuple[DocumentError, ...] = ()
