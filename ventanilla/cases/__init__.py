"""The engine: streams, steps, parties, messages, terms, queues."""
