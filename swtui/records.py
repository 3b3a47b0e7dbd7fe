"""record: declare frozen classes of named fields as `dataclasses` does, at a twentieth of its cost.

`dataclasses` loads `inspect` and compiles six functions for every class. With the thirty classes
of a command that is a third of its whole time. Here a class costs next to nothing until its first
instance is made, which compiles the constructor.
"""

from __future__ import annotations

from _operator import attrgetter  # `operator` itself wraps these in Python
from types import MappingProxyType

TYPE_CHECKING = False
if TYPE_CHECKING:  # only the type checker needs it
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar, dataclass_transform

    Class = TypeVar("Class", bound=type)
    Record = TypeVar("Record")
else:

    def dataclass_transform(**_meaning: bool) -> Callable[[Any], Any]:
        """Stand in for typing's, which does nothing at run time."""
        return lambda decorator: decorator


EMPTY: Mapping[Any, Any] = MappingProxyType({})
"""The default of a field that is a mapping."""
_DEFAULT = "default_of_"


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(cls: Class) -> Class:
    """Return the class as a record: frozen, with slots, its fields given by keyword.

    A field is an annotation; a value assigned to it is its default, which all instances share.
    Records of one class are equal when their fields are. `__post_init__` is called at the end of
    the construction. `dataclasses.fields` and its like work, and load `dataclasses` then.
    """
    return _build(cls, by_position=False)


@dataclass_transform(frozen_default=True)
def pair(cls: Class) -> Class:
    """Return the class as a record of few fields, which may also be given by position."""
    return _build(cls, by_position=True)


def replace(instance: Record, **changes: object) -> Record:
    """Return a record with some fields changed; raises TypeError for a field it does not have."""
    cls = type(instance)
    return cls(**{name: getattr(instance, name) for name in field_names(cls)} | changes)


def field_names(cls: type) -> tuple[str, ...]:
    """Return the names of a record's fields, in their order."""
    names: tuple[str, ...] = cls.__slots__  # type: ignore[attr-defined]
    return names


def _build(cls: Class, *, by_position: bool) -> Class:
    names = tuple(cls.__annotations__)
    body = {key: value for key, value in cls.__dict__.items() if key not in names}
    defaults = {name: cls.__dict__[name] for name in names if name in cls.__dict__}
    body.pop("__dict__", None)
    body.pop("__weakref__", None)
    values = attrgetter(*names) if len(names) > 1 else lambda self: (getattr(self, names[0]),)

    def start(self: Any, *args: object, **fields: object) -> None:
        """Compile the constructor at the first use, and use it."""
        made.__init__ = _constructor(made, names, defaults, by_position=by_position)
        made.__init__(self, *args, **fields)

    def equal(self: object, other: object) -> bool:
        same = type(other) is type(self)
        return bool(values(self) == values(other)) if same else NotImplemented

    def shown(self: object) -> str:
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__qualname__}({fields})"

    body.setdefault("__init__", start)
    body.setdefault("__eq__", equal)
    if body.get("__hash__") is None:
        body["__hash__"] = lambda self: hash(values(self))
    body.setdefault("__repr__", shown)
    body |= {"__setattr__": _refuse, "__delattr__": _refuse, "__slots__": names}
    body["__dataclass_fields__"] = _Fields(names, defaults)
    body["__match_args__"] = names if by_position else ()
    made: Any = type(cls)(cls.__name__, cls.__bases__, body)
    made.__qualname__ = cls.__qualname__
    return made  # type: ignore[no-any-return]


def _constructor(
    cls: Any, names: tuple[str, ...], defaults: dict[str, object], *, by_position: bool
) -> Any:
    """Return the `__init__` that sets each field by its slot: nothing else may set one."""
    scope = {_DEFAULT + name: value for name, value in defaults.items()}
    scope |= {f"set_{name}": getattr(cls, name).__set__ for name in names}
    given = [f"{name}={_DEFAULT}{name}" if name in defaults else name for name in names]
    lines = [f"    set_{name}(self, {name})\n" for name in names]
    if hasattr(cls, "__post_init__"):
        lines.append("    self.__post_init__()\n")
    signature = ", ".join(["self", *([] if by_position else ["*"]), *given])
    exec(f"def __init__({signature}):\n{''.join(lines)}", scope)  # noqa: S102
    return scope["__init__"]


def _refuse(self: object, name: str, *_value: object) -> None:
    raise AttributeError(f"cannot change {name} of a {type(self).__qualname__}")


class _Fields:
    """The fields as `dataclasses` describes them, made when something asks."""

    def __init__(self, names: tuple[str, ...], defaults: dict[str, object]) -> None:
        self._names = names
        self._defaults = defaults

    def __get__(self, _instance: object, cls: type) -> dict[str, Any]:
        from dataclasses import field, make_dataclass

        ordered = sorted(self._names, key=lambda name: name in self._defaults)
        specified = [
            (name, object, field(default_factory=_always(self._defaults[name])))
            if name in self._defaults
            else (name, object)
            for name in ordered
        ]
        described: Any = make_dataclass(cls.__name__, specified)
        return {name: described.__dataclass_fields__[name] for name in self._names}


def _always(value: object) -> Callable[[], object]:
    return lambda: value
