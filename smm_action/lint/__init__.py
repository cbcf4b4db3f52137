"""The linter: a project becomes findings. Pure; a rule is one file in ``rules``."""
