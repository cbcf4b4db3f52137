"""Meta's own Python SDK as a contract: its sources are generated from the API, and are read without being imported."""

from __future__ import annotations

import ast
import importlib.util
import keyword
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.shared import missing

MODULES = {
    "Page": "page",
    "PagePost": "pagepost",
    "Comment": "comment",
    "AdVideo": "advideo",
    "Photo": "photo",
    "IGUser": "iguser",
    "IGMedia": "igmedia",
    "IGComment": "igcomment",
}
"""Node type → module of ``facebook_business.adobjects``."""


def folder() -> Path:
    """Return where the SDK's objects are; skip when it is not installed."""
    found = importlib.util.find_spec("facebook_business")
    if found is None or not found.submodule_search_locations:
        missing("needs the package facebook_business (the dependency group `test`)")
    return Path(found.submodule_search_locations[0]) / "adobjects"


@cache
def nodes(folder: Path) -> dict[str, Any]:
    """Return what ``graph-v26.sdk.json`` holds too: node type → fields and calls."""
    return {node: node_of(folder, name) for node, name in MODULES.items()}


def version(folder: Path) -> str:
    """Return the version of the API that the SDK calls."""
    config = parsed(folder.parent / "apiconfig.py")
    strings = (one.value for one in ast.walk(config) if isinstance(one, ast.Constant) and isinstance(one.value, str))
    return next(text for text in strings if text.startswith("v") and text[1:2].isdigit())


@cache
def parsed(file: Path) -> ast.Module:
    """Return a source file; some name an attribute ``or``, which Python itself could not read."""
    words = "|".join(keyword.kwlist)
    return ast.parse(re.sub(rf"^(\s+)({words}) = ", r"\1\2_ = ", file.read_text("utf-8"), flags=re.MULTILINE))


def node_of(folder: Path, name: str) -> dict[str, Any]:
    tree = parsed(folder / f"{name}.py")
    classes = [one for one in ast.walk(tree) if isinstance(one, ast.ClassDef)]
    fields = next(one for one in classes if one.name == "Field")
    return {"fields": set(strings(fields).values()), "calls": list(calls(folder, tree))}


def calls(folder: Path, tree: ast.AST) -> Iterator[dict[str, Any]]:
    """Yield each call of a node: a method that makes a ``FacebookRequest`` after its lists."""
    for method in (one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)):
        lists = {
            one.targets[0].id: one.value
            for one in ast.walk(method)
            if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name) and isinstance(one.value, ast.Dict)
        }
        request = next((one for one in ast.walk(method) if named(one) == "FacebookRequest"), None)
        if request is None or "param_types" not in lists:
            continue
        assert isinstance(request, ast.Call)
        told = {one.arg: one.value.value for one in request.keywords if isinstance(one.value, ast.Constant)}
        enums = {text(key): listed(folder, tree, value) for key, value in pairs(lists.get("enums", ast.Dict([], [])))}
        params = {text(key): text(value) for key, value in pairs(lists["param_types"])}
        yield {"method": told["method"], "endpoint": told["endpoint"], "params": params, "enums": enums}


def listed(folder: Path, tree: ast.AST, value: ast.AST) -> list[str]:
    """Return the values of an enum: written out, or ``Class.Enum.__dict__.values()``."""
    if isinstance(value, ast.List):
        return [text(one) for one in value.elts]
    names = [one.attr for one in ast.walk(value) if isinstance(one, ast.Attribute)]
    owner = next(one.id for one in ast.walk(value) if isinstance(one, ast.Name))
    enum = next(name for name in names if not name.startswith("_") and name != "values")
    file = folder / f"{owner.lower()}.py"
    where = parsed(file) if file.exists() else tree
    return list(strings(next(c for c in ast.walk(where) if isinstance(c, ast.ClassDef) and c.name == enum)).values())


def strings(held: ast.ClassDef) -> dict[str, str]:
    return {
        one.targets[0].id: text(one.value)
        for one in held.body
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)
    }


def named(node: ast.AST) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def pairs(held: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    assert isinstance(held, ast.Dict)
    for key, value in zip(held.keys, held.values, strict=True):
        assert key is not None
        yield key, value


def text(node: ast.AST) -> str:
    assert isinstance(node, ast.Constant)
    return str(node.value)
