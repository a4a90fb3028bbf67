"""Dashboards, alerts and the runbook, over the lines that the function really leaves."""
