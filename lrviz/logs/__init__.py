"""Logged runs: how their rates are read, and held against those that a config promises."""
