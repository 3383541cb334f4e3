"""The kinds of arrays that loops run over."""

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]
"""Row numbers, or sums that may be large."""

Numbers = npt.NDArray[np.int32]
"""Seconds and counts; -1 is "not known" where a value can be."""

Marks = npt.NDArray[np.int8]
"""1 yes, 0 no, -1 not known."""

Codes = npt.NDArray[np.uint64]
"""What stands for a text; 0 is nothing."""
