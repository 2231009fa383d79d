"""Lives that releases since 0.2.0 can lead: the loop of changes, and a person who is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.upgrade import before_a_change as before
from tests.upgrade import beside_a_change as beside
from tests.upgrade import in_change as during

if TYPE_CHECKING:
    from tests.upgrade.lives import Play

SERVICES: dict[str, Play] = {
    one.__name__.replace("_", "-"): one
    for one in (
        before.change_before_the_committee,
        before.change_voted_once,
        before.change_committee_reminded,
        before.change_chair_asked_after_a_tie,
        before.change_chair_asked_after_the_due_date,
        before.change_chair_escalated,
        before.change_refused,
        before.change_approved,
        before.change_vote_corrected,
        before.change_put_off,
        before.change_asked_again,
        before.change_put_off_while_another_is_made,
        before.changes_queued,
        before.changes_queued_behind_the_committee,
        before.change_withdrawn,
        before.change_given_up,
        before.change_behind_the_owners_answer,
        before.large_change_of_the_cycle,
        during.version_in_design,
        during.version_overdue,
        during.version_designed,
        during.version_sent_back,
        during.version_accepted,
        during.version_ready,
        during.version_not_good_enough,
        during.version_back_in_design,
        during.version_ready_with_others_waiting,
        during.version_live,
        during.version_live_and_the_next_begun,
        during.going_live_corrected,
        during.cycle_due_while_a_version_is_made,
        during.round_for_the_third_time,
        during.change_voted_over_many_runs,
        during.version_in_design_over_many_runs,
        during.version_in_transition_over_many_runs,
        beside.retirement_asked_beside_changes,
        beside.retirement_asked_before_the_committee_decided,
        beside.retirement_asked_before_the_chair_decided,
        beside.retirement_put_off_beside_changes,
        beside.retirement_refused_beside_changes,
        beside.retirement_refused_on_its_day,
        beside.retirement_asked_anew_by_the_cycle,
        beside.changes_cancelled,
        beside.proposer_erased,
    )
}
"""How each service comes to where it waits."""
