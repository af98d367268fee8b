"""How this Footnote was installed, and so how to install what is missing from it."""

import json
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

DISTRIBUTION = "footnote-bot"
"""The name of the distribution; the command and the project are called footnote."""


def install_fix(extra: str) -> str:
    """Return the fix for missing libraries of an extra.

    A checkout stays editable. Any other installation gets the libraries alone, because where Footnote itself came from is not
    known.
    """
    from importlib import metadata

    found = list(metadata.distributions(name=DISTRIBUTION))  # a checkout may be found twice, by its .egg-info first
    if not found:
        return _editable_fix(extra, "Footnote's folder")
    for distribution in found:
        if folder := _editable_folder(distribution.read_text("direct_url.json")):
            return _editable_fix(extra, folder)
    wanted = " ".join(f"'{name}'" for name in _requirements(found[0].requires or (), extra))
    return f"run `{install_command(wanted)}`"


def _editable_fix(extra: str, folder: str) -> str:
    return f"run `pip install --constraint constraints.txt --editable '.[{extra}]'` in {folder}"


def _editable_folder(direct_url: str | None) -> str | None:
    """Return the folder of an editable installation, from the text of its direct_url.json."""
    from urllib.request import url2pathname  # takes longer to import than all of this module's users need to start

    try:
        found = json.loads(direct_url or "{}")
        is_editable = found["dir_info"]["editable"] is True
        return url2pathname(urlsplit(found["url"]).path) if is_editable else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _requirements(lines: list[str] | tuple[str, ...], extra: str) -> list[str]:
    """Return the requirements that an extra adds, from the distribution's metadata."""
    marker = re.compile(rf"""\bextra\s*==\s*["']{re.escape(extra)}["']""")
    parts = (line.partition(";") for line in lines)
    return [requirement.strip() for requirement, _, condition in parts if marker.search(condition)]


def install_command(requirements: str, *, is_alone: bool = False, is_again: bool = False) -> str:
    """Return the command that installs packages into this environment.

    It leaves out what they require if `is_alone`, and replaces those that are there if `is_again`.
    """
    environment = Path(sys.prefix)
    flags = f"{' --no-deps' if is_alone else ''}{' --force-reinstall' if is_again else ''}"
    if (environment / "pipx_metadata.json").is_file():
        if flags:  # which `pipx inject` does not have
            return f"pipx runpip {DISTRIBUTION} install{flags} {requirements}"
        return f"pipx inject {DISTRIBUTION} {requirements}"
    if (environment / "uv-receipt.toml").is_file():
        return f"uv pip install{flags} --python {environment} {requirements}"
    return f"pip install{flags} {requirements}"
