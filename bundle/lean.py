"""How a bundle becomes lean: what `unused` names goes, and placeholders stand where it was named.

A placeholder is a module that can be imported, and whose names can be named. Whatever else is done
with them raises `RuntimeError` with the way out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bundle import unused
from bundle.errors import BuildError
from bundle.parts import Files, Part
from bundle.pins import Pin
from bundle.unused import Edit, Module

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
    edits: Mapping[str, Sequence[Edit]]

    def pins(self, pins: Iterable[Pin]) -> tuple[Pin, ...]:
        """Return the pins of the distributions that stay."""
        return tuple(pin for pin in pins if pin.name not in self.distributions)

    def forgives(self, distribution: str, needed: str) -> bool:
        """Return whether a distribution can do without another that it says it needs."""
        return needed in self.distributions and distribution in unused.PROVEN_ON

    def parts(self, parts: Sequence[Part]) -> tuple[Part, ...]:
        """Return the parts without what is left out, and the placeholders as the last of them.

        Raises:
            BuildError: What is to be edited is not there.
        """
        trimmed = tuple(self._trimmed(part) for part in parts)
        return (*trimmed, Part(PLACEHOLDERS, self._placeholders())) if self.modules else trimmed

    def _trimmed(self, part: Part) -> Part:
        kept = {path: content for path, content in part.files.items() if not self._is_out(path)}
        edited = {
            path: _edited(path, kept[path], edits)
            for path, edits in self.edits.items()
            if path in kept
        }
        notes = [
            f"{len(part.files) - len(kept)} modules are left out, which this function never uses"
        ]
        notes = notes if len(kept) < len(part.files) else []
        notes += [f"{path} is edited" for path in edited]
        return replace(part, files={**kept, **edited}, note="; ".join(notes))

    def _is_out(self, path: str) -> bool:
        module, _, name = path.removesuffix(".py").replace("/", ".").rpartition(".")
        package = self.modules.get(module)
        return f"{module}.{name}" in self.modules or (
            package is not None and name not in package.kept
        )

    def _placeholders(self) -> Files:
        return {
            f"{name.replace('.', '/')}/__init__.py": _source(module).encode()
            for name, module in sorted(self.modules.items())
        }


NOTHING: Final = Cut(frozenset(), {}, {})
UNUSED: Final = Cut(unused.DISTRIBUTIONS, unused.MODULES, unused.EDITS)


def unproven(pins: Iterable[Pin]) -> list[str]:
    """Return the pins of the SDK in other versions than those that the cut is proven on."""
    versions = {str(pin.name): pin.version for pin in pins}
    return [
        f"{name}=={versions.get(name)}"
        for name, version in unused.PROVEN_ON.items()
        if versions.get(name) != version
    ]


def _edited(path: str, content: bytes, edits: Iterable[Edit]) -> bytes:
    text = content.decode()
    for edit in edits:
        if text.count(edit.old) != 1:
            raise BuildError(f"{path} has not once: {edit.old.strip()}")
        text = text.replace(edit.old, edit.new)
    return text.encode()


def _source(module: Module) -> str:
    return _SOURCE.format(left_out=module.left_out) + "\n".join(_lines(module)) + "\n"


def _lines(module: Module) -> Iterator[str]:
    yield from (f"{name} = {value!r}" for name, value in module.constants.items())
    yield from (f"{name} = _LeftOut()" for name in module.named)
    for place, names in module.kept.items():
        yield from (f"from .{place} import {name}" for name in names)
