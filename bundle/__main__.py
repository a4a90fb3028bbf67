"""Build what is deployed: build/fc and build/aws, and beside each its zip, its sizes and its SBOM.

Package index, proxy and certificates are pip's own settings.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bundle import closure, lean, target
from bundle.build import Workshop
from bundle.errors import BuildError
from bundle.progress import Progress
from bundle.wheels import WheelStore

_REPOSITORY: Final = Path(__file__).resolve().parents[1]
_BUILD: Final = Path("build")
_SDK: Final = {"lean": lean.UNUSED, "full": lean.NOTHING}


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 when all that was asked for is built, 1 when a bundle would be wrong."""
    options = _parser().parse_args(arguments)
    progress = Progress(sys.stdout)
    workshop = Workshop(_REPOSITORY, WheelStore(options.wheels, progress), progress)
    targets = {"fc": target.fc(), "aws": target.aws(options.arch)}
    try:
        for name in options.target or targets:
            where = targets[name]
            progress.stage(f"== {name}: Python {where.python}, {where.machine}")
            contents = workshop.contents(where, options.extras, _SDK[options.sdk])
            workshop.write(contents, where, options.output)
    except BuildError as error:
        sys.stderr.write(f"not built: {error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bundle", description=__doc__)
    parser.add_argument("--target", action="append", choices=("fc", "aws"), help="default: both")
    parser.add_argument("--arch", default="arm64", choices=target.ARCHITECTURES)
    parser.add_argument("--with", dest="extras", type=_extras, default=(), metavar="redis,boto3")
    parser.add_argument("--sdk", default="lean", choices=_SDK, help="full: with all it imports")
    parser.add_argument("--output", type=Path, default=_BUILD, help="a folder")
    parser.add_argument("--wheels", type=Path, default=_BUILD / ".wheels", help="their cache")
    return parser


def _extras(text: str) -> tuple[str, ...]:
    names = tuple(name for name in text.split(",") if name)
    if unknown := set(names).difference(closure.EXTRAS):
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: choose from {closure.EXTRAS}")
    return names


if __name__ == "__main__":
    sys.exit(main())
