"""What an account said, alike for every platform: the form the timeline page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from smm_action.sandbox.store import Resident


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One image of a message."""

    url: str
    alt: str
    video: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A link card."""

    url: str
    title: str
    description: str
    image: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One status or post."""

    id: str
    """What replies, quotes and likes point at."""
    author: Resident
    at: datetime
    edited: bool
    html: str
    """Safe: everything that came from outside is escaped."""
    url: str
    """Path of its page here."""
    replies: int
    reposts: int
    likes: int
    pictures: tuple[Picture, ...] = ()
    card: Preview | None = None
    poll: tuple[str, ...] = ()
    warning: str = ""
    visibility: str = "public"
    language: str = ""
    reply_to: str = ""
    """Id of the message it answers."""
    quotes: str = ""
    boost_of: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
