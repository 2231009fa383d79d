"""The marks by which runs of an earlier release are told apart, so that their past still replays.

Each is a protocol name, written into histories, and is never changed. It goes when no process runs
any more that came by without it (docs/changing-a-workflow.md).
"""

STEPS_ARE_STORED_AT_ONCE = "steps-are-stored-at-once"
"""Since 0.2.0 a step is stored within the task that heard of it; before, by an activity."""

UNSTATED_CHANGES_ARE_MEASURED = "unstated-changes-are-measured"
"""Since 0.2.0 a change has a size; before, the owner's answer began its version at once."""

THE_STORE_GOES_BEFORE_THE_CALENDAR = "the-store-goes-before-the-calendar"
"""Since 0.2.0 a question asked again hears the store first; before, its due date came first."""

CONTRACTS_ARE_NUDGED = "contracts-are-nudged"
"""Since 0.3.0 a service that is retired lets the contracts on it look; before, none knew it."""

THE_COMMITTEE_IS_ASKED_ANEW = "asked-anew"
"""Since 0.2.0 an owner who retires what was put off has it asked at once; before, on the day."""
