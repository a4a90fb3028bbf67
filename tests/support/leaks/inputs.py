"""Requests that are refused, by what is wrong with them, with secrets where none belongs."""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, TypeAlias

from support.leaks.child import Plan
from support.leaks.scenarios import Make, told
from support.leaks.scene import Scenario, Scene

Refused: TypeAlias = Iterator[tuple[str, object]]  # what with, and the event


def _credentials(scene: Scene) -> Refused:
    wrong = scene.secrets.wrong_bearer
    basic = base64.b64encode(f"u:{wrong}".encode()).decode()
    cut_off = scene.secrets.bearer[:-1]
    for header in (
        *(("Authorization", f"Bearer {wrong}"), ("Authorization", wrong), ("X-Api-Key", wrong)),
        *(("Authorization", f"Basic {basic}"), ("Authorization", f"Basic {wrong}")),
        *(("Authorization", f"Bearer {cut_off}"), ("Authorization", f"{scene.secrets.bearer} x")),
    ):
        yield "unauthorized", scene.envelope(scene.fields(), headers=(header,))


def _fields(scene: Scene) -> Refused:
    number, code = scene.secrets.number, scene.secrets.code
    wide = number.translate({ord(str(digit)): 0xFF10 + digit for digit in range(10)})
    numbers: tuple[str, ...] = (
        *(f"{number}0", f"+86{number},{number}", f"my {number}", code),
        *(f"{wide}０", f"{wide}，{wide}", f"{number}¹", f"\u202a+86 {number}\u2028", f"电话{wide}"),
    )
    changes: list[tuple[str, dict[str, Any]]] = [
        *(("invalid_phone", {"phone": wrong}) for wrong in numbers),
        ("region_not_allowed", {"phone": f"+{scene.secrets.stranger}"}),
        ("region_not_allowed", {"phone": f"\u202a＋{scene.secrets.stranger}\n"}),
        *(("invalid_request", {"phone": wrong}) for wrong in (int(number), [number], {number: 1})),
        *(("invalid_request", {"code": wrong}) for wrong in (f"{code}-", [code], f"{code}{code}")),
        *(("invalid_request", {"usageType": wrong}) for wrong in (code, number, [code])),
        *(("invalid_request", {"locale": wrong}) for wrong in ([code], [number])),
        *(("invalid_request", {name: 1}) for name in (code, number, f"n{number}", f"+86{number}")),
        ("invalid_request", {scene.secrets.bearer: 1}),
    ]
    for outcome, change in changes:
        fields = scene.fields(**change)
        yield outcome, fields
        yield outcome, scene.envelope(fields)


def _bodies(scene: Scene) -> Refused:
    sound = json.dumps(scene.fields()).encode()
    for body in (
        *(sound[:-1], sound + b"\xff", b"[" + sound + b"]", sound[:-1] + b"," + sound[1:]),
        *(sound.replace(b'"+86', b'"\n+86'), json.dumps(sound.decode()).encode(), sound * 2),
    ):
        yield "invalid_request", scene.envelope({}, body=body)
    too_large = scene.fields(outId=scene.secrets.bearer * 1000)
    yield "content_too_large", scene.envelope(too_large)


def _envelopes(scene: Scene) -> Refused:
    sound = scene.envelope(scene.fields())
    number, bearer = scene.secrets.number, scene.secrets.bearer
    not_headers: tuple[object, ...] = (bearer, [bearer], {"Authorization": [bearer]})
    not_bodies: tuple[object, ...] = (scene.fields(), [number])
    changes: tuple[dict[str, object], ...] = (
        {"version": bearer},
        *({"headers": headers} for headers in not_headers),
        {"headers": {number: 1}},
        {"headers": {bearer: 1}},
        *({"body": body} for body in not_bodies),
        {"isBase64Encoded": bearer},
        {"isBase64Encoded": True},
        {"rawPath": [number]},
    )
    for change in changes:
        yield "invalid_request", {**sound, **change}
    path = f"/{number}/{scene.secrets.code}"
    yield "not_found", scene.envelope(scene.fields(), path=path)
    yield "method_not_allowed", scene.envelope(scene.fields(), method=bearer)


def _one_child(refused: Callable[[Scene], Refused]) -> Make:
    """Return the scenario of all these requests in one process: none of them needs an SDK."""

    def make(scene: Scene) -> Scenario:
        outcomes, events = zip(*refused(scene), strict=True)
        return Scenario(outcomes, Plan(events), scene.environment())

    return make


def _trapped(scene: Scene) -> Scenario:
    usual = scene.sms("misconfigured")
    return replace(usual, plan=replace(usual.plan, trap=told(scene)))


def _direct(scene: Scene) -> Scenario:
    events = scene.fields(), scene.fields(code=scene.secrets.next_code)
    plan = Plan(events, as_bytes=False)
    return Scenario(("sent", "sent"), plan, scene.environment())


INPUTS: Final[Mapping[str, Make]] = {
    "direct invocation": _direct,
    "context raises": _trapped,
    "refused credentials": _one_child(_credentials),
    "refused fields": _one_child(_fields),
    "refused bodies": _one_child(_bodies),
    "refused envelopes": _one_child(_envelopes),
}
