"""LinkedIn's card and error table, from ``card.toml`` and ``errors.toml``."""

from smm_action.platformkit.cards import read_card, read_errors

CARD = read_card(__package__)
ERRORS = read_errors(__package__)
