"""The files that are made of the settings' descriptions. `python -m tests.generated` writes them; a test keeps them true."""

from pathlib import Path

from index.settings import DocumentSettings
from index.settings.reference import SCHEMA_FILE, markdown_table, schema_text
from index.settings.template import config_text

ROOT = Path(__file__).parents[1]
SHIPPED = DocumentSettings(path="corpus/alibaba-covid19-support.md")
START, END = "<!-- settings -->", "<!-- /settings -->"


def generated() -> dict[str, str]:
    """What each generated file should hold, by its name; of the README, only what is between the marks is made anew."""
    before, _, rest = (ROOT / "README.md").read_text(encoding="utf-8").partition(START)
    after = rest.partition(END)[2]
    return {
        SCHEMA_FILE: schema_text(),
        "config.yaml": config_text([SHIPPED]),
        "README.md": f"{before}{START}\n\n{markdown_table()}\n{END}{after}",
    }


if __name__ == "__main__":
    for name, text in generated().items():
        (ROOT / name).write_text(text, encoding="utf-8")
