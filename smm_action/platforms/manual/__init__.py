"""Any place without an API of ours: a person posts a kit there."""

from smm_action.platforms.manual.platform import PLATFORM

__all__ = ["PLATFORM"]
