"""What keeps the bot running: the image, compose.yaml and the systemd unit fit the program, and each other."""

import configparser
import json
import re
import shlex
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path, PurePosixPath

import pytest
import yaml

from bot.arguments import parse
from bot.chat.serving import SHUTDOWN_SECONDS
from index.settings import load_settings
from tests.conftest import ROOT

PORT = 9464
INDEX = ".footnote"
PRIVATE = (".env", ".git", ".venv", INDEX, "tests", "compose.yaml", "bot/__pycache__", "index/reading/__pycache__")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def stages() -> dict[str, list[tuple[str, str]]]:
    """The stages of the Dockerfile by name: instructions, and what they are told."""
    found: dict[str, list[tuple[str, str]]] = {}
    text = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", read("Dockerfile"), flags=re.MULTILINE))
    for line in filter(None, map(str.strip, text.splitlines())):
        word, told = line.split(maxsplit=1)
        if word == "FROM":
            _, _, name = told.partition(" AS ")
            found[name] = []
        list(found.values())[-1].append((word, told))
    return found


def last(stage: str, word: str) -> str:
    """What the last such instruction of a stage is told."""
    return [told for found, told in stages()[stage] if found == word][-1]


def what_is_in(stage: str) -> str:
    """All that is run for a stage, and for those that it begins from or copies an environment from."""
    lines = stages()[stage]
    origins = {told.split()[0] for word, told in lines if word == "FROM"}
    origins |= {found[1] for _, told in lines if (found := re.match(r"--from=(\w+) .*/opt/footnote", told))}
    own = " ".join(told for word, told in lines if word == "RUN")
    return " ".join([own, *(what_is_in(origin) for origin in origins if origin in stages())])


def command(stage: str) -> list[str]:
    """What a container of a stage runs."""
    words: list[str] = json.loads(last(stage, "ENTRYPOINT")) + json.loads(last(stage, "CMD"))
    return words


def compose() -> dict[str, dict[str, object]]:
    services: dict[str, dict[str, object]] = yaml.safe_load(read("compose.yaml"))["services"]
    return services


def unit() -> configparser.SectionProxy:
    """The [Service] part of the systemd unit; of keys that stand there more than once, the last."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.read_string(read("deploy/footnote.service"))
    return parser["Service"]


def goes_into_the_image(path: str) -> bool:
    """Whether .dockerignore lets a path through: the last line that speaks of it, or of a folder above it, decides."""
    is_in = True
    above = [path, *map(str, PurePosixPath(path).parents)]
    for line in filter(lambda line: line and not line.startswith("#"), read(".dockerignore").splitlines()):
        pattern = line.removeprefix("!")
        if any(fnmatch(each, pattern) for each in above if each != "."):
            is_in = line.startswith("!")
    return is_in


def test_container_and_unit_run_commands_that_there_are():
    program, *arguments = command("final")
    assert program == "footnote"
    options = parse(arguments)
    assert (options.command, options.logs, options.port, options.host) == ("serve", "json", PORT, "0.0.0.0")  # noqa: S104
    assert parse(command("building")[1:]).command == "build"
    program, *arguments = shlex.split(unit()["ExecStart"])
    assert program == "/opt/footnote/bin/footnote"
    options = parse(arguments)
    assert (options.command, options.logs, options.port, options.host) == ("serve", "json", PORT, "127.0.0.1")


def test_the_image_that_runs_has_nothing_that_only_builds_need():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    needed, building = (
        {re.split(r"[=<>]", requirement)[0].lower() for requirement in requirements}
        for requirements in (project["dependencies"], project["optional-dependencies"]["build"])
    )
    assert not needed & building
    assert '["dependencies"]' in what_is_in("final")
    assert "torch" in what_is_in("building")
    assert not re.search(r"torch|optional-dependencies|\[build\]", what_is_in("final"))


def test_the_image_takes_what_it_copies_and_nothing_private():
    copied = {
        source
        for lines in stages().values()
        for word, told in lines
        if word == "COPY" and "--from" not in told
        for source in told.split()[:-1]
    }
    assert {"bot", "index", "corpus", "config.yaml"} <= copied
    for source in copied:
        assert (ROOT / source).exists(), source
        assert goes_into_the_image(source), source
    assert goes_into_the_image("bot/chat/serving.py")
    assert [path for path in PRIVATE if goes_into_the_image(path)] == []


def test_the_bot_is_nobody_special_in_its_container():
    assert last("final", "USER") == last("building", "USER") == "10001:10001"
    assert "--uid 10001 " in what_is_in("final")
    for service in compose().values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]


def test_a_volume_lies_where_the_index_is_and_documents_where_they_are_looked_for():
    folder = last("final", "WORKDIR")
    settings = load_settings(ROOT / "config.yaml")
    assert settings.index == INDEX
    for service in compose().values():
        volumes = [volume.replace("${PROJECT:-.}", ".") for volume in service["volumes"]]
        places = {target: source for source, target in (volume.split(":")[:2] for volume in volumes)}
        assert places[f"{folder}/{INDEX}"] == "index"
        assert places[f"{folder}/config.yaml"] == "./config.yaml"
        for document in settings.documents:
            top = Path(document.path).parts[0]
            assert places[f"{folder}/{top}"] == f"./{top}"
            assert ("COPY", f"{top} {top}") in stages()["final"]


def test_the_port_is_the_same_everywhere_and_compose_shows_it_to_this_machine_only():
    assert last("final", "EXPOSE") == str(PORT)
    assert compose()["footnote"]["ports"] == [f"127.0.0.1:{PORT}:{PORT}"]
    assert f"127.0.0.1:{PORT}]" in read("docs/running.md")


def test_the_token_stands_in_no_file_of_the_repository():
    assert compose()["footnote"]["environment"]["DISCORD_TOKEN"].startswith("${DISCORD_TOKEN:?")
    assert "DISCORD_TOKEN" not in read("Dockerfile")
    assert "EnvironmentFile" in unit()
    assert "/.env" in read(".gitignore").splitlines()


def test_open_answers_have_the_time_that_the_bot_takes_to_finish_them():
    seconds = re.fullmatch(r"(\d+)s", compose()["footnote"]["stop_grace_period"])
    assert seconds
    assert int(seconds[1]) > SHUTDOWN_SECONDS + 2
    assert int(unit()["TimeoutStopSec"]) > SHUTDOWN_SECONDS + 2
    assert last("final", "STOPSIGNAL") == "SIGTERM"


@contextmanager
def health(status: int) -> Iterator[int]:
    """A port where /healthz has this status, and nothing else is found."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def health_check(port: int) -> int:
    """The exit code of the image's health check."""
    _, _, told = last("final", "HEALTHCHECK").partition("CMD ")
    program, *arguments = json.loads(told)
    assert program == "python"
    assert str(PORT) in arguments[-1]
    arguments[-1] = arguments[-1].replace(str(PORT), str(port))
    return subprocess.run([sys.executable, *arguments], capture_output=True, check=False, timeout=30).returncode


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
def test_the_health_check_follows_healthz(status, code):
    with health(status) as port:
        assert health_check(port) == code


def test_the_health_check_fails_where_nobody_answers():
    with health(200) as port:
        pass
    assert health_check(port) == 1
