"""One generated page a file."""
