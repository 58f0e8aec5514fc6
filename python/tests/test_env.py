"""One environment, by the check of Gymnasium and by what it promises."""

import warnings

import gymnasium
import numpy as np
import pytest
from aiops_gym import SEEDS, AiopsEnv, UsageError
from gymnasium.utils.env_checker import check_env


def test_gymnasium_finds_nothing_wrong() -> None:
    env = gymnasium.make("aiops/Incident-v0", steps=100).unwrapped
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(env)
    env.close()


def test_stable_baselines_finds_nothing_wrong(env: AiopsEnv) -> None:
    checker = pytest.importorskip("stable_baselines3.common.env_checker")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        checker.check_env(env)


def test_a_seed_gives_the_same_episode_again(env: AiopsEnv) -> None:
    first, info = env.reset(seed=7)
    assert info["seed"] == 7
    course = [env.step(step % 3) for step in range(40)]
    again, _ = env.reset(seed=7)
    assert np.array_equal(first, again)
    for step, (observation, reward, *_) in enumerate(course):
        seen, earned, *_ = env.step(step % 3)
        assert np.array_equal(observation, seen) and reward == earned


def test_a_seed_beyond_the_range_draws_an_episode_from_it_always_the_same() -> None:
    env = AiopsEnv(steps=100, seeds=range(11, 21))
    drawn = [env.reset(seed=10_000)[1]["seed"], *(env.reset()[1]["seed"] for _ in range(20))]
    again = [env.reset(seed=10_000)[1]["seed"], *(env.reset()[1]["seed"] for _ in range(20))]
    assert drawn == again
    assert len(set(drawn)) > 3 and set(drawn) <= set(range(11, 21))
    env.close()


def test_an_episode_ends_with_its_own_last_observation(env: AiopsEnv) -> None:
    env.reset(seed=7)
    steps = env.description["steps"]
    for step in range(1, steps + 1):
        observation, _, terminated, truncated, info = env.step(0)
        assert (info["step"], info["seed"], terminated, truncated) == (step, 7, False, step == steps)
    longer = AiopsEnv(topology="three-tier", steps=100, skipWarmup=False)
    longer.reset(seed=7)
    for _ in range(100):
        other, *_ = longer.step(0)
    assert np.array_equal(observation, other)
    longer.close()


def test_what_a_guardrail_would_refuse_is_masked(env: AiopsEnv) -> None:
    _, info = env.reset(seed=7)
    restart = env.description["actions"].index("restart(db)")
    assert info["action_mask"][restart] and env.action_masks()[restart]
    *_, info = env.step(restart)
    assert info["executed"] == restart and not info["action_mask"][restart]
    *_, info = env.step(restart)
    assert info["executed"] == 0 and not env.action_masks()[restart]


def test_a_step_is_rendered_as_text(env: AiopsEnv) -> None:
    env.reset(seed=7)
    env.step(env.description["actions"].index("restart(db)"))
    lines = (env.render() or "").splitlines()
    assert lines[0].startswith("step 1  SLO ") and lines[0].endswith("after restart(db)")
    assert [line.split()[0] for line in lines[1::5]][:3] == ["api", "cache", "db"]


def test_wrong_use_is_told_in_one_line(env: AiopsEnv) -> None:
    def refuses(message: str, call: object) -> None:
        with pytest.raises(UsageError, match=message) as caught:
            call()  # type: ignore[operator]
        assert "\n" not in str(caught.value)

    refuses('did you mean "three-tier"', lambda: AiopsEnv(topology="three-teir"))
    refuses('did you mean "skipWarmup"', lambda: AiopsEnv(skipwarmup=False))
    refuses("render_mode must be 'ansi'", lambda: AiopsEnv(render_mode="human"))
    refuses(r"seeds must be within range\(1, 1001\)", lambda: AiopsEnv(seeds=range(1, 2001)))
    refuses("seeds must be a range", lambda: AiopsEnv(seeds=[1, 2]))  # type: ignore[arg-type]
    refuses("reset the environment first", lambda: env.step(0))
    refuses("there are no options", lambda: env.reset(options={"warmup": 3}))
    env.reset(seed=1)
    for action in (18, -1, 0.5, None, [0]):
        refuses("from 0 to 17", lambda action=action: env.step(action))  # type: ignore[misc]
    for _ in range(env.description["steps"]):
        env.step(0)
    refuses("reset the environment first", lambda: env.step(0))
    env.close()
    env.close()
    refuses("the environment is closed", lambda: env.reset(seed=1))


def test_seeds_are_those_that_the_server_gives_for_training() -> None:
    env = AiopsEnv(steps=100)
    assert env.reset(seed=SEEDS[-1])[1]["seed"] == SEEDS[-1]
    with pytest.raises(UsageError, match="reset_at"):
        env._copies.reset_at({0: SEEDS[-1] + 1})
    env.close()
