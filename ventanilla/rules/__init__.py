"""The pure core: law, dates, hours, numbers, passwords and workflow tables.

Values go in and frozen dataclasses come out: no clock, no settings, no locale, no input or output.
"""
