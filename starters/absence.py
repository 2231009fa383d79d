"""`absence`: who is away, and who may act for him meanwhile (R148)."""

from __future__ import annotations

from domain.registers.people import ABSENCE
from starters.lazy import LazyGroup
from starters.registering import commands_of

absence = LazyGroup(
    "absence",
    places={
        "add": "starters.absence:add",
        "edit": "starters.absence:edit",
        "show": "starters.absence:show",
        "list": "starters.absence:list_",
        "archive": "starters.absence:archive",
    },
    help="Absences and who stands in.",
)

add, edit, show, list_, archive = commands_of(ABSENCE)
