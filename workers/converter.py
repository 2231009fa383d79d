"""The converter every part of the house uses: values travel as the JSON of their models."""

from __future__ import annotations

from functools import cache

from temporalio.contrib.pydantic import PydanticJSONPlainPayloadConverter
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultPayloadConverter,
    JSONPlainPayloadConverter,
)


@cache
def _json() -> PydanticJSONPlainPayloadConverter:
    """One for the whole program: the SDK makes a converter anew for each task of a process."""
    return PydanticJSONPlainPayloadConverter()


class ModelConverter(CompositePayloadConverter):
    """Converts models and plain values; what it learnt of a model it keeps."""

    def __init__(self) -> None:
        usual = DefaultPayloadConverter.default_encoding_payload_converters
        super().__init__(
            *(_json() if isinstance(one, JSONPlainPayloadConverter) else one for one in usual)
        )


MODELS = DataConverter(payload_converter_class=ModelConverter)
