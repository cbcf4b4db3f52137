"""Instagram's own numbers."""

from smm_action.sandbox.containers import Site

MEDIA = "media"
"""Pictures, reels, carousels, stories, and comments: these have ``reply_to``."""
SITE = Site(platform="instagram", collection=MEDIA, user="17841", object=18)
