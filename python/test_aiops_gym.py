"""Checks of the environment by the libraries that it is for: python test_aiops_gym.py."""

import numpy as np
from gymnasium.utils.env_checker import check_env as check_by_gymnasium
from stable_baselines3.common.env_checker import check_env as check_by_stable_baselines

from aiops_gym import AiopsEnv


def closing(test):
    def run():
        env = AiopsEnv(topology="three-tier", steps=100)
        try:
            test(env)
        finally:
            env.close()

    run.__name__ = test.__name__
    return run


@closing
def stable_baselines_finds_nothing_wrong(env):
    check_by_stable_baselines(env)


@closing
def gymnasium_finds_nothing_wrong(env):
    check_by_gymnasium(env, skip_render_check=True)


@closing
def a_seed_gives_the_same_episode_again(env):
    first, _ = env.reset(seed=7)
    course = [env.step(0)[0] for _ in range(40)]
    again, _ = env.reset(seed=7)
    assert np.array_equal(first, again)
    assert all(np.array_equal(one, env.step(0)[0]) for one in course)


@closing
def what_a_guardrail_would_refuse_is_masked(env):
    _, _ = env.reset(seed=7)
    restart = env.description["actions"].index("restart(db)")
    assert env.action_masks()[restart]
    *_, info = env.step(restart)
    assert info["executed"] == restart and not env.action_masks()[restart]
    *_, info = env.step(restart)
    assert info["executed"] == 0 and "cooldown" in info["refused"]


@closing
def what_is_wrong_is_told(env):
    try:
        AiopsEnv(topology="three-teir")
    except ValueError as error:
        assert 'did you mean "three-tier"' in str(error)
    else:
        raise AssertionError("a mistyped topology was taken")


if __name__ == "__main__":
    for test in (
        stable_baselines_finds_nothing_wrong,
        gymnasium_finds_nothing_wrong,
        a_seed_gives_the_same_episode_again,
        what_a_guardrail_would_refuse_is_masked,
        what_is_wrong_is_told,
    ):
        test()
        print(f"ok  {test.__name__.replace('_', ' ')}")
