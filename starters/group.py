"""`group`: groups of customers, such as the companies of a holding (R50, R55)."""

from __future__ import annotations

from domain.registers.customers import GROUP
from starters.lazy import LazyGroup
from starters.registering import commands_of

group = LazyGroup(
    "group",
    places={
        "add": "starters.group:add",
        "edit": "starters.group:edit",
        "show": "starters.group:show",
        "list": "starters.group:list_",
        "archive": "starters.group:archive",
    },
    help="Groups of customers.",
)

add, edit, show, list_, archive = commands_of(GROUP)
