"""The values every stage exchanges: frozen dataclasses, standard library only."""
