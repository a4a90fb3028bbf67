"""What each alert of docs/ops is for, and how often that happens before it goes off."""

import json
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from support.alerts import situations as made
from support.app_bench import AppBench
from support.paths import ROOT

Causes: TypeAlias = tuple[tuple[Callable[[AppBench], None], int], ...]

#: Those of Log Service, by their names.
ALERTS: Final[dict[str, dict[str, Any]]] = {
    path.stem.removeprefix("sls-alert-"): json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "docs/ops").glob("sls-alert-*.json"))
}
#: Within an alert's time. What sets off `errors` is not the function's: test_ops_sls.py has it.
CAUSES: Final[dict[str, Causes]] = {
    "claims": ((made.claims_down, 1), (made.claims_needed, 1), (made.claims_without_key, 1)),
    "config": ((made.broken_config, 1), (made.previous_config, 1)),
    "fallbacks": ((made.second_way, 5),),
    "misconfigured": ((made.wrong_key, 1), (made.last_resort, 1)),
    "none-accepted": tuple(
        (each, 5)
        for each in (
            *(made.wrong_number, made.wrong_body, made.closed_region, made.flow_control),
            *(made.new_type, made.wrong_key, made.no_balance, made.out_of_reach, made.doubtful),
            made.claims_needed,
        )
    ),
    "pumping": ((made.closed_region, 51), (made.flow_control, 51)),
    "quota-exhausted": ((made.no_balance, 1), (made.our_cap, 1)),
    "sent-per-hour": ((made.ordinary, 101),),
    "unauthorized": ((made.stranger, 5), (made.closed_caller, 5), (made.old_path_secret, 5)),
    "unavailable": ((made.out_of_reach, 11), (made.claims_needed, 11)),
    "uncertain-share": ((made.doubtful, 20),),
    "undelivered-share": ((made.receipts, 10),),
}
