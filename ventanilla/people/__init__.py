"""Persons, their powers and roles, and who may do what."""
