"""Names are told one after the other, and the many that would hide what follows are counted."""

from __future__ import annotations

import pytest

from domain.abridging import some_of


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b", "c"], "a, b, c"),
        (["a", "b", "c", "d"], "a, b, c and 1 more"),
        ([*"abc", *map(str, range(1_200))], "a, b, c and 1,200 more"),
    ],
)
def test_the_first_are_named_and_the_others_counted(names: list[str], told: str) -> None:
    assert some_of(names, most=3) == told
