"""Slips in config.yaml that a new user makes: taken if their meaning is plain, explained with the line and the fix if not."""

from pathlib import Path

import pytest

from index.errors import DocumentError, SettingsError
from index.files import conflicts
from index.reading import find_files, read_document
from index.settings import DiscordSettings, DocumentSettings, parse_settings

DOCUMENT = "documents:\n  - path: a.md\n"


def documents(*paths):
    return tuple(DocumentSettings(path=path) for path in paths)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("documents: corpus/handbook.md", documents("corpus/handbook.md")),
        ("documents: [a.md, 'b/*.md']", documents("a.md", "b/*.md")),
        ("documents:\n  - a.md\n  - path: b.md\n", documents("a.md", "b.md")),
        ("documents:\n  path: a.md\n  title: Rules\n", (DocumentSettings(path="a.md", title="Rules"),)),
        ("documents:\n  - path: a.md\n    omit: Newsletter\n", (DocumentSettings(path="a.md", omit=("Newsletter",)),)),
        ("documents:\n  - path: a.md\n    title:\n    omit:\n", documents("a.md")),
    ],
)
def test_documents_may_be_written_short(text, expected):
    assert parse_settings(text, root=Path()).documents == expected


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("watch: yes", "watch", True),
        ("watch: Off", "watch", False),
        ("language: German", "language", "german"),
        ("runtime: ONNX", "runtime", "onnx"),
        ("top:", "top", 3),
        ("known_questions:", "known_questions", ()),
        ("discord:", "discord", DiscordSettings()),
        ("discord:\n  forums: 7\n  threads:\n", "discord", DiscordSettings(forums=(7,))),
        ("discord: {public_outcomes: none}", "discord", DiscordSettings(public_outcomes=("none",))),
    ],
)
def test_a_plain_slip_is_taken_as_it_was_meant(text, key, expected):
    assert getattr(parse_settings(f"{DOCUMENT}{text}\n", root=Path()), key) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("document: a.md", "1: unknown key 'document'; did you mean 'documents'?"),
        (
            "documents:\n  Rules: a.md",
            "1: 'documents': expected a list, got keys with values; write each as `- path: handbook.md`",
        ),
        ("documents:\n-path: a.md", "1: 'documents': expected a list, got nothing; write each as `- path: handbook.md`"),
        ("documents:\n- file: a.md", "2: unknown key 'documents[0].file'; did you mean 'path'?"),
        (
            "documents:\n- a.md: {title: x}",
            "2: unknown key 'documents[0].a.md'; write `- path: a.md`, and its settings below that",
        ),
        ("documents:\n- path: [a.md, b.md]", "2: 'documents[0].path': expected text, got a list; write an entry for each"),
        ("path: a.md", "1: unknown key 'path'; move it to an entry of `documents`"),
        (f"{DOCUMENT}guild: 1", "3: unknown key 'guild'; move it below `discord:`"),
        (f"{DOCUMENT}port: 1", "3: unknown key 'port'; move it below `serving:`"),
        (f"{DOCUMENT}discord:\n  top: 1", "4: unknown key 'discord.top'; move it to the start of a line"),
        (f"{DOCUMENT}DISCORD_TOKEN: x", "3: unknown key 'DISCORD_TOKEN'; remove it: the token comes from DISCORD_TOKEN"),
        (f"{DOCUMENT}discord: {{guild: <#12>}}", "3: 'discord.guild': expected a whole number, got '<#12>'; copy its ID"),
        (f"{DOCUMENT}prompts: {{passage: 'passage: '}}", "3: unknown key 'prompts.passage'; did you mean 'document'?"),
        (f"{DOCUMENT}cross_encoder: a/b", "3: unknown key 'cross_encoder'; did you mean 'reranker'?"),
        (f"{DOCUMENT}language: en", "3: 'language': unknown value 'en'; did you mean english?"),
        (f"{DOCUMENT}language: pt-BR", "3: 'language': unknown value 'pt-BR'; did you mean portuguese?"),
        (f"{DOCUMENT}language: ko", "3: 'language': unknown value 'ko'; write none, which matches exact words only"),
        (f"{DOCUMENT}language: klingon", "3: 'language': unknown value 'klingon'; use one of arabic, armenian"),
    ],
)
def test_another_slip_is_explained_with_its_line(text, message):
    with pytest.raises(SettingsError) as caught:
        parse_settings(text, root=Path())
    assert str(caught.value).startswith(f"config.yaml:{message}")


@pytest.mark.parametrize(
    "text",
    [
        "store: {milvus: a.db, name: our bot}",
        "store: {milvus: a.db, name: 1st}",
        "store: {milvus: a.db, token_variable: 'MY TOKEN'}",
        "teach: {answers: answers.txt}",
        "teach: {known_questions: known.md}",
        "model: ' '",
    ],
)
def test_what_a_text_may_contain_is_said_in_words(text):
    with pytest.raises(SettingsError) as caught:
        parse_settings(f"{DOCUMENT}{text}\n", root=Path())
    assert "expected " in str(caught.value)
    assert "regex" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "line", "fix"),
    [
        ("documents:\n\t- path: a.md", 2, "indent it with spaces instead of tabs"),
        ("documents:\n- path: *.md", 2, "put the value in quotes, because it starts with *"),
        ("documents: **/*.md", 1, "put the value in quotes, because it starts with *"),
        ("documents:\n- path: *handbook", 2, "put it in quotes if it is a pattern, or else write its value out"),
        (f"{DOCUMENT}    title: @home", 3, "put the value in quotes, because it starts with @"),
        (f"{DOCUMENT}    title: `home`", 3, "put the value in quotes, because it starts with `"),
        (f"{DOCUMENT}    title: [ours] rules", 3, "put the value in quotes, because it starts with ["),
        (f"{DOCUMENT}    title: !mine rules", 3, "put the value in quotes"),
        (f"{DOCUMENT}    title: Rules: ours", 3, "put the value in quotes, because it contains a colon and a space"),
        (f"{DOCUMENT}    title: 'Rules", 3, "close the quotes"),
        (f'{DOCUMENT}index: "C:\\docs"', 3, "write the value in single quotes, or its path with / instead of \\"),
        (f"{DOCUMENT}    title: 'Rules\n\n# About\ntop: 3", 3, "close the quotes"),
        (f"{DOCUMENT}top:3\n\n# About\nwatch: true", 3, "write `key: value`, with a space after the colon"),
        (f"{DOCUMENT}top 3", 3, "write `key: value`, with a space after the colon"),
        (f"{DOCUMENT}top:3", 3, "write `key: value`, with a space after the colon"),
        (f"{DOCUMENT}---\n{DOCUMENT}", 3, "remove the line ---, and what does not belong to this file"),
        (f"{DOCUMENT} top: 3", 3, "check the indentation"),
    ],
)
def test_a_line_that_is_not_yaml_gets_the_fix_for_it(text, line, fix):
    with pytest.raises(SettingsError) as caught:
        parse_settings(f"{text}\n", root=Path())
    assert caught.value.where == f"config.yaml:{line}"
    assert caught.value.fix == fix


@pytest.mark.parametrize("branch", [" feature", ""])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_merge_conflict_is_called_one(branch, end):
    lines = [*DOCUMENT.splitlines(), "<<<<<<< HEAD", "top: 3", "=======", "top: 5", f">>>>>>>{branch}", "watch: true", ""]
    with pytest.raises(SettingsError) as caught:
        parse_settings(end.join(lines), root=Path())
    assert str(caught.value) == f"config.yaml:3: has a merge conflict; {conflicts.FIX}"


@pytest.mark.parametrize(
    ("written", "fix"),
    [
        ("corpus/Rules.md", "did you mean corpus/rules.md?"),
        ("corpus/rule.md", "did you mean corpus/rules.md?"),
        (r"corpus\rules.md", "did you mean corpus/rules.md?"),
        ("corpus/rules.md ", "did you mean corpus/rules.md?"),
        ("corpus/fees.md", "fix the path in config.yaml"),
        ("elsewhere/rules.md", "fix the path in config.yaml"),
        ("https://example.org/rules.html", "save the page as a file and name that"),
    ],
)
def test_a_document_that_does_not_exist_suggests_the_one_that_was_meant(tmp_path, written, fix):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "rules.md").write_text("- No fires.\n", encoding="utf-8")
    settings = parse_settings(f"documents: '{written}'\n", root=tmp_path)
    [file] = find_files(settings)
    with pytest.raises(DocumentError, match="no such file") as caught:
        read_document(file)
    assert str(caught.value.fix).startswith(fix)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("outline", "nowhere.md"), "nowhere.md: no such file; check the path"),
        (("outline", "mine"), "mine: is a folder; name a file in it"),
        (("outline", "empty.md"), "empty.md: is empty; add some text, or name another file"),
        (("outline", "Rules.md"), "Rules.md: no such file; did you mean rules.md?"),
        (("build", "--config", "mine.yaml"), "mine.yaml: no such file; check the path; `footnote init` creates one"),
        (("build", "--config", "mine"), "mine: cannot be read (Is a directory); name a file in it"),
        (("init", "nowhere.md", "--folder", "new"), "nowhere.md: no such file; check the path"),
        (("init", "https://example.org/a.html", "--folder", "new"), "https:/example.org/a.html: no such file; save the page"),
    ],
)
def test_a_path_that_was_typed_is_not_blamed_on_config_yaml(footnote, tmp_path, arguments, message):
    (tmp_path / "mine").mkdir()
    (tmp_path / "empty.md").touch()
    (tmp_path / "rules.md").write_text("- No fires.\n", encoding="utf-8")
    (tmp_path / "config.yaml").write_text("documents: [rules.md, 'nothing/*.md']\n", encoding="utf-8")
    done = footnote(*arguments, cwd=tmp_path)
    assert done.returncode in (1, 2, 78)
    assert done.stderr.startswith(f"footnote: {message}")
    assert done.stderr.count("\n") == 1
    assert "config.yaml" not in done.stderr
