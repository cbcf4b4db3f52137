"""Real subclasses that stand in for the world: a remote, a platform's server, a runner that can be killed."""
