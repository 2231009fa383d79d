"""`asset`: the things of customers that are looked after (R47)."""

from __future__ import annotations

from domain.registers.customers import ASSET
from starters.lazy import LazyGroup
from starters.registering import commands_of

asset = LazyGroup(
    "asset",
    places={
        "add": "starters.asset:add",
        "edit": "starters.asset:edit",
        "show": "starters.asset:show",
        "list": "starters.asset:list_",
        "archive": "starters.asset:archive",
    },
    help="The assets of customers.",
)

add, edit, show, list_, archive = commands_of(ASSET)
