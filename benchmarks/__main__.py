"""Measure everything, print it, write it to a file, and judge it.

1 when a target is missed, 2 when nothing could be measured. What is measured is built first, from
the working tree.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks import clouds, cold, load, machine, packs, report, warm
from benchmarks.clouds import Doors
from benchmarks.errors import CannotMeasureError
from benchmarks.figures import Figure, Results
from benchmarks.packs import Packs
from benchmarks.targets import judged
from bundle.errors import BuildError
from bundle.progress import Progress
from support.paths import ROOT

RESULTS: Final = ROOT / "build/bench.json"
_ROUNDS: Final = 11
_PARTS: Final = ("sizes", "cold", "warm", "load")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark."""
    options = _parser().parse_args(arguments)
    progress = Progress(sys.stdout)
    load = machine.load()  # before the builds, which are the machine's only other work
    try:
        built = packs.build_all(ROOT / "build/bench", progress)
        results = _measure(built, load, options, progress)
    except (BuildError, CannotMeasureError) as error:
        sys.stderr.write(f"not measured: {error}\n")
        return 2
    results.save(options.output)
    tables = "\n\n".join(table.markdown() for table in report.measured(results))
    progress.stage(f"\n{tables}\n\nwritten: {options.output}")
    missed = [target for target in judged(results) if not target.is_met(results)]
    progress.stage(f"targets missed: {len(missed)} of {len(list(judged(results)))}")
    return 1 if missed else 0


def _measure(built: Packs, load: float, options: argparse.Namespace, progress: Progress) -> Results:
    figures: dict[str, Figure] = {}
    machine.keep_to_first_core()
    facts = machine.facts(built.python, load)
    with clouds.running() as doors:
        built.trust(doors.authority)
        for part in (options.only,) if options.only else _PARTS:
            progress.stage(f"== measuring: {part}")
            figures.update(_part(part, built, doors, options.rounds, progress))
    return Results(facts, figures)


def _part(
    name: str, built: Packs, doors: Doors, rounds: int, progress: Progress
) -> Mapping[str, Figure]:
    if name == "cold":
        return cold.measure(cold.cases(built, doors), rounds, progress.step)
    if name == "warm":
        return warm.measure(built, doors.plain, rounds, progress.step)
    if name == "load":
        return load.measure(built, doors.plain, progress.step)
    return {f"size/{zip_}": Figure.of([n / 1e6], "MB") for zip_, n in built.sizes().items()}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=_PARTS)
    parser.add_argument("--rounds", type=int, default=_ROUNDS, help="of all that takes turns")
    parser.add_argument("--output", type=Path, default=RESULTS, help="a JSON file")
    return parser


if __name__ == "__main__":
    sys.exit(main())
