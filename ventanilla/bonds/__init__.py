"""Bonds of those who import under a guarantee: the annexes they are estimated from, and the register of what stands."""
