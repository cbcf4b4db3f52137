"""What every error table of a platform with containers must do. A platform's test class inherits this."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from smm_action.model.delivery import Rejected, Retry, Unauthorized, Unknown
from smm_action.platformkit.errortable import ErrorTable, KnownError
from tests.contract.fake_server import answered
from tests.contract.suite import World

KINDS = {"rejected": Rejected, "retry": Retry, "unauthorized": Unauthorized, "unknown": Unknown}


def _answers(table: ErrorTable) -> list[KnownError]:
    """Return the rows of answers; the others are words of containers."""
    return [row for row in table.rows if not isinstance(row.code, str)]


def _named(row: KnownError) -> str:
    return f"{row.code}-{row.subcode}"


def _body(row: KnownError) -> dict[str, Any]:
    """Return the answer that a row is about, in a language that nobody matches words in."""
    error: dict[str, Any] = {"message": "Etwas ging schief", "type": "OAuthException", "code": row.code or 100}
    if row.subcode is not None:
        error["error_subcode"] = row.subcode
    return {"error": {**error, "is_transient": False, "error_user_msg": "Bitte noch einmal", "fbtrace_id": "AbC"}}


class ErrorsContract:
    """The suite, once for each row of ``table``. Subclasses define the table and the fixture ``world``."""

    table: ClassVar[ErrorTable]

    @classmethod
    def pytest_generate_tests(cls, metafunc: pytest.Metafunc) -> None:
        """Give each test its rows: of answers, or any; and each status that a platform might answer with."""
        given = {"row": _answers(cls.table), "any_row": cls.table.rows}
        for name in given.keys() & set(metafunc.fixturenames):
            metafunc.parametrize(name, given[name], ids=_named)
        if "status" in metafunc.fixturenames:
            metafunc.parametrize("status", [200, 400, 403])

    def test_a_documented_error_means_what_the_table_says(self, world: World, row: KnownError, status: int) -> None:
        world.server.faults.append(answered(status, _body(row)))
        outcome = world.send(world.session(), world.seal())
        assert isinstance(outcome, KINDS[row.outcome])
        assert outcome.reason.startswith(row.said)
        assert outcome.reason.endswith("(Bitte noch einmal; fbtrace_id AbC)")
        assert not isinstance(outcome, Retry) or outcome.after == row.after
        assert not world.posts()

    def test_before_the_create_nothing_is_ever_in_doubt(self, world: World, row: KnownError) -> None:
        session, obey, broken = world.session(), world.server.obey, answered(400, _body(row)).answer

        def refuse_containers(request: Any) -> Any:
            made = request.method == "POST" and request.url.path.endswith(("/media", "/threads"))
            return broken if made else obey(request)

        world.server.obey = refuse_containers
        outcome = world.send(session, world.seal())
        assert isinstance(outcome, Retry if row.outcome == "unknown" else KINDS[row.outcome])
        assert not world.posts()

    def test_a_sentence_says_first_whether_it_went_out_and_then_what_to_do(self, any_row: KnownError) -> None:
        assert any_row.said.startswith(("Nothing went out", "It may be out"))
        assert any_row.said.startswith("It may be out") == (any_row.outcome == "unknown")
        assert any_row.said.count(".") >= 2 or ":" in any_row.said
        assert any_row.source.startswith("https://")
        assert any_row.code is not None or any_row.subcode is not None
        assert (any_row.after is not None) == (any_row.outcome == "retry")

    def test_no_row_is_said_twice(self) -> None:
        assert len({(row.code, row.subcode) for row in self.table.rows}) == len(self.table.rows)
