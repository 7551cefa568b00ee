"""What the library of ``cargo xtask leaks`` and ``cargo xtask bench`` has beside the others."""

import ctypes

from tashika._native import tashika_ffi

_library = tashika_ffi._UniffiLib

#: Bytes that the native library holds.
live_bytes = _library.tashika_live_bytes
live_bytes.restype = ctypes.c_uint64

#: How long so many verifications of a case take in Rust.
nanoseconds = _library.tashika_nanoseconds
nanoseconds.argtypes = (ctypes.c_uint32, ctypes.c_uint32)
nanoseconds.restype = ctypes.c_uint64
