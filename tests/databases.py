"""Databases for the record: SQLite, and PostgreSQL from Debian's packages, started for the tests where it is installed."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.record.places import Place

VERSIONED = "/usr/lib/postgresql/*/bin"
"""Where Debian's packages put the programs of the server."""


def find_programs():
    """Return the folder of PostgreSQL's programs, or skip the test."""
    pytest.importorskip("psycopg", reason="psycopg is not installed, so no test can use PostgreSQL")
    found = [Path(path).parent for path in (shutil.which("initdb"),) if path]
    found += sorted(Path("/").glob(VERSIONED.lstrip("/")), reverse=True)
    usable = next((folder for folder in found if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None)
    if usable is None:
        pytest.skip("PostgreSQL is not installed (apt install postgresql), so no test can use it")
    return usable


class Server:
    """A PostgreSQL server in a folder of its own, which listens on a socket in it and on no port."""

    def __init__(self, programs, folder, user):
        self.programs, self.folder, self.user = programs, folder, user
        self.count = 0

    def run(self, *command):
        options = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}
        subprocess.run(
            command, cwd=self.folder, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=60, **options
        )

    def create(self):
        """Create the files of the server; once more if initdb crashes, as it does now and then on a busy machine."""
        creating = [
            str(self.programs / "initdb"),
            "-D",
            str(self.folder / "data"),
            "-U",
            "owner",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "-N",
        ]
        try:
            self.run(*creating)
        except subprocess.CalledProcessError as error:
            if error.returncode >= 0:  # it was not ended by a signal
                raise
            shutil.rmtree(self.folder / "data", ignore_errors=True)
            self.run(*creating)

    def start(self):
        options = f"-F -k {self.folder} -c listen_addresses='' -c max_connections=30"
        data, log = self.folder / "data", self.folder / "log"
        self.run(str(self.programs / "pg_ctl"), "-D", str(data), "-l", str(log), "-o", options, "-w", "start")

    def stop(self):
        self.run(str(self.programs / "pg_ctl"), "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def url(self, database):
        return f"postgresql://owner@/{database}?host={self.folder}"

    def rows(self, url, query):
        """Return what a query finds in a database."""
        import psycopg

        with psycopg.connect(url) as connection:
            return connection.execute(query).fetchall()

    def new_database(self):
        """Create a database, and return its URL."""
        import psycopg

        self.count += 1
        name = f"record{self.count}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)


@contextmanager
def running_server():
    """Run a server, which does not let root run it, as Debian's user for it or as nobody."""
    programs = find_programs()
    names = {each.pw_name: each for each in pwd.getpwall()} if os.geteuid() == 0 else {}
    user = names.get("postgres") or names.get("nobody")
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # short enough for the path of a socket
    server = Server(programs, folder, user)
    try:
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres():
    """A running PostgreSQL server."""
    with running_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def named(request):
    """What config.yaml names as the database: a new file, and a new database of PostgreSQL."""
    return "record.db" if request.param == "sqlite" else request.getfixturevalue("postgres").new_database()


def place_in(folder):
    """Return the place of an SQLite record in a folder."""
    return Place.of_file(folder / "record.db")
