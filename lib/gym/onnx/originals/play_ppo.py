"""What a policy does by onnxruntime, seed by seed: python play_ppo.py > ppo_three_tier.json.

`ppo_three_tier.onnx` was written by `python/train_ppo.py`: 200,000 steps of PPO by Stable-Baselines3 2.9.2.
"""

import json
import pathlib
import sys

import numpy as np
import onnxruntime

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[3] / "python"))
from aiops_gym import AiopsEnv  # noqa: E402

session = onnxruntime.InferenceSession(HERE / "ppo_three_tier.onnx", providers=["CPUExecutionProvider"])
env = AiopsEnv(topology="three-tier")
episodes = []
for seed in range(2001, 2006):
    observation, _ = env.reset(seed=seed)
    actions, truncated = [], False
    while not truncated:
        (logits,) = session.run(None, {"observation": observation[None]})
        actions.append(int(np.argmax(np.where(env.action_masks(), logits[0], -np.inf))))
        observation, _, _, truncated, _ = env.step(actions[-1])
    episodes.append({"seed": seed, "actions": actions})
env.close()
print(json.dumps({"by": f"onnxruntime {onnxruntime.__version__}", "episodes": episodes}))
