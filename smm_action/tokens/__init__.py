"""Tokens that end: kept sealed on the state branch, renewed ahead of their end by one run at a time."""
