"""The operator's document: what is in it, what is wrong with it, and the last good one."""
