"""Names that an identity may have, and the nearest one to a name that may not be one."""

from __future__ import annotations

import re
import unicodedata

POST_ID = re.compile(r"[a-z0-9-]{1,80}")
BRAND_NAME = re.compile(r"[a-z0-9-]{1,40}")


def slug(text: str, longest: int | None = 80, *, otherwise: str = "post") -> str:
    """Return ``text`` as a name: a-z, 0-9 and dashes, ``longest`` at most; ``otherwise`` when nothing is left.

    Posts without an id have this of their file's name for ever: another spelling here would be another post.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:longest].strip("-") or otherwise
