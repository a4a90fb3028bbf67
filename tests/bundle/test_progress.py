"""What a person sees while a bundle is built."""

from io import StringIO

from bundle.progress import Progress


class Screen(StringIO):
    """A stream that a person looks at."""

    def isatty(self) -> bool:
        """Say that it is a terminal."""
        return True


def test_a_file_has_the_stages_only() -> None:
    """A log of a build has a line for each stage and no control characters."""
    stream = StringIO()
    progress = Progress(stream)
    progress.stage("== fc")
    progress.step("compiling tiny")
    progress.stage("done")
    assert stream.getvalue() == "== fc\ndone\n"


def test_a_terminal_shows_each_step_until_the_next() -> None:
    """A step is on a line of its own, which is cleared."""
    screen = Screen()
    progress = Progress(screen)
    progress.step("compiling tiny")
    progress.step("compiling other")
    progress.stage("done")
    clear = "\r\x1b[K"
    assert screen.getvalue() == f"{clear}   compiling tiny{clear}   compiling other{clear}done\n"
