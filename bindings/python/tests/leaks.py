"""Ten thousand verifications, closing what they give and forgetting it, leave nothing behind: no byte in
the native library, and no object of Python. ``cargo xtask leaks python`` runs it."""

import gc
import unittest

import tashika
from cases import case
from measured import live_bytes


class Leaks(unittest.TestCase):
    def rounds(self, close):
        own = case("accepted")
        verifier = tashika.Verifier(own.policy)
        trust = tashika.TrustStore([own.anchor(row) for row in own.json["trust"]])
        response, handover = own.blob(own.json["deviceResponse"]), own.handover()

        def repeat(times):
            for _ in range(times):
                presentation = tashika.Presentation(response, handover=handover)
                report = verifier.verify(presentation, trust, own.at)
                self.assertTrue(report.claims(0))
                if close:
                    report.close()
                    presentation.close()

        def held():
            gc.collect()
            return live_bytes(), len(gc.get_objects())

        repeat(100)
        (native, objects) = held()
        repeat(10_000)
        (native_after, objects_after) = held()
        self.assertEqual(native_after, native, "bytes in the native library")
        self.assertLess(objects_after - objects, 100)

    def test_ten_thousand_that_are_closed(self):
        self.rounds(close=True)

    def test_ten_thousand_that_are_forgotten(self):
        self.rounds(close=False)
