"""Each entry of the policy that ships says what it serves (R42)."""

from __future__ import annotations

import re

from tests.domain.samples import DEFAULT_POLICY

CITED = re.compile(r"#.*(\bR(?P<number>\d{1,3})\b|\b(?P<clause>\d{1,2}\.\d{1,2}(\.\d{1,2})?)\b)")


def test_every_entry_says_which_requirement_or_clause_it_serves() -> None:
    lines = DEFAULT_POLICY.read_text(encoding="utf-8").splitlines()
    entries = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    for line in entries:
        cited = CITED.search(line)
        assert cited is not None or line.rstrip() in {"questions:", "access:"}, line
        if cited is not None and cited["number"]:
            assert 1 <= int(cited["number"]) <= 149, line
