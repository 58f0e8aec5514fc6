"""What is published."""

import importlib.metadata
import importlib.resources
import json

from aiops_gym.server import find_project


def test_the_version_is_that_of_the_library() -> None:
    library = json.loads((find_project() / "deno.json").read_text("utf-8"))
    assert importlib.metadata.version("aiops-gym") == library["version"]


def test_types_are_published() -> None:
    assert importlib.resources.files("aiops_gym").joinpath("py.typed").is_file()


def test_what_the_index_shows_is_there() -> None:
    told = importlib.metadata.metadata("aiops-gym")
    assert told["Name"] == "aiops-gym" and told["License-Expression"] == "MIT"
    assert "Gymnasium" in told["Summary"] and str(told.get_payload()).startswith("# aiops-gym")
