"""Properties of the rules run without a deadline: machines are busy, and the bench measures speed."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
