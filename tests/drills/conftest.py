"""Lets the tests here import ``tests.drills`` as ``python -m tests.drills.run`` does."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
