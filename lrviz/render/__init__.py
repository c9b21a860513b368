"""Findings and curves as text, tables, charts, pictures and data."""
