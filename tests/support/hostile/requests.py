"""Requests with a sound body whose method, path or credential is hostile; for every gateway."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from support.hostile.envelopes import TOKEN, Case, Http

Headers = tuple[tuple[str, str], ...]


_METHODS: Final = (
    *("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY"),
    *("", " ", "POST ", " POST", "POST\r\nX: y", "POST\0", "POSTPOST", "ＰＯＳＴ", "\ud800"),
    "x" * 10_000,
)

_PATHS: Final = (
    *("/nobody", "/generic/nobody", "/GENERIC", "/generic%2F", "/%67eneric", "/generic;a=b"),
    *("/generic?a=b", "/generic#a", "/generic ", "/generic\0", "/generic\n", "/.", "/..", "//a"),
    *(
        "/../../etc/passwd",
        "/generic/..",
        "/generic%00",
        "\\generic",
        "generic\\",
        "/ｇｅｎｅｒｉｃ",
    ),
    *("/direct", "/direct/", "/healthz%20", "/healthz/.", "/healthz;", "/\ud800", "/__init__"),
    *("*", "http://127.0.0.1/nobody", "/" + "x" * 100_000, "/a" * 50_000, "/${jndi:ldap://a}"),
)


def _basic(user_and_password: bytes) -> str:
    return f"Basic {base64.b64encode(user_and_password).decode()}"


def _one(value: str) -> Headers:
    return (("Authorization", value),)


_CREDENTIALS: Final[Mapping[str, Headers]] = {
    "none": (),
    "empty": _one(""),
    "spaces": _one("   "),
    "scheme only": _one("Bearer"),
    "scheme and space": _one("Bearer "),
    "null": _one("Bearer null"),
    "wrong": _one("Bearer wrong"),
    "one character less": _one(f"Bearer {TOKEN[:-1]}"),
    "one character more": _one(f"Bearer {TOKEN}x"),
    "prefix": _one(f"Bearer {TOKEN[:8]}"),
    "other case": _one(f"Bearer {TOKEN.upper()}"),
    "reversed": _one(f"Bearer {TOKEN[::-1]}"),
    "twice in one": _one(f"Bearer {TOKEN} {TOKEN}"),
    "both scheme names": _one(f"Bearer Bearer {TOKEN}"),
    "NUL behind": _one(f"Bearer {TOKEN}\0"),
    "non-ASCII": _one("Bearer токен-é-令牌"),
    "fullwidth": _one("Bearer ｈｏｓｔｉｌｅ"),
    "lone surrogate": _one("Bearer \ud800"),
    "latin-1": _one("Bearer \xff\xfe"),
    "quoted": _one(f'Bearer "{TOKEN}"'),
    "list": _one(f"Bearer other,Bearer {TOKEN}"),
    "100 kB": _one("Bearer " + "x" * 100_000),
    "many spaces": _one("Bearer" + " " * 100_000),
    "another scheme": _one(f"Digest {TOKEN}"),
    "webhook signature": (("webhook-signature", "v1,AAAA"), ("webhook-id", "1")),
    "basic: user is the token": _one(_basic(f"{TOKEN}:".encode())),
    "basic: no colon": _one(_basic(TOKEN.encode())),
    "basic: not base64": _one("Basic !!!!"),
    "basic: bad padding": _one("Basic YQ"),
    "basic: not ASCII": _one("Basic é"),
    "basic: not UTF-8": _one(_basic(b"a:\xff\xfe")),
    "basic: empty": _one("Basic "),
    "basic: colons": _one(_basic(f"a:b:{TOKEN}".encode())),
    "doubled": (("Authorization", f"Bearer {TOKEN}"), ("Authorization", "Bearer other")),
    "doubled, other case": (
        ("Authorization", f"Bearer {TOKEN}"),
        ("authorization", "Bearer other"),
    ),
    "key: empty": (("X-Api-Key", ""),),
    "key: wrong": (("X-Api-Key", "wrong"),),
    "key: with scheme": (("X-Api-Key", f"Bearer {TOKEN}"),),
    "key: with space": (("X-Api-Key", f" {TOKEN}"),),
    "key: doubled": (("X-Api-Key", TOKEN), ("x-api-key", TOKEN)),
    "name: with space": (("Authorization ", f"Bearer {TOKEN}"),),
    "name: with colon": (("Authorization:", f"Bearer {TOKEN}"),),
    "name: with NUL": (("Authorization\0", f"Bearer {TOKEN}"),),
    "name: injected": (("X-A\r\nAuthorization", f"Bearer {TOKEN}"),),
    "name: non-ASCII": (("Аuthorization", f"Bearer {TOKEN}"),),
    "name: lone surrogate": (("\ud800", f"Bearer {TOKEN}"),),
    "name: empty": (("", f"Bearer {TOKEN}"),),
    "value: injected": (("X-A", f"a\r\nAuthorization: Bearer {TOKEN}"),),
    "elsewhere: proxy": (("Proxy-Authorization", f"Bearer {TOKEN}"),),
    "elsewhere: cookie": (("Cookie", f"Authorization=Bearer {TOKEN}"),),
    "elsewhere: forwarded": (("X-Forwarded-Authorization", f"Bearer {TOKEN}"),),
    "claims to be direct": (("X-Amz-Invocation-Type", "RequestResponse"), ("X-Direct", "true")),
    "10,000 headers": tuple((f"X-{n}", "x") for n in range(10_000)),
}


def _cases() -> Iterator[Case]:
    sound = Http()
    for method in _METHODS:
        http = replace(sound, method=method)
        yield Case(f"method {method[:12]!a}", http, 405, "method_not_allowed")
    for path in _PATHS:
        yield Case(f"path {path[:24]!a}", replace(sound, path=path), 404, "not_found")
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        http = replace(sound, method=method, path="/healthz")
        yield Case(f"{method} /healthz", http, 405, "method_not_allowed")
    for name, headers in _CREDENTIALS.items():
        yield Case(f"credential {name}", replace(sound, headers=headers), 401, "unauthorized")


REQUESTS: Final = tuple(_cases())
