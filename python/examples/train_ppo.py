"""Trains a policy by MaskablePPO and writes it as ONNX: python train_ppo.py policy.onnx [steps]."""

import sys
import time

import torch
from aiops_gym import AiopsVectorEnv
from aiops_gym.stable_baselines import AiopsVecEnv, export_onnx
from sb3_contrib import MaskablePPO
from stable_baselines3.common.vec_env import VecMonitor, VecNormalize

# The seeds from 901 on are kept to play on, see lib/gym/onnx/originals/play_ppo.py.
SEEDS = range(1, 901)
# A rollout is a whole episode of each, so that no update sees but the beginnings or the ends of incidents.
COPIES, STEPS = 24, 180
# An untrained policy that acts in most steps learns nothing but to stop: the first one waits.
WAITING_LOGIT = 5.0


def train(steps: int) -> MaskablePPO:
    torch.set_num_threads(1)
    copies = AiopsVecEnv(AiopsVectorEnv(COPIES, topology="three-tier", seeds=SEEDS))
    env = VecNormalize(VecMonitor(copies), norm_obs=False, gamma=0.95)
    model = MaskablePPO(
        "MlpPolicy",
        env,
        seed=1,
        gamma=0.95,
        n_steps=STEPS,
        batch_size=256,
        ent_coef=0.005,
        learning_rate=lambda left: 1e-3 * left,
        verbose=1,
        device="cpu",
    )
    with torch.no_grad():
        model.policy.action_net.bias[0] = WAITING_LOGIT
    try:
        return model.learn(steps)
    finally:
        env.close()


def main(path: str, steps: int = 200_000) -> None:
    began = time.monotonic()
    export_onnx(train(steps).policy, path)
    print(f"{path}: {steps} steps in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
