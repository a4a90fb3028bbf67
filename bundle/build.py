"""One bundle, from pins to files."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from bundle import archive, bytecode, closure, interpreter, lean, parts, sbom, sizes
from bundle.lean import Cut
from bundle.parts import Part
from bundle.pins import Pin
from bundle.progress import Progress
from bundle.target import Target
from bundle.wheels import WheelStore


@dataclass(frozen=True, slots=True)
class Contents:
    """The parts of one bundle, and the pins of what was left out of it."""

    parts: tuple[Part, ...]
    left_out: tuple[Pin, ...] = ()


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where bundles are built from, and what they are built with."""

    repository: Path
    store: WheelStore
    progress: Progress

    def contents(self, target: Target, extras: Collection[str], cut: Cut) -> Contents:
        """Return the function and all that it needs on the target, bytecode included if it can be.

        Raises:
            BuildError: They would not be what the pins say.
        """
        pins = closure.select(self.repository, target, extras)
        cut = self._proven(cut, pins)
        kept = cut.pins(pins)
        wheels = self.store.fetch(kept, target)
        function = parts.of_source(self.repository / "src")
        packages = [parts.of_wheel(wheel) for wheel in wheels]
        found = [each for part in packages if (each := part.metadata())]
        closure.check(kept, found, target, cut)
        bundled = self._compiled(cut.parts((function, *packages)), target.python)
        return Contents(bundled, tuple(pin for pin in pins if pin not in kept))

    def write(self, contents: Contents, target: Target, output: Path) -> None:
        """Write the bundle as a folder and as a zip, with its sizes and its SBOM beside it."""
        files = parts.merge(contents.parts)
        archive.write_folder(files, output / target.name)
        path = output / f"{target.name}.zip"
        zipped = archive.write_zip(files, path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        bill = sbom.document(contents.parts, target, digest, contents.left_out)
        (output / f"{target.name}.cdx.json").write_text(bill, encoding="utf-8")
        table = sizes.table(contents.parts, zipped, contents.left_out)
        (output / f"{target.name}.sizes.txt").write_text(table, encoding="utf-8")
        packages = sum(part.wheel is not None for part in contents.parts)
        size = f"{path.stat().st_size / 1e6:.1f} MB, {packages} packages"
        self.progress.stage(f"   {path}: {size}, SHA-256 {digest}")

    def _proven(self, cut: Cut, pins: Collection[Pin]) -> Cut:
        """Return the cut, if it is proven on what is pinned; else none."""
        others = lean.unproven(pins)
        if cut is lean.NOTHING or not others:
            return cut
        self.progress.stage(
            f"   The SDK is packed whole: nothing is known to be unused of {', '.join(others)}"
        )
        return lean.NOTHING

    def _compiled(self, contents: tuple[Part, ...], python: str) -> tuple[Part, ...]:
        found = interpreter.find(python)
        if found is None:
            self.progress.stage(
                f"   WARNING: no bytecode, for there is no Python {python} here. "
                "The bundle works, but each cold start compiles it, which takes about a second."
            )
            return contents
        self.progress.stage(f"   Python {found.version} compiles {len(contents)} parts")
        return bytecode.compiled(contents, found, self.progress)
