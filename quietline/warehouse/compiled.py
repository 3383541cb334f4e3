"""Compiling a loop: once per machine, kept beside the source or in the user's cache, without holding the interpreter's lock."""

from collections.abc import Callable
from typing import TypeVar, cast

import numba

Loop = TypeVar("Loop", bound=Callable[..., object])


def compiled(loop: Loop) -> Loop:
    """The function as machine code, compiled at its first call; where no folder can be written to, anew in each process.

    What a compiled function calls stands in its own file: the kept code is thrown away only when that file changes.
    """
    try:
        return cast(Loop, numba.njit(cache=True, nogil=True)(loop))
    except RuntimeError:  # numba's word for "no folder for the cache"
        return cast(Loop, numba.njit(nogil=True)(loop))
