"""Many environments at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space

from .copies import SEEDS, Copies, Step, checked_seeds, spread
from .errors import UsageError

Observations = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]


class AiopsVectorEnv(VectorEnv[Observations, npt.NDArray[np.int64], npt.NDArray[Any]]):
    """Copies of the simulated system as a `gymnasium.vector.VectorEnv`: one message steps all of them.

    A copy whose episode is over begins its next one in the same step (`AutoresetMode.SAME_STEP`); its last observation
    is then in `infos["final_obs"]`, and `infos["final_info"]` has what was told with it. Infos are those of `AiopsEnv`,
    an array each.

        envs = AiopsVectorEnv(256, topology="three-tier")
        observations, infos = envs.reset(seed=1)
        observations, rewards, terminations, truncations, infos = envs.step(np.zeros(256, int))
        envs.reset_at(3, seed=77)
    """

    metadata: ClassVar[dict[str, Any]] = {  # type: ignore[misc]
        "render_modes": [],
        "autoreset_mode": AutoresetMode.SAME_STEP,
    }

    def __init__(self, num_envs: int, *, url: str | None = None, seeds: range = SEEDS, **options: Any) -> None:
        """Makes the copies.

        Args:
            num_envs: Number of copies, 1 to 1024 unless the server allows more.
            url: As for `AiopsEnv`.
            seeds: The episodes that are played, within 1 to 1000.
            options: As for `AiopsEnv`.

        Raises:
            UsageError: For an unknown option, with the nearest one, and for seeds or a count out of range.
            ServerError: Where there is no server, or it is full.
        """
        self._seeds = checked_seeds(seeds)
        if isinstance(num_envs, bool) or not isinstance(num_envs, int) or num_envs < 1:
            raise UsageError(f"num_envs must be a whole number of 1 or more, found {num_envs!r}")
        self.num_envs = num_envs
        self._copies = Copies(num_envs, url=url, seeds=seeds, options=options)
        self.description = self._copies.description
        self.single_observation_space = self._copies.observation_space
        self.single_action_space = self._copies.action_space
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._actions = int(self._copies.action_space.n)
        self._steps = np.zeros(num_envs, np.int64)
        self._has_begun = False

    def reset(
        self, *, seed: int | Sequence[int | None] | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observations, dict[str, Any]]:
        """Begins an episode in each copy: of `seed + i`, or of the i-th of several seeds, if it is one of `seeds`, otherwise
        one drawn from them.

        After a reset with seeds all that follows is the same again: a copy's later episodes count on through `seeds`.
        """
        if options:
            raise UsageError(f"reset: there are no options, found {sorted(options)}")
        given = self._given(seed)
        if seed is None:
            generators = [self.np_random] * self.num_envs
        else:
            super().reset(seed=next((one for one in given if one is not None), None))
            generators = [self.np_random if one is None else np.random.default_rng(one) for one in given]
            self._copies.renew()
        self._begin(dict(enumerate(spread(given, of=self._seeds, generators=generators))))
        self._has_begun = True
        nothing = np.zeros(self.num_envs, np.int32)
        return self._copies.observations.copy(), self._infos(nothing, nothing.astype(bool))

    def reset_at(self, index: int, *, seed: int | None = None) -> tuple[Observations, dict[str, Any]]:
        """Begins another episode in one copy: its observation and its info.

        Raises:
            UsageError: For a copy that there is not, for a seed that is not one of `seeds`, and before the first `reset`.
        """
        self._require_begun("reset_at")
        if not 0 <= index < self.num_envs:
            raise UsageError(
                f"reset_at: a copy must be a whole number from 0 to {self.num_envs - 1}, found {index!r}"
            )
        if seed is not None and seed not in self._seeds:
            raise UsageError(f"reset_at: the seed must be within {self._seeds!r}, found {seed!r}")
        (episode,) = spread([seed], of=self._seeds, generators=[self.np_random])
        self._begin({index: episode})
        nothing = np.zeros(self.num_envs, np.int32)
        infos = self._infos(nothing, nothing.astype(bool))
        return self._copies.observations[index].copy(), {
            name: values[index] for name, values in infos.items() if not name.startswith("_")
        }

    def step(
        self, actions: npt.NDArray[np.int64] | Sequence[int]
    ) -> tuple[Observations, npt.NDArray[np.float64], Flags, Flags, dict[str, Any]]:
        """Carries out an action in each copy, as far as the guardrails let it.

        Raises:
            UsageError: For another number of actions, for what is no index, and before the first `reset`; no copy has
                moved then.
        """
        self._require_begun("step")
        chosen = np.asarray(actions)
        if chosen.shape != (self.num_envs,) or chosen.dtype.kind not in "iu":
            raise UsageError(
                f"step: the actions must be {self.num_envs} whole numbers, found {chosen.dtype} of shape {chosen.shape}"
            )
        wrong = chosen[(chosen < 0) | (chosen >= self._actions)]
        if len(wrong) > 0:
            raise UsageError(
                f"step: an action must be a whole number from 0 to {self._actions - 1}, found {wrong[0]}"
            )
        before = self._copies.seeds
        step = self._copies.step(chosen)
        self._steps += 1
        infos = self._infos_of(step, before)
        return (
            self._copies.observations.copy(),
            step.rewards,
            np.zeros(self.num_envs, bool),
            step.truncated,
            infos,
        )

    def _infos_of(self, step: Step, seeds: npt.NDArray[np.int64]) -> dict[str, Any]:
        if step.final_observations is None:
            return self._infos(step.executed, step.slo_violated)
        over = step.truncated
        final_obs = np.full(self.num_envs, None, dtype=object)
        for copy in np.flatnonzero(over):
            final_obs[copy] = step.final_observations[copy]
        final_info = with_presence(
            {
                "seed": np.where(over, seeds, 0),
                "step": np.where(over, self._steps, 0),
                "executed": np.where(over, step.executed, 0),
                "slo_violated": over & step.slo_violated,
            },
            over,
        )
        self._steps[over] = 0
        # What the next episode begins with: nothing was carried out in it.
        infos = self._infos(np.where(over, 0, step.executed), ~over & step.slo_violated)
        return {
            **infos,
            "final_obs": final_obs,
            "_final_obs": over.copy(),
            "final_info": final_info,
            "_final_info": over.copy(),
        }

    def _infos(self, executed: npt.NDArray[Any], slo_violated: Flags) -> dict[str, Any]:
        return with_presence(
            {
                "seed": self._copies.seeds.copy(),
                "step": self._steps.copy(),
                "executed": executed.copy(),
                "slo_violated": slo_violated.copy(),
                "action_mask": self._copies.masks.copy(),
            },
            np.ones(self.num_envs, bool),
        )

    def _given(self, seed: int | Sequence[int | None] | None) -> list[int | None]:
        if seed is None:
            return [None] * self.num_envs
        if isinstance(seed, (int, np.integer)):
            return [int(seed) + copy for copy in range(self.num_envs)]
        if len(seed) != self.num_envs:
            raise UsageError(f"reset: the seeds must be {self.num_envs}, found {len(seed)}")
        return list(seed)

    def _begin(self, episodes: dict[int, int]) -> None:
        self._copies.reset_at(episodes)
        self._steps[list(episodes)] = 0

    def _require_begun(self, what: str) -> None:
        if not self._has_begun:
            raise UsageError(f"{what}: no episode is under way: reset the environments first")

    def action_masks(self) -> Flags:
        """Copies x actions: whether no guardrail would refuse it now."""
        masks: Flags = self._copies.masks.copy()
        return masks

    def close_extras(self, **kwargs: Any) -> None:
        """Leaves the server; a server that was started for these environments alone ends."""
        if hasattr(self, "_copies"):
            self._copies.close()


def with_presence(values: Mapping[str, npt.NDArray[Any]], is_there: Flags) -> dict[str, Any]:
    """Infos as Gymnasium has them: beside the values of a name, in which copies it is."""
    return {name: value for key, given in values.items() for name, value in ((key, given), (f"_{key}", is_there.copy()))}
