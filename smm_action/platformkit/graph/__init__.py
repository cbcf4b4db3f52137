"""What Meta's platforms share: calls of a Graph API, its error object, its usage headers, insights and tokens."""

from smm_action.platformkit.graph.api import Graph
from smm_action.platformkit.graph.insights import insights
from smm_action.platformkit.graph.reading import read_graph
from smm_action.platformkit.graph.tokens import inspect_token

__all__ = ["Graph", "insights", "inspect_token", "read_graph"]
