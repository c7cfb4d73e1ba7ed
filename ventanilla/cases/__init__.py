"""The engine: cases, their parties, messages and files, and the acts that change them."""
