"""What errors advise to install, for each way to install Footnote."""

import json
import sys
from importlib import metadata
from pathlib import Path

import pytest

from index.errors import StoreError
from index.installation import DISTRIBUTION, install_command, install_fix
from index.milvus.address import Address
from index.milvus.client import Engine, _lite_uri
from tests.conftest import ROOT

EDITABLE = {"url": ROOT.as_uri(), "dir_info": {"editable": True}}
REQUIRED = [
    "numpy>=2",
    "ir-measures>=0.4; extra == 'eval'",
    'matplotlib>=3.10; python_version > "3" and extra == "eval"',
    "torch; extra == 'build'",
]


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Install a Footnote whose direct_url.json has this text."""

    def installed(direct_url):
        info = tmp_path / "footnote_bot-9.dist-info"
        info.mkdir()
        lines = "".join(f"Requires-Dist: {each}\n" for each in REQUIRED)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {DISTRIBUTION}\nVersion: 9\n{lines}", encoding="utf-8")
        if direct_url is not None:
            (info / "direct_url.json").write_text(direct_url, encoding="utf-8")
        monkeypatch.setattr(sys, "path", [str(tmp_path)])

    return installed


def test_a_checkout_stays_editable(installed):
    installed(json.dumps(EDITABLE))
    fix = install_fix("eval")
    assert "--editable '.[eval]'" in fix
    assert fix.endswith(f" in {ROOT}")


@pytest.mark.parametrize(
    "direct_url",
    [
        None,  # from a package index
        json.dumps({"url": "file:///tmp/footnote_bot-9-py3-none-any.whl", "archive_info": {}}),
        json.dumps({"url": ROOT.as_uri(), "dir_info": {}}),  # a copy of a checkout
        *("", "[]", "{", '{"dir_info": 1}'),
    ],
)
def test_any_other_installation_gets_the_libraries_alone(installed, direct_url):
    installed(direct_url)
    assert install_fix("eval") == "run `pip install 'ir-measures>=0.4' 'matplotlib>=3.10'`"


@pytest.mark.parametrize(
    ("file", "command"), [("pipx_metadata.json", "pipx inject footnote-bot "), ("uv-receipt.toml", "uv pip install --python ")]
)
def test_an_installed_tool_gets_them_by_its_installer(installed, tmp_path, monkeypatch, file, command):
    installed(None)
    (tmp_path / file).write_text("")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert f"`{command}" in install_fix("build")
    assert "'torch'" in install_fix("build")
    assert "--no-deps" in install_command("a", is_alone=True)


def test_a_store_without_its_extra_names_the_command_that_fits_the_installation(monkeypatch):
    for module in ("pymilvus", "milvus_lite.adapter.grpc.server"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(StoreError) as server:
        Engine(Address("x", "x", 1.0, "http://localhost:1")).collections()
    with pytest.raises(StoreError) as lite:
        _lite_uri(Address("x", "x", 1.0, lite=Path("x.db")))
    assert server.value.fix == lite.value.fix == install_fix("milvus")


def test_without_an_installation_the_checkout_is_meant(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert "--editable '.[test]'" in install_fix("test")


def test_what_eval_needs_is_in_its_extra():
    required = metadata.requires(DISTRIBUTION) or []
    assert {each.split(">")[0] for each in required if 'extra == "eval"' in each} == {"ir-measures", "matplotlib"}
