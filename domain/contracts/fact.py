"""What every fact of a contract has: whose it is, and the letters it leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from domain.contracts.words import Reader
from domain.fact import Fact
from domain.model import Value
from domain.templates import Template

if TYPE_CHECKING:
    from pydantic import JsonValue


class Letter(Value):
    """One letter that a fact leads to, and who reads it; without readers the manager does."""

    template: Template
    readers: tuple[Reader, ...]


def to_both(template: Template) -> tuple[Letter, ...]:
    """A letter to the people chosen on the contract and to its account manager."""
    return (Letter(template=template, readers=(Reader.RECIPIENTS, Reader.MANAGER)),)


class ContractFact(Fact):
    """Something that happened to a contract.

    Args:
        quietly: Whether nobody is written to, because the contract only comes over from elsewhere.
    """

    CLAUSES: ClassVar[tuple[str, ...]] = ("8.3.2", "8.3.3")
    LETTERS: ClassVar[tuple[Letter, ...]] = ()
    contract_id: str
    quietly: bool = False

    def letters(self) -> tuple[Letter, ...]:
        """Who is written to."""
        return () if self.quietly else self.LETTERS

    def params(self) -> dict[str, JsonValue]:
        """What the wording needs beside the contract itself."""
        return {}
