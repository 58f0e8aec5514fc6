"""Where environments are played, and what happens when that is gone."""

import gc
import os
import pathlib
import subprocess
import sys
import time

import pytest
from aiops_gym import AiopsEnv, ServerError
from aiops_gym.server import Server, checked_url, find_project


def test_an_address_is_taken_with_and_without_its_end() -> None:
    for given in ("http://127.0.0.1:8970", "http://127.0.0.1:8970/", "ws://127.0.0.1:8970/ws"):
        assert checked_url(given) == "http://127.0.0.1:8970"
    assert checked_url("https://there/") == "https://there"
    assert Server("https://there").socket_url == "wss://there/ws"
    with pytest.raises(ServerError, match="must be as http://127.0.0.1:8970, found 'there'"):
        checked_url("there")


def test_environments_of_a_process_share_a_server_that_may_be_given_too(env: AiopsEnv) -> None:
    url = env._copies.server.url
    other, third = AiopsEnv(url=url, steps=100), AiopsEnv(steps=100)
    assert third._copies.server.url == url == other._copies.server.url
    third.close()
    assert other.reset(seed=3)[0].tolist() == env.reset(seed=3)[0].tolist()
    other.close()
    env.reset(seed=3)


def test_where_no_server_is_it_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    with pytest.raises(ServerError, match="no server answers on http://127.0.0.1:9: "):
        AiopsEnv(url="http://127.0.0.1:9")
    monkeypatch.setenv("AIOPS_URL", "http://127.0.0.1:9")
    with pytest.raises(ServerError, match="no server answers on http://127.0.0.1:9: "):
        AiopsEnv()
    monkeypatch.delenv("AIOPS_URL")
    monkeypatch.setenv("AIOPS_PROJECT", str(tmp_path))
    with pytest.raises(ServerError, match="AIOPS_PROJECT must be a checkout of aiops, found"):
        find_project()


def test_an_environment_that_is_forgotten_leaves_the_server() -> None:
    forgotten = AiopsEnv(steps=100)
    finalizer = forgotten._copies._finalizer
    del forgotten
    gc.collect()
    assert not finalizer.alive


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_process_that_is_forked_off_ends_nothing_of_its_parent(env: AiopsEnv) -> None:
    env.reset(seed=3)
    child = os.fork()
    if child == 0:
        env.close()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    env.step(0)


SCRIPT = """
import os
import signal
import sys
from aiops_gym import AiopsEnv, ServerError, server

env = AiopsEnv(steps=100)
env.reset(seed=1)
process = server._own_server._process
print(process.pid, flush=True)
if sys.argv[1] == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[1] == "lost":
    os.kill(process.pid, signal.SIGKILL)
    try:
        for _ in range(40):
            env.step(0)
    except ServerError as error:
        print(error)
    env.close()
    again = AiopsEnv(steps=100)
    print(again.reset(seed=1)[1]["seed"])
"""


def run(mode: str, code: int = 0) -> list[str]:
    done = subprocess.run([sys.executable, "-c", SCRIPT, mode], capture_output=True, text=True, timeout=60)
    assert (done.stderr, done.returncode) == ("", code)
    return done.stdout.splitlines()


@pytest.mark.parametrize(("mode", "code"), [("left", 0), ("killed", -9)])
@pytest.mark.skipif(not pathlib.Path("/proc/self").exists(), reason="processes are looked up in /proc")
def test_a_server_ends_with_the_process_that_started_it(mode: str, code: int) -> None:
    (pid,) = run(mode, code)
    assert not is_running(int(pid))


def test_a_server_that_is_lost_is_told_and_the_next_environment_starts_another() -> None:
    _, error, seed = run("lost")
    assert error.startswith("the server has ended the session: ") and seed == "1"


def is_running(pid: int) -> bool:
    """Whether a process is still there after a minute: it may have been starting when its parent ended."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if not pathlib.Path(f"/proc/{pid}").exists():
            return False
        time.sleep(0.05)
    return True
