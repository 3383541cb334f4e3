"""What orders need besides themselves: the circuit of each target."""

from quietline.office.orders.models.circuit import Circuit, CircuitState

__all__ = ["Circuit", "CircuitState"]
