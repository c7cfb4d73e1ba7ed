"""Dated rows of the administration laid over the pack."""
