"""The parts of botocore that swtui uses, loaded without those that it does not use."""

from __future__ import annotations

import functools
import os
import sys
import threading
from types import ModuleType
from typing import Any

SERVICES = ("sts", "iam", "sso", "sso-oidc", "signin")
"""The services that swtui asks, by botocore's names."""
_loading = threading.Lock()
_PACKAGE, _DOCSTRINGS = "botocore.docs", "botocore.docs.docstring"
"""Modules that write botocore's documentation: a tenth of the time that a first call takes."""


def session_class() -> Any:
    """Return botocore's `Session`.

    While botocore is loaded, stand-ins take the place of its documentation writer, which gives
    the methods of a client their docstrings; afterwards it can be imported as ever.
    """
    with _loading:
        is_loaded = any(name in sys.modules for name in ("botocore.client", _PACKAGE, _DOCSTRINGS))
        if not is_loaded:
            _stand_in()
        try:
            from botocore.session import Session
        finally:
            if not is_loaded:
                del sys.modules[_PACKAGE], sys.modules[_DOCSTRINGS]
    return Session


def _stand_in() -> None:
    """Put a package that loads nothing by itself, and classes that do nothing, in their place."""
    import botocore

    package, docstrings = ModuleType(_PACKAGE), _Undocumented(_DOCSTRINGS)
    package.__path__ = [os.path.join(path, "docs") for path in botocore.__path__]
    sys.modules |= {_PACKAGE: package, _DOCSTRINGS: docstrings}


class _Undocumented(ModuleType):
    """A module whose classes take whatever they are given, and do nothing with it."""

    def __getattr__(self, name: str) -> type:
        if not name.endswith("Docstring"):
            raise AttributeError(name)
        return type(name, (), {"__init__": _take_anything})


def _take_anything(self: object, **about: object) -> None:
    """Take what a docstring would be written of."""


@functools.cache
def service_models() -> Any:
    """Return the loader of service models and partitions, which reads each file once.

    It need not list all 400 services each time.
    """
    from botocore.loaders import Loader

    class Few(Loader):  # type: ignore[misc]
        """A loader that knows which services we use without walking through the others."""

        def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002
            return list(SERVICES)

    return Few()
