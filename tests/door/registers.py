"""A record in every register of the door's company, and what is right to say of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.starters.company import Company

CUSTOMERS = "id,name,account_manager\nacme,Acme,account\nspoilt,Spoilt Ltd,\n"
_AS = ("--as", "admin")
_REGISTERED = {
    "group": {"id": "holding", "name": "Acme Holding"},
    "customer": {"id": "acme", "name": "Acme", "groups": ["holding"]},
    "contact": {"id": "customer", "customer": "acme"},
    "asset": {"id": "server-1", "customer": "acme", "name": "Server", "kind": "server"},
    "party": {"id": "cables", "name": "Cables Ltd"},
    "role": {"id": "network", "name": "Network", "permissions": ["second_line"]},
    "absence": {
        "id": "summer",
        "absent": "ayse",
        "substitute": "mehmet",
        "from_on": "2031-07-01",
        "back_on": "2031-07-15",
    },
}
_LEFT_OUT = None


def fill_registers(company: Company) -> str:
    """Register one record of each kind; return a file of customers to import."""
    for kind, said in _REGISTERED.items():
        company.does(kind, "add", company.write(f"{kind}.json", said), *_AS)
    company.does("technician", "convert", "owner", *_AS)
    company.does(
        "customer", "need", "add", "acme", "--need", "reports in Persian", "--as", "account"
    )
    return company.write("customers.csv", CUSTOMERS)


def right_in_registers(import_file: str) -> dict[tuple[str, ...], str | None]:
    """What is right for each parameter of the registers' commands."""
    return {
        ("CUSTOMER",): "acme",
        ("GROUP",): "holding",
        ("CONTACT",): "customer",
        ("TECHNICIAN",): "owner",
        ("STAFF_ROLE",): "network",
        ("ABSENCE",): "summer",
        ("ASSET",): "server-1",
        ("PARTY",): "cables",
        ("EMAIL",): "info@acme.example.com",
        ("TIME_ZONE",): "Europe/Istanbul",
        ("OURS=THEIRS",): "incident=arıza",
        ("YES|NO",): "yes",
        ("EXTERNAL|INTERNAL",): "external",
        ("AGREEMENT|SPORADIC",): "agreement",
        ("TR|EN|ZH|FA",): "tr",
        ("MET|PLANNED|DECLINED",): "met",
        ("SUPPLIER|AUTHORISED_PROVIDER|OTHER",): "supplier",
        ("COMMA|SEMICOLON|TAB",): _LEFT_OUT,
        ("import", "file"): import_file,
        ("import", "KIND"): "customers",
        ("columns", "KIND"): "customers",
        ("import", "cut_over"): _LEFT_OUT,
        ("customer need answer", "number"): "1",
        ("contact grant", "group"): _LEFT_OUT,
        ("contact revoke", "group"): _LEFT_OUT,
        ("absence edit", "from_on"): "2031-07-02",
        ("absence edit", "back_on"): "2031-07-16",
        ("absence edit", "substitute"): "mehmet",
        ("absence edit", "absent"): "ayse",
        ("absence list", "absent"): "ayse",
        ("absence add", "from_on"): "2032-07-02",
        ("absence add", "back_on"): "2032-07-16",
        ("absence add", "absent"): "ayse",
        ("absence add", "substitute"): "mehmet",
        ("contact add", "customer"): "acme",
        ("technician convert", "record_id"): "mehmet",
        ("technician add", "id"): "mehmet",
        ("technician add", "file"): _LEFT_OUT,
        ("role put", "record_id"): "mehmet",
        ("role take", "record_id"): "mehmet",
        **{(f"role {act}", "record_id"): "network" for act in ("edit", "show", "archive")},
        **{(f"role {act}", "permissions"): "second_line" for act in ("add", "edit")},
        **{(f"role {act}", "currency"): "TRY" for act in ("add", "edit")},
        **{(f"{kind} add", "file"): _LEFT_OUT for kind in _REGISTERED},
        **{(f"{kind} add", "id"): f"new-{kind}" for kind in _REGISTERED},
    }


RIGHT_PERSONS = {
    **{f"{kind} {act}": "admin" for kind in _REGISTERED for act in ("add", "edit", "archive")},
    **{
        f"technician {act}": "admin"
        for act in ("add", "convert", "assign", "unassign", "edit", "archive")
    },
    **{f"role {act}": "admin" for act in ("put", "take")},
    **{f"contact {act}": "admin" for act in ("active", "grant", "revoke")},
    "contact passive": "account",
    **{f"customer need {act}": "account" for act in ("add", "answer")},
    "import": "admin",
}
"""Who may do it."""
