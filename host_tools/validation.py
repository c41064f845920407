"""What pydantic found wrong with data that people or machines brought, in our own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, ValidationError

from host_tools.text_rules import fault_of_name, fault_of_sentence, tidy

_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a known field",
    "greater_than_equal": "must be at least {ge}",
    "greater_than": "must be more than {gt}",
    "less_than_equal": "must be at most {le}",
    "less_than": "must be less than {lt}",
    "string_too_short": "needs at least {min_length} characters",
    "string_too_long": "has more than {max_length} characters",
    "bytes_too_short": "needs at least {min_length} bytes",
    "bytes_too_long": "has more than {max_length} bytes",
    "too_short": "needs at least {min_length} entries",
    "too_long": "has more than {max_length} entries",
    "string_pattern_mismatch": "is not written as it should be",
    "literal_error": "must be {expected}",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "bytes_type": "must be bytes",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "date_type": "must be a date such as 2026-03-15",
    "date_parsing": "must be a date such as 2026-03-15",
    "date_from_datetime_parsing": "must be a date such as 2026-03-15",
    "date_from_datetime_inexact": "must be a date without a time of day",
    "datetime_parsing": "must be a moment such as 2026-03-15T09:30:00",
}
_OWN_PREFIX = "Value error, "  # pydantic puts it before what our own validators say


def _name(text: str) -> str:
    if fault := fault_of_name(text if tidy(text) else ""):  # blanks alone are no name
        raise ValueError(fault)
    return text


def _sentence(text: str) -> str:
    if fault := fault_of_sentence(text):
        raise ValueError(fault)
    return text


# Of models: what people bring to be shown, printed or signed. Checked and left as it is: it may be under a signature.
Name = Annotated[str, AfterValidator(_name)]
Sentence = Annotated[str, AfterValidator(_sentence)]


def reason(fault: Mapping[str, Any]) -> str:
    """The reason of one entry of ValidationError.errors(); never the value, which may be somebody's."""
    if fault["type"] == "value_error":
        return str(fault["msg"]).removeprefix(_OWN_PREFIX)
    words = _WORDS.get(fault["type"], "cannot be used")
    return words.format(**fault.get("ctx", {}))


def field_of(fault: Mapping[str, Any]) -> str:
    """The field of one entry, as `contests.2.title`, counted from 1; empty for the whole."""
    return ".".join(str(step + 1) if isinstance(step, int) else str(step) for step in fault["loc"])


def in_words(error: ValidationError) -> str:
    """The first thing that is wrong: field and reason."""
    first = error.errors()[0]
    return ": ".join(filter(None, (field_of(first), reason(first))))
