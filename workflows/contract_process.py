"""What every part of a contract's life shares: its clock, its notices, and how it shows itself."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from temporalio import workflow

from domain.contracts.correction_facts import ContractGoesOn, ContractStands
from domain.contracts.crediting import at_the_boundary
from domain.contracts.due import (
    awaits_its_price,
    ending_of,
    held_until,
    last_day_told,
    over_at,
    prospect,
    silence_at,
)
from domain.contracts.facts import NotRenewed, TerminationNoted
from domain.contracts.notice_facts import NoticeGiven, NoticesPassed
from domain.contracts.opening import first_facts, picture_of, state_of
from domain.contracts.questions import all_but, contract_question
from domain.contracts.refusals import where_it_stands
from domain.contracts.state import ContractRun
from domain.contracts.words import NoticeStanding, RenewalState
from domain.errors import ConflictError
from domain.ids import subject_of
from domain.steps import ProcessView
from domain.words import SYSTEM, ProcessKind
from workflows.process import Process
from workflows.waiting import Alarm, Interrupted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from activities.contracts import Contracts
    from domain.asking import Verdict
    from domain.contracts.facts import AnyContractFact
    from domain.contracts.periods import PlannedNotice
    from domain.contracts.protocol import ContractInput
    from domain.describing import Picture
    from domain.facts import AnyFact
    from domain.identity import Actor
    from domain.policy import QuestionName
    from domain.words import TaskState

R = TypeVar("R")
W = TypeVar("W")

AN_OUTAGE = "a later notice was due at the same moment"
OVER = "the period is over"


class PeriodOver(Interrupted):
    """The present period has come to its end."""


class SilenceRenews(Interrupted):
    """The last day on which a tacit contract can be terminated is over."""


class StandsOtherwise(Interrupted):
    """A person has changed what the contract waits for."""


class ContractProcess(Process[ContractRun]):
    """What every part of the life of a contract can do."""

    def __init__(self, begun: ContractInput) -> None:
        super().__init__(begun, state_of(begun))
        self._contract = begun
        self._is_between = False
        self._looks = 0

    # What a contract says of itself.

    def view(self) -> ProcessView:
        """Where the contract stands, for its row."""
        state = self.lasting
        return ProcessView(
            kind=ProcessKind.CONTRACT,
            subject=subject_of("contract", state.contract_id),
            stage=state.stage,
            state=state.text(),
            ended=state.ended,
        )

    def alarm(self) -> Alarm | None:
        """The end of the period goes before all else, and the cut-off where silence renews.

        Neither goes before a correction, whose answer a new run hears from the store.
        """
        if self._is_between or self._goes_back is not None:
            return None
        alarm = self._next_alarm()
        is_due = alarm is not None and alarm.at <= self.now()
        return None if is_due and not self._has_heard() else alarm

    def _next_alarm(self) -> Alarm | None:
        over, silence = over_at(self.state), silence_at(self.state)
        if silence is not None and (over is None or silence <= over):
            return Alarm(silence, SilenceRenews())
        return Alarm(over, PeriodOver()) if over else None

    def _has_heard(self) -> bool:
        """Whether the answer is known by which a correction replaces another, and is followed."""
        return self.state.corrected_in != self._stored and self._answers_are_taken()

    def _must_stop(self) -> bool:
        alarm = self.alarm()
        return super()._must_stop() or (alarm is not None and alarm.at <= self.now())

    def has_looked(self) -> bool:
        """Whether what it reads of the records has taken its course."""
        at_rest = self._looks == 0 and (not self._is_between or bool(self.state.tasks))
        return at_rest and self._has_nothing_to_write()

    def opened_at(self, at: datetime) -> None:
        """A draft is one from now on."""
        self.state.entered_at = self.state.entered_at or at
        self.state.since_at = self.state.since_at or at

    def first_facts(self) -> Sequence[AnyFact]:
        """What was written down."""
        return first_facts(self._contract)

    def opens_quietly(self) -> bool:
        """Nothing is sent while a contract only comes over from elsewhere."""
        comes_over = self._contract.quiet_until is not None and self._contract.carried is None
        return self.state.is_quiet(self.now()) or (comes_over and not self._has_waited)

    def undone(self, back: ContractRun, actor: Actor, why: str) -> None:
        """A correction takes the renewal back; what the calendar or a person did since stays."""
        back.keep_what_happened_since(self.state)
        back.corrected_in = self.state.step + 1
        stands = ContractStands(
            contract_id=back.contract_id,
            renewal_state=back.renewal,
            period=back.period.number if back.period else None,
            terminates_on=back.terminated.on if back.terminated else None,
            at=self.now(),
        )
        self.note(stands, by=actor.person, why=why)

    def picture(self) -> Picture:
        """What the Temporal UI shows of it."""
        return picture_of(self.state, self.policy.contracts)

    # Steps that several parts take.

    def tell(
        self,
        *facts: AnyContractFact,
        after: Verdict | None = None,
        by: str = SYSTEM,
        why: str = "",
    ) -> None:
        """Note facts; nobody is written to while the contract only comes over from elsewhere."""
        quietly = {"quietly": True} if self.opens_quietly() else {}
        for one in facts:
            if isinstance(one, NotRenewed | TerminationNoted) and not quietly:
                self.state.told_end = one.last_day()
        told = (one.model_copy(update=quietly) for one in facts)
        self.note(*told, after=after, by=by, why=why)

    def tell_what_stands_now(
        self, *, after: Verdict | None = None, by: str = SYSTEM, why: str = ""
    ) -> None:
        """Whoever was told of an end that was taken back hears of it, or of the one that stands."""
        state, told_on = self.state, self.state.told_end
        # Of what had expired it is told at once that another period begins.
        if told_on is None or not state.runs or ending_of(state) == told_on:
            return
        told: NotRenewed | TerminationNoted | ContractGoesOn
        if state.terminated is not None:
            told = TerminationNoted(contract_id=state.contract_id, on=state.terminated.on)
        elif state.renewal is RenewalState.RENEWAL_REJECTED:
            told = NotRenewed(contract_id=state.contract_id, ends_on=held_until(state))
        else:
            told = ContractGoesOn(contract_id=state.contract_id, told_on=told_on)
            state.told_end = None
        self.tell(told, after=after, by=by, why=why)

    async def look(self, reads: Callable[[Contracts, W], R], wanted: W, summary: str) -> R:
        """Read something of the records, to its end, whatever overtakes whoever wants to know.

        No run ends meanwhile: what came back then would fail the task of somebody's answer.
        """
        self._looks += 1
        reading = asyncio.ensure_future(self.at_once(reads, wanted, summary))
        reading.add_done_callback(self._has_read)
        return await asyncio.shield(reading)

    def _has_read(self, _reading: asyncio.Future[R]) -> None:
        self._looks -= 1
        # What a run reads as it begins fills no page, else a small page would never let one work.
        self._began_with = self._began_with or workflow.info().get_current_history_length()

    def _is_at_rest(self) -> bool:
        return super()._is_at_rest() and self._looks == 0

    def _may_turn_the_page(self) -> bool:
        return self._looks == 0 and super()._may_turn_the_page()

    def close_questions(self, reason: str, names: tuple[QuestionName, ...]) -> None:
        """Close what is asked under some names; all else stays open."""
        self.close_tasks(reason, but=all_but(names))

    def _close(self, task_id: str, state: TaskState, reason: str) -> None:
        """Close a task; the same question has another id when it is asked again."""
        name = self.state.tasks[task_id].question.name
        self.state.counts[name] = self.state.next_ordinal(name)
        super()._close(task_id, state, reason)

    async def _ask(
        self, name: QuestionName, *, requester: str | None = None, service: str = ""
    ) -> Verdict:
        question = contract_question(
            name, self.state, self.policy, requester=requester, service=service
        )
        return await self.ask(question)

    async def _give_notices(self) -> None:
        """Give each notice at its instant; of several that are overdue only the last is given.

        Nothing else deals with a notice while this waits for it.
        """
        while ahead := self.state.notices_ahead():
            await self.until(lambda: False, at=ahead[0].at, why=_notice(ahead[0]))
            now = self.now()
            if awaits_its_price(self.state, now):
                return
            self._give(tuple(one for one in ahead if one.at <= now))

    async def _turn_credits(self) -> None:
        """Let a billing period follow the other; of several that are overdue each is on record."""
        while (turn := self.state.billing) and turn.next_at:
            await self.until(lambda: False, at=turn.next_at, why="the next billing period begins")
            self.note(*at_the_boundary(self.state, turn))

    def _give(self, due: tuple[PlannedNotice, ...]) -> None:
        *earlier, last = due
        state, period = self.state, self.state.present
        self._pass(tuple(earlier), NoticeStanding.PASSED_OVER, AN_OUTAGE)
        state.handle((last,))
        if last.offset <= 0 and state.is_undecided and state.renewal is RenewalState.NONE:
            self.note(state.advance(RenewalState.NOTICE_DUE))
        follows = prospect(state, while_suspended=self.policy.contracts.tacit_while_suspended)
        self.tell(
            NoticeGiven(
                contract_id=state.contract_id,
                period=period.number,
                notice=last,
                prospect=follows,
                last_day=last_day_told(state, follows),
                cut_off_on=period.its_end.cut_off_on,
            )
        )

    def _pass(self, notices: tuple[PlannedNotice, ...], standing: NoticeStanding, why: str) -> None:
        """Note notices that are not given any more."""
        self.state.handle(notices)
        if notices:
            passed = NoticesPassed(
                contract_id=self.state.contract_id,
                period=self.state.present.number,
                notices=notices,
                standing=standing,
                why=why,
            )
            self.note(passed)

    @contextmanager
    def _between_periods(self) -> Iterator[None]:
        """The alarm of the period that is over does not go off again while the next one begins."""
        self._is_between = True
        try:
            yield
        finally:
            self._is_between = False

    def no_to(self, what: str, why_not: str, *, moves: bool) -> ConflictError:
        """The refusal of a demand that the contract does not allow: why, and what it does."""
        stands = why_not or where_it_stands(self.state)
        because = "it is being changed at this moment; ask again" if moves else stands
        message = f"{self.state.contract_id} cannot {what}: {because}"
        return ConflictError(message, field="contract")


def _notice(one: PlannedNotice) -> str:
    """A notice, for the timer in the Temporal UI."""
    when = "after" if one.offset > 0 else "before"
    return f"the notice {abs(one.offset)} days {when} the end"
