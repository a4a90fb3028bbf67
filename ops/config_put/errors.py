"""Why nothing was written, in words for a terminal."""


class PutError(Exception):
    """Raised when the document is not written, or not found as it was written."""


class CannotCreateError(Exception):
    """Raised when the store has no such document, and making one takes more than we know.

    Its text is the command that makes it.
    """
