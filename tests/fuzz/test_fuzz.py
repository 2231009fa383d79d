"""Random lives agree with the model, in what is accepted, refused, recorded and replayed."""

from __future__ import annotations

import ast
import inspect
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from domain.words import Stage
from tests.fuzz import ballots, cast, consequences, course, judging, model, standing
from tests.fuzz.acts import Claim, Decide, Depend, HandTo, Together, Wait, read, written
from tests.fuzz.choosing import variant_of
from tests.fuzz.coverage import missed, table
from tests.fuzz.driving import Fuzz, fuzz
from tests.fuzz.model import Begin
from tests.fuzz.opening import company
from tests.workflows.conftest import postgres, temporal_env

if TYPE_CHECKING:
    from types import ModuleType

    from temporalio.testing import WorkflowEnvironment

    from tests.fuzz.acts import Act
    from tests.fuzz.driving import Seen
    from tests.support.postgres import TestPostgres

__all__ = ["postgres", "temporal_env"]

FIRST, SEEDS = 60, 18
STATED = (ballots, cast, consequences, course, judging, model, standing)
PROPOSED = Begin(by="owner", owner="owner")
OFFERED = Decide("committee", 1, "offer", by="ayse", door=False)


@pytest.mark.timeout(900)
async def test_random_lives_go_as_the_model_says(
    temporal_env: WorkflowEnvironment, postgres: TestPostgres
) -> None:
    seen: Seen = Counter()
    wrong: list[str] = []
    async for life in fuzz(temporal_env, postgres, range(FIRST, FIRST + SEEDS)):
        seen.update(life.seen)
        wrong += [str(life.wrong)] if life.wrong else []
    assert wrong == [], "\n".join(wrong)
    assert missed(seen) == [], table(seen)


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ({"quorum_percent": 1}, "open: brief/1: the model says"),
        ({"substitutes": False}, "heard that it was accepted, expected not_allowed"),
    ],
)
async def test_a_house_that_is_otherwise_than_the_model_says_is_found(
    temporal_env: WorkflowEnvironment,
    postgres: TestPostgres,
    rules: dict[str, object],
    told: str,
) -> None:
    async with company(temporal_env, postgres, variant_of(0)) as house:
        world = house.world
        lies = [replace(one, committee={**one.committee, **rules}) for one in world.policies]
        house.world = replace(world, policies=tuple(lies))
        script: list[Act] = [replace(OFFERED, by="boss", stands_for="ayse")]
        life = Fuzz(house, seed=0, script=script, how=PROPOSED, patience_seconds=2)
        with pytest.raises(AssertionError, match=told):
            await life.live()


async def test_a_script_is_played_again_as_it_was_written(
    temporal_env: WorkflowEnvironment, postgres: TestPostgres
) -> None:
    script: list[Act] = [OFFERED, replace(OFFERED, by="mehmet"), replace(OFFERED, by="zeynep")]
    async with company(temporal_env, postgres, variant_of(0)) as house:
        life = Fuzz(house, seed=0, script=script, how=PROPOSED)
        await life.live()
    assert life.acts == script
    assert life.model.s.stage == Stage.DESIGN
    assert life.seen[Stage.DESIGN, "decide", "conflict"] == 1


@pytest.mark.parametrize(
    "act",
    [
        replace(OFFERED, data={"until": "2027-01-01"}, corrects=True, request="r1"),
        Claim("service retire", "owner"),
        HandTo("costs", 2, "desk", "delivery", "r2"),
        Depend(on=True),
        Wait(90),
        Together(OFFERED, Claim("policy adopt", "process")),
    ],
)
def test_an_act_is_read_as_it_was_written(act: Act) -> None:
    assert read(written(act)) == act


@pytest.mark.parametrize("room", STATED, ids=lambda room: Path(room.__file__).stem)
def test_the_model_knows_nothing_of_the_product_but_its_words(room: ModuleType) -> None:
    tree = ast.parse(inspect.getsource(room))
    named = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    named |= {
        one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names
    }
    rooms = ("domain", "activities", "workflows", "workers", "starters")
    ours = {str(one) for one in named if str(one).partition(".")[0] in rooms}
    assert ours <= {"domain.words"}
    assert {one for one in named if str(one).startswith("tests.")} <= {
        f"tests.fuzz.{name}"
        for name in (
            "acts",
            "ballots",
            "cast",
            "consequences",
            "course",
            "judging",
            "model",
            "standing",
        )
    }
