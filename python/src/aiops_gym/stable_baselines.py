"""Copies as Stable-Baselines3 takes them, masks of MaskablePPO included, and their policies as ONNX.

Needs the extra `train`: pip install "aiops-gym[train]".
"""

from __future__ import annotations

import os
import pathlib
from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import helper, numpy_helper
from stable_baselines3.common.policies import ActorCriticPolicy
from stable_baselines3.common.vec_env import VecEnv

from .errors import UsageError
from .vector_env import AiopsVectorEnv


class AiopsVecEnv(VecEnv):
    """The copies of an `AiopsVectorEnv` as a `VecEnv`, for PPO, MaskablePPO and the wrappers of Stable-Baselines3."""

    def __init__(self, envs: AiopsVectorEnv) -> None:
        self._envs = envs
        self._actions: npt.NDArray[Any] | None = None
        super().__init__(envs.num_envs, envs.single_observation_space, envs.single_action_space)

    def reset(self) -> npt.NDArray[np.float32]:
        observations, infos = self._envs.reset(seed=None if self._seeds[0] is None else self._seeds)
        self.reset_infos = [_row(infos, copy) for copy in range(self.num_envs)]
        self._reset_seeds()
        return observations

    def step_async(self, actions: npt.NDArray[Any]) -> None:
        self._actions = actions

    def step_wait(
        self,
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.bool_], list[dict[str, Any]]]:
        assert self._actions is not None, "step_async comes first"
        observations, rewards, _, truncated, infos = self._envs.step(self._actions)
        rows: list[dict[str, Any]] = [{} for _ in range(self.num_envs)]
        for copy in np.flatnonzero(truncated).tolist():
            rows[copy] = {
                **_row(infos["final_info"], copy),
                "terminal_observation": infos["final_obs"][copy],
                "TimeLimit.truncated": True,
            }
        return observations, rewards.astype(np.float32), truncated, rows

    def close(self) -> None:
        self._envs.close()

    def get_attr(self, attr_name: str, indices: Any = None) -> list[Any]:
        """An attribute, the same for all copies."""
        value = getattr(self._envs, attr_name)
        return [value] * len(self._chosen(indices))

    def set_attr(self, attr_name: str, value: Any, indices: Any = None) -> None:
        raise AttributeError(f"copies share their attributes: {attr_name} can't be set")

    def env_method(self, method_name: str, *args: Any, indices: Any = None, **kwargs: Any) -> list[Any]:
        """Only `action_masks`: other methods are those of all copies."""
        if method_name != "action_masks":
            raise AttributeError(f"a copy has the method action_masks alone, found {method_name}")
        masks = self._envs.action_masks()
        return [masks[copy] for copy in self._chosen(indices)]

    def env_is_wrapped(self, wrapper_class: Any, indices: Any = None) -> list[bool]:
        return [False] * len(self._chosen(indices))

    def _chosen(self, indices: Any) -> Sequence[int]:
        return list(self._get_indices(indices))


def _row(infos: dict[str, Any], copy: int) -> dict[str, Any]:
    return {name: values[copy] for name, values in infos.items() if not name.startswith("_")}


#: Operations of ONNX by the activations that an "MlpPolicy" may have.
_ACTIVATIONS: dict[type[torch.nn.Module], str] = {
    torch.nn.Tanh: "Tanh",
    torch.nn.ReLU: "Relu",
    torch.nn.Sigmoid: "Sigmoid",
    torch.nn.ELU: "Elu",
}


def export_onnx(policy: ActorCriticPolicy, path: str | os.PathLike[str]) -> None:
    """Writes the actor of an "MlpPolicy" as an ONNX file, for `policyFromOnnx`.

    The file is written whole or not at all. Its network takes `observation`, batch x numbers, and gives `logits`, batch x
    actions; masks are applied by whoever chooses.

    Raises:
        UsageError: For a layer other than a dense one, Tanh, ReLU, Sigmoid or ELU.
    """
    # Not by torch.onnx.export, of which one half is deprecated and the other needs a package more: these layers are few.
    nodes: list[onnx.NodeProto] = []
    weights: list[onnx.TensorProto] = []
    last = "observation"
    layers = [*policy.mlp_extractor.policy_net, policy.action_net]
    for place, layer in enumerate(layers):
        output = "logits" if place == len(layers) - 1 else f"layer{place}"
        if isinstance(layer, torch.nn.Linear):
            parameters = {f"{name}{place}": value for name, value in layer.named_parameters()}
            weights += [numpy_helper.from_array(value.detach().numpy(), name) for name, value in parameters.items()]
            nodes.append(helper.make_node("Gemm", [last, *parameters], [output], transB=1))
        elif type(layer) in _ACTIVATIONS:
            nodes.append(helper.make_node(_ACTIVATIONS[type(layer)], [last], [output]))
        else:
            raise UsageError(f"export_onnx: layers must be dense, or one of their activations, found {layer}")
        last = output
    (length,) = policy.observation_space.shape or ()
    count = cast(torch.nn.Linear, policy.action_net).out_features
    graph = helper.make_graph(
        nodes,
        "policy",
        [helper.make_tensor_value_info("observation", onnx.TensorProto.FLOAT, ["batch", length])],
        [helper.make_tensor_value_info("logits", onnx.TensorProto.FLOAT, ["batch", count])],
        weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="aiops-gym")
    onnx.checker.check_model(model)
    target = pathlib.Path(path)
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        unfinished.write_bytes(model.SerializeToString())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
