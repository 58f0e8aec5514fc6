"""One environment at a time."""

from __future__ import annotations

from typing import Any, ClassVar

import gymnasium
import numpy as np
import numpy.typing as npt

from .copies import SEEDS, Copies, checked_seeds, spread
from .errors import UsageError

Observation = npt.NDArray[np.float32]


class AiopsEnv(gymnasium.Env[Observation, np.int64]):
    """The simulated system as a `gymnasium.Env`.

    Observations are vectors of 32-bit numbers, actions are indices, 0 does nothing; `description` says what each number,
    each action and each term of the reward is. Episodes are truncated after their last step, never terminated.

    Infos have `seed` of the episode, `step` (steps taken in it), `executed` (index of the action that was carried out: 0
    where a guardrail refused the one that was chosen), `slo_violated`, and `action_mask` (booleans, one per action).

        env = AiopsEnv(topology="three-tier")
        observation, info = env.reset(seed=7)
        observation, reward, terminated, truncated, info = env.step(0)
    """

    metadata: ClassVar[dict[str, Any]] = {"render_modes": ["ansi"], "render_fps": 1}  # type: ignore[misc]

    def __init__(
        self, *, url: str | None = None, seeds: range = SEEDS, render_mode: str | None = None, **options: Any
    ) -> None:
        """Connects to a server, or starts one.

        Args:
            url: Address of a `deno task serve` that runs, as `http://127.0.0.1:8970`. Default: that of the environment
                variable `AIOPS_URL`; without it, a server is started in the checkout around the working folder, or in
                that of `AIOPS_PROJECT`, and ends with its last environment.
            seeds: The episodes that are played, within 1 to 1000.
            render_mode: "ansi": `render` gives text.
            options: Those of `createTrainingEnvironment`, named as there: `topology`, `fault`, `steps`, `guardrails`,
                `skipWarmup`, `reward` and others.

        Raises:
            UsageError: For an unknown option, with the nearest one, and for seeds that are out of range.
            ServerError: Where there is no server, or it is full.
        """
        if render_mode is not None and render_mode not in self.metadata["render_modes"]:
            raise UsageError(f"render_mode must be 'ansi' or None, found {render_mode!r}")
        self.render_mode = render_mode
        self._seeds = checked_seeds(seeds)
        self._copies = Copies(1, url=url, seeds=seeds, options=options)
        self.description = self._copies.description
        self.observation_space = self._copies.observation_space
        self.action_space = self._copies.action_space
        self._actions = int(self._copies.action_space.n)
        self._step: int | None = None
        self._last = (np.zeros(self.observation_space.shape, np.float32), 0, False)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observation, dict[str, Any]]:
        """Begins an episode: that of `seed` if it is one of `seeds`, otherwise one drawn from them.

        What is drawn depends on the last seed that was given, as in every environment of Gymnasium.
        """
        super().reset(seed=seed)
        if options:
            raise UsageError(f"reset: there are no options, found {sorted(options)}")
        (episode,) = spread([seed], of=self._seeds, generators=[self.np_random])
        self._copies.reset_at({0: episode})
        self._episode = episode
        self._step = 0
        return self._seen(self._copies.observations[0], executed=0, slo_violated=False)

    def step(self, action: np.int64 | int) -> tuple[Observation, float, bool, bool, dict[str, Any]]:
        """Carries out an action, by its index, as far as the guardrails let it, and advances by one step.

        Raises:
            UsageError: For what is no index, before the first `reset`, and after the last step.
        """
        if self._step is None:
            raise UsageError("step: no episode is under way: reset the environment first")
        index = np.asarray(action)
        if index.shape != () or index.dtype.kind not in "iu" or not 0 <= index < self._actions:
            raise UsageError(
                f"step: an action must be a whole number from 0 to {self._actions - 1}, found {action!r}"
            )
        step = self._copies.step(index.reshape(1).astype(np.int32))
        self._step += 1
        truncated = bool(step.truncated[0])
        final = step.final_observations
        observation, info = self._seen(
            self._copies.observations[0] if final is None else final[0],
            executed=int(step.executed[0]),
            slo_violated=bool(step.slo_violated[0]),
        )
        if truncated:
            self._step = None
        return observation, float(step.rewards[0]), False, truncated, info

    def _seen(
        self, observation: Observation, *, executed: int, slo_violated: bool
    ) -> tuple[Observation, dict[str, Any]]:
        self._last = (observation.copy(), executed, slo_violated)
        return observation.copy(), {
            "seed": self._episode,
            "step": self._step,
            "executed": executed,
            "slo_violated": slo_violated,
            "action_mask": self.action_masks(),
        }

    def action_masks(self) -> npt.NDArray[np.bool_]:
        """True for each action that no guardrail would refuse now: what MaskablePPO of sb3-contrib asks for."""
        masks: npt.NDArray[np.bool_] = self._copies.masks[0].copy()
        return masks

    def render(self) -> str | None:
        """What was observed last, a line per number that is not of an action, below a line with the SLO and the action."""
        if self.render_mode is None:
            return None
        observation, executed, slo_violated = self._last
        state = "in breach" if slo_violated else "met"
        head = f"step {self._step or 0}  SLO {state}  after {self.description['actions'][executed]}"
        return "\n".join(
            [head]
            + [
                f"{part['name']:<24} {value:7.3f}"
                for part, value in zip(self.description["observation"], observation, strict=True)
                if not part["name"].startswith("tried ")
            ]
        )

    def close(self) -> None:
        """Leaves the server; a server that was started for this environment alone ends."""
        if hasattr(self, "_copies"):
            self._copies.close()
