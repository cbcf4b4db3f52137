"""Ratios against a peer or a limit in the same run; no timed tests. ``python -m benchmarks [NAME…]``."""
