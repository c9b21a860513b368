"""Measures the figures that the README states: `make bench`."""
