"""One bundle, from pins to files."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from bundle import archive, bytecode, closure, interpreter, parts, sbom, sizes
from bundle.parts import Part
from bundle.progress import Progress
from bundle.target import Target
from bundle.wheels import WheelStore


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where bundles are built from, and what they are built with."""

    repository: Path
    store: WheelStore
    progress: Progress

    def contents(self, target: Target, extras: Collection[str]) -> tuple[Part, ...]:
        """Return the function and all that it needs on the target, bytecode included if it can be.

        Raises:
            BuildError: They would not be what the pins say.
        """
        pins = closure.select(self.repository, target, extras)
        wheels = self.store.fetch(pins, target)
        function = parts.of_source(self.repository / "src")
        packages = [parts.of_wheel(wheel) for wheel in wheels]
        closure.check(pins, [each for part in packages if (each := part.metadata())], target)
        return self._compiled((function, *packages), target.python)

    def write(self, contents: tuple[Part, ...], target: Target, output: Path) -> None:
        """Write the bundle as a folder and as a zip, with its sizes and its SBOM beside it."""
        files = parts.merge(contents)
        archive.write_folder(files, output / target.name)
        path = output / f"{target.name}.zip"
        zipped = archive.write_zip(files, path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        bill = sbom.document(contents, target, digest)
        (output / f"{target.name}.cdx.json").write_text(bill, encoding="utf-8")
        table = sizes.table(contents, zipped)
        (output / f"{target.name}.sizes.txt").write_text(table, encoding="utf-8")
        size = f"{path.stat().st_size / 1e6:.1f} MB, {len(contents) - 1} packages"
        self.progress.stage(f"   {path}: {size}, SHA-256 {digest}")

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
