"""Random lives agree with the model, in what is accepted, refused, recorded and replayed."""

from __future__ import annotations

import ast
import inspect
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from domain.words import Stage
from tests.fuzz import (
    ballots,
    cast,
    changes,
    consequences,
    course,
    demanding,
    judging,
    model,
    standing,
)
from tests.fuzz.acts import (
    Claim,
    Decide,
    Depend,
    HandTo,
    Propose,
    TakeBack,
    Together,
    Wait,
    read,
    written,
)
from tests.fuzz.beginning import variant_of
from tests.fuzz.coverage import missed, table
from tests.fuzz.driving import Fuzz
from tests.fuzz.lives import fuzz
from tests.fuzz.model import Begin
from tests.fuzz.opening import company
from tests.fuzz.script import Script, script_of
from tests.workflows.conftest import postgres, temporal_env
from tests.workflows.house import today

if TYPE_CHECKING:
    from types import ModuleType

    from temporalio.testing import WorkflowEnvironment

    from tests.fuzz.acts import Act
    from tests.fuzz.driving import Seen
    from tests.support.postgres import TestPostgres

__all__ = ["postgres", "temporal_env"]

SEEDS = (61, 62, 65, 68, 69, 73, 77, 78, 88)
SCRIPTS = sorted((Path(__file__).parent / "scripts").iterdir())
KEPT = [script_of(one.read_text(encoding="utf-8")) for one in SCRIPTS]
STATED = (ballots, cast, changes, consequences, course, demanding, judging, model, standing)
PROPOSED = Begin(by="owner", owner="owner", given=("costs",))
A_DAY = datetime(2030, 1, 1, 9, 30, tzinfo=UTC)
OFFERED = Decide("committee", 1, "offer", by="ayse", door=False)


@pytest.mark.timeout(900)
async def test_random_lives_go_as_the_model_says(
    temporal_env: WorkflowEnvironment, postgres: TestPostgres
) -> None:
    seen: Seen = Counter()
    wrong: list[str] = []
    async for life in fuzz(temporal_env, postgres, SEEDS):
        seen.update(life.seen)
        wrong += [str(life.wrong)] if life.wrong else []
    for script in KEPT:
        async for life in fuzz(temporal_env, postgres, [script.seed], script=script.on(today())):
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
        acts = (replace(OFFERED, by="boss", stands_for="ayse"),)
        script = Script(0, PROPOSED, A_DAY, acts)
        life = Fuzz(house, seed=0, script=script, patience_seconds=2)
        with pytest.raises(AssertionError, match=told):
            await life.live()


async def test_a_script_is_played_again_as_it_was_written(
    temporal_env: WorkflowEnvironment, postgres: TestPostgres
) -> None:
    acts = (OFFERED, replace(OFFERED, by="mehmet"), replace(OFFERED, by="zeynep"))
    script = script_of("\n".join(Script(0, PROPOSED, A_DAY, acts).lines()))
    async with company(temporal_env, postgres, variant_of(0)) as house:
        life = Fuzz(house, seed=0, script=script)
        await life.live()
    assert tuple(life.acts) == acts
    assert life.lived == replace(script, began_at=life.model.started)
    assert life.model.s.stage == Stage.DESIGN
    assert life.seen[Stage.DESIGN, "decide", "conflict"] == 1


def test_a_script_that_is_played_later_puts_off_to_later_days(tmp_path: Path) -> None:
    put_off = replace(OFFERED, outcome="defer", data={"until": "2030-01-31"})
    file = tmp_path / "a folder" / "life.jsonl"
    Script(7, PROPOSED, A_DAY, (put_off, Together(OFFERED, put_off))).write(file)
    played = script_of(file.read_text(encoding="utf-8")).on(A_DAY.date() + timedelta(days=40))
    later = replace(put_off, data={"until": "2030-03-12"})
    assert played.acts == (later, Together(OFFERED, later))
    assert played.began_at == A_DAY + timedelta(days=40)


@pytest.mark.parametrize(
    "act",
    [
        replace(OFFERED, data={"until": "2027-01-01"}, corrects=True, request="r1"),
        Claim("service retire", "owner"),
        HandTo("costs", 2, "desk", "delivery", "r2"),
        Propose("owner", "change 1", 90, {"minor_units": 1, "currency": "EUR"}, ["costs"]),
        TakeBack(1, "owner", request="r3"),
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
            "changes",
            "consequences",
            "course",
            "demanding",
            "judging",
            "model",
            "standing",
        )
    }
