"""Names of things. Each is a string with one meaning."""

from __future__ import annotations

from typing import NewType

PostId = NewType("PostId", str)
"""A post's identity within its brand: ``[a-z0-9-]{1,80}``."""
AccountName = NewType("AccountName", str)
"""An account's name in ``smm.yml``, unique over all brands."""
BrandName = NewType("BrandName", str)
"""A brand's name: the ``brand:`` key of its ``smm.yml``."""
PlatformName = NewType("PlatformName", str)
"""A platform's lower-case name: ``mastodon``, ``bluesky``, ``x``, ``microblog``."""
Digest = NewType("Digest", str)
"""A lower-case hexadecimal sha256."""
IdempotencyKey = NewType("IdempotencyKey", str)
"""sha256 of (brand, post id, account, revision, part), stored in the claim and never computed again."""
