"""What can be said of usages, regions, limits and claims: of what the config makes of a request."""

from __future__ import annotations

from smscode.check.finding import Kind, Level
from smscode.outcome import Text

NO_GENERIC = Kind(
    "usage.no_generic",
    Level.WARNING,
    Text(
        "There is no Generic template: {missing} end as template_not_found.",
        "没有 Generic 模板：{missing} 会返回 template_not_found。",
    ),
    Text(
        "Add a Generic template. Logto's console test asks for it, too.",
        "请添加 Generic 模板，Logto 控制台的测试也会用到。",
    ),
)
COVERED = Kind(
    "usage.covered",
    Level.OK,
    Text("Every usage has a template.", "每种用途都有模板。"),
)
MISSPELT = Kind(
    "usage.misspelt",
    Level.WARNING,
    Text(
        "No caller asks for this usage; it is nearly {nearest}.",
        "没有调用方使用该用途，它与 {nearest} 相近。",
    ),
    Text("Correct the name.", "请更正名称。"),
)
USAGE_TWICE = Kind(
    "usage.twice",
    Level.WARNING,
    Text(
        "It has several templates; where two serve one destination, the first is used.",
        "存在多个模板；同一目的地以第一个为准。",
    ),
    Text("Make one of them.", "请合并为一个。"),
)
PAUSED = Kind(
    "usage.paused",
    Level.WARNING,
    Text(
        "It is paused: every request is answered unavailable.", "已暂停：所有请求返回 unavailable。"
    ),
    Text("Take it out of paused when the reason is gone.", "原因消除后请从 paused 中移除。"),
)
PAUSED_UNKNOWN = Kind(
    "usage.paused_unknown",
    Level.WARNING,
    Text(
        "It is named in paused, and there is no such usage: nothing is stopped.",
        "paused 中的该用途不存在：不会停止任何发送。",
    ),
    Text("Correct the name.", "请更正名称。"),
)

NO_REGION = Kind(
    "region.none",
    Level.ERROR,
    Text("No region is allowed: every number is refused.", "未允许任何地区：所有号码都会被拒绝。"),
    Text("Name the regions, such as CN.", "请列出地区，例如 CN。"),
)
UNKNOWN_REGION = Kind(
    "region.unknown",
    Level.ERROR,
    Text(
        "{region} is no ISO region that has mobile numbers (Britain is GB).",
        "{region} 不是有手机号的 ISO 地区代码（英国为 GB）。",
    ),
    Text("Correct the region.", "请更正地区代码。"),
)
NO_TEMPLATE = Kind(
    "region.no_template",
    Level.ERROR,
    Text(
        "{regions} are allowed, and {usages} have no template there, nor has Generic: "
        "template_not_found.",
        "已允许 {regions}，但 {usages} 及 Generic 均无对应模板：template_not_found。",
    ),
    Text(
        "Add a template for that destination, to Generic at least, or disallow the regions.",
        "请为该目的地添加模板（至少 Generic），或移除这些地区。",
    ),
)
UNUSED_TEMPLATE = Kind(
    "region.unused_template",
    Level.WARNING,
    Text("No allowed region ever uses this template.", "allowedRegions 中没有地区会用到该模板。"),
    Text(
        "Add the regions to allowedRegions, or remove it.",
        "请在 allowedRegions 中添加地区，或删除它。",
    ),
)
REGIONS_SERVED = Kind(
    "region.served",
    Level.OK,
    Text("{regions}: each has its templates.", "{regions}：均有可用模板。"),
)

NO_LIMITS = Kind(
    "limit.none",
    Level.NOTE,
    Text(
        "Nothing limits how much is sent but Aliyun's own limits for mainland numbers.",
        "除阿里云对大陆号码的限制外，没有任何发送限制。",
    ),
)
NONE_ABROAD = Kind(
    "limit.none_abroad",
    Level.WARNING,
    Text(
        "Nothing limits how much is sent to {regions}, not Aliyun either: SMS pumping goes there.",
        "对 {regions} 没有发送限制：阿里云不限制，短信盗刷多发于此。",
    ),
    Text(
        "Set limits.perRegionDay for them, or limits.perHour.",
        "请设置 limits.perRegionDay 或 limits.perHour。",
    ),
)
LIMITED_NOT_ALLOWED = Kind(
    "limit.not_allowed",
    Level.WARNING,
    Text(
        "{region} has a limit and is not in allowedRegions: it is refused anyway.",
        "{region} 设了限额但不在 allowedRegions 中，本就会被拒绝。",
    ),
    Text("Allow the region, or remove its limit.", "请允许该地区，或删除其限额。"),
)
CLOSED_BY_LIMIT = Kind(
    "limit.zero",
    Level.WARNING,
    Text(
        "{region} may have 0 a day: everything is refused.", "{region} 的日限额为 0：全部会被拒绝。"
    ),
    Text(
        "Raise it, or take the region out of allowedRegions.", "请调高，或从 allowedRegions 移除。"
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
PER_INSTANCE = Kind(
    "limit.per_instance",
    Level.NOTE,
    Text(
        "CLAIMS_URI is memory: here. If it is so in the function, each instance counts for itself.",
        "此处 CLAIMS_URI 为 memory:。若函数亦如此，则各实例分别计数。",
    ),
)
NO_CLAIMS_KEY = Kind(
    "claims.no_key",
    Level.ERROR,
    Text(
        "CLAIMS_URI names a durable store, and claimsKey is missing: it is not used.",
        "CLAIMS_URI 为持久存储，但缺少 claimsKey：不会生效。",
    ),
    Text("Add claimsKey: openssl rand -hex 32.", "请添加 claimsKey：openssl rand -hex 32。"),
)
