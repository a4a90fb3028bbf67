"""What ends a run without figures."""


class CannotMeasureError(RuntimeError):
    """This machine cannot run what is measured, or that did not do what it should; says which."""
