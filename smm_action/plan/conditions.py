"""What must be published before a delivery: ``after:``, and the posts it replies to, quotes or reposts."""

from __future__ import annotations

from smm_action.model.entry import Ledger, Record
from smm_action.model.ids import AccountName, BrandName, PostId
from smm_action.model.post import Post
from smm_action.model.project import Project

PREFIX = "post:"


class Conditions:
    """Answers from one ledger and one project."""

    def __init__(self, project: Project, ledger: Ledger) -> None:
        """Index both by post."""
        self._ledger = ledger
        self._posts = {(post.brand, post.id): post for post in project.posts}
        self._records: dict[tuple[BrandName, PostId], list[Record]] = {}
        for record in ledger.records.values():
            self._records.setdefault((record.delivery.brand, record.delivery.post), []).append(record)

    def open(self, post: Post, account: AccountName) -> str | None:
        """Return why ``post`` has to wait on ``account``, or None when nothing stands before it."""
        if post.after is not None and not self._after(post, account):
            return f"after: {post.after} is not published yet"
        for key, target in (("reply_to", post.reply_to), ("quote", post.quote), ("repost", post.repost)):
            if target is not None and target.startswith(PREFIX) and not self._has_url(post, target, account):
                return f"{key}: {target} is not published on this account yet"
        return None

    def _after(self, post: Post, account: AccountName) -> bool:
        """Whether the post before is out on the same account, or on any when it does not go to this one."""
        name = PostId((post.after or "").removeprefix(PREFIX))
        before = self._posts.get((post.brand, name))
        out = self._out(post.brand, name)
        goes_here = before is not None and account in before.accounts
        return account in out if goes_here or account in out else bool(out)

    def _has_url(self, post: Post, target: str, account: AccountName) -> bool:
        name = PostId(target.removeprefix(PREFIX))
        if any(r.delivery.account == account and r.is_out and r.url for r in self._of(post.brand, name)):
            return True
        imported = self._posts[post.brand, name].imported if (post.brand, name) in self._posts else {}
        return account in imported and imported[account].url is not None

    def _out(self, brand: BrandName, name: PostId) -> set[AccountName]:
        out = {record.delivery.account for record in self._of(brand, name) if record.is_out}
        if (brand, name) in self._posts:
            imported = self._posts[brand, name].imported
            out |= {account for account, held in imported.items() if held.state == "published"}
        return out

    def _of(self, brand: BrandName, name: PostId) -> list[Record]:
        self._ledger.must_have_read(brand, name)
        return self._records.get((brand, name), [])
