"""The settings our code reads, found in its source, and those that libraries read for us."""

from __future__ import annotations

import re
from functools import cache

from tests.house.repository import python_files
from workers.secret_files import SECRETS

_OURS = re.compile(r"""["'](SERVICECYCLE_[A-Z_]+|OTEL_[A-Z_]+|TEMPORAL_[A-Z_]+)["']""")
_READ_BY_TEMPORALIO = {"TEMPORAL_NAMESPACE", "TEMPORAL_API_KEY"}


@cache
def in_our_source() -> frozenset[str]:
    """Every name of a setting that stands in our code."""
    found = {
        name
        for path in python_files("domain", "activities", "workflows", "workers", "starters")
        for name in _OURS.findall(path.read_text(encoding="utf-8"))
    }
    return frozenset(found)


def read_by_our_code() -> set[str]:
    """Every setting, with the files that may hold a secret one."""
    return {*in_our_source(), *_READ_BY_TEMPORALIO, *(f"{name}_FILE" for name in SECRETS)}
