"""The ASGI application: decode a request, let the scenario strike, answer, and keep a log."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, assert_never

from starlette.requests import Request

from smm_action.sandbox import answers, decode, routes, wire
from smm_action.sandbox.answers import Answer
from smm_action.sandbox.call import Call, Effects, Refusal, Settings
from smm_action.sandbox.contract import Contract
from smm_action.sandbox.faults import (
    Drop,
    Error,
    Expire,
    ForgetKey,
    Garble,
    Hide,
    Latency,
    Processing,
    Scenario,
    Skew,
    Struck,
)
from smm_action.sandbox.rates import Rates
from smm_action.sandbox.simulation import Simulation, owner_of
from smm_action.sandbox.store import LoggedCall, Store

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


@dataclass(slots=True, kw_only=True)
class App:
    """The application, callable as ASGI 3."""

    store: Store
    now: Callable[[], datetime]
    scenario: Scenario
    settings: Settings
    contract: Contract | None
    rates: Rates
    sleep: Callable[[float], None] | None = None
    """Lets time pass in a rehearsal, where nobody waits; None waits."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        call = await decode.call(request, self.store, self.settings, self.now())
        found = routes.find(scope)
        operation = found.operation if found else "unknown"
        struck = () if operation == "page" else self.scenario.strike(operation, call.account)
        await self._delay(struck)
        call = affected(replace(call, now=self.now(), path=found.path if found else {}), struck)
        answer, violations = self._answer(call, request, found, struck)
        self._log(call, operation, answer, struck, violations)
        await wire.send(answer, scope, send)

    async def _delay(self, struck: Sequence[Struck]) -> None:
        for one in struck:
            if isinstance(one.fault, Latency):
                seconds = one.fault.shortest + (one.fault.longest - one.fault.shortest) * one.draw
                if self.sleep is None:
                    await asyncio.sleep(seconds)
                else:
                    self.sleep(seconds)

    def _answer(
        self, call: Call, request: Request, found: routes.Found | None, struck: Sequence[Struck]
    ) -> tuple[Answer, tuple[str, ...]]:
        dialect = owner_of(request.url.path)
        early = instead(dialect, struck, "before")
        if early is not None:
            return self._told(call, dialect, early), ()
        violations = self.contract.check(request, call) if self.contract and found else ()
        if violations:
            answer = answers.refused(Refusal(400, answers.error_body(dialect, 400, "; ".join(violations))))
        elif self.settings.enforce_rates and self.rates.exceeded(call):
            answer = answers.error(dialect, Error(429, "before", self.rates.seconds_left(call)))
        else:
            answer = _obeyed(call, dialect, found)
        answer = instead(dialect, struck, "after") or answer
        return self._told(call, dialect, garbled(answer, struck)), violations

    def _told(self, call: Call, dialect: Simulation | None, answer: Answer) -> Answer:
        return answer.with_headers(answers.date(call.now), self.rates.headers(dialect, call, answer.status))

    def _log(
        self, call: Call, operation: str, answer: Answer, struck: Sequence[Struck], violations: tuple[str, ...]
    ) -> None:
        if operation != "page":
            self.store.log(
                LoggedCall(
                    at=call.now,
                    operation=operation,
                    account=call.account,
                    status=answer.status if answer.drop is None else 0,
                    faults=tuple(one.text for one in struck),
                    violations=violations,
                )
            )


def _obeyed(call: Call, dialect: Simulation | None, found: routes.Found | None) -> Answer:
    if found is None:
        return answers.nowhere(dialect)
    try:
        return answers.done(found.handler(call))
    except Refusal as refusal:
        return answers.refused(refusal)


def affected(call: Call, struck: Sequence[Struck]) -> Call:
    """Return ``call`` with what the faults change inside the handler."""
    effects, now = Effects(), call.now
    for one in struck:
        match one.fault:
            case Expire():
                effects = replace(effects, expired=True)
            case ForgetKey():
                effects = replace(effects, forget_key=True)
            case Processing(wait):
                effects = replace(effects, processing=wait)
            case Hide(age):
                effects = replace(effects, hide=age)
            case Skew(by):
                now += by
            case Latency() | Error() | Drop() | Garble():
                pass
            case _:
                assert_never(one.fault)
    return replace(call, effects=effects, now=now)


def instead(dialect: Simulation | None, struck: Sequence[Struck], moment: str) -> Answer | None:
    """Return the answer that a fault puts in place of the real one at ``moment``, None when there is none."""
    for one in struck:
        match one.fault:
            case Error(moment=at) if at == moment:
                return answers.error(dialect, one.fault)
            case Drop(moment=at) if at == moment:
                return Answer(status=0, drop="reset")
            case Garble(how, at) if at == moment == "before":
                return answers.garbled(answers.error(dialect, Error(500)), how)
            case _:
                pass
    return None


def garbled(answer: Answer, struck: Sequence[Struck]) -> Answer:
    """Return ``answer`` as the faults spoil it on its way."""
    for one in struck:
        match one.fault:
            case Garble(how, "after") if answer.status < 400:
                return answers.garbled(answer, how)
            case Drop("during"):
                return replace(answer, drop="half")
            case _:
                pass
    return answer


def create_app(
    store: Store,
    *,
    now: Callable[[], datetime],
    scenario: Scenario | None = None,
    settings: Settings | None = None,
    contract: Contract | None = None,
    sleep: Callable[[float], None] | None = None,
) -> App:
    """Return the application over ``store``, whose clock is ``now``."""
    return App(
        store=store,
        now=now,
        scenario=scenario or Scenario(),
        settings=settings or Settings(),
        contract=contract,
        rates=Rates(window=timedelta(minutes=5)),
        sleep=sleep,
    )
