"""The compose file as an engine would read it: merged, with its variables put in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from ruamel.yaml import YAML

from tests.house.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = ROOT / "docker-compose.temporal.yml"
EXAMPLE = ROOT / ".env.example"
OURS = "servicecycle"

_VARIABLE = re.compile(
    r"\$(?:(?P<dollar>\$)|\{(?P<name>[A-Za-z_]+)(?:(?P<how>:[-?])(?P<what>[^}]*))?\})"
)
_LINE = re.compile(r"^(?P<name>[A-Z][A-Z0-9_]*)=(?P<value>.*)$", re.MULTILINE)


class MissingVariableError(Exception):
    """A variable the file insists on is not set."""


def put_in(text: str, variables: Mapping[str, str]) -> str:
    """A text with its variables, by the rules of compose that the file uses."""

    def value(found: re.Match[str]) -> str:
        if found["dollar"]:
            return "$"
        given = variables.get(found["name"], "")
        if not given and found["how"] == ":?":
            raise MissingVariableError(found["name"])
        return given or (found["what"] or "" if found["how"] == ":-" else "")

    return _VARIABLE.sub(value, text)


def _everywhere(node: object, variables: Mapping[str, str]) -> object:
    match node:
        case dict():
            return {name: _everywhere(value, variables) for name, value in node.items()}
        case list():
            return [_everywhere(value, variables) for value in node]
        case str():
            return put_in(node, variables)
        case _:
            return node


@cache
def example() -> dict[str, str]:
    """The values of .env.example; a later line may use an earlier one."""
    found: dict[str, str] = {}
    for line in _LINE.finditer(EXAMPLE.read_text(encoding="utf-8")):
        found[line["name"]] = put_in(line["value"], found)
    return found


@cache
def raw() -> dict[str, Any]:
    """The file with its anchors merged and its variables still in it."""
    document: dict[str, Any] = YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8"))
    return document


def composed(variables: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The file with the values of .env.example, or with others."""
    document = _everywhere(raw(), example() if variables is None else variables)
    return cast("dict[str, Any]", document)


@dataclass(frozen=True)
class Service:
    """One service of the file."""

    name: str
    says: dict[str, Any]

    @property
    def is_ours(self) -> bool:
        """Whether it runs our own image."""
        return str(self.says["image"]).startswith(f"{OURS}:")

    @property
    def goes_on(self) -> bool:
        """Whether it serves until it is stopped."""
        return self.says.get("restart") == "unless-stopped"

    @property
    def is_one_shot(self) -> bool:
        """Whether it does its work and ends."""
        return str(self.says.get("restart", "")).startswith("on-failure")

    @property
    def environment(self) -> dict[str, str]:
        """What it is told."""
        return {name: str(value) for name, value in self.says.get("environment", {}).items()}

    @property
    def argv(self) -> list[str]:
        """What it runs; the entry point of our image is our command."""
        entry = [OURS] if self.is_ours else []
        return [*self.says.get("entrypoint", entry), *self.says.get("command", [])]


def services() -> dict[str, Service]:
    """All services, by name."""
    return {name: Service(name, says) for name, says in composed()["services"].items()}


def script(name: str) -> str:
    """The text of a config of the file."""
    return str(composed()["configs"][name]["content"])


def secret(name: str) -> str:
    """What a secret holds, with the values of .env.example."""
    return example()[composed()["secrets"][name]["environment"]]
