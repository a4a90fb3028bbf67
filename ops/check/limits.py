"""Limits, and the store that counts them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from ops.check.finding import Finding, Kind, Level
from ops.check.places import OVERSEAS, listed, regions
from smscode.claims.stores import scheme_of
from smscode.config.model import Config, Limits
from smscode.outcome import Text
from smscode.settings import Settings

NONE = Kind(
    "limit.none",
    Level.NOTE,
    Text(
        "No limits are set: only Aliyun's own limits for mainland numbers apply.",
        "除阿里云对大陆号码的限制外，没有任何发送限制。",
    ),
)
NONE_INTERNATIONAL = Kind(
    "limit.none_abroad",
    Level.WARNING,
    Text(
        "Nothing limits sending to {regions}, not even Aliyun: SMS pumping targets such regions.",
        "对 {regions} 没有发送限制：阿里云不限制，短信盗刷多发于此。",
    ),
    Text(
        "Set limits.perRegionDay for them, or limits.perHour.",
        "请设置 limits.perRegionDay 或 limits.perHour。",
    ),
)
NOT_ALLOWED = Kind(
    "limit.not_allowed",
    Level.WARNING,
    Text(
        "{region} has a limit but is not in allowedRegions: it is refused anyway.",
        "{region} 设了限额但不在 allowedRegions 中，本就会被拒绝。",
    ),
    Text("Allow the region, or remove its limit.", "请允许该地区，或删除其限额。"),
)
ZERO = Kind(
    "limit.zero",
    Level.WARNING,
    Text(
        "{region} has a limit of 0 a day: everything is refused.",
        "{region} 的日限额为 0：全部会被拒绝。",
    ),
    Text(
        "Raise it, or remove the region from allowedRegions.", "请调高，或从 allowedRegions 移除。"
    ),
)
NEVER_REACHED = Kind(
    "limit.never_reached",
    Level.WARNING,
    Text(
        "{most} in {seconds} s is never reached: {least} in {longer} s is stricter.",
        "{seconds} 秒 {most} 次永远不会触发：{longer} 秒 {least} 次更严格。",
    ),
    Text("Remove the pair, or correct it.", "请删除或更正该组限制。"),
)
SWAPPED = Kind(
    "limit.swapped",
    Level.WARNING,
    Text(
        "{most} in {seconds} s: a pair has the number of sends first, then seconds.",
        "{seconds} 秒内 {most} 次：每组先写次数，再写秒数。",
    ),
    Text(
        "Write [{seconds}, {most}] if that is what you meant.",
        "若本意相反，请写 [{seconds}, {most}]。",
    ),
)
NO_ADDRESS = Kind(
    "limit.no_address",
    Level.WARNING,
    Text(
        "perIp has no effect: no open caller passes an address ({callers} can).",
        "perIp 不起作用：已开放的调用方都不传地址（{callers} 可以）。",
    ),
    Text("Remove it, or use perNumber and perHour.", "请删除，或改用 perNumber 和 perHour。"),
)
PER_INSTANCE = Kind(
    "limit.per_instance",
    Level.NOTE,
    Text(
        "CLAIMS_URI is memory: here. If the function has the same, each instance counts by itself.",
        "此处 CLAIMS_URI 为 memory:。若函数亦如此，则各实例分别计数。",
    ),
)
REPLAYS = Kind(
    "claims.replays",
    Level.NOTE,
    Text(
        "CLAIMS_URI is memory: here. If the function has the same, each instance remembers by "
        "itself what {callers} signed: a captured request can be replayed at another instance.",
        "此处 CLAIMS_URI 为 memory:。若函数亦如此，{callers} 签过的消息由各实例分别记住："
        "被截获的请求可在另一实例重放。",
    ),
)
REFUSES = Kind(
    "claims.refuses",
    Level.NOTE,
    Text(
        "claimsFailure is refuse: while the claim store is down, no code is sent.",
        "claimsFailure 为 refuse：去重存储故障期间不发送任何验证码。",
    ),
)
NO_CLAIMS_KEY = Kind(
    "claims.no_key",
    Level.ERROR,
    Text(
        "CLAIMS_URI names a durable store, but claimsKey is missing: the store is not used.",
        "CLAIMS_URI 为持久存储，但缺少 claimsKey：不会生效。",
    ),
    Text("Add claimsKey: openssl rand -hex 32.", "请添加 claimsKey：openssl rand -hex 32。"),
)


_ANY = "*"
_MEMORY = "memory"
_WITH_ADDRESS = ("generic", "logto", "supabase")  # they can pass the address of a person's device
_SIGNING = ("supabase", "zitadel", "authgear")


def look(config: Config, settings: Settings) -> Iterator[Finding]:
    """Yield the findings on the limits and on the claims."""
    limits = config.limits
    in_memory = scheme_of(settings.claims_uri) == _MEMORY
    if limits == Limits():
        yield NONE.at("limits")
    elif in_memory:
        yield PER_INSTANCE.at("limits")
    yield from _international(config)
    yield from _per_region(config)
    for name, windows in (("perNumber", limits.per_number), ("perIp", limits.per_ip)):
        yield from _windows(f"limits/{name}", windows)
    if limits.per_ip and not _opened(config, _WITH_ADDRESS):
        yield NO_ADDRESS.at("limits/perIp", callers=", ".join(_WITH_ADDRESS))
    signing = _opened(config, _SIGNING)
    if in_memory and signing:
        yield REPLAYS.at("callers", callers=", ".join(signing))
    if not in_memory and config.claims_failure == "refuse":
        yield REFUSES.at("claimsFailure")
    if not in_memory and config.claims_key is None:
        yield NO_CLAIMS_KEY.at("claimsKey")


def _opened(config: Config, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if config.caller(name) is not None]


def _international(config: Config) -> Iterator[Finding]:
    limits = config.limits
    if limits.per_hour is not None or _ANY in limits.per_region_day:
        return
    unlimited = [r for r in regions(config, OVERSEAS) if r not in limits.per_region_day]
    if unlimited:
        yield NONE_INTERNATIONAL.at("limits", regions=listed(unlimited))


def _per_region(config: Config) -> Iterator[Finding]:
    per_day = config.limits.per_region_day
    for region in sorted(per_day):
        if region != _ANY and region not in config.allowed_regions:
            yield NOT_ALLOWED.at("limits/perRegionDay", region=region)
    for region in sorted(config.allowed_regions):
        if per_day.get(region, per_day.get(_ANY)) == 0:
            yield ZERO.at("limits/perRegionDay", region=region)


def _windows(pointer: str, windows: tuple[tuple[int, int], ...]) -> Iterator[Finding]:
    for most, seconds in windows:
        if most > seconds:
            yield SWAPPED.at(pointer, most=most, seconds=seconds)
    for (most, seconds), (least, longer) in permutations(windows, 2):
        if longer >= seconds and least < most:
            yield NEVER_REACHED.at(pointer, most=most, seconds=seconds, least=least, longer=longer)
            return
