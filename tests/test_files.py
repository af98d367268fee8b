"""Unusable documents, and patterns that match none or too many."""

import os

import pytest

from index.errors import DocumentError, SettingsError
from index.reading import SourceFile, find_files, read_document
from index.reading.corpus import find_entry
from index.settings import DocumentSettings, load_settings
from tests.conftest import texts


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.md", b"", r"a\.md: is empty; add some text"),
        ("a.txt", b" \n\t\n", r"a\.txt: is empty"),
        ("a.md", b"fine\nnot \xe9 fine\n", r"a\.md:2: is probably Windows-1252, not UTF-8; convert it: iconv -f WINDOWS-1252 "),
        ("a.md", "text".encode("utf-16"), r"a\.md: is UTF-16, not UTF-8; convert it: iconv -f UTF-16 "),
        ("a.md", b"PK\x00\x03", r"a\.md: is not text"),
        ("a.md", b"---\n\n***\n", r"a\.md: contains no words"),
        ("a.txt", b"ok\n" + b"x" * 10_000_000, r"a\.txt:2: the line has 10,000,000 characters \(at most 100,000\); split it"),
        ("a.md", b"word " * 2_000_000, r"a\.md:1: the line has 10,000,000 characters"),
        ("a.html", b"<p>" + b"word " * 2_000_000, r"a\.html:1: the passage has 9,999,999 characters"),
        ("a.pdf", b"%PDF-1.7", r"a\.pdf: PDF cannot be read; convert it, for example: pdftotext -layout a\.pdf a\.txt$"),
    ],
)
def test_an_unusable_document_is_named_with_a_fix(read, name, content, message):
    with pytest.raises(DocumentError, match=message):
        read(name, content)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.rst", "are not read yet; convert it, for example: pandoc a.rst -t gfm -o a.md (without pandoc, copy it to a.txt)"),
        ("our faq.adoc", "are not read yet; convert it, for example: asciidoctor 'our faq.adoc' -o 'our faq.html'"),
        ("a.CSV", "are not read yet; make it a table in Markdown, for example: pandoc a.CSV -t gfm -o a.md"),
        ("a.tsv", "are not read yet; make it a table in Markdown, for example: pandoc a.tsv -t gfm -o a.md"),
        ("a.json", "are not read yet; write its texts as Markdown, for example each question as a heading"),
        ("{file}.yml", "are not read yet; write its texts as Markdown"),
        ("a.xml", "are not read yet; write its texts as Markdown"),
        ("a.docx", "cannot be read; convert it, for example: pandoc a.docx -t gfm -o a.md"),
        ("{file}.org", "cannot be read; convert it, for example: pandoc '{file}.org' -t gfm -o '{file}.md'"),
        ("a.xlsx", "cannot be read; convert it, for example: soffice --headless --convert-to html a.xlsx"),
        ("a.ipynb", "cannot be read; convert it, for example: jupyter nbconvert --to markdown a.ipynb"),
        ("a.php", "cannot be read; save the page that it makes as .html"),
        ("a.zip", "cannot be read; unpack it, and list the files in it"),
        ("a.odd", "cannot be read; rename it to .md or .txt if it is text, or convert it"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_the_best_way_to_convert_it(read, name, message):
    with pytest.raises(DocumentError) as caught:
        read(name, "some words\n")
    suffix = name[name.rindex(".") :].lower()
    assert str(caught.value).startswith(f"{name}: {suffix} files {message}")
    assert "\n" not in str(caught.value)


def test_a_missing_document_and_a_folder_have_different_errors(tmp_path):
    for name, message in (("gone.md", "gone.md: no such file"), (".", "is a folder; name its files")):
        with pytest.raises(DocumentError, match=message):
            read_document(SourceFile(tmp_path / name, name, DocumentSettings(path=name)))


def test_a_special_file_is_refused_without_waiting_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(DocumentError, match=r"pipe\.md: is not a file; fix the path"):
        read_document(SourceFile(tmp_path / "pipe.md", "pipe.md", DocumentSettings(path="pipe.md")))


def test_windows_line_endings_and_a_byte_order_mark_change_nothing(read):
    plain = read("a.md", "# T\n\n- one\n- two\n")
    marked = read("a.md", b"\xef\xbb\xbf# T\r\n\r\n- one\r\n- two\r\n")
    assert marked == plain


def test_control_characters_are_removed_from_the_text(read):
    assert texts(read("a.md", "red \x1b[31malert\x1b[0m, \u202edesrever\x07\n")) == ["red [31malert[0m, desrever"]


def test_a_pattern_lists_its_files_in_order_and_each_only_once(project, tmp_path):
    project({"b.md": "b", "sub/a.md": "a", "c.txt": "c"})
    (tmp_path / "config.yaml").write_text("documents: [{path: '**/*.md'}, {path: 'b*'}]")
    with pytest.raises(SettingsError, match=r"documents: 'b\.md' is listed twice"):
        find_files(load_settings(tmp_path / "config.yaml"))
    (tmp_path / "config.yaml").write_text("documents: [{path: '**/*.md'}, {path: c.txt}]")
    assert [file.shown for file in find_files(load_settings(tmp_path / "config.yaml"))] == ["b.md", "sub/a.md", "c.txt"]


@pytest.mark.parametrize("entries", ["{path: '*.md'}, {path: b.md, title: Fees}", "{path: b.md, title: Fees}, {path: '*.md'}"])
def test_an_entry_of_its_own_counts_instead_of_a_pattern(project, tmp_path, entries):
    project({"a.md": "- a", "b.md": "- b"})
    (tmp_path / "config.yaml").write_text(f"documents: [{entries}]")
    settings = load_settings(tmp_path / "config.yaml")
    assert {file.shown: file.settings.title for file in find_files(settings)} == {"a.md": None, "b.md": "Fees"}
    entry = find_entry(settings, tmp_path / "b.md")
    assert entry is not None
    assert entry.settings.title == "Fees"


def test_a_pattern_may_share_a_title_if_all_others_have_entries_of_their_own(project, tmp_path):
    project({"a.md": "- a", "b.md": "- b"})
    (tmp_path / "config.yaml").write_text("documents: [{path: '*.md', title: Rules}, {path: b.md}]")
    settings = load_settings(tmp_path / "config.yaml")
    assert {file.shown: file.settings.title for file in find_files(settings)} == {"a.md": "Rules", "b.md": None}


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{path: '*.rst'}", r"no file matches '\*\.rst'; fix the pattern"),
        ("{path: '*.md', title: T}", r"'\*\.md' matches 2 files, which cannot share a title, url or outline; give each"),
    ],
)
def test_an_unusable_pattern_says_why(project, tmp_path, entry, message):
    project({"a.md": "a", "b.md": "b"})
    (tmp_path / "config.yaml").write_text(f"documents: [{entry}]")
    from index.settings import load_settings

    with pytest.raises(SettingsError, match=message):
        find_files(load_settings(tmp_path / "config.yaml"))


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("travel/index.md", "travel"),
        ("handbook/Pay and leave/README.md", "Pay and leave"),
        ("corpus/index.html", "index"),
        ("docs/_index.md", "_index"),
        ("index.md", "index"),
        ("travel/flights.md", "flights"),
    ],
)
def test_the_first_page_of_a_folder_without_a_title_is_called_like_the_folder(tmp_path, path, title):
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    content = "<p>Book early.</p>" if path.endswith("html") else "# Trains\n\n- Book early.\n\n# Planes\n\n- Book late.\n"
    (tmp_path / path).write_text(content, encoding="utf-8")
    assert read_document(SourceFile(tmp_path / path, path, DocumentSettings(path=path))).document.title == title
