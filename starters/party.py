"""`party`: suppliers and other parties who deliver part of a service (R96, R136)."""

from __future__ import annotations

from domain.registers.parties import PARTY
from starters.lazy import LazyGroup
from starters.registering import commands_of

party = LazyGroup(
    "party",
    places={
        "add": "starters.party:add",
        "edit": "starters.party:edit",
        "show": "starters.party:show",
        "list": "starters.party:list_",
        "archive": "starters.party:archive",
    },
    help="Suppliers and other parties.",
)

add, edit, show, list_, archive = commands_of(PARTY)
