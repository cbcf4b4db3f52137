"""What an organisation is told of: posts of others that mention it."""

from __future__ import annotations

from typing import Any

from smm_action.sandbox.call import Call, Reply
from smm_action.sandbox.linkedin.answers import refused
from smm_action.sandbox.linkedin.members import versioned
from smm_action.sandbox.linkedin.posts import entity, urn_of
from smm_action.sandbox.store import Record


def listed(call: Call) -> Reply:
    """Answer the mentions of an organisation, newest first."""
    versioned(call)
    organization = call.one("organizationalEntity")
    if call.one("q") != "criteria" or not organization.startswith("urn:li:organization:"):
        raise refused(400)
    found = [
        record
        for record in call.store.records("linkedin", "post")
        if f"]({organization})" in str(record.value.get("text")) and "object" not in record.value
    ]
    wanted = call.one("actions").removeprefix("List(").removesuffix(")").split(",")
    start, count = int(call.one("start", "0")), call.number("count", 10, 100)
    page = found[start : start + count] if "SHARE_MENTION" in wanted else []
    return Reply(
        json={
            "elements": [_notification(record, organization) for record in page],
            "paging": {"start": start, "count": count, "links": []},
        }
    )


def _notification(record: Record, organization: str) -> dict[str, Any]:
    urn = urn_of(record)
    share = {"owner": record.value["author"], "text": record.value["text"], "entity": urn, "mediaCategory": "NONE"}
    return {
        "action": "SHARE_MENTION",
        "notificationId": int(record.key),
        "organizationalEntity": organization,
        "sourcePost": urn,
        "generatedActivity": urn,
        "decoratedGeneratedActivity": {"share": share},
        "lastModifiedAt": entity(record)["lastModifiedAt"],
    }
