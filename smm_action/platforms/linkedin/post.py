"""The one create call: a post, a reshare, or the first comment."""

from __future__ import annotations

from collections.abc import Sequence

from smm_action.core.http import Answer, Lost, NotSent
from smm_action.model.delivery import Outcome, Pending, Receipt, Rejected, Sent, Unknown
from smm_action.model.payload import Payload, Sealed
from smm_action.platformkit.base import Blobs, Found, Prepared, Session, Target
from smm_action.platformkit.errors import Refusal, answer_instant, lost
from smm_action.platforms.linkedin import comments
from smm_action.platforms.linkedin.calls import DUPLICATE, create, create_refusal, error_code
from smm_action.platforms.linkedin.content import mark, post_body, refused
from smm_action.platforms.linkedin.duplicate import original
from smm_action.platforms.linkedin.media import upload_all
from smm_action.platforms.linkedin.session import author
from smm_action.platforms.linkedin.urns import post_url, post_urn


def prepare_part(session: Session, sealed: Sealed, part: int, blobs: Blobs) -> Prepared | Pending | Refusal:
    """Look whether LinkedIn can show the post, then upload its files."""
    why = _elsewhere(session, sealed.payload) or refused(sealed.payload)
    if why is not None:
        return why
    urns = upload_all(session, sealed, part, blobs)
    return Prepared(data={"urns": urns}) if isinstance(urns, list) else urns


def send_part(
    session: Session, sealed: Sealed, part: int, prepared: Prepared, earlier: Sequence[Receipt], target: Target
) -> Outcome:
    """Post part ``part``, once."""
    payload = sealed.payload
    if part > 0 and payload.parts[part].role == "comment":
        return comments.send(session, sealed, part, earlier)
    if part > 0:
        return Rejected(reason="Nothing went out: LinkedIn has no threads. Write one part.", code="threads")
    shared = target.repost or target.quote
    if not payload.parts and shared is None:
        return Rejected(reason="there is nothing to send", code="empty")
    parent = None if shared is None else _parent(shared)
    if isinstance(parent, Rejected):
        return parent
    body = post_body(payload, author(session), prepared.data.get("urns") or (), parent)
    try:
        answer = create(session, "/rest/posts", body)
    except (NotSent, Lost) as error:
        return lost(error)
    return _made(session, sealed, answer)


def _made(session: Session, sealed: Sealed, answer: Answer) -> Outcome:
    urn = post_urn(answer.headers.get("x-restli-id", ""))
    if answer.status == 201 and urn is not None:
        at = answer_instant(answer, sealed.due)
        return Sent(receipt=Receipt(part=0, id=urn, url=post_url(urn), at=at, extra={"content": mark(sealed.payload)}))
    if 200 <= answer.status < 300:
        return Unknown(reason=f"LinkedIn answered {answer.status} and did not say which post it made")
    outcome = create_refusal(session, answer)
    if isinstance(outcome, Rejected) and error_code(answer) == DUPLICATE:
        found = original(session, sealed, answer)
        return Sent(receipt=found.receipt, adopted=True) if isinstance(found, Found) else found or outcome
    return outcome


def _parent(address: str) -> str | Rejected:
    """Return the post that is reshared. An activity's number is another than its share's, and no call translates it."""
    urn = post_urn(address)
    if urn is not None and not urn.startswith(("urn:li:activity:", "urn:li:comment:")):
        return urn
    return Rejected(
        reason="Nothing went out: the address of the reshared post does not name its share. On the post choose “Embed"
        " this post” and take the address in the code, with urn:li:share: or urn:li:ugcPost:.",
        code="target",
    )


def _elsewhere(session: Session, payload: Payload) -> Rejected | None:
    """Who posts is the account's matter: a variant that names another organisation would be obeyed by nobody."""
    asked = payload.options.get("organization")
    if asked is None or str(asked) == str(session.options.get("organization")):
        return None
    return Rejected(
        reason="Nothing went out: `organization:` differs from the account's own in smm.yml. Write it there alone.",
        code="options",
    )
