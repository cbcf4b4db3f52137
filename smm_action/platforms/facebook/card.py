"""Facebook's card, and its Graph API at the version that the card names."""

from smm_action.platformkit.graph import read_graph

CARD, GRAPH = read_graph(__package__)
