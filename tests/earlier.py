"""Indexes of earlier formats, made from one of the present format."""

import json

from index.answering.confidence import shipped_calibration
from index.files.checksums import checksum, sealed, write_json
from index.storing.index_folder import IndexFolder


def edit_manifest(settings, **values):
    """Change values in the manifest of the current index."""
    edit_sealed(IndexFolder(settings.index_folder).current() / "manifest.json", **values)


def edit_sealed(path, **values):
    """Change values in a JSON file, and its checksum accordingly."""
    path.write_bytes(sealed(json.dumps(json.loads(path.read_text(encoding="utf-8")) | values).encode()))


def as_format_3(settings, fitted=None, **values):
    """Turn the current index into one of format 3, which held its calibration: a fitted one, or the shipped one."""
    generation = IndexFolder(settings.index_folder).current()
    path = generation / "calibration.json"
    write_json(fitted or shipped_calibration(), path)
    listed = json.loads((generation / "manifest.json").read_text())["files"]
    known = checksum(path)
    listed[f"generations/{generation.name}/{path.name}"] = {"bytes": known.bytes, "sha256": known.sha256}
    edit_manifest(settings, format=3, is_calibrated=fitted is not None, files=listed, **values)
    return path
