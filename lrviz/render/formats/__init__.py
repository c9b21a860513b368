"""The formats of `validate --format`, one module each, with `render` from what was checked to a text.

A new module here and its name in `ReportFormat` are a new format.
"""
