"""Trains a policy by PPO (Stable-Baselines3) and writes it as ONNX: python train_ppo.py policy.onnx [steps]."""

import sys

import torch
from stable_baselines3 import PPO
from stable_baselines3.common.monitor import Monitor
from stable_baselines3.common.vec_env import DummyVecEnv, VecNormalize

from aiops_gym import AiopsEnv

SEEDS = range(1, 2001)
# An untrained policy that acts in most steps learns nothing but to stop: the first one waits.
WAITING_LOGIT = 5.0


class Logits(torch.nn.Module):
    """The actor alone: observations in, one number per action out."""

    def __init__(self, policy):
        super().__init__()
        self.body, self.head = policy.mlp_extractor.policy_net, policy.action_net

    def forward(self, observation):
        return self.head(self.body(observation))


def export(policy, length, path):
    torch.onnx.export(
        Logits(policy).eval(),
        torch.zeros(1, length),
        path,
        input_names=["observation"],
        output_names=["logits"],
        dynamic_axes={"observation": {0: "batch"}, "logits": {0: "batch"}},
        dynamo=False,
    )


def main(path, steps=200_000):
    torch.set_num_threads(1)
    env = VecNormalize(
        DummyVecEnv([lambda: Monitor(AiopsEnv(topology="three-tier", seeds=SEEDS))]),
        norm_obs=False,
        gamma=0.95,
    )
    model = PPO(
        "MlpPolicy",
        env,
        seed=1,
        gamma=0.95,
        n_steps=4096,
        batch_size=256,
        ent_coef=0.005,
        learning_rate=lambda left: 1e-3 * left,
        verbose=1,
        device="cpu",
    )
    with torch.no_grad():
        model.policy.action_net.bias[0] = WAITING_LOGIT
    model.learn(steps)
    export(model.policy, env.observation_space.shape[0], path)
    env.close()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
