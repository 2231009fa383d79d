"""A policy document stands before approval, and goes on in a later run where it stood (R42)."""

from __future__ import annotations

from domain.clock import BusinessClock
from domain.policy import PinnedPolicy
from domain.protocol import Carried, PolicyPublicationInput
from domain.publication_state import BY_APPROVAL, PublicationState, state_of
from domain.words import PolicyState
from tests.domain.samples import policy


def test_a_publication_begins_before_approval() -> None:
    begun = PolicyPublicationInput(policy_id="p-2", title="Shorter notice")
    state = state_of(begun)
    assert state == PublicationState(policy_id="p-2", title="Shorter notice")
    assert state.stage == "approval"


def test_a_later_run_goes_on_where_the_earlier_one_stood() -> None:
    before = PublicationState(policy_id="p-2", title="Shorter notice", author="ada", step=4)
    pinned = PinnedPolicy(version=1, document=policy())
    carried = Carried(state=before.snapshot(), policy=pinned, clock=BusinessClock())
    assert state_of(PolicyPublicationInput(policy_id="p-2", carried=carried)) == before


def test_an_answer_to_the_approval_leaves_no_draft() -> None:
    assert set(BY_APPROVAL.values()) == set(PolicyState) - {PolicyState.DRAFT}
