"""A policy that is trained here and played by an agent there."""

import json
import pathlib
import subprocess

import numpy as np
import pytest
from aiops_gym import AiopsEnv, AiopsVectorEnv, UsageError
from aiops_gym.server import find_project

torch = pytest.importorskip("torch")
contrib = pytest.importorskip("sb3_contrib")
pytest.importorskip("onnx")

FIRST, EPISODES = 901, 6


@pytest.fixture(scope="module")
def model() -> object:
    from aiops_gym.stable_baselines import AiopsVecEnv

    torch.set_num_threads(1)
    env = AiopsVecEnv(AiopsVectorEnv(8, topology="three-tier", seeds=range(1, 901)))
    model = contrib.MaskablePPO("MlpPolicy", env, n_steps=32, batch_size=128, n_epochs=2, seed=1, device="cpu")
    with torch.no_grad():
        # It acts and waits by turns, so that decisions are of many kinds.
        model.policy.action_net.weight.mul_(100)
    model.learn(512)
    env.close()
    return model


def test_an_agent_of_aiops_decides_as_the_policy_does_1080_times_of_1080(model: object, tmp_path: pathlib.Path) -> None:
    from aiops_gym.stable_baselines import export_onnx

    path = tmp_path / "policy.onnx"
    export_onnx(model.policy, path)  # type: ignore[attr-defined]
    assert [file.name for file in tmp_path.iterdir()] == ["policy.onnx"]
    env = AiopsEnv(topology="three-tier")
    decisions = []
    for seed in range(FIRST, FIRST + EPISODES):
        observation, _ = env.reset(seed=seed)
        episode: list[int] = []
        truncated = False
        while not truncated:
            action, _ = model.predict(  # type: ignore[attr-defined]
                observation, deterministic=True, action_masks=env.action_masks()
            )
            episode.append(int(action))
            observation, _, _, truncated, info = env.step(episode[-1])
            assert info["executed"] == episode[-1]
        decisions.append(episode)
    env.close()
    played = subprocess.run(
        ["deno", "run", "--no-prompt", "--allow-read", "experiments/gym/play_onnx.ts", path, str(FIRST), str(EPISODES)],
        cwd=find_project(),
        capture_output=True,
        check=True,
    )
    assert sum(map(len, decisions)) == 1080
    assert len(np.unique(np.concatenate(decisions))) > 4
    assert json.loads(played.stdout) == decisions


def test_a_network_that_is_not_dense_is_refused_and_no_file_is_written(tmp_path: pathlib.Path) -> None:
    from aiops_gym.stable_baselines import AiopsVecEnv, export_onnx

    env = AiopsVecEnv(AiopsVectorEnv(1, topology="three-tier", steps=100))
    made = contrib.MaskablePPO("MlpPolicy", env, policy_kwargs={"activation_fn": torch.nn.Softplus}, device="cpu")
    with pytest.raises(UsageError, match=r"layers must be dense, or one of their activations, found Softplus"):
        export_onnx(made.policy, tmp_path / "policy.onnx")
    assert list(tmp_path.iterdir()) == []
    env.close()


@pytest.mark.parametrize("activation", ["Tanh", "ReLU", "Sigmoid", "ELU"])
def test_a_file_says_what_the_policy_says(activation: str, tmp_path: pathlib.Path) -> None:
    reference = pytest.importorskip("onnx.reference")
    from aiops_gym.stable_baselines import AiopsVecEnv, export_onnx

    env = AiopsVecEnv(AiopsVectorEnv(4, topology="three-tier", steps=100))
    kwargs = {"activation_fn": getattr(torch.nn, activation), "net_arch": [16, 8]}
    policy = contrib.MaskablePPO("MlpPolicy", env, policy_kwargs=kwargs, seed=1, device="cpu").policy
    export_onnx(policy, tmp_path / "policy.onnx")
    observations = env.reset()
    (logits,) = reference.ReferenceEvaluator(str(tmp_path / "policy.onnx")).run(None, {"observation": observations})
    with torch.no_grad():
        latent = policy.mlp_extractor.forward_actor(torch.as_tensor(observations))
        expected = policy.action_net(latent).numpy()
    np.testing.assert_allclose(logits, expected, rtol=1e-5, atol=1e-7)
    env.close()


def test_copies_are_what_stable_baselines_asks_for() -> None:
    from aiops_gym.stable_baselines import AiopsVecEnv
    from sb3_contrib.common.maskable.utils import get_action_masks, is_masking_supported

    env = AiopsVecEnv(AiopsVectorEnv(3, topology="three-tier", steps=100))
    env.seed(5)
    observations = env.reset()
    assert [info["seed"] for info in env.reset_infos] == [5, 6, 7]
    assert is_masking_supported(env) and get_action_masks(env).shape == (3, 18)
    assert np.array_equal(env.env_method("action_masks", indices=[2])[0], get_action_masks(env)[2])
    for _ in range(40):
        before = observations
        observations, rewards, dones, infos = env.step(np.zeros(3, int))
    assert dones.all() and rewards.dtype == np.float32
    assert [info["seed"] for info in infos] == [5, 6, 7]
    assert all(info["TimeLimit.truncated"] for info in infos)
    assert not np.array_equal(infos[0]["terminal_observation"], observations[0])
    assert not np.array_equal(infos[0]["terminal_observation"], before[0])
    env.close()
