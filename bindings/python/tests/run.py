"""Runs every test of this folder, or of one file, says how many ran, and fails when none did."""

import sys
import unittest

suite = unittest.defaultTestLoader.discover(".", pattern=sys.argv[1] if sys.argv[1:] else "test*.py")
outcome = unittest.TextTestRunner(verbosity=1).run(suite)
failed = len(outcome.failures) + len(outcome.errors)
print(f"python: {outcome.testsRun - failed - len(outcome.skipped)} passed, {failed} failed")
sys.exit(1 if failed or outcome.testsRun == 0 else 0)
