"""X's card, from ``card.toml``, and what its errors mean, from ``errors.toml``."""

from smm_action.platformkit.cards import read_card, read_errors

CARD = read_card(__package__)
ERRORS = read_errors(__package__)
