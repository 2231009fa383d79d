"""The company of the measurements: who answers what on the way of a service into operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.identity import Actor
from domain.words import Role

if TYPE_CHECKING:
    from pydantic import JsonValue

PEOPLE: dict[str, tuple[Role, ...]] = {
    "admin": (Role.ADMINISTRATOR,),
    "owner": (Role.SERVICE_OWNER,),
    "member-1": (Role.COMMITTEE_MEMBER,),
    "member-2": (Role.COMMITTEE_MEMBER,),
    "member-3": (Role.COMMITTEE_MEMBER,),
    "director": (Role.OPERATIONS_DIRECTOR,),
    "delivery": (Role.SERVICE_DELIVERY_MANAGER,),
    "levels": (Role.SERVICE_LEVEL_MANAGER,),
    "account": (Role.ACCOUNT_MANAGER,),
    "security": (Role.SECURITY_OFFICER,),
    "technician": (Role.TECHNICIAN,),
    "process": (Role.PROCESS_MANAGER,),
}

PROPOSAL: dict[str, JsonValue] = {
    "name": "Managed backup",
    "description": "Backups of servers and workstations, with restores the same day.",
    "owner": "owner",
    "customers_needs": ["restore a lost file the same day"],
    "strategic_goals": ["grow recurring revenue"],
}

_EVIDENCE: list[JsonValue] = ["design document DD-17, chapter two"]

Answer = tuple[str, str, str, dict[str, "JsonValue"] | None]
"""Question, outcome, person, data."""

VOTES: tuple[Answer, ...] = (
    ("committee", "offer", "member-1", None),
    ("committee", "offer", "member-2", None),
)
GATES: tuple[Answer, ...] = (
    (
        "brief",
        "complete",
        "owner",
        {
            "purpose": "keep the customers' data restorable",
            "scope": "servers and workstations of customers",
            "strategic_goals": ["grow recurring revenue"],
            "evidence": _EVIDENCE,
        },
    ),
    (
        "service_levels",
        "complete",
        "levels",
        {
            "service_hours": "24x7",
            "targets": [{"name": "restore", "value": 4.0, "unit": "hours"}],
            "evidence": _EVIDENCE,
        },
    ),
    (
        "customer_needs",
        "complete",
        "account",
        {
            "needs": [
                {
                    "customer": "Acme",
                    "need": "restore a lost file the same day",
                    "met_by": "self service portal with versions",
                }
            ],
            "evidence": _EVIDENCE,
        },
    ),
    (
        "costs",
        "complete",
        "delivery",
        {
            "build": {"minor_units": 1_000_000, "currency": "TRY"},
            "yearly": {"minor_units": 400_000, "currency": "TRY"},
            "funded_by": "the infrastructure budget",
            "evidence": _EVIDENCE,
        },
    ),
    (
        "security",
        "complete",
        "security",
        {
            "confidentiality": "encrypted with keys of the customer",
            "integrity": "checksums are verified every night",
            "conforms_to": ["ISO/IEC 27001"],
            "evidence": _EVIDENCE,
        },
    ),
    (
        "continuity",
        "complete",
        "technician",
        {
            "continuity_plan": "second site takes over within hours",
            "backup_plan": "three copies, one of them off site",
            "recovery_time_hours": 4.0,
            "recovery_point_hours": 24.0,
            "evidence": _EVIDENCE,
        },
    ),
)
REST: tuple[Answer, ...] = (
    (
        "design_acceptance",
        "accept",
        "delivery",
        {"product_policy": "product board reviewed it on the same day"},
    ),
    (
        "go_live_checklist",
        "ready",
        "technician",
        {
            "items": [
                {
                    "item": "monitoring is set up",
                    "done": True,
                    "evidence": "dashboard was reviewed",
                }
            ],
            "back_out": "switch customers back to the old system",
        },
    ),
    ("go_live_acceptance", "accept", "delivery", None),
)

DECISIONS = len(VOTES) + len(GATES) + len(REST)
"""How many answers take a service from its proposal into operation."""


def actor(person: str) -> Actor:
    """A person with the roles he holds."""
    return Actor(person=person, roles=PEOPLE[person])
