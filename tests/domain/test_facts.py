"""Every fact is evidence for clauses of ISO/IEC 20000-1, and is read back as it was written."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from pydantic import TypeAdapter

from domain import change_facts, facts
from domain.contracts import facts as contract_facts
from domain.contracts.fact import ContractFact
from domain.fact import Fact
from domain.facts import AnyFact, GateAnswered, StageEntered
from domain.service import Move
from domain.words import Gate, Stage
from tests.domain.samples import NOW, every_fact, proposal

if TYPE_CHECKING:
    from collections.abc import Iterable

FACTS = every_fact()
ADAPTER: TypeAdapter[Fact] = TypeAdapter(AnyFact)
DAY = date(2027, 3, 1)


def kinds() -> Iterable[type[Fact]]:
    named = {**vars(facts), **vars(change_facts), **vars(contract_facts)}.values()
    return {kind for kind in named if isinstance(kind, type) and _is_fact(kind)}


def _is_fact(kind: type) -> bool:
    return issubclass(kind, Fact) and kind not in {
        Fact,
        change_facts.ChangeFact,
        ContractFact,
    }


def test_the_samples_are_one_fact_of_every_kind() -> None:
    assert {type(fact) for fact in FACTS} == set(kinds())


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.kind)
def test_a_fact_is_read_back_by_its_kind(fact: Fact) -> None:
    assert ADAPTER.validate_json(ADAPTER.dump_json(fact)) == fact


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.kind)
def test_a_fact_is_evidence_for_clauses(fact: Fact) -> None:
    assert fact.clauses() != ()
    assert [one for one in fact.clauses() if not re.fullmatch(r"\d+(\.\d+){1,2}", one)] == []


def test_a_fact_by_itself_proves_nothing() -> None:
    assert Fact(kind="something").clauses() == ()


def test_every_kind_of_fact_has_a_name_of_its_own() -> None:
    assert len({fact.kind for fact in FACTS}) == len(FACTS)


@pytest.mark.parametrize("stage", list(Stage))
def test_entering_any_stage_is_evidence(stage: Stage) -> None:
    assert StageEntered(service_id="e-mail", version=1, stage=stage).clauses() != ()


@pytest.mark.parametrize(
    ("gate", "clause"),
    [
        (Gate.BRIEF, "8.5.2"),
        (Gate.SERVICE_LEVELS, "8.3.3"),
        (Gate.CUSTOMER_NEEDS, "8.3.2"),
        (Gate.COSTS, "8.4.1"),
        (Gate.SECURITY, "8.7.3"),
        (Gate.CONTINUITY, "8.7.2"),
    ],
)
def test_each_gate_is_evidence_for_its_own_clause(gate: Gate, clause: str) -> None:
    assert GateAnswered(service_id="e-mail", version=1, gate=gate, data={}).clauses() == (clause,)


def test_facts_of_one_decision_do_not_share_a_key() -> None:
    replaced = StageEntered(service_id="e-mail", version=1, stage=Stage.RETIRED, leading=False)
    live = StageEntered(service_id="e-mail", version=2, stage=Stage.OPERATION, move=Move.GO_LIVE)
    gates = [GateAnswered(service_id="e-mail", version=1, gate=gate, data={}) for gate in Gate]
    parts = [fact.key_part() for fact in (replaced, live, *gates, *FACTS[-3:])]
    assert len(set(parts)) == len(parts)


def test_an_event_carries_the_small_facts_and_not_its_kind_twice() -> None:
    told = facts.ServiceDeferred(service_id="e-mail", until=DAY).told()
    assert told == {"service_id": "e-mail", "until": "2027-03-01"}
    assert facts.CustomersTold(service_id="e-mail", ends_at=NOW + timedelta(days=90)).told() == {
        "service_id": "e-mail",
        "ends_at": "2027-05-30T09:30:00Z",
    }


def test_a_proposal_is_recorded_as_it_was_made() -> None:
    told = facts.ServiceProposed(service_id="e-mail", proposal=proposal()).told()
    assert told["proposal"] == proposal().model_dump(mode="json")


def test_an_operator_reads_a_fact_in_a_few_words() -> None:
    assert facts.CustomersTold(service_id="e-mail", ends_at=NOW).words() == "customers told"
    live = StageEntered(service_id="e-mail", version=2, stage=Stage.OPERATION)
    assert live.words() == "version 2 enters operation"
    assert all(fact.words() for fact in FACTS)
