"""What must hold after recovery, judged by the sandbox's memory and the state branch alone, never by the publisher."""

from __future__ import annotations

import json
import random
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from smm_action.ledger.check_summary import summary_flaws
from smm_action.ledger.codec import from_line
from smm_action.ledger.fold import fold
from smm_action.ledger.paths import SUMMARY
from smm_action.model.delivery import Receipt, State
from smm_action.model.entry import Entry, Ledger, Record
from smm_action.sandbox.simulation import owner_of, simulation
from tests.chaos.crew import Crew
from tests.chaos.worlds import PAGES

APPS = {"mastodon": "{url}/@{who}/{key}", "bluesky": "{url}/profile/{who}/post/{key}"}
"""Where the sandbox plays the app that an address on record leads to; the other apps are played nowhere."""
OPEN_QUESTIONS = {State.UNKNOWN, State.HELD, State.MISSED}


@dataclass(kw_only=True)
class Verdict:
    """How one account came out of one case. Every fault of the protocol is in ``twice``, ``lost`` or ``wrong``."""

    states: Counter[str] = field(default_factory=Counter)
    twice: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        return [*self.twice, *self.lost, *self.wrong]


def judge(
    crew: Crew,
    seed: int,
    *,
    parts: Mapping[str, Sequence[str]] | None = None,
    withdrawn: frozenset[str] = frozenset(),
) -> dict[str, Verdict]:
    """Return the verdict for each account. ``withdrawn`` posts were deleted: they need not come out."""
    parts = crew.world.parts if parts is None else parts
    entries = entries_at(crew, "smm-state")
    ledger = fold(entries)
    verdicts = {account: Verdict() for account in crew.world.accounts}
    for account, verdict in verdicts.items():
        out = _out(crew, account)
        verdict.twice += [f"{mark} is there {count} times" for mark, count in _marks(out, parts).items() if count > 1]
        for post, marks in parts.items():
            record = _record(ledger, post, account)
            state = str(record.state) if record else "never seen"
            verdict.states[state] += 1
            verdict.lost += _lost(record, post, post in withdrawn)
            mine = {key: text for key, text in out.items() if any(mark in text for mark in marks)}
            verdict.wrong += _differs(crew, record, mine, marks)
    first = verdicts[crew.world.first]
    first.wrong += [*_order_matters(entries, ledger, seed), *_summary(crew), *_crashes(crew)]
    for account, complaint in _unclaimed(crew):
        verdicts[account].wrong.append(complaint)
    return verdicts


def entries_at(crew: Crew, head: str) -> list[Entry]:
    lines = crew.origin.git("grep", "-h", "-e", "^", head, "--", ":(glob)ledger/*/*/*.jsonl", check=False)
    return [from_line(line.encode()) for line in lines.splitlines()]


def _record(ledger: Ledger, post: str, account: str) -> Record | None:
    return next((r for d, r in ledger.records.items() if (d.post, d.account) == (post, account)), None)


def _out(crew: Crew, account: str) -> dict[str, str]:
    """Return the texts that are out by their id; deleted ones would be missed, and nothing deletes here."""
    platform = crew.world.accounts[account]
    if platform == PAGES:
        feed = crew.origin.git("show", "smm-state:site/acme-pages/feed.json", check=False)
        return {item["url"]: item["content_html"] for item in json.loads(feed or '{"items": []}')["items"]}
    store, simulated = crew.sandbox.store, simulation(platform)  # type: ignore[arg-type]
    out: dict[str, str] = {}
    for collection in simulated.collections:
        found = store.records(simulated.name, collection, account)
        assert store.created(simulated.name, collection, account) == len(found)
        out |= {record.key: simulated.said(record) or "" for record in found}
    return out


def _marks(out: Mapping[str, str], parts: Mapping[str, Sequence[str]]) -> Counter[str]:
    return Counter(mark for text in out.values() for marks in parts.values() for mark in marks if mark in text)


def _lost(record: Record | None, post: str, withdrawn: bool) -> Iterator[str]:
    if withdrawn:
        if record is not None and record.state is State.CLAIMED:
            yield f"{post}: its claim was never settled"
    elif record is None:
        yield f"{post}: nobody ever spoke of it"
    elif record.state in OPEN_QUESTIONS:
        if not record.reason:
            yield f"{post}: {record.state} without a reason"
    elif record.state is not State.PUBLISHED:
        yield f"{post}: still {record.state} ({record.reason})"


def _differs(crew: Crew, record: Record | None, out: Mapping[str, str], marks: Sequence[str]) -> Iterator[str]:
    """Complain when the ledger and the platform do not say the same of one delivery."""
    published = record is not None and record.state is State.PUBLISHED
    receipts = record.receipts if record else ()
    state = record.state if record else "unheard of"
    if record is not None and crew.world.accounts[record.delivery.account] == PAGES:
        yield from _pages_differ(crew, {receipt.url.partition("#")[0] for receipt in receipts}, out)
        return
    told = {_key(receipt, out): receipt for receipt in receipts}
    if len({receipt.url for receipt in receipts}) < len(told) and not _shares_addresses(crew, record):
        yield f"{marks[0]}: {len(told)} parts, and not as many addresses: {[receipt.url for receipt in receipts]}"
    if published and (told.keys() != out.keys() or len(told) != len(marks)):
        yield f"{marks[0]}: published as {sorted(told)}, and the platform has {sorted(out)}"
    if not told.keys() <= out.keys() or (out.keys() - told.keys() and state not in OPEN_QUESTIONS):
        yield f"{marks[0]}: {state}, {sorted(told)} on record, and the platform has {sorted(out)}"
    for key in told.keys() & out.keys():
        assert record is not None
        if crew.world.accounts[record.delivery.account] not in APPS:
            continue
        shown = _shown(crew, record.delivery.account, told[key].url, key)
        if out[key].partition(" ")[0] not in shown:
            yield f"{marks[0]}: {told[key].url} does not show it: {shown[:200]}"


def _key(receipt: Receipt, out: Mapping[str, str]) -> str:
    """Return which of ``out`` the receipt is of: ids end with the key (Bluesky's at-uri, LinkedIn's URN)."""
    return next((key for key in out if receipt.id.rstrip(")").endswith(key)), receipt.id)


def _shares_addresses(crew: Crew, record: Record | None) -> bool:
    """Whether a comment has no address of its own."""
    return record is not None and crew.world.accounts[record.delivery.account] == "instagram"


def _pages_differ(crew: Crew, told: set[str], out: Mapping[str, str]) -> Iterator[str]:
    pages = {f"https://acme.example/social/{path.removesuffix('index.html')}" for path in _below_site(crew)}
    if told != set(out) or not told <= pages:
        yield f"on record {sorted(told)}, and the feed has {sorted(out)}"


def _below_site(crew: Crew) -> list[str]:
    return [path.removeprefix("site/acme-pages/") for path in crew.files() if path.startswith("site/acme-pages/")]


def _shown(crew: Crew, account: str, url: str, key: str) -> str:
    """Return what the address on record shows, or why it is none of the account's; the sandbox plays the apps."""
    platform = crew.world.accounts[account]
    local = url.replace("https://bsky.app", crew.sandbox.url)
    owner = crew.sandbox.store.resident(platform, account)  # type: ignore[arg-type]
    who = owner.handle if owner else ""
    if local != APPS[platform].format(url=crew.sandbox.url, who=who, key=key):
        return f"an address of {who or 'nobody'} ends otherwise"
    try:
        with urllib.request.urlopen(local) as page:
            return str(page.read().decode())
    except urllib.error.HTTPError as refused:
        with refused:
            return f"HTTP {refused.code}, {refused.read().decode()}"


def _order_matters(entries: Sequence[Entry], ledger: Ledger, seed: int) -> Iterator[str]:
    shuffled = list(entries)
    chance = random.Random(seed)
    for _ in range(3):
        chance.shuffle(shuffled)
        if fold(shuffled).records != ledger.records:
            yield "the ledger folds to another state when its lines are in another order"
            return


def _summary(crew: Crew) -> Iterator[str]:
    """Yield where the summary, made of many runs' commits, is not what all lines add up to."""
    paths = [path for path in crew.files() if path.startswith("ledger/")]
    if SUMMARY in paths:
        held = {path: crew.origin.git("show", f"smm-state:{path}").encode() + b"\n" for path in paths}
        yield from (f"{flaw.file}: {flaw.why}" for flaw in summary_flaws(held))


def _crashes(crew: Crew) -> Iterator[str]:
    for runner in crew.runners:
        err = runner.err.read_text()
        if runner.how == "disk" and runner.struck():
            continue  # what a full disk does to the words of a run is test_disk's question
        if "Traceback" in err:
            yield f"a runner crashed: {err.strip().splitlines()[-1]}"
        elif runner.returncode not in {0, 1, 3, -9}:
            yield f"a runner ended with {runner.returncode}"


def _unclaimed(crew: Crew) -> Iterator[tuple[str, str]]:
    """Complain of every create call whose text its runner had not claimed in the head the remote had just then."""
    claims: dict[str, Ledger] = {}
    for runner in crew.runners:
        for event in runner.events():
            if "create" in event:
                head = event["head"]
                if head and head not in claims:
                    claims[head] = fold(entries_at(crew, head))
                accounts = _accounts(crew, event["create"])
                if not head or not any(_is_claimed(crew, claims[head], account, event) for account in accounts):
                    what = f"{str(event['text']).partition(' ')[0]} ({event['create']})"
                    yield (accounts or [crew.world.first])[0], f"{what} was sent without a pushed claim"


def _accounts(crew: Crew, path: str) -> list[str]:
    """Return the accounts on the platform whose API has ``path``."""
    owner = owner_of(path)
    return [account for account, platform in crew.world.accounts.items() if owner and platform == owner.name]


def _is_claimed(crew: Crew, ledger: Ledger, account: str, event: Mapping[str, Any]) -> bool:
    for record in ledger.records.values():
        claim = record.claim
        if record.delivery.account != account or claim is None or claim.payload is None:
            continue
        mine = record.state is State.CLAIMED and claim.owner is not None and claim.owner.nonce == event["nonce"]
        if not mine and account not in crew.world.repeatable:
            continue
        # a container is published by its id: what it says was said before
        if event["text"] in [None, *(part["text"] for part in claim.payload["payload"]["parts"])]:
            return True
    return False
