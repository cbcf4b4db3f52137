"""``people.yml`` in the making: one entry a handle, so that a mention becomes a mention again."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from smm_action.importers.naming import slug

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zs", "Zl", "Zp"})


class People:
    """Gives every (platform, handle) a key, the same one each time."""

    def __init__(self) -> None:
        """Start with nobody."""
        self._keys: dict[tuple[str, str], str] = {}
        self._entries: dict[str, dict[str, str]] = {}

    def key(self, platform: str, handle: str, name: str = "") -> str:
        """Return the key of ``handle`` (without ``@``) on ``platform``, making an entry when it is new."""
        found = self._keys.get((platform, handle))
        if found is None:
            found = self._free(slug(name or handle), platform)
            self._keys[platform, handle] = found
            self._entries[found] = {"name": name or handle, platform: handle}
        return found

    def entries(self) -> Mapping[str, Mapping[str, str]]:
        """Return ``people.yml``, sorted by key."""
        return dict(sorted(self._entries.items()))

    def _free(self, wanted: str, platform: str) -> str:
        candidate, number = wanted, 2
        if candidate in self._entries:
            candidate = f"{wanted}-{platform}"
        while candidate in self._entries:
            candidate = f"{wanted}-{platform}-{number}"
            number += 1
        return candidate


def clean_handle(handle: str) -> str:
    """Return ``handle`` without ``@``, spaces and characters nobody can see (a pasted U+202C breaks a mention)."""
    visible = "".join(letter for letter in handle if unicodedata.category(letter) not in _UNSEEN)
    return visible.removeprefix("@")
