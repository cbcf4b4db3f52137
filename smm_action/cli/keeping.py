"""Where renewed tokens are kept here: on the state branch, as secrets on GitHub, or nowhere."""

from __future__ import annotations

from smm_action.cli.app import App
from smm_action.content.config import NAME, read_config
from smm_action.content.config_checks import section
from smm_action.tokens.github import TOKEN as SECRETS_TOKEN
from smm_action.tokens.github import Secrets
from smm_action.tokens.keeping import AsSecrets, Keeper, OnBranch
from smm_action.tokens.key import KEY, token_key
from smm_action.tokens.visibility import visibility

PUBLIC = {
    "public": "the repository is public, so a sealed token would be everybody's to keep until the key leaks",
    "unknown": "nothing says that the repository is private, and a sealed token does not go where everybody reads",
}


def keeper_of(app: App) -> Keeper | str:
    """Return where a new token is put, or why nowhere.

    Sealed on the branch under ``SMM_TOKEN_KEY`` where that may be (a private repository, or
    ``tokens: {public: allow}`` in smm.yml), else as a secret by ``SMM_SECRETS_TOKEN``.

    Raises:
        SmmError: ``SMM_TOKEN_KEY`` is too short.
    """
    key = token_key(app.environ)
    why = f"neither {KEY} nor {SECRETS_TOKEN} is set (docs/how-to/credentials.md)"
    if key is not None:
        refusal = not_on_branch(app)
        if refusal is None:
            return OnBranch(key)
        why = refusal
    return AsSecrets(Secrets(app.environ)) if app.environ.get(SECRETS_TOKEN) else why


def not_on_branch(app: App) -> str | None:
    """Return why no token may lie on the state branch, None when it may."""
    repository = app.must_have_repository()
    remote = repository.git.line("remote", "get-url", app.project.state.remote)
    seen = visibility(remote, app.environ)
    if seen == "private" or section(read_config(app.source, NAME).data, "tokens").get("public") == "allow":
        return None
    return f"{PUBLIC[seen]}; to allow it write `tokens: {{public: allow}}` in {NAME}, or set {SECRETS_TOKEN} instead"
