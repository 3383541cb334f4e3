"""Laws are tried on machines of any speed: no example of Hypothesis has a deadline."""

from hypothesis import settings

settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")
