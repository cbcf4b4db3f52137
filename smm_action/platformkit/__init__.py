"""What platforms share: the base class and protocols, counters, threads, markup, errors, credentials."""
