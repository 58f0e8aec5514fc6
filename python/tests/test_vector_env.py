"""Many environments, by a single one with the same seeds."""

import gymnasium
import numpy as np
import pytest
from aiops_gym import AiopsEnv, AiopsVectorEnv, UsageError
from gymnasium.vector import AutoresetMode


def test_each_copy_is_the_environment_of_its_seed(envs: AiopsVectorEnv, env: AiopsEnv) -> None:
    rng = np.random.default_rng(1)
    steps = envs.description["steps"]
    chosen = rng.integers(0, envs.single_action_space.n, size=(steps, envs.num_envs))
    observations, infos = envs.reset(seed=5)
    assert observations in envs.observation_space
    assert infos["seed"].tolist() == [5, 6, 7, 8]
    course = [(observations, None, None, infos)]
    for actions in chosen:
        observations, rewards, terminations, truncations, infos = envs.step(actions)
        assert not terminations.any()
        course.append((observations, rewards, truncations, infos))
    for copy in range(envs.num_envs):
        seen, _ = env.reset(seed=5 + copy)
        assert np.array_equal(seen, course[0][0][copy])
        for step, (observations, rewards, truncations, infos) in enumerate(course[1:]):
            seen, reward, _, truncated, info = env.step(int(chosen[step, copy]))
            assert (reward, truncated) == (rewards[copy], truncations[copy])
            told = infos["final_info"] if truncated else infos
            assert np.array_equal(seen, infos["final_obs"][copy] if truncated else observations[copy])
            for name in ("seed", "step", "executed", "slo_violated"):
                assert told[name][copy] == info[name], name
            if not truncated:
                assert np.array_equal(infos["action_mask"][copy], info["action_mask"])


def test_a_copy_whose_episode_is_over_has_begun_the_next_one(envs: AiopsVectorEnv, env: AiopsEnv) -> None:
    assert envs.metadata["autoreset_mode"] is AutoresetMode.SAME_STEP
    envs.reset(seed=5)
    for _ in range(envs.description["steps"]):
        observations, _, _, truncations, infos = envs.step(np.zeros(4, int))
    assert truncations.all() and infos["_final_obs"].all()
    for copy, seed in enumerate(infos["seed"]):
        assert np.array_equal(env.reset(seed=int(seed))[0], observations[copy])
    *_, truncations, infos = envs.step(np.zeros(4, int))
    assert not truncations.any() and "final_obs" not in infos
    assert infos["step"].tolist() == [1, 1, 1, 1]


def test_seeds_make_all_that_follows_the_same_again(envs: AiopsVectorEnv) -> None:
    def course() -> list[int]:
        envs.reset(seed=[3, None, 99_999, 3])
        seeds = []
        for _ in range(2 * envs.description["steps"] + 1):
            *_, infos = envs.step(np.zeros(4, int))
            seeds.append(infos["seed"])
        return np.stack(seeds).tolist()

    first = course()
    assert course() == first
    assert first[0][0] == first[0][3] == 3
    assert len({tuple(row) for row in first}) == 3


def test_a_reset_without_seeds_goes_on_drawing(envs: AiopsVectorEnv) -> None:
    envs.reset(seed=1)
    drawn = [envs.reset()[1]["seed"].tolist() for _ in range(3)]
    envs.reset(seed=1)
    assert [envs.reset()[1]["seed"].tolist() for _ in range(3)] == drawn
    assert drawn[0] != drawn[1]


def test_reset_at_begins_an_episode_in_one_copy_alone(envs: AiopsVectorEnv, env: AiopsEnv) -> None:
    envs.reset(seed=5)
    envs.step(np.zeros(4, int))
    observation, info = envs.reset_at(2, seed=77)
    assert (info["seed"], info["step"]) == (77, 0)
    seen, _ = env.reset(seed=77)
    assert np.array_equal(observation, seen)
    observations, *_, infos = envs.step(np.zeros(4, int))
    assert infos["seed"].tolist() == [5, 6, 77, 8] and infos["step"].tolist() == [2, 2, 1, 2]
    assert np.array_equal(observations[2], env.step(0)[0])
    env.reset(seed=8)
    env.step(0)
    assert np.array_equal(observations[3], env.step(0)[0])


def test_what_is_handed_out_stays_as_it_is(envs: AiopsVectorEnv) -> None:
    first, infos = envs.reset(seed=1)
    kept, mask = first.copy(), infos["action_mask"].copy()
    envs.step(np.full(4, 8))
    assert np.array_equal(first, kept) and np.array_equal(infos["action_mask"], mask)
    assert not np.array_equal(envs.action_masks(), mask)


def test_gymnasium_makes_copies_by_name() -> None:
    made = gymnasium.make_vec(
        "aiops/Incident-v0", num_envs=3, vectorization_mode="vector_entry_point", topology="boutique", steps=100
    )
    observations, _ = made.reset(seed=1)
    assert observations.shape[0] == 3 and made.unwrapped.description["system"] == "boutique"
    made.close()


def test_wrong_use_moves_no_copy(envs: AiopsVectorEnv) -> None:
    with pytest.raises(UsageError, match="num_envs must be a whole number"):
        AiopsVectorEnv(0)
    with pytest.raises(UsageError, match="must be at most 1024 on this server, found 2000"):
        AiopsVectorEnv(2000)
    with pytest.raises(UsageError, match="reset the environments first"):
        envs.step(np.zeros(4, int))
    with pytest.raises(UsageError, match="reset the environments first"):
        envs.reset_at(0)
    envs.reset(seed=1)
    for wrong, message in (
        (np.zeros(3, int), "must be 4 whole numbers"),
        (np.zeros(4), "must be 4 whole numbers, found float64"),
        ([0, 0, 0, 18], "from 0 to 17, found 18"),
        ([0, -1, 0, 0], "from 0 to 17, found -1"),
    ):
        with pytest.raises(UsageError, match=message):
            envs.step(wrong)
    with pytest.raises(UsageError, match="the seeds must be 4, found 2"):
        envs.reset(seed=[1, 2])
    with pytest.raises(UsageError, match="from 0 to 3, found 4"):
        envs.reset_at(4, seed=1)
    with pytest.raises(UsageError, match=r"within range\(1, 1001\), found 1001"):
        envs.reset_at(1, seed=1001)
    *_, infos = envs.step(np.zeros(4, int))
    assert infos["step"].tolist() == [1, 1, 1, 1]
