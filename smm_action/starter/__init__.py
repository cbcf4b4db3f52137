"""What ``smm init`` writes: a starter repository, as plain files in ``files/``."""
