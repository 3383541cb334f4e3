"""Loops over the bytes of a large delivery, compiled; the SQL of `plan` says what they read and is their oracle."""
