"""Incidents of simulated services as Gymnasium environments: one by one, or a thousand at once."""

from gymnasium.envs.registration import register

from .copies import SEEDS
from .env import AiopsEnv
from .errors import ServerError, UsageError
from .vector_env import AiopsVectorEnv

__all__ = ["SEEDS", "AiopsEnv", "AiopsVectorEnv", "ServerError", "UsageError"]

register(
    id="aiops/Incident-v0",
    entry_point="aiops_gym:AiopsEnv",
    vector_entry_point="aiops_gym:AiopsVectorEnv",
)
