"""Which processes there are, and the activities that record them, bound to a database."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from activities.contracts import Contracts
from activities.records import Records
from activities.services import Services
from activities.store.contract_laying import figures, laid_out, services_leaving
from activities.store.contract_services import contracts_on
from activities.store.evidence import open_dependents
from activities.store.recorder import open_process, record
from activities.store.unit import UnitOfWork
from workflows.contract import Contract
from workflows.policy_publication import PolicyPublication
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine

    from domain.steps import Step, StepDone

PROCESSES: tuple[type, ...] = (ServiceLifecycle, PolicyPublication, Contract)


def recording(
    engine: Engine, store: Callable[[Connection, Step], StepDone] = record
) -> list[Callable[..., Any]]:
    """The activities every process records with.

    Args:
        store: What writes a step.
    """
    units = partial(UnitOfWork, engine)
    records = Records(units, open_process, store)
    services = Services(units, open_dependents, contracts_on)
    contracts = Contracts(units, laid_out, figures, services_leaving)
    return [
        records.open,
        records.record,
        services.open_dependents,
        services.contracts_on,
        contracts.lay_out,
        contracts.index_figures,
        contracts.services_leaving,
    ]
