"""How many of a worker's jobs at once one kind of work may take."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Places:
    """Some places within this process. Work that goes on until nothing is left takes one; where none is free, others do it.

    A worker has few jobs at once. Without this a backlog of one kind takes all of them, and nothing else is done:
    with thousands of mails to file no receipt goes out.
    """

    def __init__(self, number: int) -> None:
        self._number, self._taken = number, 0
        self._is_asked_again = False
        self._lock = threading.Lock()

    def work(self, work: Callable[[], object]) -> bool:
        """Do it where a place is free; else say False at once, and whoever has a place does it once more when done.

        So what came up after they last looked is not left waiting.
        """
        with self._lock:
            if self._taken == self._number:
                self._is_asked_again = True
                return False
            self._taken += 1
        is_ended = False
        try:
            while not is_ended:
                work()
                is_ended = self._leave_unless_asked()
        finally:
            if not is_ended:
                self._leave()
        return True

    def _leave_unless_asked(self) -> bool:
        """In one step, so that who finds no place free is heard by somebody."""
        with self._lock:
            if self._is_asked_again:
                self._is_asked_again = False
                return False
            self._taken -= 1
            return True

    def _leave(self) -> None:
        with self._lock:
            self._taken -= 1
