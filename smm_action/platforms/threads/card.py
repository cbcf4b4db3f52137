"""Threads' card, its Graph API at the version that the card names, and its door for containers."""

from smm_action.platformkit.cards import read_card
from smm_action.platformkit.doors import Door
from smm_action.platformkit.graph import Graph, read_graph_errors

CARD = read_card(__package__)
assert CARD.version is not None
GRAPH = Graph(version=CARD.version.name, errors=read_graph_errors(__package__))
DOOR = Door(
    label=CARD.label,
    graph=GRAPH,
    make="threads",
    publish="threads_publish",
    room="threads_publishing_limit",
    state="status",
    words="error_message",
    code=str,
)
