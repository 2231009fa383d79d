"""Contracts in force and in draft in the door's company, and what is right to say of one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.starters.company import Company

_TODAY = datetime.now(UTC).date()
AGREED = {
    "id": "spoilt-contract",
    "customer": "acme",
    "type": "paid",
    "name": "Backup for Acme",
    "description": "Every server, once a day",
    "services": ["running"],
    "start_on": (_TODAY - timedelta(days=10)).isoformat(),
    "end_on": (_TODAY + timedelta(days=200)).isoformat(),
    "signed_on": (_TODAY - timedelta(days=20)).isoformat(),
    "plan": "gold",
    "calendar": "office",
    "recipients": {"ours": ["account"], "customer": ["customer"]},
    "notices": {"before": [30, 7], "after": [5]},
    "account_manager": "account",
    "renewal": "tacit",
    "term": {"amount": 12, "unit": "months"},
    "price": {"minor_units": 12_000_000, "currency": "TRY"},
    "price_rule": {"kind": "index", "index": "TUFE", "month": 10},
    "cut_off": {"amount": 30, "unit": "days"},
}
EDIT = {"recipients": {"ours": ["process"]}, "notices": {"before": [14]}}
IN_FORCE, DRAFTED = "in-force", "drafted"
_ACTS = ("add", "activate", "edit", "renew", "terminate", "suspend", "resume", "archive", "index")
RIGHT_PERSONS = {f"contract {act}": "account" for act in _ACTS}
"""Who may do it."""


def fill_contracts(company: Company) -> dict[str, str]:
    """Agree on one contract and draft another; return a file for each command that takes one.

    What is demanded of them leads to no more than is stored when the command returns: the draft
    begins much later, and the price of the other one follows from a rule.
    """
    later = {"start_on": (_TODAY + timedelta(days=90)).isoformat(), "signed_on": None}
    ruled = {"price_rule": {"kind": "percent", "percent": 10}}
    for contract_id, other in ((IN_FORCE, ruled), (DRAFTED, later)):
        said = {**AGREED, "id": contract_id, **other}
        company.does("contract", "add", company.write("contract.json", said), "--as", "account")
    return {
        "contract add": company.write("contract.json", AGREED),
        "contract edit": company.write("edit.json", EDIT),
    }


def right_in_contracts(files: dict[str, str]) -> dict[tuple[str, ...], str | None]:
    """What is right for each parameter of the commands of contracts."""
    return {
        ("CONTRACT",): IN_FORCE,
        ("contract activate", "CONTRACT"): DRAFTED,
        ("contract list", "state"): "active",
        ("DAYS",): "90",
        ("INDEX",): "TUFE",
        ("SPAN",): "12-months",
        **{(path, "file"): file for path, file in files.items()},
    }
