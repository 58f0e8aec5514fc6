"""One server for all tests: the first environment starts it, and it lasts as long as one is left."""

from collections.abc import Iterator

import pytest
from aiops_gym import AiopsEnv, AiopsVectorEnv


@pytest.fixture(scope="session", autouse=True)
def server() -> Iterator[AiopsEnv]:
    env = AiopsEnv(steps=100)
    yield env
    env.close()


@pytest.fixture
def env() -> Iterator[AiopsEnv]:
    made = AiopsEnv(topology="three-tier", steps=100, render_mode="ansi")
    yield made
    made.close()


@pytest.fixture
def envs() -> Iterator[AiopsVectorEnv]:
    made = AiopsVectorEnv(4, topology="three-tier", steps=100)
    yield made
    made.close()
