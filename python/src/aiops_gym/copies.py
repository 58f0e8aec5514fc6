"""Copies of an environment behind one WebSocket: the messages `batch` of the server, as arrays."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import json
import os
import weakref
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import websockets.exceptions
import websockets.sync.client
import websockets.sync.connection
from gymnasium.spaces import Box, Discrete

from .errors import ServerError, UsageError
from .server import Server

#: The seeds that environments train on; those beyond are kept for judging, and the server gives them to nobody.
SEEDS = range(1, 1001)

_SECONDS_TO_OPEN = 10.0


@dataclasses.dataclass(frozen=True)
class Step:
    """What a step of all copies came to, a row or a number per copy."""

    rewards: npt.NDArray[np.float64]
    truncated: npt.NDArray[np.bool_]
    #: Index of the action that was carried out: 0 where a guardrail refused the one that was chosen.
    executed: npt.NDArray[np.int32]
    slo_violated: npt.NDArray[np.bool_]
    #: Copies x observation; rows of copies that are not truncated are old. None: no copy is.
    final_observations: npt.NDArray[np.float32] | None


class Copies:
    """Copies that are stepped together. A copy whose episode is over begins its next one in the same step."""

    def __init__(self, count: int, *, url: str | None, seeds: range, options: dict[str, Any]) -> None:
        self.count = count
        self._make = {"count": count, "seeds": {"first": seeds.start, "count": len(seeds)}, **options}
        with contextlib.ExitStack() as stack:
            self.server = Server(url)
            stack.callback(self.server.release)
            self._socket = _connect(self.server, stack)
            self._finalizer = weakref.finalize(self, _leave, stack.pop_all(), os.getpid())
        try:
            told = self.make()
        except BaseException:
            self.close()
            raise
        (length,) = told["observation_shape"]
        low, high = (_decode(told[name], np.float32, length) for name in ("low", "high"))
        self.observation_space = Box(low, high, dtype=np.float32)
        self.action_space = Discrete(len(told["actions"]))
        self.description: dict[str, Any] = {
            name: told[name]
            for name in ("system", "observation", "actions", "reward", "rewardTerms", "steps", "stepSeconds", "end")
        }
        self._see(told)

    def make(self) -> dict[str, Any]:
        """Makes the copies anew, each in the first of its episodes."""
        return self._ask({"make": self._make})

    def renew(self) -> None:
        """As if they had just been made: which seeds come after those that are reset to is the same again."""
        self._see(self.make())

    def reset_at(self, seeds: dict[int, int]) -> None:
        """Begins the episodes of seeds, by the number of the copy."""
        if seeds:
            self._see(self._ask({"reset_at": [[copy, int(seed)] for copy, seed in seeds.items()]}))

    def step(self, actions: npt.NDArray[np.int32]) -> Step:
        """Carries out an action per copy."""
        told = self._ask({"actions": base64.b64encode(actions.astype("<i4").tobytes()).decode()})
        self._see(told)
        final = told.get("final_observations")
        return Step(
            rewards=_decode(told["rewards"], np.float64, self.count),
            truncated=_decode(told["truncated"], np.uint8, self.count).astype(bool),
            executed=_decode(told["executed"], np.int32, self.count),
            slo_violated=_decode(told["slo_violated"], np.uint8, self.count).astype(bool),
            final_observations=None if final is None else self._rows(final),
        )

    def close(self) -> None:
        """Leaves the server; a second call does nothing."""
        self._finalizer()

    def _see(self, told: dict[str, Any]) -> None:
        #: Copies x observation.
        self.observations = self._rows(told["observations"])
        #: Copies x actions: whether no guardrail would refuse it now.
        self.masks = _decode(told["masks"], np.uint8, self.count, int(self.action_space.n)).astype(bool)
        #: Seed of the episode that each copy is in.
        self.seeds = _decode(told["seeds"], np.float64, self.count).astype(np.int64)

    def _rows(self, text: str) -> npt.NDArray[np.float32]:
        return _decode(text, np.float32, self.count, *self.observation_space.shape)

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        if not self._finalizer.alive:
            raise UsageError("the environment is closed")
        try:
            self._socket.send(json.dumps({"type": "batch", "data": request}))
            answer = json.loads(self._socket.recv())
        except websockets.exceptions.ConnectionClosed as error:
            raise ServerError(f"the server has ended the session: {_reason(error)}") from None
        except BaseException:
            # Its answer would be taken for that of the next request.
            self.close()
            raise
        data: dict[str, Any] = answer["data"]
        if answer["type"] != "error":
            return data
        if data["code"] in ("VALIDATION_ERROR", "EXECUTION_ERROR"):
            raise UsageError(data["message"])
        raise ServerError(data["message"])


def spread(seeds: Sequence[int | None], *, of: range, generators: Sequence[np.random.Generator]) -> list[int]:
    """Which episodes are played: those of the seeds that are in the range, others drawn from it."""
    return [
        seed if seed is not None and seed in of else of[int(generator.integers(len(of)))]
        for seed, generator in zip(seeds, generators, strict=True)
    ]


def checked_seeds(seeds: range) -> range:
    """Raises `UsageError` unless it is a range of seeds to train on, without gaps."""
    if not isinstance(seeds, range) or seeds.step != 1 or len(seeds) == 0:
        raise UsageError(f"seeds must be a range without gaps, as range(1, 901), found {seeds!r}")
    if seeds[0] not in SEEDS or seeds[-1] not in SEEDS:
        raise UsageError(f"seeds must be within {SEEDS!r}, on which environments train, found {seeds!r}")
    return seeds


def _connect(server: Server, stack: contextlib.ExitStack) -> websockets.sync.connection.Connection:
    try:
        return stack.enter_context(
            websockets.sync.client.connect(
                server.socket_url, compression=None, max_size=None, open_timeout=_SECONDS_TO_OPEN
            )
        )
    except (OSError, websockets.exceptions.WebSocketException) as error:
        raise ServerError(f"no server answers on {server.url}: {error}") from None


def _leave(stack: contextlib.ExitStack, owner: int) -> None:
    # A process that was forked off has the same connection, which is not its own to end.
    if os.getpid() == owner:
        stack.close()


def _reason(error: websockets.exceptions.ConnectionClosed) -> str:
    return "it has gone" if error.rcvd is None else f"code {error.rcvd.code} {error.rcvd.reason}".strip()


def _decode(text: str, dtype: Any, *shape: int) -> npt.NDArray[Any]:
    """Numbers from the base64 of their little-endian bytes."""
    little = np.dtype(dtype).newbyteorder("<")
    return np.frombuffer(base64.b64decode(text), little).reshape(shape).astype(dtype)
