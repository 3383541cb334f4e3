"""Loops over the sorted attempts of a large day, compiled; the SQL files of the grains say what they compute and are their oracle."""
