"""A team's social media in a Git repository."""

__version__ = "0.1.0"
