"""Where a bundle runs: a Python, an operating system, a processor."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from packaging.markers import Marker
from packaging.tags import Tag, compatible_tags, cpython_tags

# manylinux2014, and what came before it: glibc 2.17 at most. Function Compute has 2.31 under Python
# 3.12 and 2.28 under 3.10, Lambda 2.34 under 3.12 (their runtimes' pages).
_SYSTEMS: Final = (
    "manylinux2014",
    "manylinux_2_17",
    "manylinux2010",
    "manylinux_2_12",
    "manylinux1",
    "manylinux_2_5",
)
_MACHINES: Final = {"x86_64": "x86_64", "arm64": "aarch64"}


@dataclass(frozen=True, slots=True)
class Target:
    """CPython on Linux: `name` is the bundle's, `machine` the kernel's word for the processor."""

    name: str
    machine: str
    python: str = "3.12"

    @property
    def interpreter(self) -> str:
        """The interpreter's tag, which is its ABI's too: `cp312`."""
        return "cp" + self.python.replace(".", "")

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platform tags of wheels that run here, the best first."""
        return tuple(f"{system}_{self.machine}" for system in _SYSTEMS)

    @property
    def tags(self) -> tuple[Tag, ...]:
        """The tags of wheels that run here, the best first."""
        version = [int(part) for part in self.python.split(".")]
        native = cpython_tags(version, [self.interpreter], self.platforms)
        return (*native, *compatible_tags(version, self.interpreter, self.platforms))

    def includes(self, marker: Marker | None) -> bool:
        """Whether a requirement with this marker holds here, whatever Python builds."""
        return marker is None or marker.evaluate(self._environment)

    @property
    def _environment(self) -> Mapping[str, str]:
        full = f"{self.python}.0"
        return {
            "extra": "",
            "implementation_name": "cpython",
            "implementation_version": full,
            "os_name": "posix",
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": "Linux",
            "platform_version": "",
            "python_full_version": full,
            "python_version": self.python,
            "sys_platform": "linux",
        }


def fc() -> Target:
    """Return Function Compute's target: it has no arm64."""
    return Target("fc", _MACHINES["x86_64"])


def aws(architecture: str) -> Target:
    """Return Lambda's target for one of its `ARCHITECTURES`."""
    return Target("aws", _MACHINES[architecture])


ARCHITECTURES: Final = tuple(_MACHINES)
