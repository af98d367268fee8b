"""The real command, in its own process."""

import argparse
import errno
import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot import cli
from bot.command_line import locating
from bot.command_line.arguments import make_parser, parse
from tests.conftest import QUESTION, ROOT, copy_project

HEAVY = ("torch", "sentence_transformers", "transformers", "discord")
PREFIX = "footnote: "


@pytest.fixture(scope="session")
def home(shipped):
    """A folder that contains config.yaml and an index of the shipped corpus; tests must not change it."""
    return shipped.root


@pytest.fixture
def copy(home, tmp_path):
    """A copy of `home` that a test may damage."""
    copy_project(home / ".footnote", tmp_path / ".footnote")
    shutil.copy(home / "config.yaml", tmp_path)
    return tmp_path


def test_ask_prints_passages_with_document_section_line_and_score(footnote, home):
    done = footnote("ask", QUESTION, cwd=home)
    first = done.stdout.strip().split("\n\n")[0].split("\n")
    assert done.returncode == 0
    assert done.stderr == ""
    assert first[0].startswith("1. Taobao Live said 200,000 farmers would be offered training")
    assert first[1] == "   Alibaba Digital Economy Covid-19 Support Efforts › Commerce › Taobao"
    assert first[2].strip().rsplit(":", 1)[0].endswith("alibaba-covid19-support.md")
    assert "\x1b" not in done.stdout


def test_ask_as_json_has_the_documented_shape(footnote, home):
    done = footnote("ask", "--json", "--top", "2", QUESTION, cwd=home)
    answer = json.loads(done.stdout)
    assert set(answer) == {"question", "outcome", "confidence", "unmatched", "hits", "milliseconds"}
    assert (answer["question"], answer["outcome"]) == (QUESTION, "answer")
    assert [hit["rank"] for hit in answer["hits"]] == [1, 2]
    assert set(answer["hits"][0]) == {"rank", "score", "id", "text", "section", "document", "line", "highlights"}
    assert answer["hits"][0]["section"] == ["Commerce", "Taobao"]


def test_section_and_document_limit_the_search(footnote, home):
    done = footnote("ask", "--json", "--top", "50", "--section", "Logistics", "free training", cwd=home)
    sections = {tuple(hit["section"]) for hit in json.loads(done.stdout)["hits"]}
    assert sections == {("Logistics", "Cainiao"), ("Logistics", "Electronic World Trade Platform (eWTP)")}
    wrong = footnote("ask", "--section", "Logistic", "x y", cwd=home)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == f"{PREFIX}--section: no section 'Logistic'; did you mean Logistics?\n"


def test_questions_from_a_pipe_are_answered_line_by_line_and_a_bad_one_does_not_stop_it(footnote, home):
    done = footnote("ask", "--json", cwd=home, typed=f"{QUESTION}\n\n!!!\nWho is Grace Hsu?\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["question"] for answer in answers] == [QUESTION, "Who is Grace Hsu?"]
    assert done.stderr == f"{PREFIX}line 3: the question has no words; ask it in words\n"
    assert done.returncode == 2


def test_answers_to_a_pipe_say_their_question_and_are_separated_by_one_blank_line(footnote, home):
    done = footnote("ask", "--top", "1", cwd=home, typed=f"{QUESTION}\n\nrefund policy for yachts?\n")
    first, second = done.stdout.split("\n\n")
    assert first.splitlines()[0] == f"? {QUESTION}"
    assert first.splitlines()[1].startswith("1. Taobao Live said 200,000 farmers")
    assert second.splitlines()[:2] == ["? refund policy for yachts?", "Not in the document."]
    assert done.stdout.endswith("\n")
    assert (done.returncode, done.stderr) == (0, "")


UNSURE, ABSENT = "Who helps musicians online?", "What is the refund policy for yachts?"


@pytest.mark.parametrize(
    ("fail_on", "questions", "code"),
    [
        (None, [ABSENT], 0),
        ("none", [QUESTION], 0),
        ("none", [UNSURE], 0),
        ("none", [ABSENT], 3),
        ("suggestions", [QUESTION], 0),
        ("suggestions", [UNSURE], 3),
        ("suggestions", [ABSENT], 3),
        ("none", [QUESTION, UNSURE], 0),
        ("none", [ABSENT, QUESTION], 3),
        ("suggestions", [QUESTION, UNSURE, QUESTION], 3),
        ("none", [ABSENT, "???", QUESTION], 2),
        ("none", ["thank you", QUESTION], 0),
    ],
)
def test_the_exit_code_is_3_if_an_outcome_is_to_fail_and_the_worst_for_a_pipe(footnote, home, fail_on, questions, code):
    flags = ["--fail-on", fail_on] if fail_on else []
    assert footnote("ask", *flags, cwd=home, typed="\n".join(questions)).returncode == code
    if len(questions) == 1:
        assert footnote("ask", *flags, questions[0], cwd=home).returncode == code


def test_settings_as_json_are_the_values_in_force_nested_as_in_config_yaml(footnote, tmp_path):
    defaults = json.loads(footnote("settings", "--json").stdout)
    assert defaults["config"] is None
    assert (defaults["settings"]["documents"], defaults["settings"]["top"]) == ([], 3)
    text = "documents: [{path: a.txt, outline: {Fees: [Adults, Children]}}]\ntop: 5\ndiscord: {forums: [123]}\n"
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    found = json.loads(footnote("settings", "--json").stdout)
    assert found["config"] == str((tmp_path / "config.yaml").resolve())
    settings = found["settings"]
    assert (settings["top"], settings["discord"]["forums"], settings["discord"]["cooldown"]) == (5, [123], 3)
    assert settings["documents"][0]["path"] == "a.txt"
    assert "Children" in json.dumps(settings["documents"][0]["outline"])
    assert set(settings) == set(defaults["settings"])


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("", "the question is empty; ask something"),
        ("  \t ", "the question is empty; ask something"),
        ("x" * 10_000, "the question has 10,000 characters (at most 2,000); ask it in a sentence or two"),
        ("🤷‍♀️🎉", "the question has no words; ask it in words"),
        ("\x01\x02\x1b", "the question is empty; ask something"),
    ],
)
def test_an_invalid_question_is_refused_in_one_line(footnote, home, question, message):
    done = footnote("ask", question, cwd=home)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(PREFIX + message)
    assert done.stderr.count("\n") == 1


def test_a_bad_question_is_refused_before_anything_is_built(footnote, tmp_path):
    (tmp_path / "a.md").write_text("- x\n", encoding="utf-8")
    (tmp_path / "config.yaml").write_text("documents: [{path: a.md}]", encoding="utf-8")
    assert footnote("ask", "???").returncode == 2
    assert not (tmp_path / ".footnote").exists()


def test_input_that_is_not_utf8_and_an_ascii_terminal_work(home):
    command = [sys.executable, "-m", "bot", "ask", "--top", "1"]
    environment = {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, cwd=home, input=b"farmers \xff\xfe\n", capture_output=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Support Efforts ? " in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", "--top", "0", "x"], "--top: '0' is not a number from 1 to 50; see footnote ask --help"),
        (["ask", "--top", "many", "x"], "--top: 'many' is not a number from 1 to 50; see footnote ask --help"),
        (["outline"], "FILE is missing; see footnote outline --help"),
        (["teach"], "question is missing; see footnote teach --help"),
        (["ask", "--version"], "--version is a flag of footnote itself; run footnote --version"),
        (["record", "delete", "-V"], "-V is a flag of footnote itself; run footnote -V"),
        (["frobnicate"], "no command 'frobnicate'; footnote help lists the commands"),
        (["biuld"], "no command 'biuld'; did you mean build?"),
        (["help", "sevre"], "no command 'sevre'; did you mean serve?"),
        (["search", "who?"], "no command 'search'; did you mean ask?"),
        (["Who can join?"], "no command 'Who can join?'; to ask a question, run footnote ask 'Who can join?'"),
        (["who", "can", "join"], "no command 'who'; to ask a question, run footnote ask 'who can join'"),
        (["ask", "--jsn", "x"], "no flag --jsn; did you mean --json?"),
        (["ask", "--secton=Fees", "x"], "no flag --secton; did you mean --section?"),
        (["ask", "--sec", "Fees", "x"], "no flag --sec; did you mean --section?"),
        (["outline", "--jsn"], "no flag --jsn; did you mean --json?"),
        (["ask", "--frobnicate", "x"], "no flag --frobnicate; see footnote ask --help"),
        (["ask", "-x"], "no flag -x; see footnote ask --help"),
        (["--conf", "a.yaml", "build"], "no flag --conf; did you mean --config?"),
        (["build", "handbook.md"], "unexpected argument 'handbook.md'; see footnote build --help"),
        (["ask", "Who?", "--top"], "--top: expected one argument; see footnote ask --help"),
        (["--rollback"], "--rollback is a flag of build; run footnote build --rollback"),
        (["--json", "outline", "a.md"], "--json is a flag of outline; run footnote outline --json"),
        (["serve", "--logs", "jsno"], "--logs: 'jsno' is not one of text, json; did you mean json?"),
        (["ask", "--fail-on", "no", "x"], "--fail-on: 'no' is not one of none, suggestions; did you mean none?"),
        (["completion", "tcsh"], "SHELL: 'tcsh' is not one of bash, zsh, fish; see footnote completion --help"),
        (["b\x1b[2Jild"], "no command 'b\\x1b[2Jild'; did you mean build?"),
    ],
)
def test_a_mistake_is_reported_in_one_line_with_what_was_probably_meant(footnote, arguments, message):
    done = footnote(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{PREFIX}{message}\n")


@pytest.mark.parametrize(
    "arguments", [["who", "can", "join", "--top", "2", "--json"], ["--json", "who", "--top=2", "can", "--", "join"]]
)
def test_flags_can_be_anywhere_among_the_words_of_a_question(arguments):
    options = parse(["ask", *arguments])
    assert (options.question, options.top, options.json) == (["who", "can", "join"], 2, True)


@pytest.mark.parametrize("dashed", ["-5 degrees?", "- what?", "-5"])
def test_a_question_may_begin_with_a_dash(dashed):
    assert parse(["ask", dashed]).question == [dashed]
    assert parse(["ask", "--", "--json"]).question == ["--json"]


def next_commands(done):
    """Return the commands that the welcome offers."""
    return [line.strip().split("  ")[0] for line in done.stderr.splitlines() if line.startswith("  ")]


def test_footnote_alone_offers_the_three_commands_that_are_likely_next_and_exits_with_2(footnote, copy, tmp_path):
    empty = tmp_path / "empty" / "home"
    empty.mkdir(parents=True)
    new = footnote(cwd=empty, HOME=str(empty))
    assert (new.returncode, new.stdout) == (2, "")
    assert next_commands(new) == ["footnote init", "footnote init handbook.md", "footnote init --example"]
    ready = footnote()
    assert next_commands(ready) == ['footnote ask "Who can join?"', "footnote build", "footnote serve"]
    assert "config.yaml is ready, with 1 document." in ready.stderr
    (copy / ".footnote" / "current").unlink()
    assert next_commands(footnote())[0] == "footnote build"
    (copy / "config.yaml").write_text("documents: []", encoding="utf-8")
    broken = footnote()
    assert next_commands(broken)[0] == "footnote doctor"
    assert "config.yaml:1" in broken.stderr
    assert [done.returncode for done in (ready, broken)] == [2, 2]


def test_help_of_a_command_is_what_its_flag_prints_and_help_alone_lists_all(footnote):
    assert footnote("help").stdout == footnote("--help").stdout
    assert footnote("help", "ask").stdout == footnote("ask", "--help").stdout
    for name in make_parser().commands:
        assert f"\n    {name} " in footnote("help").stdout


@pytest.mark.parametrize("name", ["", *make_parser().commands])
def test_each_help_has_examples_that_can_be_typed_and_fits_in_80_columns(footnote, name):
    shown = footnote(*filter(None, (name, "--help")), COLUMNS="80").stdout
    assert max(map(len, shown.splitlines())) <= 80
    examples = [line.split("  #")[0] for line in shown.partition("examples:\n")[2].splitlines()]
    assert examples
    for example in examples:
        typed = shlex.split(example.strip().removeprefix('eval "$(').removesuffix(')"'))
        assert typed[0] == "footnote"
        arguments = typed[1 : typed.index("<") if "<" in typed else typed.index("|") if "|" in typed else None]
        assert make_parser().parse_args(arguments, argparse.Namespace(config=None, debug=False)).command in {
            name,
            *(() if name else typed),
        }


def test_config_yaml_is_found_in_a_folder_above_and_named_where_it_matters(footnote, copy, tmp_path):
    below = tmp_path / "docs" / "notes"
    below.mkdir(parents=True)
    asked = footnote("ask", "--top", "1", QUESTION, cwd=below)
    assert (asked.returncode, asked.stderr) == (0, "")
    assert "200,000 farmers" in asked.stdout
    checked = footnote("build", "--check", cwd=below)
    assert (checked.returncode, checked.stderr) == (0, f"{PREFIX}using ../../config.yaml\n")
    (tmp_path / "docs" / "config.yaml").write_text("documents: [{path: gone.md}]", encoding="utf-8")
    assert f"{PREFIX}using ../config.yaml\n" in footnote("build", "--check", cwd=below).stderr, "the closest one is used"
    named = footnote("settings", cwd=below, FOOTNOTE_CONFIG=str(tmp_path / "config.yaml"))
    assert (named.returncode, named.stderr) == (0, "")
    (below / "config.yaml").write_text("nonsense: true", encoding="utf-8")
    assert "nonsense" in footnote("build", cwd=below).stderr, "the one here is used, even if it is wrong"


@pytest.mark.parametrize(
    "text",
    ["documents: [{path: a.md}]", '{"documents": [{"path": "a.md"}]}', "{model: x, documents: [{path: a.md}]}", "'documents':"],
)
def test_a_config_yaml_of_another_program_in_a_folder_above_is_passed_over(footnote, tmp_path, text):
    below = tmp_path / "project" / "docs"
    below.mkdir(parents=True)
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    for other in ("theme: dark\n", "site:\n  documents: []\n", "# documents: []\n", "mydocuments: 1\n", "\xff\0"):
        (tmp_path / "project" / "config.yaml").write_text(other, encoding="latin-1")
        assert "../../config.yaml" in footnote("build", "--check", cwd=below).stderr


def test_config_yaml_is_not_looked_for_above_the_home_folder(footnote, tmp_path):
    home = tmp_path / "me"
    below = home / "docs"
    below.mkdir(parents=True)
    (tmp_path / "config.yaml").write_text("documents: [{path: a.md}]", encoding="utf-8")
    for folder in (below, home):
        assert footnote("build", cwd=folder, HOME=str(home)).stderr.startswith(f"{PREFIX}config.yaml: no such file")
    (home / "config.yaml").write_text("documents: [{path: b.md}]", encoding="utf-8")
    assert f"{PREFIX}using ../config.yaml\n" in footnote("build", "--check", cwd=below, HOME=str(home)).stderr


@pytest.mark.parametrize("danger", ["writable by all", "of another user", "linked by another user"])
def test_a_config_yaml_above_that_others_control_is_reported_and_not_used(footnote, tmp_path, danger):
    below = tmp_path / "docs"
    below.mkdir()
    config = tmp_path / "config.yaml"
    target = tmp_path / "other.yaml" if danger == "linked by another user" else config
    target.write_text("documents: [{path: a.md}]", encoding="utf-8")
    if danger == "writable by all":
        config.chmod(0o666)
    elif os.geteuid() != 0:
        pytest.skip("only root can give a file to another user")
    elif danger == "of another user":
        os.chown(config, 12345, 12345)
    else:
        config.symlink_to(target)
        os.chown(config, 12345, 12345, follow_symlinks=False)
    done = footnote("build", cwd=below)
    ignored, missing = done.stderr.splitlines()
    assert ignored == (
        f"{PREFIX}../config.yaml: ignored, because other users can write it; pass --config ../config.yaml if you trust it"
    )
    assert missing.startswith(f"{PREFIX}config.yaml: no such file")
    assert "using" not in footnote("build", "--check", "--config", "../config.yaml", cwd=below).stderr


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="this system has no owners of files")
@pytest.mark.parametrize(
    ("group", "members", "is_trusted"),
    [("ann", [], True), ("ann", ["ann"], True), ("ann", ["ann", "ben"], False), ("users", [], False), ("club", [], False)],
)
def test_a_config_yaml_that_a_group_can_write_is_used_if_the_group_is_the_users_own(
    tmp_path, monkeypatch, group, members, is_trusted
):
    import grp
    import pwd

    file = tmp_path / "config.yaml"
    file.write_text("documents: a.md")
    gid = file.stat().st_gid
    account = SimpleNamespace(pw_name="ann", pw_gid=gid + 1 if group == "club" else gid)
    monkeypatch.setattr(pwd, "getpwuid", lambda _: account)
    monkeypatch.setattr(grp, "getgrgid", lambda _: SimpleNamespace(gr_name=group, gr_mem=members))
    file.chmod(0o664)
    assert locating._is_trusted(file) is is_trusted
    file.chmod(0o644)
    assert locating._is_trusted(file)


def test_an_error_has_a_traceback_only_with_debug(footnote):
    plain, debug = footnote("build"), footnote("build", "--debug")
    fix = "run footnote in the folder of config.yaml, or pass --config; `footnote init` creates one"
    assert plain.stderr == f"{PREFIX}config.yaml: no such file; {fix}\n"
    assert plain.returncode == 1
    assert "Traceback" in debug.stderr


def test_the_config_file_can_be_set_by_flag_or_by_variable(footnote, home, tmp_path):
    named = str(home / "config.yaml")
    assert footnote("ask", "--top", "1", "farmers", "--config", named).returncode == 0
    assert footnote("--config", named, "ask", "--top", "1", "farmers").returncode == 0
    assert footnote("ask", "--top", "1", "farmers", FOOTNOTE_CONFIG=named).returncode == 0
    assert footnote("ask", "farmers", FOOTNOTE_CONFIG=str(tmp_path / "none.yaml")).returncode == 1


def test_ask_warns_about_a_changed_corpus(footnote, copy):
    document = copy / "more.md"
    document.write_text("- Something new about penguins.\n", encoding="utf-8")
    config = (copy / "config.yaml").read_text(encoding="utf-8")
    (copy / "config.yaml").write_text(config.replace("documents:\n", "documents:\n  - path: more.md\n"), encoding="utf-8")
    before = footnote("ask", "--json", "penguins")
    assert before.stderr == f"{PREFIX}more.md is not in the index; run `footnote build`\n"
    assert "penguins" not in before.stdout.split('"hits"')[1]
    built = footnote("build")
    assert built.returncode == 0
    assert "passages of 2 documents" in built.stdout
    after = footnote("ask", "--json", "penguins")
    assert (json.loads(after.stdout)["hits"][0]["text"], after.stderr) == ("Something new about penguins.", "")


def test_ask_builds_the_index_when_there_is_none(footnote, copy):
    shutil.rmtree(copy / ".footnote" / "generations")
    (copy / ".footnote" / "current").unlink()
    done = footnote("ask", "--top", "1", QUESTION)
    assert done.returncode == 0
    assert f"{PREFIX}no index yet: building it\n" in done.stderr
    assert "200,000 farmers" in done.stdout


def test_a_model_that_cannot_be_found_is_an_error_in_one_line(footnote, copy):
    config = (copy / "config.yaml").read_text(encoding="utf-8")
    (copy / "config.yaml").write_text(config.replace("model: all-MiniLM-L6-v2", "model: nobody/nothing"), encoding="utf-8")
    done = footnote("build")
    assert done.returncode == 1
    [line] = [line for line in done.stderr.splitlines() if "nobody/nothing" in line and "Finding" not in line]
    assert line.startswith(f"{PREFIX}model 'nobody/nothing' is neither on this machine nor available from the hub")
    asked = footnote("ask", "farmers")
    built_with, configured = "all-MiniLM-L6-v2 (onnx)", "nobody/nothing (onnx)"
    assert (asked.returncode, asked.stdout) == (1, "")
    assert asked.stderr == f"{PREFIX}.footnote: built with model {built_with}, not {configured}; run `footnote build`\n"
    (copy / "config.yaml").write_text(config, encoding="utf-8")
    assert footnote("ask", "farmers").returncode == 0, "the old index is unchanged"


def test_outline_shows_a_document_as_a_tree_with_its_settings(footnote, tmp_path):
    (tmp_path / "a.txt").write_text("Page\n\nCats\n\nDogs\n- they bark\n\nDrop\n- this\n", encoding="utf-8")
    (tmp_path / "config.yaml").write_text("documents: [{path: a.txt, title: Page, omit: [Drop]}]", encoding="utf-8")
    done = footnote("outline", "a.txt")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "Page  a.txt, 1 passage",
        "├── Cats  ?  line 3, empty",
        "└── Dogs  line 5, 1 passage",
        "Settings in config.yaml: path, title, omit.",
        "left out: line 8, “Drop”",
        "left out: line 9, “this”",
        "a.txt:3: unsure about “Cats”: an empty section, or the heading above “Dogs”?",
        "Set `outline` in config.yaml to say which headings are below which.",
    ]


def test_outline_lists_the_parts_of_a_page_that_are_left_out_and_counts_those_beyond_twenty(footnote, tmp_path):
    page = "\n".join(f"<p>Rule {number}.</p><nav>Menu {number}</nav>" for number in range(1, 26))
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    shown = [line for line in footnote("outline", "a.html").stdout.splitlines() if line.startswith("left out")]
    assert shown[0] == "left out: line 1, “Menu 1”"
    assert (len(shown), shown[-1]) == (21, "left out: 5 more places")


def test_file_names_and_titles_cannot_control_the_terminal(footnote, compiled, tmp_path):
    (tmp_path / "a\x1bc.md").write_text("# T\n\n- x\n", encoding="utf-8")
    (tmp_path / "config.yaml").write_text('documents: [{path: "*.md"}, {path: "b\\ec.md"}]', encoding="utf-8")
    shown = footnote("outline", "a\x1bc.md")
    failed = footnote("build")
    assert (shown.returncode, failed.returncode) == (0, 1)
    assert "\x1b" not in shown.stdout + shown.stderr + failed.stdout + failed.stderr


def test_outline_as_json_prints_the_passages(footnote, tmp_path):
    (tmp_path / "a.md").write_text("# T\n\n## Roles\n\n- Admin\n  - bans\n", encoding="utf-8")
    passages = json.loads(footnote("outline", "a.md", "--json").stdout)
    assert [(each["line"], each["section"], each["text"], each.get("context")) for each in passages] == [
        (5, ["Roles"], "Admin", None),
        (6, ["Roles"], "bans", ["Admin"]),
    ]
    assert all(set(each) - {"context"} == {"id", "line", "section", "text"} for each in passages)


def test_outline_splits_text_too_long_for_the_model_even_without_a_config(footnote, tmp_path):
    (tmp_path / "a.md").write_text("This sentence says a little. " * 200, encoding="utf-8")
    passages = json.loads(footnote("outline", "a.md", "--json").stdout)
    assert len(passages) > 4
    assert all(each["text"].endswith("This sentence says a little.") for each in passages)
    assert len({each["id"] for each in passages}) == len(passages)


def test_outline_of_the_reference_page_prints_its_golden_passages(footnote, tmp_path, reference):
    golden = json.loads((reference / "alibaba-covid19-support.golden.json").read_text(encoding="utf-8"))
    shutil.copy(reference / golden["document"], tmp_path)
    entry = {"path": golden["document"], **{key: golden[key] for key in ("title", "outline", "omit")}}
    (tmp_path / "config.yaml").write_text(json.dumps({"documents": [entry]}), encoding="utf-8")
    found = json.loads(footnote("outline", golden["document"], "--json").stdout)
    assert [(each["line"], each["section"], len(each["text"])) for each in found] == [
        (each["line"], each["section"], each["characters"]) for each in golden["passages"]
    ]
    assert len({each["id"] for each in found}) == 67


def test_a_missing_document_is_an_error_in_every_command(footnote, tmp_path):
    (tmp_path / "config.yaml").write_text("documents: [{path: gone.md}]", encoding="utf-8")
    in_config, typed = "fix the path in config.yaml", "check the path"
    for command, fix in ((["build"], in_config), (["ask", "anything"], in_config), (["outline", "gone.md"], typed)):
        done = footnote(*command)
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1] == f"{PREFIX}gone.md: no such file; {fix}"


def test_asking_writes_nothing_to_the_home_folder(footnote, home, tmp_path):
    assert footnote("ask", "farmers", cwd=home, HOME=str(tmp_path / "me")).returncode == 0
    assert not (tmp_path / "me").exists()


@pytest.mark.parametrize("command", [["ask", "farmers"], ["build"], ["settings"], []])
def test_a_folder_that_is_closed_to_this_user_is_named_with_what_to_do(tmp_path, monkeypatch, capsys, command):
    monkeypatch.chdir(tmp_path)

    def closed(path, *_, **__):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    for name in ("exists", "is_file", "open", "read_bytes", "read_text"):
        monkeypatch.setattr(Path, name, closed)
    code = cli.main(command)
    assert code in {1, 2}
    assert "config.yaml: cannot be read (Permission denied); check its permissions" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (OSError(errno.EACCES, "Permission denied", "a\x1b[2J\nb.md"), "a[2J b.md: Permission denied; check its permissions"),
        (OSError("the disk is odd"), "the output: the disk is odd"),
    ],
)
def test_an_error_of_the_system_is_one_harmless_line(monkeypatch, capsys, error, line):
    def run(_):
        raise error

    monkeypatch.setattr(cli, "_run", run)
    monkeypatch.setattr(cli, "_drop_output", lambda: None)
    assert cli.main(["check"]) == 1
    assert capsys.readouterr().err == f"{PREFIX}{line}\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_output_that_cannot_be_written_is_an_error_in_one_line(home):
    command = f"{sys.executable} -m bot ask --config {home}/config.yaml farmers > /dev/full"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "footnote: the output: No space left on device\n")


@pytest.mark.parametrize("closed", ["<&-", ">&-"])
def test_closed_input_or_output_causes_no_traceback(home, closed):
    command = f"{sys.executable} -m bot ask --config {home}/config.yaml {closed}"
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert "Traceback" not in done.stderr


def test_ctrl_c_exits_with_130_however_a_library_reports_it(home):
    program = (
        "import contextlib, signal, sys, index; from bot.cli import main\n"
        "def build(*_, **__):\n"
        "    with contextlib.suppress(KeyboardInterrupt): signal.raise_signal(signal.SIGINT)\n"
        "    raise reported_as\n"
        "index.build = build\n"
        "for reported_as in (ImportError, KeyboardInterrupt): print(code := main(['build']))\n"
        "sys.exit(code)"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(ROOT)})
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, "130\n130\n", "")


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        ImportError("libgomp.so.1.0.0: failed to map segment from shared object"),
        RuntimeError("can't start new thread"),
    ],
)
def test_too_little_memory_is_an_error_in_one_line(monkeypatch, capsys, error):
    def run(_):
        raise error

    monkeypatch.setattr(cli, "_run", run)
    assert cli.main(["ask", "Who?"]) == 1
    printed = capsys.readouterr().err
    assert printed.startswith("footnote: not enough memory or threads")
    assert printed.endswith("raise the limits of this process (`ulimit -a` lists them), or close other programs\n")
    assert printed.count("\n") == 1


def test_a_closed_pipe_ends_ask_quietly(home):
    command = f"yes farmers | head -50 | {sys.executable} -m bot ask --config {home}/config.yaml | head -1"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_light_commands_never_import_heavy_libraries(home):
    commands = [["--help"], ["--version"], ["ask", "--help"], ["ask", QUESTION], ["ask", "--json", QUESTION]]
    program = (
        "import contextlib, sys; from bot.cli import main\n"
        f"for arguments in {commands!r}:\n"
        "    with contextlib.suppress(SystemExit): main(arguments)\n"
        "    print('ran', arguments)\n"
        f"    print([name for name in sys.modules if name.split('.')[0] in {HEAVY!r}], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=home, capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT)}
    )
    assert all(f"ran {arguments}\n" in done.stdout for arguments in commands)
    assert "200,000 farmers" in done.stdout
    assert done.stderr == "[]\n" * len(commands)


def test_help_loads_no_library():
    libraries = ("numpy", "faiss", "onnxruntime", "rich", "yaml")
    program = f"import sys, bot.cli; print([name for name in {libraries} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="this system has no links")
@pytest.mark.parametrize("command", ["outline", "build"])
def test_a_document_that_is_a_link_to_itself_is_reported_in_one_line(footnote, tmp_path, command):
    (tmp_path / "config.yaml").write_text("documents: [{path: round.md}]", encoding="utf-8")
    (tmp_path / "round.md").symlink_to("round.md")
    done = footnote(*([command, "round.md"] if command == "outline" else [command]))
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(f"{PREFIX}round.md: cannot be read (")
    assert "Traceback" not in done.stderr
