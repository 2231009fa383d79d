"""Which questions of a contract are handed to whoever answers for it (R64, R65, R38)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.contracts.words import PriceRuleKind, Renewal
from domain.policy import QuestionName

if TYPE_CHECKING:
    from domain.contracts.pricing import PriceRule

_OF_THE_RENEWAL: dict[Renewal, tuple[QuestionName, ...]] = {
    Renewal.NEVER: (),
    Renewal.TACIT: (QuestionName.TACIT_RENEWAL,),
    Renewal.EXPRESS: (QuestionName.RENEWAL,),
}
_SAID_BY_SOMEBODY = (PriceRuleKind.INDEX, PriceRuleKind.NEGOTIATED)


def handed_questions(renewal: Renewal, price_rule: PriceRule) -> tuple[QuestionName, ...]:
    """The questions that a contract may come to ask of the one person it names for them.

    A price is asked where its rule leaves it open, an index because its figures may be missing.
    Another person decides an early termination.
    """
    of_the_price = (QuestionName.RENEWAL_PRICE,) if price_rule.kind in _SAID_BY_SOMEBODY else ()
    return (*_OF_THE_RENEWAL[renewal], *of_the_price, QuestionName.SERVICE_LEAVING)
