"""The server of the environments: one that runs somewhere, or one that this process starts and ends."""

from __future__ import annotations

import atexit
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import threading

from .errors import ServerError

#: Name of the environment variable with the address of a server that runs.
URL_VARIABLE = "AIOPS_URL"
#: Name of the environment variable with the folder of the checkout whose server is started.
PROJECT_VARIABLE = "AIOPS_PROJECT"

_NAME = "@aiops/aiops"
_ADDRESS = re.compile(rb"https?://[^\s/,;]+")
_SECONDS_TO_END = 5


class _OwnServer:
    """`deno task serve` on a free port, for as long as environments of this process use it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._url = ""

    def acquire(self) -> str:
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._start()
            self._users += 1
            return self._url

    def release(self) -> None:
        with self._lock:
            self._users -= 1
            if self._users == 0:
                self._end()

    def end(self) -> None:
        with self._lock:
            self._end()

    def _start(self) -> None:
        project = find_project()
        self._process = process = subprocess.Popen(
            [*serve_command(project), "--port", "0", "--end-with-stdin"],
            cwd=project,
            # It ends with this pipe, so that a process that is killed leaves no server behind.
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout is not None and process.stderr is not None
        address = _ADDRESS.search(process.stdout.readline())
        if address is None:
            process.kill()
            said = process.stderr.read().decode(errors="replace").strip().splitlines()
            self._end()
            raise ServerError(f"deno task serve has not started: {said[-1] if said else 'it said nothing'}")
        # Whatever else it says is read, so that it never waits for a reader.
        for stream in (process.stdout, process.stderr):
            threading.Thread(target=_drain, args=(stream,), daemon=True).start()
        self._url = address[0].decode()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        # A process that was forked off may hold the pipe as well.
        process.terminate()
        try:
            process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _drain(stream: object) -> None:
    with stream:  # type: ignore[attr-defined]
        for _ in stream:  # type: ignore[attr-defined]
            pass


_own_server = _OwnServer()
atexit.register(_own_server.end)
# A process that was forked off starts a server of its own where it makes an environment.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_own_server.__init__)  # type: ignore[misc]


class Server:
    """Where an environment is played: `url` if it is given, otherwise `AIOPS_URL`, otherwise a server that is started."""

    def __init__(self, url: str | None = None) -> None:
        given = url or os.environ.get(URL_VARIABLE)
        self._is_own = given is None
        self.url = _own_server.acquire() if given is None else checked_url(given)

    def release(self) -> None:
        """Says that it is not needed any more; a server of this process ends with its last user."""
        if self._is_own:
            self._is_own = False
            _own_server.release()

    @property
    def socket_url(self) -> str:
        """Where its sessions are."""
        return re.sub("^http", "ws", self.url) + "/ws"


def checked_url(url: str) -> str:
    """The address of a server, without its end `/ws`, as HTTP. Raises `ServerError` for what is none."""
    match = re.fullmatch(r"(?:http|ws)(s?)://([^/\s]+)(?:/ws)?/?", url)
    if match is None:
        raise ServerError(f"the url of a server must be as http://127.0.0.1:8970, found {url!r}")
    return f"http{match[1]}://{match[2]}"


def find_project() -> pathlib.Path:
    """The checkout whose server is started. Raises `ServerError` where there is none."""
    given = os.environ.get(PROJECT_VARIABLE)
    if given is not None:
        if not _is_project(pathlib.Path(given)):
            raise ServerError(f"{PROJECT_VARIABLE} must be a checkout of aiops, found {given!r}")
        return pathlib.Path(given)
    for start in (pathlib.Path.cwd(), pathlib.Path(__file__).resolve().parent):
        for folder in (start, *start.parents):
            if _is_project(folder):
                return folder
    raise ServerError(
        "there is no server: give the url of a deno task serve that runs, or work in a checkout of aiops "
        f"({URL_VARIABLE} and {PROJECT_VARIABLE} stand for the same)"
    )


def _is_project(folder: pathlib.Path) -> bool:
    try:
        return bool(_configuration(folder).get("name") == _NAME)
    except (OSError, ValueError, AttributeError):
        return False


def _configuration(folder: pathlib.Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "deno.json").read_text("utf-8"))
    return found


def serve_command(project: pathlib.Path) -> list[str]:
    """What `deno task serve` runs in a checkout, with the same permissions but without a process in between.

    Raises `ServerError` where Deno is not installed.
    """
    deno = shutil.which("deno")
    if deno is None:
        raise ServerError("deno is not on the PATH: npm install -g deno@2.9.6, or give the url of a server that runs")
    tasks = _configuration(project)["tasks"]
    assert isinstance(tasks, dict)
    return [deno, *shlex.split(tasks["serve"]["command"])[1:]]
