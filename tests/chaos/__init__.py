"""The chaos harness: real processes, real git, a sandbox; killed at every point of a tick, then recovered."""
