"""What stops a build."""


class BuildError(Exception):
    """A bundle that would not be what the pins say; the message is for the person who builds."""
