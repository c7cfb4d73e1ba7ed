"""A child that does not outlive its parent, however the parent ends."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


class Lifeline:
    """Made by the parent, called by the child: the kernel then sends it the signal when its parent dies.

    In a child that changes its user it has to be called after the change, which resets it; ``subprocess`` calls
    ``preexec_fn`` in that order. A parent's death is the death of the thread that made the child, so that has to be the
    main one. Elsewhere than on Linux it does nothing.
    """

    def __init__(self, number: signal.Signals, parent: int | None = None) -> None:
        """``parent`` is for a child that makes this itself, and was told who its parent is."""
        self.number = int(number)
        self.parent = parent or os.getpid()
        # Looked up here: a child between fork and exec should not import or load anything.
        self._prctl = ctypes.CDLL(None, use_errno=True).prctl if sys.platform.startswith("linux") else None

    def __call__(self) -> None:
        if self._prctl is None:
            return
        self._prctl(_PR_SET_PDEATHSIG, self.number, 0, 0, 0)
        if os.getppid() != self.parent:
            os.kill(os.getpid(), self.number)
