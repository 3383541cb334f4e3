"""Concepts of the field as frozen data and pure functions: no files, no database, no clock."""
