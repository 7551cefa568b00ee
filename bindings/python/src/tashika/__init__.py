"""Verify ISO 18013-5 mdoc presentations, rule by rule.

Objects hold what is secret or expensive. Each is a context manager: at the end of ``with`` it is
let go and wipes what it holds, as after ``close()``. An object that is forgotten is wiped when it is
collected.

Errors are :class:`TashikaError`; each has the ``code`` that it has in every language.
"""

from ._native import tashika_ffi as _ffi
from ._native.tashika_ffi import *  # noqa: F403

__all__ = list(_ffi.__all__)


def _close(self):
    """Let go of what the object holds. It cannot be used afterwards."""
    if "_handle" in self.__dict__:
        self.__del__()
        del self.__dict__["_handle"]


def _handle(clone):
    def checked(self):
        if "_handle" not in self.__dict__:
            raise ValueError(f"this {type(self).__name__} is closed")
        return clone(self)

    return checked


for _name in __all__:
    _own = getattr(_ffi, _name)
    if isinstance(_own, type) and hasattr(_own, "_uniffi_clone_handle"):
        _own.close = _close
        _own.__enter__ = lambda self: self
        _own.__exit__ = lambda self, *_: self.close()
        _own._uniffi_clone_handle = _handle(_own._uniffi_clone_handle)
del _name, _own
