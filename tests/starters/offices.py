"""A company whose people and customers came in as a folder of spreadsheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.starters.conftest import company_on

if TYPE_CHECKING:
    from pathlib import Path

    from tests.starters.company import Company
    from tests.starters.servers import Servers
    from tests.support.postgres import TestPostgres

ADMIN = ("--as", "admin")
PEOPLE = (
    "id,name,email,language,time_zone,roles\n"
    "admin,Admin,admin@example.com,tr,Europe/Istanbul,administrator\n"
    "account,Account,account@example.com,tr,Europe/Istanbul,account_manager\n"
    "agent,Agent,agent@example.com,tr,Europe/Istanbul,agent\n"
)
FILES = {
    "people": PEOPLE,
    "groups": "id,name\nholding,Acme Holding\n",
    "customers": "id;müşteri adı;müşteri yöneticisi;gruplar\nacme;Acme A.Ş.;account;holding\n",
    "contacts": (
        "id,customer,name,email,language,time_zone\n"
        "ece,acme,Ece Yıldız,ece@acme.example.com,tr,Europe/Istanbul\n"
    ),
    "technicians": "id,team,customers\nagent,network,acme\n",
}


def office_on(servers: Servers, postgres: TestPostgres, folder: Path) -> Company:
    """A company of its own, by the name of its folder."""
    database = postgres.sibling(folder.name, template=postgres.name)
    one = company_on(servers, database, folder)
    written(one.folder / "in", FILES)
    reports = one.does("import", str(one.folder / "in"), "--apply", *ADMIN)
    assert {report["kind"] for report in reports if report["applied"]} == FILES.keys()
    return one


def written(folder: Path, files: dict[str, str]) -> str:
    folder.mkdir()
    for kind, text in files.items():
        (folder / f"{kind}.csv").write_text(text, encoding="utf-8")
    return str(folder)
