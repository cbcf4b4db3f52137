"""Counters of what is out, over time: sampled on a cadence, appended, never guessed."""
