"""The files generated from the descriptions of settings: `python -m tests.generated` writes them, a test keeps them current."""

from pathlib import Path

from index.settings import DocumentSettings
from index.settings.reference import SCHEMA_FILE, markdown_table, schema_text
from index.settings.template import config_text

ROOT = Path(__file__).parents[1]
SHIPPED = DocumentSettings(path="corpus/alibaba-covid19-support.md")
CONFIGURATION = "docs/configuration.md"
"""The page with the table of settings, between the markers `START` and `END`."""
START, END = "<!-- settings -->", "<!-- /settings -->"


def generated() -> dict[str, str]:
    """Return the text of each generated file by name; of the page, only the part between the markers is generated."""
    before, _, rest = (ROOT / CONFIGURATION).read_text(encoding="utf-8").partition(START)
    after = rest.partition(END)[2]
    return {
        SCHEMA_FILE: schema_text(),
        "config.yaml": config_text([SHIPPED]),
        CONFIGURATION: f"{before}{START}\n\n{markdown_table()}\n{END}{after}",
    }


if __name__ == "__main__":
    for name, text in generated().items():
        (ROOT / name).write_text(text, encoding="utf-8")
