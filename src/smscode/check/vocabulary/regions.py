"""What can be said of the allowed regions, and of the templates for them."""

from __future__ import annotations

from smscode.check.finding import Kind, Level
from smscode.outcome import Text

NONE = Kind(
    "region.none",
    Level.ERROR,
    Text("No region is allowed: every number is refused.", "未允许任何地区：所有号码都会被拒绝。"),
    Text("Name the regions, such as CN.", "请列出地区，例如 CN。"),
)
UNKNOWN = Kind(
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
SERVED = Kind(
    "region.served",
    Level.OK,
    Text("{regions}: each has its templates.", "{regions}：均有可用模板。"),
)
