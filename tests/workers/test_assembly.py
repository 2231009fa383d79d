"""The house is put together once: all that is called is served, and of each singleton there is one.

The servers are real ones.
"""

from __future__ import annotations

import ast
import sys
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowFailureError
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

import workflows
from activities.mail.folder import FolderTransport
from activities.mail.smtp import SmtpTransport
from domain.errors import UnreachableError
from domain.housekeeping import StrayKind
from domain.ids import HOUSEKEEPING, MAILROOM
from tests.house.repository import tree
from workers.assembly import TemporalEngine, assemble, start_singletons, transport_of
from workers.plugin import servicecycle_plugin
from workers.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

_TEMPORAL = Path(sys.executable).parent / "temporal"
_CALLS = ("execute_activity", "start_activity", "execute_local_activity", "start_local_activity")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def client() -> AsyncIterator[Client]:
    """A real server on which nobody works."""
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(_TEMPORAL), plugins=[servicecycle_plugin()]
    ) as env:
        yield env.client


def settings(data: Path, **more: str) -> Settings:
    """Servers of others, which are not called before there is work."""
    names = {
        "TEMPORAL_ADDRESS": "127.0.0.1:1",
        "SERVICECYCLE_DATABASE_URL": "postgresql://servicecycle@127.0.0.1:1/servicecycle",
    }
    return Settings.resolve(data, names | more)


def called_by_processes() -> Iterator[tuple[Callable[..., Any], bool]]:
    """Each activity that a process calls, and whether it is slow work."""
    for path in sorted(Path(workflows.__file__).parent.glob("*.py")):
        module = import_module(f"workflows.{path.stem}")
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(
                ("self.look", *(f"workflow.{call}" for call in _CALLS))
            ):
                owner, _, method = ast.unparse(node.args[0]).partition(".")
                if not method:
                    # What `look` itself hands on was named by whoever looks.
                    continue
                queues = [one for one in node.keywords if one.arg == "task_queue"]
                yield getattr(vars(module)[owner], method), bool(queues)


def functions(served: list[Callable[..., Any]]) -> set[object]:
    """The methods, whichever instance they are bound to."""
    return {getattr(one, "__func__", one) for one in served}


async def test_every_activity_that_a_process_calls_is_served_on_its_queue(
    tmp_path: Path, client: Client
) -> None:
    assembly = assemble(settings(tmp_path), client)
    called = list(called_by_processes())
    assert functions(assembly.activities) == {one for one, slow in called if not slow}
    assert functions(assembly.slow_activities) == {one for one, slow in called if slow}


async def test_every_process_in_the_house_is_served(tmp_path: Path, client: Client) -> None:
    served = {one.__name__ for one in assemble(settings(tmp_path), client).workflows}
    defined = {
        node.name
        for path in Path(workflows.__file__).parent.glob("*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(one).startswith("workflow.defn") for one in node.decorator_list)
    }
    assert served == defined


async def test_a_house_that_does_not_run_is_not_put_together(
    tmp_path: Path, client: Client
) -> None:
    with pytest.raises(UnreachableError, match="nothing runs"):
        assemble(Settings.resolve(tmp_path / "data", {}), client)


def test_letters_are_files_in_the_data_folder_until_a_mail_server_is_set(tmp_path: Path) -> None:
    assert isinstance(transport_of(settings(tmp_path)), FolderTransport)
    url = "smtp://clerk:secret@mail.example:2525?starttls=true"
    assert isinstance(transport_of(settings(tmp_path, SERVICECYCLE_SMTP_URL=url)), SmtpTransport)


async def test_singletons_that_are_started_twice_are_one_of_each(client: Client) -> None:
    runs = []
    for _ in range(2):
        await start_singletons(client)
        runs.append(
            {
                workflow_id: (await client.get_workflow_handle(workflow_id).describe()).run_id
                for workflow_id in (MAILROOM, HOUSEKEEPING)
            }
        )
    assert runs[0] == runs[1]


async def test_a_singleton_that_was_ended_is_started_again(client: Client) -> None:
    await start_singletons(client)
    handle = client.get_workflow_handle(HOUSEKEEPING)
    await handle.terminate()
    await start_singletons(client)
    assert (await handle.describe()).status is WorkflowExecutionStatus.RUNNING


async def test_housekeeping_hears_what_became_of_a_process(client: Client) -> None:
    engine = TemporalEngine(client)
    assert await engine.what_became_of("service/never") == (
        StrayKind.LOST,
        "Temporal does not know it",
    )
    handle = await client.start_workflow("Waits", id="service/crm", task_queue="nobody")
    assert await engine.what_became_of("service/crm") is None
    await handle.terminate()
    assert await engine.what_became_of("service/crm") == (
        StrayKind.TERMINATED,
        "terminated by an operator",
    )


async def test_a_process_that_ended_by_itself_has_stopped(client: Client) -> None:
    handle = await client.start_workflow(
        "Waits",
        id="service/slow",
        task_queue="nobody",
        execution_timeout=timedelta(milliseconds=10),
    )
    with pytest.raises(WorkflowFailureError):
        await handle.result()
    assert await TemporalEngine(client).what_became_of("service/slow") == (
        StrayKind.STOPPED,
        "Temporal says timed out",
    )


async def test_a_refusal_is_not_taken_for_a_loss(client: Client) -> None:
    with pytest.raises(RPCError, match="WorkflowId is not set"):
        await TemporalEngine(client).what_became_of("")
    address = client.service_client.config.target_host
    elsewhere = await Client.connect(address, namespace="no-such-namespace")
    with pytest.raises(RPCError, match="not found"):
        await anext(TemporalEngine(elsewhere).running())
