"""Facebook's card, and its Graph API at the version that the card names."""

from smm_action.platformkit.cards import read_card
from smm_action.platformkit.graph import Graph, read_graph_errors

CARD = read_card(__package__)
assert CARD.version is not None
GRAPH = Graph(version=CARD.version.name, errors=read_graph_errors(__package__))
