"""``python -m ventanilla`` is the same as ``ventanilla``."""

from __future__ import annotations

import sys

from ventanilla.cli.main import main

sys.exit(main())
