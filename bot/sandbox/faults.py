"""Trouble on order, for tests: the next calls of a method, or to a chat, go wrong.

A fault is a refusal (`answers.too_many_requests(3)`, `answers.blocked()`, `answers.bad_gateway()`) or a cut
line: `answers.DROPPED` before anything was done, `answers.UNANSWERED` after it was done.
"""

from dataclasses import dataclass, replace

from bot.sandbox import answers

Trouble = answers.Refused | answers.Lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What the next `times` calls that fit get; None fits every method or chat."""

    trouble: Trouble
    method: str | None
    chat_id: int | None
    times: int

    def fits(self, method: str, chat_id: int | None) -> bool:
        return self.method in {None, method.lower()} and self.chat_id in {None, chat_id}


class Faults:
    def __init__(self) -> None:
        self._ordered: list[Fault] = []

    def order(self, fault: Fault) -> None:
        method = fault.method.lower() if fault.method else None
        self._ordered.append(replace(fault, method=method))

    def take(self, method: str, chat_id: int | None) -> Trouble | None:
        """The trouble of this call, if any; each is handed out as often as it was ordered."""
        for at, fault in enumerate(self._ordered):
            if fault.fits(method, chat_id):
                if fault.times > 1:
                    self._ordered[at] = replace(fault, times=fault.times - 1)
                else:
                    del self._ordered[at]
                return fault.trouble
        return None
