"""Apply safe fixes to files: the one command in which a machine writes authored files, because a person asked."""

from __future__ import annotations

import codecs
from collections import defaultdict

import click

from smm_action.cli.app import App
from smm_action.cli.linting import Linted
from smm_action.lint.fix import apply_fixes
from smm_action.model.finding import Fix


def mend(app: App, linted: Linted) -> bool:
    """Apply the fixes of ``linted``, keeping BOM and line ends; return whether a file changed."""
    fixes: dict[str, list[Fix]] = defaultdict(list)
    for finding in linted.findings:
        if finding.fix is not None:
            fixes[finding.fix.path].append(finding.fix)
    for path, held in sorted(fixes.items()):
        file = app.root / path
        data = file.read_bytes()
        bom = data.startswith(codecs.BOM_UTF8)
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
        crlf = "\r\n" in text
        mended = apply_fixes(text.replace("\r\n", "\n"), held)
        encoded = (mended.replace("\n", "\r\n") if crlf else mended).encode()
        file.write_bytes((codecs.BOM_UTF8 if bom else b"") + encoded)
        for fix in held:
            click.echo(f"{file}: {fix.description}", err=True)
    return bool(fixes)
