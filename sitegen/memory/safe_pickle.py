"""Values of ours as bytes, and back: bytes can name the types that an entry is made of, and nothing that acts."""

from __future__ import annotations

import io
import pickle
from datetime import date, datetime, timedelta, timezone
from functools import cache
from typing import Any

from sitegen import model, problems
from sitegen.derive import outline

FORGED = (pickle.UnpicklingError, ValueError, TypeError, LookupError, AttributeError, EOFError, ImportError)
"""What unpickling raises where the bytes are no values of ours."""
_TIMES = (date, datetime, timedelta, timezone)


def pickled(value: object) -> bytes:
    """The bytes of a value."""
    return pickle.dumps(value, protocol=5)


def unpickled(data: bytes | memoryview) -> Any:
    """The value of bytes from a file, made of our own types alone; raises one of FORGED."""
    return _Reader(io.BytesIO(data)).load()


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        found = _types().get((module, name))
        if found is None:
            raise pickle.UnpicklingError(f"{module}.{name} is no type of an entry")
        return found


@cache
def _types() -> dict[tuple[str, str], type]:
    """The types that an entry is made of."""
    own = (one for module in (model, outline, problems) for one in vars(module).values() if isinstance(one, type))
    kept = (*_TIMES, *(one for one in own if one.__module__.startswith("sitegen.")))
    return {(one.__module__, one.__qualname__): one for one in kept}
