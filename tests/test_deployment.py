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
from typing import Any

import pytest
import yaml

from bot.chat.bot_token import CREDENTIAL
from bot.chat.observing.metrics import GAUGES
from bot.chat.observing.watchdog import PINGS_PER_TIMEOUT
from bot.chat.serving import SHUTDOWN_SECONDS
from bot.command_line.arguments import parse
from bot.commands.exit_codes import NEEDS_A_PERSON
from index.errors import UsageError
from index.settings import load_settings
from index.settings.shards import parse_shards
from tests.conftest import ROOT

PORT = 9464
INDEX = ".footnote"
UNITS = ("footnote.service", "footnote@.service")
PRIVATE = (
    ".env",
    "discord-token",
    ".git",
    ".venv",
    INDEX,
    "tests",
    "compose.yaml",
    "bot/__pycache__",
    "index/reading/__pycache__",
)


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


def unit(name: str = "footnote.service", **specifiers: str) -> configparser.SectionProxy:
    """Return the [Service] section of a systemd unit; of a repeated key, the last value counts."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    text = read(f"deploy/{name}")
    for specifier, value in specifiers.items():
        text = text.replace(f"%{specifier}", value)
    parser.read_string(text)
    return parser["Service"]


def interpolate(text: str, **variables: str) -> str:
    """Replace `${NAME:-default}` as Compose does."""
    return re.sub(r"\$\{(\w+):-([^}]*)\}", lambda found: variables.get(found[1]) or found[2], text)


def project(**variables: str) -> dict[str, Any]:
    """Return compose.yaml as Compose reads it with these variables in .env."""
    found: dict[str, Any] = yaml.safe_load(interpolate(read("compose.yaml"), **variables))
    return {**found, "name": variables.get("COMPOSE_PROJECT_NAME", found["name"])}


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
        volumes = [interpolate(volume) for volume in service["volumes"]]
        places = {target: source for source, target in (volume.split(":")[:2] for volume in volumes)}
        assert places[f"{folder}/{INDEX}"] == "index"
        assert places[f"{folder}/config.yaml"] == "./config.yaml"
        for document in settings.documents:
            top = Path(document.path).parts[0]
            assert places[f"{folder}/{top}"] == f"./{top}"
            assert ("COPY", f"{top} {top}") in stages()["final"]


def test_the_port_is_the_same_everywhere_and_open_to_this_machine_only():
    assert last_arguments("final", "EXPOSE") == str(PORT)
    assert project()["services"]["footnote"]["ports"] == [f"127.0.0.1:{PORT}:{PORT}"]
    assert f"127.0.0.1:{PORT}]" in read("docs/running.md")


def test_the_token_is_in_no_file_of_the_repository():
    service = project()["services"]["footnote"]
    (secret,) = service["secrets"]
    assert service["environment"] == {"DISCORD_TOKEN_FILE": f"/run/secrets/{secret}"}
    assert project()["secrets"][secret] == {"file": "./discord-token"}
    assert "DISCORD_TOKEN" not in read("Dockerfile")
    name, _, file = unit()["LoadCredential"].partition(":")
    assert (name, file) == (CREDENTIAL, "/etc/footnote/token")
    assert {"/.env", "/discord-token*"} <= set(read(".gitignore").splitlines())


def test_no_documented_command_puts_a_token_into_the_history_of_a_shell():
    pages = [ROOT / name for name in ("README.md", "Makefile", "CONTRIBUTING.md", "compose.yaml")]
    pages += [*(ROOT / "docs").glob("*.md"), *(ROOT / "deploy").iterdir()]
    typed = re.compile(r"DISCORD_TOKEN=\S|DISCORD_TOKEN *= *[\"']|echo\b.*TOKEN")
    assert [f"{page.name}: {line}" for page in pages for line in page.read_text().splitlines() if typed.search(line)] == []


def test_errors_that_only_a_person_can_fix_are_not_retried():
    for name in UNITS:
        codes = set(map(int, unit(name)["RestartPreventExitStatus"].split()))
        assert codes == {UsageError.exit_code, NEEDS_A_PERSON}
        assert unit(name)["Restart"] == "on-failure"


def test_the_watchdog_waits_for_longer_than_the_longest_pause_between_pings():
    for name in UNITS:
        assert unit(name)["Type"] == "notify"
        assert int(unit(name)["WatchdogSec"]) / PINGS_PER_TIMEOUT > 10  # an answer from a large corpus on a busy machine


def test_processor_and_memory_are_limited():
    service = project()["services"]["footnote"]
    assert {"mem_limit", "cpu_quota", "pids_limit", "ulimits"} <= service.keys()
    assert "cpus" not in service  # Docker refuses more than the machine has
    for name in UNITS:
        assert {"memorymax", "cpuquota", "tasksmax", "limitcore"} <= set(unit(name))


def test_several_bots_on_one_machine_share_nothing_but_the_installation():
    first, second = unit("footnote@.service", i="club"), unit("footnote@.service", i="school")
    shared = {key for key in first if first[key] == second[key]}
    assert {key for key in first if key not in shared} == {"workingdirectory", "loadcredential", "statedirectory"}
    assert "--port" not in first["ExecStart"]  # two cannot have one port; each has its own in config.yaml
    one = unit()
    assert {key for key in one if one[key] != first[key]} == {
        "workingdirectory",
        "loadcredential",
        "statedirectory",
        "execstart",
    }

    bots = [project(), project(COMPOSE_PROJECT_NAME="club", PROJECT="/home/ann/club", PORT="9465")]
    assert bots[0]["name"] != bots[1]["name"]  # Compose puts it before the names of volumes and containers
    assert all(not bot["volumes"]["index"] for bot in bots)  # none has a name of its own, which both would use
    for read_part in (ports_of, files_of, token_of):
        assert not read_part(bots[0]) & read_part(bots[1])


def ports_of(bot: dict[str, Any]) -> set[str]:
    return {port.rsplit(":", 1)[0] for port in bot["services"]["footnote"]["ports"]}


def files_of(bot: dict[str, Any]) -> set[str]:
    return {volume.split(":")[0] for volume in bot["services"]["footnote"]["volumes"]} - {"index"}


def token_of(bot: dict[str, Any]) -> set[str]:
    return {bot["secrets"]["discord-token"]["file"]}


def test_the_alerts_are_about_metrics_that_exist():
    known = {*GAUGES, "footnote_answers_total", "footnote_refusals_total", "footnote_failures_total"}
    known |= {"footnote_step_seconds_bucket"}
    (group,) = yaml.safe_load(read("deploy/footnote.rules.yml"))["groups"]
    used = {name for rule in group["rules"] for name in re.findall(r"footnote_\w+", rule["expr"])}
    assert len(used) >= 5
    assert used <= known
    for rule in group["rules"]:
        assert {"alert", "expr", "labels", "annotations"} <= rule.keys()


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


def test_the_processes_of_the_example_with_shards_serve_each_shard_once_and_are_as_confined_as_one():
    project = yaml.safe_load(interpolate(read("compose.shards.yaml")))
    bots = {name: service for name, service in project["services"].items() if name.startswith("shards-")}
    shards = [parse_shards(service["environment"]["FOOTNOTE_SHARDS"]) for service in bots.values()]
    assert {each.total for each in shards} == {len(bots)}
    assert sorted(shard for each in shards for shard in each.ids) == list(range(len(bots)))
    alone = compose()["footnote"]
    own = {"image", "build", "environment", "ports", "volumes", "depends_on", "<<"}
    for service in bots.values():
        assert {key: value for key, value in service.items() if key not in own} == {
            key: value for key, value in alone.items() if key not in own
        }
        assert {interpolate(volume) for volume in alone["volumes"]} < set(service["volumes"])
        assert service["environment"]["DISCORD_TOKEN_FILE"] == alone["environment"]["DISCORD_TOKEN_FILE"]
        assert service["build"]["args"]["EXTRAS"] == "postgres"
    assert "ports" not in project["services"]["database"]
    assert len({port for service in bots.values() for port in service["ports"]}) == len(bots)
    assert "compose.shards.yaml" in read("docs/running.md")
    assert is_in_image("compose.shards.yaml") is False


def test_milvus_beside_the_bot_asks_for_the_password_that_the_bot_has_and_listens_to_no_one_else():
    added = yaml.safe_load(read("compose.milvus.yaml"))["services"]
    bot, milvus = added["footnote"], added["milvus"]
    assert bot["environment"] == {"MILVUS_TOKEN": f"root:{milvus['environment']['COMMON_SECURITY_DEFAULTROOTPASSWORD']}"}
    assert bot["build"]["args"] == {"EXTRAS": "milvus"}
    assert bot["depends_on"] == {"milvus": {"condition": "service_healthy"}}
    assert set(added) - set(compose()) == {"milvus"}
    assert (milvus["environment"]["COMMON_SECURITY_AUTHORIZATIONENABLED"], milvus.get("ports")) == ("true", None)
    assert "compose.milvus.yaml" in read("docs/milvus.md")
    assert is_in_image("compose.milvus.yaml") is False


def test_the_example_with_shards_and_milvus_adds_to_both_what_the_other_lacks():
    both = yaml.safe_load(read("compose.scaling.yaml"))
    alone = yaml.safe_load(read("compose.milvus.yaml"))
    shards = yaml.safe_load(interpolate(read("compose.shards.yaml")))["services"]
    added = both["services"]
    assert set(added) - set(shards) == {"milvus"}
    for name in set(added) - {"milvus"}:
        assert set(added[name]["build"]["args"]["EXTRAS"].split(",")) == {"postgres", "milvus"}
        assert added[name]["environment"] == alone["services"]["footnote"]["environment"]
        assert added[name]["depends_on"] == alone["services"]["footnote"]["depends_on"]
    assert {name for name in shards if name.startswith("shards-")} == set(added) - {"milvus"}
    assert added["milvus"] == alone["services"]["milvus"]
    assert (both["configs"], both["volumes"]) == (alone["configs"], alone["volumes"])
    assert "compose.scaling.yaml" in read("docs/scaling.md")
    assert is_in_image("compose.scaling.yaml") is False
