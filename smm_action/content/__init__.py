"""Authored files become a ``Project``: the only importer of python-frontmatter, PyYAML and markdown-it."""
