"""Answers `pip install` of the repository: there is no package here (PEP 517's hooks).

Without a backend of its own pip would take setuptools, which packs whatever folders it finds.
"""

from typing import NoReturn

_SENTENCE = (
    "This is a function to deploy, not a package: see README.md. For the local Aliyun SMS alone: "
    "pip install aliyun-sms-sandbox, or ./sandbox in this folder."
)


def build_wheel(*_: object, **__: object) -> NoReturn:
    """Refuse."""
    raise SystemExit(_SENTENCE)


build_sdist = build_editable = build_wheel
