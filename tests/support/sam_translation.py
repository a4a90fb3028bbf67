"""``python sam_translation.py TEMPLATE``, with SAM's own Python: the plain stack as JSON.

What CloudFormation does with the template's ``Transform`` on AWS, with nothing of AWS.
"""

import json
import os
import sys

from samcli.yamlhelper import yaml_parse
from samtranslator.translator.transform import transform


class _NoPolicies:
    """Knows no managed policies: the template has none."""

    def load(self) -> dict[str, str]:
        """Return them."""
        return {}


def main(path: str) -> None:
    """Print the stack that the template at *path* becomes with the defaults of its parameters."""
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 - as short as can be
        template = yaml_parse(file.read())
    template["Resources"]["Function"]["Properties"]["CodeUri"] = "s3://bucket/code"
    declared = template["Parameters"].items()
    values = {name: str(each["Default"]) for name, each in declared if "Default" in each}
    sys.stdout.write(json.dumps(transform(template, values, _NoPolicies())))


if __name__ == "__main__":
    os.environ["AWS_DEFAULT_REGION"] = "us-east-1"
    main(sys.argv[1])
