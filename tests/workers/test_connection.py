from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
    RemoveSearchAttributesRequest,
)

from domain.errors import ConflictError, UnreachableError
from tests.support.supervised import Watched, running
from workers.connection import connect
from workers.embedded.ports import free_port
from workers.search_attributes import register_search_attributes
from workers.settings import Settings
from workflows.search import SEARCH_ATTRIBUTES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

DATABASE = "postgresql://nobody@127.0.0.1:1/nowhere"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def watched(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Watched]:
    async with running(tmp_path_factory.mktemp("house") / "data") as one:
        yield one


def external(address: str, **more: str) -> Settings:
    return Settings.resolve(
        environ={"TEMPORAL_ADDRESS": address, "SERVICECYCLE_DATABASE_URL": DATABASE} | more
    )


async def test_embedded_temporal_is_reached_by_its_folder_alone(watched: Watched) -> None:
    client = await connect(watched.settings)
    assert await client.service_client.check_health()
    assert client.namespace == "default"


async def test_same_server_is_reached_as_an_external_one(watched: Watched) -> None:
    address = watched.settings.temporal.address
    client = await connect(external(address, TEMPORAL_NAMESPACE="default"))
    assert await client.service_client.check_health()


async def test_namespace_of_the_environment_is_the_one_of_the_client(watched: Watched) -> None:
    address = watched.settings.temporal.address
    client = await connect(external(address, TEMPORAL_NAMESPACE="elsewhere"))
    assert client.namespace == "elsewhere"


async def test_silent_server_is_an_error_that_names_it_and_the_setting() -> None:
    address = f"127.0.0.1:{free_port()}"
    with pytest.raises(UnreachableError, match=rf"{address} does not .*TEMPORAL_ADDRESS"):
        await connect(external(address), patience=0.3)


async def test_stack_that_does_not_run_is_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(UnreachableError, match="run `servicecycle up`"):
        await connect(Settings.resolve(tmp_path, environ={}))


async def test_api_key_of_a_profile_means_an_encrypted_connection() -> None:
    address = f"127.0.0.1:{free_port()}"
    settings = external(address, TEMPORAL_API_KEY="key-of-the-cloud")
    assert settings.external is not None
    assert settings.external.profile.to_client_connect_config()["tls"]
    assert "key-of-the-cloud" not in repr(settings)


async def test_search_attributes_are_registered_once_with_their_types(watched: Watched) -> None:
    first = await register_search_attributes(watched.settings)
    assert first == sorted(SEARCH_ATTRIBUTES)
    assert await register_search_attributes(watched.settings) == []
    client = await connect(watched.settings)
    known = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace="default")
    )
    found = {
        name: IndexedValueType.Name(kind).removeprefix("INDEXED_VALUE_TYPE_")
        for name, kind in known.custom_attributes.items()
    }
    assert found == SEARCH_ATTRIBUTES


async def test_search_attribute_of_another_type_is_a_conflict_that_names_it(
    watched: Watched,
) -> None:
    await register_search_attributes(watched.settings)
    client = await connect(watched.settings)
    operator = client.operator_service
    await operator.remove_search_attributes(
        RemoveSearchAttributesRequest(namespace="default", search_attributes=["Owner"])
    )
    await operator.add_search_attributes(
        AddSearchAttributesRequest(
            namespace="default",
            search_attributes={"Owner": IndexedValueType.INDEXED_VALUE_TYPE_DATETIME},
        )
    )
    with pytest.raises(ConflictError, match=r"Owner .*DATETIME.* must be .*KEYWORD"):
        await register_search_attributes(watched.settings)
