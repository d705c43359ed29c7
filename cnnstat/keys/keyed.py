"""Keys of a spec, and classes whose fields are keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, dataclass_transform

from cnnstat.keys.kinds import Kind

REQUIRED: Any = object()

Brief = Callable[[Any], str]


class Key:
    """A key in a spec: its kind, meaning and default, and a function that abbreviates its value for narrow columns."""

    def __init__(self, kind: Kind, meaning: str, default: Any, brief: Brief | None = None) -> None:
        self.kind, self.meaning, self.default, self.brief = kind, meaning, default, brief

    @property
    def required(self) -> bool:
        return self.default is REQUIRED


def key(kind: Kind, meaning: str, default: Any = REQUIRED, brief: Brief | None = None) -> Any:
    """Declare a key: ``stride: tuple[int, int] = key(Pair(), "step of the window", default=(1, 1))``."""
    return Key(kind, meaning, default, brief)


@dataclass_transform(kw_only_default=True, frozen_default=True, eq_default=True, field_specifiers=(key,))
class Keyed:
    """A class whose fields are the keys of a spec. Instances are frozen, and equal when their keys are.

    A dataclass in all but name: the standard decorator compiles its methods anew for each class, which costs more
    at start-up than a whole analysis.
    """

    keys: ClassVar[dict[str, Key]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        declared = {name: value for name, value in vars(cls).items() if isinstance(value, Key)}
        cls.keys = {**cls.keys, **declared}

    def __init__(self, **values: Any) -> None:
        unknown = values.keys() - self.keys.keys()
        missing = [name for name, each in self.keys.items() if each.required and name not in values]
        if unknown or missing:
            raise TypeError(f"{type(self).__name__}: {'unknown ' + min(unknown) if unknown else 'needs ' + missing[0]}")
        state = self.__dict__
        for name, each in self.keys.items():
            state[name] = values.get(name, each.default)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: cannot set {name}")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((type(self), *self.__dict__.values()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.written().items())})"

    def written(self) -> dict[str, Any]:
        """The keys whose values differ from their defaults, which a spec has to state."""
        return {name: self.__dict__[name] for name, each in self.keys.items() if self.__dict__[name] != each.default}

    def validate(self) -> None:
        """Refuse keys that contradict each other, by :class:`cnnstat.errors.LayerError`."""
