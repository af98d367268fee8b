"""Deployment: the image, compose.yaml and the systemd unit fit the program and each other."""

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

from bot.chat.serving import SHUTDOWN_SECONDS
from bot.command_line.arguments import parse
from index.settings import load_settings
from tests.conftest import ROOT

PORT = 9464
INDEX = ".footnote"
PRIVATE = (".env", ".git", ".venv", INDEX, "tests", "compose.yaml", "bot/__pycache__", "index/reading/__pycache__")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def stages() -> dict[str, list[tuple[str, str]]]:
    """Return the stages of the Dockerfile by name, each as pairs of an instruction and its arguments."""
    found: dict[str, list[tuple[str, str]]] = {}
    text = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", read("Dockerfile"), flags=re.MULTILINE))
    for line in filter(None, map(str.strip, text.splitlines())):
        word, arguments = line.split(maxsplit=1)
        if word == "FROM":
            _, _, name = arguments.partition(" AS ")
            found[name] = []
        list(found.values())[-1].append((word, arguments))
    return found


def last_arguments(stage: str, word: str) -> str:
    """Return the arguments of the last instruction of this kind in a stage."""
    return [arguments for found, arguments in stages()[stage] if found == word][-1]


def run_lines(stage: str) -> str:
    """Return the RUN instructions of a stage and of the stages that it starts from or copies an environment from."""
    lines = stages()[stage]
    origins = {arguments.split()[0] for word, arguments in lines if word == "FROM"}
    origins |= {found[1] for _, arguments in lines if (found := re.match(r"--from=(\w+) .*/opt/footnote", arguments))}
    own = " ".join(arguments for word, arguments in lines if word == "RUN")
    return " ".join([own, *(run_lines(origin) for origin in origins if origin in stages())])


def command(stage: str) -> list[str]:
    """Return the command of a container of a stage."""
    words: list[str] = json.loads(last_arguments(stage, "ENTRYPOINT")) + json.loads(last_arguments(stage, "CMD"))
    return words


def compose() -> dict[str, dict[str, object]]:
    services: dict[str, dict[str, object]] = yaml.safe_load(read("compose.yaml"))["services"]
    return services


def unit() -> configparser.SectionProxy:
    """Return the [Service] section of the systemd unit; of a repeated key, the last value counts."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.read_string(read("deploy/footnote.service"))
    return parser["Service"]


def is_in_image(path: str) -> bool:
    """Return whether .dockerignore admits a path: the last line that matches it, or a folder above it, decides."""
    is_in = True
    above = [path, *map(str, PurePosixPath(path).parents)]
    for line in filter(lambda line: line and not line.startswith("#"), read(".dockerignore").splitlines()):
        pattern = line.removeprefix("!")
        if any(fnmatch(each, pattern) for each in above if each != "."):
            is_in = line.startswith("!")
    return is_in


def test_container_and_unit_run_existing_commands():
    program, *arguments = command("final")
    assert program == "footnote"
    options = parse(arguments)
    assert (options.command, options.logs, options.port, options.host) == ("serve", "json", PORT, "0.0.0.0")  # noqa: S104
    assert parse(command("building")[1:]).command == "build"
    program, *arguments = shlex.split(unit()["ExecStart"])
    assert program == "/opt/footnote/bin/footnote"
    options = parse(arguments)
    assert (options.command, options.logs, options.port, options.host) == ("serve", "json", PORT, "127.0.0.1")


def test_the_final_image_has_no_package_that_only_builds_need():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    needed, building = (
        {re.split(r"[=<>]", requirement)[0].lower() for requirement in requirements}
        for requirements in (project["dependencies"], project["optional-dependencies"]["build"])
    )
    assert not needed & building
    assert '["dependencies"]' in run_lines("final")
    assert "torch" in run_lines("building")
    assert not re.search(r"torch|optional-dependencies|\[build\]", run_lines("final"))


def test_the_image_contains_the_files_it_copies_and_no_private_ones():
    copied = {
        source
        for lines in stages().values()
        for word, arguments in lines
        if word == "COPY" and "--from" not in arguments
        for source in arguments.split()[:-1]
    }
    assert {"bot", "index", "corpus", "config.yaml"} <= copied
    for source in copied:
        assert (ROOT / source).exists(), source
        assert is_in_image(source), source
    assert is_in_image("bot/chat/serving.py")
    assert [path for path in PRIVATE if is_in_image(path)] == []


def test_the_bot_runs_unprivileged_in_its_container():
    assert last_arguments("final", "USER") == last_arguments("building", "USER") == "10001:10001"
    assert "--uid 10001 " in run_lines("final")
    for service in compose().values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]


def test_the_index_volume_and_the_documents_are_mounted_where_the_bot_looks():
    folder = last_arguments("final", "WORKDIR")
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


def test_the_port_is_the_same_everywhere_and_open_to_this_machine_only():
    assert last_arguments("final", "EXPOSE") == str(PORT)
    assert compose()["footnote"]["ports"] == [f"127.0.0.1:{PORT}:{PORT}"]
    assert f"127.0.0.1:{PORT}]" in read("docs/running.md")


def test_the_token_is_in_no_file_of_the_repository():
    assert compose()["footnote"]["environment"]["DISCORD_TOKEN"].startswith("${DISCORD_TOKEN:?")
    assert "DISCORD_TOKEN" not in read("Dockerfile")
    assert "EnvironmentFile" in unit()
    assert "/.env" in read(".gitignore").splitlines()


def test_the_bot_has_time_to_finish_open_answers():
    seconds = re.fullmatch(r"(\d+)s", compose()["footnote"]["stop_grace_period"])
    assert seconds
    assert int(seconds[1]) > SHUTDOWN_SECONDS + 2
    assert int(unit()["TimeoutStopSec"]) > SHUTDOWN_SECONDS + 2
    assert last_arguments("final", "STOPSIGNAL") == "SIGTERM"


@contextmanager
def health(status: int) -> Iterator[int]:
    """Serve a port on which /healthz returns this status, and any other path 404."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Log nothing."""

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
    """Run the image's health check and return its exit code."""
    _, _, command_line = last_arguments("final", "HEALTHCHECK").partition("CMD ")
    program, *arguments = json.loads(command_line)
    assert program == "python"
    assert str(PORT) in arguments[-1]
    arguments[-1] = arguments[-1].replace(str(PORT), str(port))
    return subprocess.run([sys.executable, *arguments], capture_output=True, check=False, timeout=30).returncode


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
def test_the_health_check_follows_healthz(status, code):
    with health(status) as port:
        assert health_check(port) == code


def test_the_health_check_fails_if_nothing_listens():
    with health(200) as port:
        pass
    assert health_check(port) == 1
