"""Takes slips in config.yaml whose meaning is plain: a value without its list, a key left blank, `yes` for `true`."""

from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

SWITCHES = {"yes": "true", "on": "true", "no": "false", "off": "false"}
"""Words that YAML used to read as true and false."""


def accept_slips(value: Any, kind: Any) -> Any:
    """Return the value of a setting of a type as it was meant; a value whose meaning is not plain is returned as it is."""
    is_optional, kind = type(None) in get_args(kind), _without_none(kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _accept_switch(value, kind) if is_optional else _accept_keys(value, kind)
    if get_origin(kind) is tuple:
        return _accept_list(value, get_args(kind)[0])
    if isinstance(value, str):
        folded = value.casefold()
        if kind is bool:
            return SWITCHES.get(folded, value)
        if get_origin(kind) is Literal:
            return folded if folded in get_args(kind) else value
    return value


def _accept_switch(value: Any, kind: type[msgspec.Struct]) -> Any:
    """Let keys that are off unless they are written be off; to be on, they have to be written."""
    folded = value.casefold() if isinstance(value, str) else None
    switch = SWITCHES.get(folded, folded) if folded else None
    if switch == "false":
        return None
    return {} if switch == "true" else _accept_keys(value, kind)


def _accept_keys(value: Any, kind: type[msgspec.Struct]) -> Any:
    """Leave out keys that are blank and have a default; a text stands for the only key without one, the path of a document."""
    fields = msgspec.structs.fields(kind)
    required = [field.name for field in fields if field.required]
    if isinstance(value, str) and len(required) == 1:
        return {required[0]: value}
    if not isinstance(value, dict):
        return value
    hints = get_type_hints(kind)
    optional = {field.name for field in fields if not field.required}
    return {
        key: accept_slips(below, hints[key]) if key in hints else below
        for key, below in value.items()
        if below is not None or key not in optional
    }


def _accept_list(value: Any, item: Any) -> Any:
    """Make a single value a list of one."""
    is_entry = isinstance(value, Mapping) and not _fields(item).isdisjoint(value)
    values = [value] if isinstance(value, str) or is_entry else value
    return [accept_slips(each, item) for each in values] if isinstance(values, list) else values


def _fields(kind: Any) -> frozenset[str]:
    """Return the keys of a type."""
    return frozenset(getattr(kind, "__struct_fields__", ()))


def _without_none(kind: Any) -> Any:
    """Return a type without `None`, or the same type if it allows several others."""
    parts = [part for part in get_args(kind) if part is not type(None)]
    return parts[0] if len(parts) == 1 and type(None) in get_args(kind) else kind
