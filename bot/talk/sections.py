"""Tell small talk from the name of a section: the documents may have one called "Help" or "How does this work?"."""

from index.searching.questions import same_question
from index.storing.generation import Generation


def is_section_name(generation: Generation, text: str) -> bool:
    """Return whether a text is the heading of a section that has passages, or the title of a document."""
    wanted = same_question(text)
    names = (rows.path[-1] for rows in generation.sections if rows.path and rows.start < rows.stop)
    titles = (document.title for document in generation.manifest.documents if document.passages)
    return any(same_question(name) == wanted for each in (names, titles) for name in each)
