"""Loads controls, checks them, runs them over days and keeps what they found."""
