"""quietline (静线): governance of nuisance and fraudulent calls and messages."""

__version__ = "0.1.0"
