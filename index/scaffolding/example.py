"""The handbook of an invented club, which ships with Footnote to try it out, and questions to ask it."""

from pathlib import Path

from index.scaffolding.choosing import CORPUS, Choice, ChosenDocument

NAME = "example-club.md"
TITLE = "Wendbury Makers' handbook"
EXAMPLE_QUESTIONS = ("Are you open on Mondays?", "How do I become a member?", "Is there a sauna?")
"""Questions that show what there is to see: a row of a table, a whole list, and something the handbook does not say."""


def example_handbook() -> Choice:
    """Return the club's handbook, to be copied into a new project."""
    document = ChosenDocument(None, _find().read_bytes(), f"{CORPUS}/{NAME}", TITLE, has_own_title=True)
    return Choice((document,), supplied_as="the handbook of an invented club, to try things out")


def _find() -> Path:
    """Return the file: below this package if it was installed from a wheel, otherwise in the corpus of the checkout.

    pyproject.toml maps the package to the corpus, so that there is one copy only, without a link, which Windows may not have.
    """
    here = Path(__file__)
    installed = here.with_name("example_files") / NAME
    return installed if installed.exists() else here.parents[2] / CORPUS / NAME
