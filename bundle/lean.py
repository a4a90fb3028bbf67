"""How a bundle becomes lean: what `unused` names goes, and placeholders stand where it was named.

A placeholder is a module that can be imported, and whose names can be named. Whatever else is done
with them raises `RuntimeError` with the way out.
"""

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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


_OTHERS: Final = """

    _left_out = frozenset({left_out})

    def __getattr__(self, name):
        if any(name in vars(each).get("_left_out", ()) for each in type(self).__mro__):
            raise RuntimeError(f"{{name}} is left out of this bundle; build with SDK=full")
        raise AttributeError(name)
"""
_METHODS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Cut:
    """What is left out of a bundle.

    Attributes:
        distributions: The names of those that are not packed at all.
        modules: Those that placeholders stand for.
        edits: By path, what is changed in the text of a file.
        operations: By path, the methods that a client keeps; the others say that they are gone.
    """

    distributions: frozenset[str]
    modules: Mapping[str, Module]
    edits: Mapping[str, Sequence[Edit]]
    operations: Mapping[str, frozenset[str]]

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
        edited = dict(self._changed(kept))
        gone = len(part.files) - len(kept)
        notes = [f"{gone} modules are left out, which this function never uses"] if gone else []
        notes += [f"{path} is edited" for path in edited]
        return replace(part, files={**kept, **edited}, note="; ".join(notes))

    def _changed(self, files: Files) -> Iterator[tuple[str, bytes]]:
        for path in sorted(files.keys() & self.edits.keys()):
            yield path, _edited(path, files[path].decode(), self.edits[path]).encode()
        for path in sorted(files.keys() & self.operations.keys()):
            yield path, _with_methods(files[path].decode(), self.operations[path]).encode()

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


NOTHING: Final = Cut(frozenset(), {}, {}, {})
UNUSED: Final = Cut(unused.DISTRIBUTIONS, unused.MODULES, unused.EDITS, unused.OPERATIONS)


def unproven(pins: Iterable[Pin]) -> list[str]:
    """Return the pins of the SDK in other versions than those that the cut is proven on."""
    versions = {str(pin.name): pin.version for pin in pins}
    return [
        f"{name}=={versions.get(name)}"
        for name, version in unused.PROVEN_ON.items()
        if versions.get(name) != version
    ]


def _edited(path: str, text: str, edits: Iterable[Edit]) -> str:
    for edit in edits:
        if text.count(edit.old) != 1:
            raise BuildError(f"{path} has not once: {edit.old.strip()}")
        text = text.replace(edit.old, edit.new)
    return text


def _with_methods(text: str, kept: Collection[str]) -> str:
    """Return a module whose class has these methods, and one that answers for the others."""
    (client,) = [each for each in ast.parse(text).body if isinstance(each, ast.ClassDef)]
    methods = [each for each in client.body if isinstance(each, _METHODS)]
    left_out = {each.name for each in methods}.difference(kept)
    lines = text.splitlines(keepends=True)
    for method in reversed(methods):
        if method.name in left_out:
            first = min([method.lineno, *(each.lineno for each in method.decorator_list)])
            del lines[first - 1 : method.end_lineno]
    return "".join(lines).rstrip() + _OTHERS.format(left_out=sorted(left_out))


def _source(module: Module) -> str:
    return _SOURCE.format(left_out=module.left_out) + "\n".join(_lines(module)) + "\n"


def _lines(module: Module) -> Iterator[str]:
    yield from (f"{name} = {value!r}" for name, value in module.constants.items())
    yield from (f"{name} = _LeftOut()" for name in module.named)
    for place, names in module.kept.items():
        yield from (f"from .{place} import {name}" for name in names)
