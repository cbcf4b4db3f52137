"""Which path is which operation."""

from __future__ import annotations

from smm_action.sandbox.linkedin import comments, media, members, notifications, pages, posts
from smm_action.sandbox.simulation import Row

TABLE: tuple[Row, ...] = (
    ("GET", "/v2/userinfo", "linkedin.login", members.userinfo),
    ("POST", "/oauth/v2/introspectToken", "linkedin.inspect", members.introspect),
    ("POST", "/oauth/v2/accessToken", "linkedin.refresh", members.renew),
    ("POST", "/rest/posts", "linkedin.publish", posts.publish),
    ("GET", "/rest/posts", "linkedin.find", posts.by_author),
    ("GET", "/rest/posts/{urn}", "linkedin.read", posts.read),
    ("POST", "/rest/posts/{urn}", "linkedin.edit", posts.update),
    ("DELETE", "/rest/posts/{urn}", "linkedin.delete", posts.delete),
    ("POST", "/rest/socialActions/{urn}/comments", "linkedin.publish", comments.write),
    ("GET", "/rest/socialActions/{urn}/comments", "linkedin.comments", comments.listed),
    ("POST", "/rest/socialActions/{urn}/comments/{key}", "linkedin.edit", comments.update),
    ("DELETE", "/rest/socialActions/{urn}/comments/{key}", "linkedin.delete", comments.delete),
    ("GET", "/rest/organizationalEntityShareStatistics", "linkedin.count", posts.statistics),
    ("GET", "/rest/memberCreatorPostAnalytics", "linkedin.count", posts.analytics),
    ("GET", "/rest/organizationalEntityNotifications", "linkedin.mentions", notifications.listed),
    ("GET", "/rest/networkSizes/{urn}", "linkedin.followers", members.network_size),
    ("GET", "/rest/memberFollowersCount", "linkedin.followers", members.member_followers),
    ("POST", "/rest/{kind}", "linkedin.upload", media.register),
    ("PUT", "/dms-uploads/{urn}/{first}", "linkedin.upload", media.take),
    ("GET", "/rest/images/{urn}", "linkedin.media", media.look),
    ("GET", "/rest/videos/{urn}", "linkedin.media", media.look),
    ("GET", "/rest/documents/{urn}", "linkedin.media", media.look),
)
PAGES: tuple[Row, ...] = (
    ("GET", "/feed/update/{urn}/", "page", pages.post_page),
    ("GET", "/dms/{urn}", "page", pages.file),
)
