"""The append-only record on the state branch: lines, the state folded from them, and compare-and-swap writing."""
