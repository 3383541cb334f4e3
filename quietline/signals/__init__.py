"""Measured quantities of a caller over a window: one SQL file a grain, each measure defined in it."""
