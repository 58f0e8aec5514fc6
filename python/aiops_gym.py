"""The simulated system as a `gymnasium.Env`.

The environment runs in a child process, `deno task gym --stdio`; requests and answers are lines of JSON.

    from aiops_gym import AiopsEnv
    env = AiopsEnv(topology="three-tier")
    observation, info = env.reset(seed=7)
    observation, reward, terminated, truncated, info = env.step(0)
"""

import json
import pathlib
import shutil
import subprocess

import gymnasium
import numpy as np

PROJECT = pathlib.Path(__file__).resolve().parent.parent
SERVER = ["run", "--no-prompt", "--allow-read", "experiments/gym/gym.ts", "--stdio"]
MAX_SEED = 2**31


class AiopsEnv(gymnasium.Env):
    """Options are those of `createTrainingEnvironment`, such as `topology`, `fault`, `steps` and `guardrails`."""

    metadata = {"render_modes": ["ansi", "svg"], "render_fps": 1}

    def __init__(self, render_mode=None, seeds=None, **options):
        """`seeds`: a range of which `reset` without a seed takes one at random; default: all below 2**31."""
        if render_mode is not None and render_mode not in self.metadata["render_modes"]:
            raise ValueError(f"render_mode must be ansi or svg, found {render_mode}")
        deno = shutil.which("deno")
        if deno is None:
            raise FileNotFoundError("AiopsEnv needs deno on the PATH: npm install -g deno@2.9.6")
        self.render_mode = render_mode
        self._seeds = range(MAX_SEED) if seeds is None else seeds
        self._process = subprocess.Popen(
            [deno, *SERVER], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.description = self._ask(make=options)
        low, high = (np.asarray(self.description.pop(name), np.float32) for name in ("low", "high"))
        self.observation_space = gymnasium.spaces.Box(low, high, dtype=np.float32)
        self.action_space = gymnasium.spaces.Discrete(len(self.description["actions"]))
        self._mask = np.ones(self.action_space.n, bool)

    def _ask(self, **request):
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the environment's process has ended")
        answer = json.loads(line)
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer

    def _observed(self, answer):
        self._mask = np.asarray(answer["mask"], bool)
        return np.asarray(answer["observation"], np.float32)

    def reset(self, *, seed=None, options=None):
        """Begins the episode of `seed`; without one, of a seed drawn by the generator that the last one seeded."""
        super().reset(seed=seed)
        episode = seed if seed is not None else self._seeds[int(self.np_random.integers(len(self._seeds)))]
        answer = self._ask(reset=int(episode))
        return self._observed(answer), answer["info"]

    def step(self, action):
        answer = self._ask(step=int(action))
        observation = self._observed(answer)
        return observation, answer["reward"], answer["terminated"], answer["truncated"], answer["info"]

    def action_masks(self):
        """True for each action that no guardrail would refuse now: what MaskablePPO of sb3-contrib asks for."""
        return self._mask

    def render(self):
        if self.render_mode is None:
            return None
        return self._ask(render="text" if self.render_mode == "ansi" else "picture")["render"]

    def close(self):
        if self._process.poll() is None:
            self._process.stdin.close()
            self._process.wait(timeout=10)
            self._process.stdout.close()
