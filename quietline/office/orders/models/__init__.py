"""What orders need besides themselves: the circuit of each target, batches of orders with their results, and reconciliation."""

from quietline.office.orders.models.batch import (
    OrderFile,
    OrderFileState,
    OrderLine,
    ResultFile,
    ResultRow,
    RowFinding,
)
from quietline.office.orders.models.circuit import Circuit, CircuitState
from quietline.office.orders.models.reconciliation import Difference, DifferenceState, Reconciliation

__all__ = [
    "Circuit",
    "CircuitState",
    "Difference",
    "DifferenceState",
    "OrderFile",
    "OrderFileState",
    "OrderLine",
    "Reconciliation",
    "ResultFile",
    "ResultRow",
    "RowFinding",
]
