"""How a bundle becomes lean: what `unused` names goes, and placeholders stand where it was named.

A placeholder is a module that can be imported, and whose names can be named. Whatever else is done
with them raises `RuntimeError` with the way out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bundle import unused
from bundle.parts import Files, Part
from bundle.pins import Pin
from bundle.unused import Module

PLACEHOLDERS: Final = "placeholders"

_SOURCE: Final = '''"""Placeholder: {left_out} is left out of this bundle."""

_MESSAGE = "{left_out} is left out of this bundle; build with SDK=full"


class _LeftOut:
    """Can be named, and nothing else."""

    def __call__(self, *_args, **_keywords):
        raise RuntimeError(_MESSAGE)

    def __getattr__(self, name):
        # Python itself asks for names with underscores, to see what it can do with an object.
        raise (AttributeError if name.startswith("__") else RuntimeError)(_MESSAGE)


def __getattr__(name):
    raise (AttributeError if name.startswith("__") else RuntimeError)(_MESSAGE)


'''


@dataclass(frozen=True, slots=True)
class Cut:
    """What is left out of a bundle: distributions, and the modules that placeholders stand for."""

    distributions: frozenset[str]
    modules: Mapping[str, Module]

    def pins(self, pins: Iterable[Pin]) -> tuple[Pin, ...]:
        """Return the pins of the distributions that stay."""
        return tuple(pin for pin in pins if pin.name not in self.distributions)

    def forgives(self, distribution: str, needed: str) -> bool:
        """Return whether a distribution can do without another that it says it needs."""
        return needed in self.distributions and distribution in unused.PROVEN_ON

    def parts(self, parts: Sequence[Part]) -> tuple[Part, ...]:
        """Return the parts without what is left out, and the placeholders as the last of them."""
        trimmed = tuple(self._trimmed(part) for part in parts)
        return (*trimmed, Part(PLACEHOLDERS, self._placeholders())) if self.modules else trimmed

    def _trimmed(self, part: Part) -> Part:
        kept = {path: content for path, content in part.files.items() if not self._is_out(path)}
        gone = len(part.files) - len(kept)
        note = f"{gone} modules are left out, which this function never uses" if gone else part.note
        return replace(part, files=kept, note=note)

    def _is_out(self, path: str) -> bool:
        folder, _, name = path.rpartition("/")
        module = self.modules.get(folder.replace("/", "."))
        return module is not None and name.removesuffix(".py") not in module.kept

    def _placeholders(self) -> Files:
        return {
            f"{name.replace('.', '/')}/__init__.py": _source(module).encode()
            for name, module in sorted(self.modules.items())
        }


NOTHING: Final = Cut(frozenset(), {})
UNUSED: Final = Cut(unused.DISTRIBUTIONS, unused.MODULES)


def unproven(pins: Iterable[Pin]) -> list[str]:
    """Return the pins of the SDK in other versions than those that the cut is proven on."""
    versions = {str(pin.name): pin.version for pin in pins}
    return [
        f"{name}=={versions.get(name)}"
        for name, version in unused.PROVEN_ON.items()
        if versions.get(name) != version
    ]


def _source(module: Module) -> str:
    return _SOURCE.format(left_out=module.left_out) + "\n".join(_lines(module)) + "\n"


def _lines(module: Module) -> Iterator[str]:
    yield from (f"{name} = {value!r}" for name, value in module.constants.items())
    yield from (f"{name} = _LeftOut()" for name in module.named)
    for place, names in module.kept.items():
        yield from (f"from .{place} import {name}" for name in names)
