"""Where renewed tokens lie on the state branch, sealed, and what fsck asks of their files.

What a file holds is read and written by ``smm_action.tokens``; without its key nothing but the shape can be checked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from smm_action.core.schema import faults, is_valid
from smm_action.ledger.flaw import Flaw
from smm_action.ledger.paths import segment
from smm_action.model.ids import AccountName

TOKENS = "tokens"
SCHEMA = "artifacts/token/v1"
_DO = "Look at the branch's history; `smm auth ACCOUNT` writes a new file."


def token_path(account: AccountName) -> str:
    """Return the file of an account's token: ``tokens/<account>.json``."""
    return f"{TOKENS}/{segment(account)}.json"


def account_of(path: str) -> AccountName | None:
    """Return the account whose token ``path`` holds; None when it is no such file."""
    name = AccountName(unquote(path.removeprefix(f"{TOKENS}/").removesuffix(".json")))
    return name if token_path(name) == path else None


def token_flaws(files: Mapping[str, bytes]) -> Iterator[Flaw]:
    """Yield what is wrong with the files below ``tokens/``, by path below the state path."""
    for path in sorted(files):
        if not path.startswith(f"{TOKENS}/"):
            continue
        account = account_of(path)
        if account is None:
            why = "Nobody reads it: a token lies in tokens/<account>.json."
            yield Flaw(file=path, what="a file where none belongs", why=why, do=_DO)
        else:
            yield from _flaws(path, files[path], account)


def _flaws(path: str, data: bytes, account: AccountName) -> Iterator[Flaw]:
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        yield Flaw(file=path, what="a file that is no JSON", why="It is torn, or was edited by hand.", do=_DO)
        return
    if not is_valid(SCHEMA, document):
        for fault in faults(SCHEMA, document):
            where = ".".join(str(piece) for piece in fault.path)
            why = f"{where}: {fault.message[:200]}." if where else f"{fault.message[:200]}."
            yield Flaw(file=path, what=f"not as schemas/{SCHEMA}.schema.json says", why=why, do=_DO)
    elif document["account"] != account:
        why = f"It is of {document['account']}, and was copied or renamed: nobody takes it."
        yield Flaw(file=path, what="the token of another account", why=why, do=_DO)
