"""What orders need besides themselves: the circuit of each target, batches of orders and their results."""

from quietline.office.orders.models.batch import (
    OrderFile,
    OrderFileState,
    OrderLine,
    ResultFile,
    ResultRow,
    RowFinding,
)
from quietline.office.orders.models.circuit import Circuit, CircuitState

__all__ = [
    "Circuit",
    "CircuitState",
    "OrderFile",
    "OrderFileState",
    "OrderLine",
    "ResultFile",
    "ResultRow",
    "RowFinding",
]
