"""Debian's PostgreSQL server on a folder of its own: started, stopped, and stopped as by a power cut."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest

_USER = "postgres"  # of Debian's package; the server refuses root


class PostgresServer:
    """A cluster that is gone when it is closed; nothing of the computer's own servers is touched.

    preload: a library for the server's processes, such as one that makes syncs slow.
    """

    def __init__(self, preload: Path | None = None) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
        if not found:
            pytest.skip("PostgreSQL's server is not installed (Debian: postgresql)")
        self._programs = found[-1].parent
        self._as: dict[str, object] = {}
        if os.geteuid() == 0:
            account = pwd.getpwnam(_USER)
            self._as = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        self._folder = Path(tempfile.mkdtemp(prefix="tamga-postgres-"))
        if self._as:
            os.chown(self._folder, account.pw_uid, account.pw_gid)
        self._environment = dict(os.environ)
        if preload:
            shutil.copy(preload, self._folder)  # where its account may read it
            self._environment["LD_PRELOAD"] = str(self._folder / preload.name)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._names = (f"store{number}" for number in itertools.count())
        data = str(self._folder / "data")
        self._run("initdb", "-D", data, "-U", "tamga", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C")
        self.start()

    def start(self) -> None:
        """Start, and wait until it takes connections."""
        options = f"-p {self.port} -k {self._folder} -c listen_addresses=127.0.0.1 -c max_connections=40"
        self._control("start", "-l", str(self._folder / "log"), "-o", options)

    def stop(self, mode: str = "fast") -> None:
        """Stop. mode: `fast`, or `immediate`, which is like a power cut of its processes."""
        self._control("stop", "-m", mode)

    def database(self) -> str:
        """The URL of a fresh, empty database."""
        name = next(self._names)
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url(name)

    def url(self, database: str) -> str:
        """Where a database is."""
        return f"postgresql://tamga@127.0.0.1:{self.port}/{database}"

    def close(self) -> None:
        """Stop and delete."""
        self.stop("immediate")
        shutil.rmtree(self._folder)

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "-w", "-s", "-D", str(self._folder / "data"), *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        more = {"env": self._environment, **self._as}
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, **more)  # type: ignore[call-overload]
