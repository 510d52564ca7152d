"""A PostgreSQL and a Redis of one's own, on free ports, to be stopped and killed at will."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.nemesis.proxy import HOST
from tests.nemesis.workers import free_port

#: Where distributions put what they do not put on the path, the newest version first.
PLACES = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql@*/bin")
NEEDED = ("initdb", "pg_ctl", "pg_dump", "psql")
NAME = "nemesis"


def postgresql_folder() -> Path | None:
    """The folder of PostgreSQL's commands; nothing when this machine has none."""
    found = [
        Path("/", *each.parts[1:])
        for place in PLACES
        for each in sorted(Path("/").glob(place.lstrip("/")), reverse=True)
    ]
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).parent)
    return next(
        (each for each in found if all((each / command).exists() for command in NEEDED)), None
    )


def redis_command() -> str | None:
    return shutil.which("redis-server")


def unprivileged() -> dict[str, Any]:
    """As whom services run: PostgreSQL refuses to be root's."""
    if os.geteuid():
        return {}
    name = next(name for name in ("postgres", "nobody") if _known(name))
    who = pwd.getpwnam(name)
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}


def _known(name: str) -> bool:
    with contextlib.suppress(KeyError):
        return bool(pwd.getpwnam(name))
    return False


class Service:
    """A process of a service that keeps its port and its folder."""

    def __init__(self, folder: Path, who: dict[str, Any]) -> None:
        self.folder, self.who, self.port = folder, who, free_port()

    def _run(self, *command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run a command to its end. Raises `RuntimeError` with what it said."""
        done = subprocess.run(
            [str(part) for part in command], cwd=self.folder, text=True, check=False,
            stdin=options.pop("stdin", subprocess.DEVNULL), stdout=options.pop("stdout", None),
            stderr=subprocess.PIPE, env=os.environ | {"PGOPTIONS": ""}, **self.who,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{command[0]}: {done.stderr}")
        return done


class PostgreSQL(Service):
    """As a house has it, but for what only a power cut would show."""

    def __init__(self, folder: Path, who: dict[str, Any], commands: Path) -> None:
        super().__init__(folder, who)
        self.commands, self.data = commands, folder / "postgresql"
        self._run(
            commands / "initdb", "-D", self.data, "-U", NAME, "--auth=trust", "-E", "UTF8",
            "--no-sync", stdout=subprocess.DEVNULL,
        )  # fmt: skip

    @property
    def url(self) -> str:
        return f"postgres://{NAME}@{HOST}:{self.port}/{NAME}"

    def start(self) -> None:
        options = (
            f"-p {self.port} -c listen_addresses={HOST} -c unix_socket_directories= "
            "-c fsync=off -c synchronous_commit=on -c max_connections=150"
        )
        log = self.folder / "postgresql.log"
        self._run(
            self.commands / "pg_ctl", "start", "-w", "-D", self.data, "-o", options, "-l", log,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def stop(self, mode: str = "immediate") -> None:
        """At once, as when it is killed, unless another way is told."""
        self._run(
            self.commands / "pg_ctl", "stop", "-w", "-D", self.data, "-m", mode,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def fill(self, source: str | None = None) -> None:
        """Make the database; with all that another holds, when one is named."""
        psql = self.commands / "psql"
        here = ("-q", "-h", HOST, "-p", str(self.port), "-U", NAME, "-v", "ON_ERROR_STOP=1")
        made = f"CREATE DATABASE {NAME}"
        self._run(psql, *here, "-d", "postgres", "-c", made, stdout=subprocess.DEVNULL)
        if source is None:
            return
        dump = self.folder / "dump.sql"
        dumping = (self.commands / "pg_dump", "--no-owner", "--no-privileges", "-f", dump, source)
        self._run(*dumping)
        self._run(psql, *here, "-d", NAME, "-f", dump, stdout=subprocess.DEVNULL)


class Redis(Service):
    """Keeps nothing on disk: nothing of the house may depend on what it held."""

    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://{HOST}:{self.port}/0"

    def start(self) -> None:
        command = [
            str(redis_command()), "--port", str(self.port), "--bind", HOST, "--save", "",
            "--appendonly", "no", "--dir", str(self.folder), "--loglevel", "warning",
        ]  # fmt: skip
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **self.who)

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()

    def forget(self) -> None:
        """FLUSHALL."""
        import redis

        with redis.Redis.from_url(self.url) as client:
            client.flushall()


@contextmanager
def services(source: str | None = None) -> Iterator[tuple[PostgreSQL, Redis]]:
    """Both, running; the database holds what ``source`` holds."""
    commands, who = postgresql_folder(), unprivileged()
    assert commands
    # Not below a folder that only its owner enters: the services have an account of their own.
    folder = Path(tempfile.mkdtemp(prefix="nemesis-"))
    if who:
        os.chown(folder, who["user"], who["group"])
    try:
        database, redis = PostgreSQL(folder, who, commands), Redis(folder, who)
        database.start()
        redis.start()
        try:
            database.fill(source)
            yield database, redis
        finally:
            redis.stop()
            database.stop()
    finally:
        shutil.rmtree(folder)
