"""The paths of the simulated authorization servers."""

from __future__ import annotations

from smm_action.sandbox.oauth import device, one, two
from smm_action.sandbox.simulation import Row

BASE = "/sandbox/oauth"

TABLE: tuple[Row, ...] = (
    ("POST", f"{BASE}/token", "oauth.token", two.token),
    ("POST", f"{BASE}/device", "oauth.device", device.begin),
    ("POST", f"{BASE}/request_token", "oauth.request", one.request_token),
    ("POST", f"{BASE}/access_token", "oauth.token", one.access_token),
)
PAGES: tuple[Row, ...] = (
    ("GET", f"{BASE}/authorize", "page", two.authorize),
    ("GET", f"{BASE}/device", "page", device.show),
    ("GET", f"{BASE}/device/allow", "page", device.allow),
    ("GET", f"{BASE}/pin", "page", one.pin),
)
