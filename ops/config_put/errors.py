"""Errors that say why nothing was written, with texts for a terminal."""


class PutError(Exception):
    """Raised when the document is not written, or does not read back as written."""


class CannotCreateError(Exception):
    """Raised when there is no such document, and creating it needs information we do not have.

    Its text is the command that creates the document.
    """
