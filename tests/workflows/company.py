"""A small company for the tests of processes: its people, its policy, and what they answer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

import domain
from domain.identity import Actor
from domain.policy import Policy, parse_policy
from domain.words import Role

if TYPE_CHECKING:
    from pydantic import JsonValue

Data = dict[str, "JsonValue"]
Changes = Mapping[tuple[str, ...], object]

ROLES: dict[str, tuple[Role, ...]] = {
    "owner": (Role.SERVICE_OWNER,),
    "ayse": (Role.COMMITTEE_MEMBER,),
    "mehmet": (Role.COMMITTEE_MEMBER,),
    "zeynep": (Role.COMMITTEE_MEMBER,),
    "director": (Role.OPERATIONS_DIRECTOR,),
    "boss": (Role.SENIOR_MANAGEMENT,),
    "delivery": (Role.SERVICE_DELIVERY_MANAGER,),
    "levels": (Role.SERVICE_LEVEL_MANAGER,),
    "account": (Role.ACCOUNT_MANAGER,),
    "security": (Role.SECURITY_OFFICER,),
    "tech": (Role.TECHNICIAN,),
    "process": (Role.PROCESS_MANAGER,),
    "admin": (Role.ADMINISTRATOR,),
    "customer": (Role.CONTACT,),
}
JOINS_LATER = "newcomer"
PEOPLE: list[dict[str, object]] = [
    {
        "person_id": one,
        "name": one.title(),
        "email": f"{one}@example.com",
        "language": "en",
        "time_zone": "Europe/Istanbul",
        "roles": list(roles),
        "substitutes": ["boss"] if one == "ayse" else [],
    }
    for one, roles in ROLES.items()
]
ROLES[JOINS_LATER] = (Role.COMMITTEE_MEMBER,)
REASON = "because the records say so"
EVIDENCE: list[JsonValue] = ["design document DD-17, chapter two"]
GATES: dict[str, tuple[str, Data]] = {
    "brief": (
        "owner",
        {
            "purpose": "keep the customers' data restorable",
            "scope": "servers and workstations of customers",
            "strategic_goals": ["grow recurring revenue"],
            "evidence": EVIDENCE,
        },
    ),
    "service_levels": (
        "levels",
        {
            "service_hours": "24x7",
            "targets": [{"name": "restore", "value": 4.0, "unit": "hours"}],
            "evidence": EVIDENCE,
        },
    ),
    "customer_needs": (
        "account",
        {
            "needs": [
                {
                    "customer": "Acme",
                    "need": "restore a lost file the same day",
                    "met_by": "self service portal with versions",
                }
            ],
            "evidence": EVIDENCE,
        },
    ),
    "costs": (
        "delivery",
        {
            "build": {"minor_units": 1_000_000, "currency": "TRY"},
            "yearly": {"minor_units": 400_000, "currency": "TRY"},
            "funded_by": "the infrastructure budget",
            "evidence": EVIDENCE,
        },
    ),
    "security": (
        "security",
        {
            "confidentiality": "encrypted with keys of the customer",
            "integrity": "checksums are verified every night",
            "conforms_to": ["ISO/IEC 27001"],
            "evidence": EVIDENCE,
        },
    ),
    "continuity": (
        "tech",
        {
            "continuity_plan": "second site takes over within hours",
            "backup_plan": "three copies, one of them off site",
            "recovery_time_hours": 4.0,
            "recovery_point_hours": 24.0,
            "evidence": EVIDENCE,
        },
    ),
}
ACCEPTANCE: Data = {"product_policy": "product board reviewed it on the same day"}
CHECKLIST: Data = {
    "items": [
        {"item": "monitoring is set up", "done": True, "evidence": "dashboard was reviewed"},
    ],
    "back_out": "switch customers back to the old system",
}
DATA_RETURN: Data = {
    "returned_to": "the customers' own archives",
    "method_of_erasure": "keys were shredded and disks wiped",
    "evidence": EVIDENCE,
}
CHANGE: Data = {"change": "restores run by the customers themselves"}
PROPOSAL: dict[str, object] = {
    "name": "Managed backup",
    "description": "Backups that are restored every month",
    "owner": "owner",
    "customers_needs": ["restore quickly"],
    "strategic_goals": ["grow recurring revenue"],
}


def policy_document(changes: Changes | None = None) -> Policy:
    """The policy of the company, in force for years, with some of its entries changed."""
    text = (Path(domain.__file__).parent / "default_policy.yaml").read_text(encoding="utf-8")
    raw: dict[str, Any] = YAML(typ="safe").load(text)
    raw["effective_on"] = "2020-01-01"
    for path, value in (changes or {}).items():
        chapter = raw
        for part in path[:-1]:
            chapter = chapter[part]
        chapter[path[-1]] = value
    return parse_policy(raw)


def actor(person: str, stands_for: str | None = None) -> Actor:
    """A person as a starter lets him in, with the roles of whoever he stands in for."""
    roles = ROLES.get(person, ()) + ROLES.get(stands_for or "", ())
    return Actor(person=person, roles=roles, stands_for=stands_for)
