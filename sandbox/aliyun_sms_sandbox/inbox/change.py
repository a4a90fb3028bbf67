"""What happens in an inbox: an entry is added, or what was there is cleared."""

from dataclasses import dataclass

from aliyun_sms_sandbox.inbox.entry import Entry


@dataclass(frozen=True, slots=True)
class Clearing:
    """The removal of every entry before it, or of those to one number."""

    number: int
    phone: str = ""

    def removes(self, change: "Change") -> bool:
        """Tell whether a change before it is no longer told."""
        if not self.phone:
            return True
        return not isinstance(change, Clearing) and change.phone == self.phone


Change = Entry | Clearing
