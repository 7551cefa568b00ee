"""What a verification costs beside the same one in Rust, in turns. ``cargo xtask bench`` runs it."""

import os
import pathlib
import time
import unittest

import tashika
from cases import case
from measured import nanoseconds

ROUNDS, TIMES = 41, 40


class Boundary(unittest.TestCase):
    def race(self, number, name):
        """A line for each round: the case, and nanoseconds of Rust and of this library."""
        own = case(name)
        verifier = tashika.Verifier(own.policy)
        trust = tashika.TrustStore([own.anchor(row) for row in own.json["trust"]])
        response, handover = own.blob(own.json["deviceResponse"]), own.handover()
        request = own.blob(own.json["request"])

        def turn(times):
            start = time.perf_counter_ns()
            for _ in range(times):
                with tashika.Presentation(response, handover=handover, request=request) as shown:
                    with verifier.verify(shown, trust, own.at) as report:
                        self.assertEqual(report.decision(), tashika.Decision.ACCEPTED)
                        self.assertGreater(len(report.claims(0)), 5)
            return time.perf_counter_ns() - start

        turn(200)
        nanoseconds(number, 200)
        for _ in range(ROUNDS):
            yield f"{name} {nanoseconds(number, TIMES) // TIMES} {turn(TIMES) // TIMES}"

    def test_each_case_in_turns_with_rust(self):
        lines = [line for at in enumerate(["accepted", "mdl"]) for line in self.race(*at)]
        self.assertTrue(lines)
        pathlib.Path(os.environ["TASHIKA_ROUNDS"]).write_text("\n".join(lines))
