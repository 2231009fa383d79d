"""How the house is built: its rooms from the import contracts, a decision's way from the code."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from temporalio import activity

from activities.mailroom import Delivery
from activities.records import Records
from activities.store import schema
from docs.generate.mermaid import fenced
from starters.door import Door
from workflows.process import Process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ROOT = Path(__file__).parents[2]


def contracts() -> list[dict[str, Any]]:
    """The contracts that import-linter holds."""
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = project["tool"]["importlinter"]["contracts"]
    return found


def rooms() -> str:
    """Which room may import which, and what none of them may."""
    return fenced("flowchart TD", _arrows())


def _arrows() -> Iterator[str]:
    for contract in contracts():
        match contract["type"]:
            case "layers":
                yield from (
                    f"    {above} --> {below}" for above, below in pairwise(contract["layers"])
                )
            case "forbidden":
                for room in contract["source_modules"]:
                    yield from _never(contract, room)
            case "protected":
                guarded, allowed = contract["protected_modules"], contract["allowed_importers"]
                only = " and ".join(allowed)
                yield f'    {allowed[-1]} -. "only {only}" .-> {_node(guarded[0])}'
            case other:
                message = f"nothing draws a contract of the type {other}"
                raise ValueError(message)


def _never(contract: dict[str, Any], room: str) -> Iterator[str]:
    names = ", ".join(contract["forbidden_modules"])
    box = f"never_{contract['id'].replace('-', '_')}"
    yield f'    {_node(room)} -. never .-x {box}["{names}"]'


def _node(module: str) -> str:
    """A node of the diagram; a module below a room gets its name in a box."""
    return f'{module.replace(".", "_")}["{module}"]' if "." in module else module


def decision() -> str:
    """How an answer travels from a person to the record and on to whoever is told."""
    update = Process.decide._defn  # noqa: SLF001 - no public way
    record = activity._Definition.must_from_callable(Records.record)  # noqa: SLF001 - no public way
    deliver = activity._Definition.must_from_callable(Delivery.deliver)  # noqa: SLF001 - no public way
    written = (schema.decision, schema.event, schema.task, schema.process, schema.notice)
    tables = ", ".join(one.name for one in written)
    return fenced(
        "sequenceDiagram",
        (
            "    actor person",
            f"    participant door as Door.{Door.ask.__name__}",
            "    participant process as the process",
            "    participant keeper as its keeper",
            "    participant store as PostgreSQL",
            "    participant mailroom as Mailroom",
            "    person->>door: servicecycle decide",
            f"    door->>process: update {update.name}, with who acts in a header",
            "    Note over process: the validator refuses without a trace",
            "    process->>process: takes the answer, goes on, asks the next question",
            "    process->>keeper: has come to rest",
            f"    keeper->>store: activity {record.name}, one transaction",
            f"    Note over store: {tables}",
            "    store-->>process: stored",
            "    process-->>door: done means stored",
            "    door-->>person: receipt, and what is asked next",
            "    store-)mailroom: the bell of the outbox",
            f"    mailroom->>store: activity {deliver.name}, one notice after the other",
        ),
    )


PARTS: dict[str, Callable[[], str]] = {"rooms": rooms, "decision": decision}
