"""Patterns in config.yaml: which files they stand for, also where links lead to the same file or in a circle."""

import glob
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SettingsError
from index.files.patterns import find_matches
from index.reading import find_files, unnamed_documents
from index.settings import load_settings

NAMES = st.sampled_from(["a", "docs", ".hidden", "a.md", "b.txt"])
PARTS = st.sampled_from(["**", "*", "a", "docs", "*.md", "a*", "[ad]*", ".hidden", "."])


def place(root, *paths):
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(f"# A\n\n- The file {path}.\n", encoding="utf-8")


def named(root, *entries):
    (root / "config.yaml").write_text("documents:\n" + "".join(f"  - path: '{entry}'\n" for entry in entries), encoding="utf-8")
    return load_settings(root / "config.yaml")


def shown(root, *entries):
    return [file.shown for file in find_files(named(root, *entries))]


@pytest.fixture
def mounted(tmp_path):
    """Documents as Kubernetes mounts a ConfigMap: links by way of a link to a folder that an update replaces."""
    place(tmp_path, "docs/..2026_01_01/handbook.md", "docs/..2026_01_01/rules.md")
    (tmp_path / "docs/..data").symlink_to("..2026_01_01")
    for name in ("handbook.md", "rules.md"):
        (tmp_path / "docs" / name).symlink_to(f"..data/{name}")
    return tmp_path


@given(st.lists(st.lists(NAMES, min_size=1, max_size=4), max_size=12), st.lists(PARTS, min_size=1, max_size=4))
def test_without_links_a_pattern_stands_for_what_python_says(tmp_path_factory, paths, pattern):
    root = tmp_path_factory.mktemp("patterns")
    for parts in paths:
        path = root.joinpath(*parts)
        if not path.exists() and not any(above.is_file() for above in path.parents):
            place(root, path.relative_to(root))
    written = "/".join(pattern)
    matches = {match for match in glob.glob(written, root_dir=root, recursive=True) if (root / match).is_file()}  # noqa: PTH207
    assert {os.path.normpath(match) for match in find_matches(written, root)} == set(map(os.path.normpath, matches))


@pytest.mark.parametrize("target", [".", "..", "../..", "../sub"])
def test_links_in_a_circle_are_not_followed(tmp_path, target):
    place(tmp_path, "docs/a.md", "docs/sub/b.md", "top.md")
    for number in range(8):  # each of which doubles the ways if it is followed
        (tmp_path / f"docs/sub/loop{number}").symlink_to(target)
    assert shown(tmp_path, "docs/**/*.md") == ["docs/a.md", "docs/sub/b.md"]


def test_a_circle_by_way_of_another_folder_ends_where_it_began(tmp_path):
    place(tmp_path, "ours/docs/a.md", "ours/top.md", "theirs/b.md")
    (tmp_path / "ours/docs/linked").symlink_to("../../theirs")
    (tmp_path / "theirs/back").symlink_to("../ours")
    assert shown(tmp_path, "ours/docs/**/*.md") == ["ours/docs/a.md", "ours/docs/linked/b.md"]


def test_a_link_to_itself_hides_no_other_folder(tmp_path):
    place(tmp_path, "docs/sub/b.md")
    (tmp_path / "docs/a").symlink_to("a")
    assert shown(tmp_path, "docs/**/*.md") == ["docs/sub/b.md"]


@pytest.mark.parametrize("pattern", ["docs/**/*.md", "docs/*/*.md", "docs/*/../*/*.md"])
def test_a_file_that_several_paths_lead_to_is_read_once_under_the_one_without_links(tmp_path, pattern):
    place(tmp_path, "docs/handbook/a.md")
    (tmp_path / "docs/h").symlink_to("handbook")
    (tmp_path / "docs/x").symlink_to(tmp_path / "docs/handbook")
    found = shown(tmp_path, pattern)
    assert [os.path.normpath(path) for path in found] == ["docs/handbook/a.md"]


def test_a_file_that_only_links_lead_to_is_read_once_under_the_shortest_path(tmp_path):
    place(tmp_path, "elsewhere/a.md")
    (tmp_path / "docs/deep").mkdir(parents=True)
    (tmp_path / "docs/current.md").symlink_to("../elsewhere/a.md")
    (tmp_path / "docs/deep/linked").symlink_to(tmp_path / "elsewhere")
    assert shown(tmp_path, "docs/**/*.md") == ["docs/current.md"]
    assert shown(tmp_path, "docs/deep/**/*.md") == ["docs/deep/linked/a.md"]


def test_linked_files_and_folders_are_found_and_so_are_copies_and_hard_links(tmp_path):
    place(tmp_path, "docs/a.md", "elsewhere/b.md", "elsewhere/sub/c.md")
    (tmp_path / "docs/linked").symlink_to("../elsewhere")
    (tmp_path / "docs/file.md").symlink_to(tmp_path / "elsewhere/b.md")
    os.link(tmp_path / "docs/a.md", tmp_path / "docs/same.md")
    assert shown(tmp_path, "docs/**/*.md") == ["docs/a.md", "docs/file.md", "docs/linked/sub/c.md", "docs/same.md"]


def test_a_document_named_by_itself_keeps_its_path(tmp_path):
    place(tmp_path, "docs/v2.md")
    (tmp_path / "docs/latest.md").symlink_to("v2.md")
    assert shown(tmp_path, "docs/latest.md") == ["docs/latest.md"]
    assert shown(tmp_path, "docs/latest.md", "docs/v2.md") == ["docs/v2.md"], "both are one document, which is read once"


def test_a_pattern_that_matches_only_a_circle_matches_no_file(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/loop").symlink_to(".")
    with pytest.raises(SettingsError, match="no file matches"):
        shown(tmp_path, "docs/**/*.md")


@pytest.mark.parametrize("pattern", ["docs/*.md", "docs/**/*.md", "**/*.md"])
def test_files_of_a_mounted_configmap_are_read_once_and_all_in_use(mounted, pattern):
    assert shown(mounted, pattern) == ["docs/handbook.md", "docs/rules.md"]
    assert unnamed_documents(named(mounted, pattern)) == []


def test_a_file_of_a_mounted_configmap_that_is_not_used_is_named_by_the_path_that_can_be_listed(mounted):
    assert unnamed_documents(named(mounted, "docs/handbook.md")) == ["docs/rules.md"]


def test_a_link_beside_others_is_in_use_if_it_is_listed(tmp_path):
    place(tmp_path, "docs/a.md", "elsewhere/b.md")
    (tmp_path / "docs/b.md").symlink_to("../elsewhere/b.md")
    assert unnamed_documents(named(tmp_path, "docs/*.md")) == []
    assert unnamed_documents(named(tmp_path, "docs/a.md")) == ["docs/b.md"]
    place(tmp_path, "docs/c.md")
    assert unnamed_documents(named(tmp_path, "docs/a.md", "docs/b.md")) == ["docs/c.md"]


def test_a_second_link_to_a_document_in_use_is_not_called_unused(tmp_path):
    place(tmp_path, "docs/v2.md")
    (tmp_path / "docs/latest.md").symlink_to("v2.md")
    assert unnamed_documents(named(tmp_path, "docs/v2.md")) == []
