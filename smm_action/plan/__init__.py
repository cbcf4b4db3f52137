"""What is due at an instant: pure, ``now`` is handed in."""
