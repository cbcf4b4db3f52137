"""Threads' card, its Graph API at the version that the card names, and its door for containers."""

from smm_action.platformkit.doors import Door
from smm_action.platformkit.graph import read_graph

CARD, GRAPH = read_graph(__package__)
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
