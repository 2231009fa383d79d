"""The lives of services, versions, policies, tasks and notices, drawn from their tables."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from docs.generate.mermaid import BEGIN, END, Arrow, states
from domain.contracts.moves import TRANSITIONS as OF_CONTRACT
from domain.contracts.words import ContractMove, ContractState
from domain.errors import ConflictError
from domain.publication_state import BY_APPROVAL
from domain.service import FINAL_STAGES, TRANSITIONS, Move
from domain.service_state import ServiceState
from domain.words import OPEN_TASK_STATES, ChangeState, NoticeState, PolicyState, Stage, TaskState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)

_MOVED_BY: dict[Move, str] = {
    Move.OFFER: "the committee offers it",
    Move.REJECT: "the committee rejects it",
    Move.ACCEPT: "the design is accepted",
    Move.REDESIGN: "go-live sends it back",
    Move.GO_LIVE: "it goes live",
    Move.RETIRE: "the committee retires it",
    Move.END: "data are returned and erased",
    Move.WITHDRAW: "it is withdrawn",
}

_CONTRACT_MOVED_BY: dict[ContractMove, str] = {
    ContractMove.BEGIN: "activated, and its first day comes",
    ContractMove.SUSPEND: "contract suspend",
    ContractMove.LIFT: "contract resume",
    ContractMove.EXPIRE: "its period ends and none follows",
    ContractMove.RENEW: "contract renew",
    ContractMove.CANCEL: "its day comes after it was terminated, or the draft is taken back",
}

_TASK_BECOMES: dict[TaskState, str] = {
    TaskState.COMPLETED: "answered, or decided by default",
    TaskState.CANCELLED: "the process goes another way",
    TaskState.EXPIRED: "the chair is asked instead",
}

_CHANGE_MOVES: tuple[tuple[ChangeState, ChangeState, str], ...] = (
    (ChangeState.QUEUED, ChangeState.MAKING, "its turn, and small enough"),
    (ChangeState.QUEUED, ChangeState.DECIDING, "its turn, and above the size of policy"),
    (ChangeState.DECIDING, ChangeState.MAKING, "approve"),
    (ChangeState.DECIDING, ChangeState.REJECTED, "reject"),
    (ChangeState.DECIDING, ChangeState.DEFERRED, "defer"),
    (ChangeState.DEFERRED, ChangeState.DECIDING, "the day has come, and its turn"),
    (ChangeState.MAKING, ChangeState.LIVE, "its version goes live"),
)
_STILL_OPEN = dict.fromkeys(at for at, _, _ in _CHANGE_MOVES)

_NOTICE_MOVES: tuple[tuple[NoticeState, NoticeState, str], ...] = (
    (NoticeState.QUEUED, NoticeState.SENT, "delivered"),
    (NoticeState.QUEUED, NoticeState.HELD, "notices hold"),
    (NoticeState.HELD, NoticeState.QUEUED, "notices release"),
    (NoticeState.QUEUED, NoticeState.FAILED, "refused, or tried too often"),
    (NoticeState.FAILED, NoticeState.QUEUED, "notices release"),
)


def service() -> str:
    """The stages of a service."""
    arrows = [(str(at), str(to), _MOVED_BY[move]) for (at, move), to in TRANSITIONS.items()]
    ends = [(str(one), END, "") for one in Stage if one in FINAL_STAGES]
    return states([(BEGIN, str(Stage.STRATEGY), "service propose"), *arrows, *ends])


def later_version() -> str:
    """The stages of a version that is made beside the one in operation."""
    beside = ServiceState(service_id="any", name="any", owner="any", stage=Stage.OPERATION)
    beside.open_draft()
    arrows = [(BEGIN, str(beside.draft_stage), "a change is taken up"), *_moves_of(beside, set())]
    replaced = (str(Stage.OPERATION), str(Stage.RETIRED), "a later version goes live")
    given_up = [
        (str(one), str(Stage.WITHDRAWN), "the service is retired") for one in _makes(arrows)
    ]
    ends = [(str(one), END, "") for one in (Stage.RETIRED, Stage.WITHDRAWN)]
    return states([*arrows, replaced, *given_up, *ends])


def _moves_of(state: ServiceState, seen: set[Stage]) -> Iterator[Arrow]:
    """Every move the code lets the version make from here on."""
    at = state.making_stage
    if at in seen or state.draft is None:
        return
    seen.add(at)
    for move in (one for one in Move if one is not Move.WITHDRAW):
        after = state.model_copy(deep=True)
        try:
            after.move(move, _SOME_DAY)
        except ConflictError:
            continue
        yield str(at), str(after.making_stage), _MOVED_BY[move]
        yield from _moves_of(after, seen)


def _makes(arrows: list[Arrow]) -> list[str]:
    """The stages in which the version is being made, in their order."""
    return list(dict.fromkeys(start for start, _, _ in arrows if start != BEGIN))


def change() -> str:
    """The states of a change of a service."""
    moves = [(str(at), str(to), why) for at, to, why in _CHANGE_MOVES]
    for at in _STILL_OPEN:
        moves.append((str(at), str(ChangeState.WITHDRAWN), "taken back"))
        moves.append((str(at), str(ChangeState.CANCELLED), "the service is retired"))
    ends = [(str(one), END, "") for one in ChangeState if one not in _STILL_OPEN]
    return states([(BEGIN, str(ChangeState.QUEUED), "service change, or a cycle"), *moves, *ends])


def contract() -> str:
    """The states of a contract."""
    arrows = [
        (str(at), str(to), _CONTRACT_MOVED_BY[move]) for (at, move), to in OF_CONTRACT.items()
    ]
    ends = [(str(one), END, "") for one in (ContractState.EXPIRED, ContractState.CANCELLED)]
    return states([(BEGIN, str(ContractState.DRAFT), "contract add"), *arrows, *ends])


def policy() -> str:
    """The states of a policy document."""
    draft = str(PolicyState.DRAFT)
    decided = [(draft, str(to), outcome) for outcome, to in BY_APPROVAL.items()]
    ends = [(str(to), END, "") for to in BY_APPROVAL.values()]
    return states([(BEGIN, draft, "policy publish"), *decided, *ends])


def task() -> str:
    """The states of a task."""
    asked, handed_over = (str(one) for one in OPEN_TASK_STATES)
    closed = [one for one in TaskState if one not in OPEN_TASK_STATES]
    return states(
        [
            (BEGIN, asked, "the process asks"),
            (asked, handed_over, "task assign"),
            *((state, str(to), _TASK_BECOMES[to]) for state in OPEN_TASK_STATES for to in closed),
            *((str(to), END, "") for to in closed),
        ]
    )


def notice() -> str:
    """The states of a notice."""
    moves = [(str(at), str(to), why) for at, to, why in _NOTICE_MOVES]
    return states([(BEGIN, str(NoticeState.QUEUED), "something happened"), *moves])


PARTS: dict[str, Callable[[], str]] = {
    "service-life": service,
    "later-version": later_version,
    "change-life": change,
    "contract-life": contract,
    "policy-life": policy,
    "task-life": task,
    "notice-life": notice,
}
