"""Errors that say why nothing was written, with texts for a terminal."""

from smscode.outcome import Text


class PutError(Exception):
    """Raised when the document is not written, or does not read back as written.

    Attributes:
        says: Why, in both languages.
    """

    def __init__(self, says: Text) -> None:
        super().__init__(says.english)
        self.says = says


class CannotCreateError(Exception):
    """Raised when there is no such document, and creating it needs information we do not have.

    Its text is the command that creates the document.
    """
