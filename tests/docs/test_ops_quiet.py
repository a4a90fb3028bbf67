"""No alert of docs/ops and no alarm of either template goes off when nothing is wrong."""

import re
from typing import Any, Final

import pytest

from support.alerts import cloudwatch, days, sls
from support.alerts.causes import ALERTS
from support.alerts.platform import around_a_call, around_a_call_of_lambda
from support.alerts.situations import lines_of_all
from support.sam_template import RESOURCES, TEMPLATE

each_time = pytest.mark.parametrize("time", days.QUIET)
#: Those of template.yml that count our lines; the others count what Lambda does.
OF_FUNCTION: Final = {
    name: each["Properties"]
    for name, each in RESOURCES.items()
    if each["Properties"].get("Namespace") == "smscode"
}


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> days.Lines:
    """Return what the function leaves in each situation, by its name."""
    return lines_of_all(tmp_path_factory.mktemp("quiet"))


@each_time
def test_no_alert_of_log_service_goes_off_on(time: str, lines: days.Lines) -> None:
    """Each is asked every five minutes, as it would be, over what stands in the log then."""
    entries = days.timeline(time, lines, around_a_call)
    assert {
        name
        for name, alert in ALERTS.items()
        for seen in days.moments(entries, _seconds(alert))
        if sls.goes_off(alert, seen)
    } == set()


@each_time
def test_no_alarm_of_cloudwatch_goes_off_on(time: str, lines: days.Lines) -> None:
    """Each sees its own period, as often."""
    entries = days.timeline(time, lines, around_a_call_of_lambda)
    watched = [(alarm, cloudwatch.TEMPLATE, name) for name, alarm in cloudwatch.alarms().items()]
    watched += [(alarm, TEMPLATE, name) for name, alarm in OF_FUNCTION.items()]
    assert {
        name
        for alarm, template, name in watched
        for seen in days.moments(entries, cloudwatch.stats(alarm)[0]["Period"])
        if cloudwatch.goes_off(alarm, template["Parameters"], [text for _, text in seen])
    } == set()


def _seconds(alert: dict[str, Any]) -> int:
    start = alert["configuration"]["queryList"][0]["start"]
    number, unit = re.fullmatch(r"-(\d+)([mh])", start).groups()  # type: ignore[union-attr]
    return int(number) * {"m": 60, "h": 3600}[unit]
