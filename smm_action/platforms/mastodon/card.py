"""Mastodon's card, from ``card.toml``."""

from smm_action.platformkit.cards import read_card

CARD = read_card(__package__)
