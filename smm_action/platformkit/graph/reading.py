"""A platform of Meta's from its data files."""

from __future__ import annotations

from smm_action.model.card import Card
from smm_action.platformkit.cards import read_card
from smm_action.platformkit.graph.api import Graph
from smm_action.platformkit.graph.errors import read_graph_errors


def read_graph(package: str) -> tuple[Card, Graph]:
    """Return the card of the platform in ``package``, and its Graph API at the version that the card names.

    Raises:
        ValueError: the card or the error table has a slip, or names no version.
    """
    card = read_card(package)
    if card.version is None:
        raise ValueError(f"{package}: the card names no version")
    return card, Graph(version=card.version.name, errors=read_graph_errors(package))
