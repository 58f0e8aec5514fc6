"""What a policy does by onnxruntime, seed by seed: python play_ppo.py > ppo_three_tier.json.

`ppo_three_tier.onnx` was written by `python/examples/train_ppo.py`: 200,000 steps of MaskablePPO by sb3-contrib 2.9.2, on seeds 1 to 900.
"""

import json
import pathlib

import numpy as np
import onnxruntime
from aiops_gym import AiopsEnv

HERE = pathlib.Path(__file__).resolve().parent

session = onnxruntime.InferenceSession(HERE / "ppo_three_tier.onnx", providers=["CPUExecutionProvider"])
env = AiopsEnv(topology="three-tier")
episodes = []
for seed in range(901, 907):
    observation, _ = env.reset(seed=seed)
    actions: list[int] = []
    truncated = False
    while not truncated:
        (logits,) = session.run(None, {"observation": observation[None]})
        actions.append(int(np.argmax(np.where(env.action_masks(), logits[0], -np.inf))))
        observation, _, _, truncated, _ = env.step(actions[-1])
    episodes.append({"seed": seed, "actions": actions})
env.close()
print(json.dumps({"by": f"onnxruntime {onnxruntime.__version__}", "episodes": episodes}))
