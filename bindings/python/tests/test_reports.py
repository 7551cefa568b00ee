"""Every committed case through this library, and errors by their code."""

import ast
import contextlib
import datetime
import io
import os
import pathlib
import re
import unittest

import tashika
from cases import REPORTS, ROOT, case, every
from test_back_office import CALLS as BACK_OFFICE
from test_capabilities import CALLS as MORE

MDL = "org.iso.18013.5.1.mDL"
EPOCH = datetime.datetime.fromtimestamp(0, tz=datetime.timezone.utc)
RUBBISH = bytes([1, 2, 3])


class Reports(unittest.TestCase):
    def test_every_case_gives_the_report_of_the_command_byte_for_byte(self):
        files = every()
        self.assertGreater(len(files), 400)
        for path in files:
            own = case(path.relative_to(ROOT / "tests" / "fixtures").with_suffix(""))
            with tashika.Verifier(own.policy) as verifier, own.verify(verifier) as report:
                expected = (REPORTS / path.name).read_text()
                self.assertEqual(report.json(), expected, path)

    def test_an_accepted_case_has_its_values(self):
        own = case("mdl")
        with tashika.Verifier(own.policy) as verifier, own.verify(verifier) as report:
            self.assertEqual(report.decision(), tashika.Decision.ACCEPTED)
            claims = {claim.element.identifier: claim for claim in report.claims(0)}
            self.assertEqual(claims["family_name"].value.text, "BANGO")
            self.assertEqual(claims["birth_date"].value.text, "1999-03-31")
            self.assertTrue(claims["age_over_18"].value.truth)
            portrait = claims["portrait"]
            data = report.claim_bytes(0, portrait.source, portrait.element)
            self.assertEqual(len(data), portrait.value.length)
            self.assertEqual(report.age_at_least(0, 18).answer, tashika.AgeAnswer.YES)

    def test_a_rejected_case_says_why(self):
        own = case("cases/item.digest")
        with tashika.Verifier(own.policy) as verifier, own.verify(verifier) as report:
            details = report.details()
            self.assertEqual(details.verdict.decision, tashika.Decision.REJECTED)
            reasons = [reason.check for reason in details.verdict.reasons]
            self.assertEqual(reasons, [tashika.CheckId.ITEM_DIGEST])
            self.assertIsNone(report.claims(0))


def element(identifier="portrait"):
    return tashika.ElementName(name_space="org.iso.18013.5.1", identifier=identifier)


def draft():
    asked = tashika.ElementToAsk(element=element())
    return tashika.DeviceRequestDraft([tashika.DocumentToAsk(doc_type=MDL, elements=[asked])])


def verify(response):
    verifier = tashika.Verifier(tashika.PolicyOptions())
    return verifier.verify(tashika.Presentation(response), tashika.TrustStore([]), EPOCH)


def mdl():
    own = case("mdl")
    return own.verify(tashika.Verifier(own.policy))


#: The same calls, in the same order, in every language.
CALLS = [
    ("response", lambda: verify(RUBBISH)),
    ("request", lambda: tashika.Presentation(RUBBISH, request=RUBBISH)),
    ("certificate", lambda: tashika.TrustStore([tashika.Anchor(certificate=RUBBISH)])),
    ("policy", lambda: tashika.Verifier(tashika.PolicyOptions(name="none"))),
    ("status policy", lambda: tashika.Verifier(tashika.PolicyOptions(status="none"))),
    ("negative skew", lambda: tashika.Verifier(tashika.PolicyOptions(clock_skew=-1))),
    ("status cache", lambda: tashika.StatusCache.from_bytes(RUBBISH)),
    ("status list", lambda: tashika.StatusCache().insert("https://a.example", RUBBISH, EPOCH)),
    ("vical", lambda: tashika.TrustStore([]).add_vical(RUBBISH, [], EPOCH)),
    ("acceptance", lambda: tashika.AcceptanceList.parse("{")),
    ("document type", lambda: tashika.DocTypes.builtin().with_file("{")),
    ("inspect", lambda: tashika.inspect(bytes([0x5F]))),
    ("scalar", lambda: tashika.PrivateKey.from_scalar(tashika.Curve.P256, RUBBISH)),
    ("curve", lambda: tashika.PrivateKey.generate(tashika.Curve.ED25519)),
    ("service", lambda: tashika.ReaderSession(draft(), tashika.ReaderOptions(service=RUBBISH))),
    (
        "query",
        lambda: tashika.OnlineSession.redirect(
            tashika.RedirectOptions(response_uri="https://a.example/r", query="{"),
            tashika.SessionOptions(now=EPOCH),
        ),
    ),
    ("sealed record", lambda: tashika.OnlineSession.open(bytes(64), "a", bytes(32))),
    ("sealing key", lambda: tashika.OnlineSession.open(bytes(64), "a", bytes(31))),
    (
        "purpose",
        lambda: tashika.Request.for_purpose(
            tashika.RequestPurpose.AGE_CHECK(years=0), [MDL], "2026-06-01"
        ),
    ),
    ("no document", lambda: tashika.DeviceRequestDraft([])),
    ("asked", lambda: tashika.read_request(RUBBISH)),
    ("age", lambda: mdl().age_at_least(0, 0)),
    ("document", lambda: mdl().claims(7)),
]


class Errors(unittest.TestCase):
    def test_bad_input_has_the_codes_of_the_shared_list(self):
        lines = (ROOT / "bindings" / "ffi" / "errors.txt").read_text().splitlines()
        expected = [line for line in lines if line and not line.startswith("#")]
        found = []
        for name, call in CALLS + MORE + BACK_OFFICE:
            with self.assertRaises(tashika.TashikaError) as caught:
                call()
            found.append(f"{name}: {caught.exception.code}")
        self.assertEqual(found, expected)

    def test_a_closed_object_is_refused(self):
        trust = tashika.TrustStore([])
        trust.close()
        trust.close()
        with self.assertRaisesRegex(ValueError, "closed"):
            trust.authorities()

    def test_what_a_signer_throws_or_signs_wrongly_is_an_error(self):
        class Signer(tashika.RequestSigner):
            def sign(self, algorithm, bytes):
                if self.broken:
                    raise KeyError("BANGO")
                return b"\0" * 64

        pem = sorted((ROOT / "tests" / "fixtures" / "trust").glob("*.pem"))[0].read_bytes()
        identity = tashika.SigningIdentity.x509_hash([pem])
        options = tashika.RedirectOptions(
            response_uri="https://a.example/r", request_uri="https://a.example/q", query=query()
        )
        session = tashika.OnlineSession.redirect(
            options, tashika.SessionOptions(now=EPOCH), identity
        )
        offer = session.request_object(identity)
        for broken, code in [(True, "usage.signer"), (False, "usage.online-request")]:
            signer = Signer()
            signer.broken = broken
            with self.assertRaises(tashika.TashikaError) as caught:
                offer.sign_with(signer)
            self.assertEqual(caught.exception.code, code)
            self.assertNotIn("BANGO", caught.exception.reason)


def query():
    with tashika.Request.for_purpose(
        tashika.RequestPurpose.AGE_CHECK(years=20), [MDL], "2026-06-01"
    ) as request:
        return request.dcql()


class Requests(unittest.TestCase):
    def test_what_a_request_asks(self):
        lines = (ROOT / "bindings" / "ffi" / "device-request.hex").read_text().splitlines()
        own = bytes.fromhex("".join(line for line in lines if not line.startswith("#")))
        asked = tashika.read_request(own)
        self.assertEqual((asked.version, asked.reader_auth_all), ("1.1", True))
        first, second = asked.documents
        self.assertEqual((first.doc_type, first.unique, first.reader_auth), (MDL, True, True))
        self.assertEqual((second.unique, second.reader_auth), (False, False))
        self.assertEqual(
            [(own.element.identifier, own.retain) for own in first.elements],
            [("family_name", True), ("age_over_20", False)],
        )
        self.assertEqual(
            first.elements[1].alternatives,
            [[element("birth_date")], [element("age_in_years"), element()]],
        )
        (case,) = asked.use_cases
        self.assertEqual((case.mandatory, case.document_sets), (True, [[0], [1]]))
        (hint,) = case.purposes
        self.assertEqual((hint.controller, hint.purpose), ("org.iso.jtc1.sc17", 3))

    def test_a_request_asks_what_it_was_made_of(self):
        asked = tashika.read_request(draft().encode())
        self.assertEqual((asked.version, asked.use_cases), ("1.0", []))
        (document,) = asked.documents
        (only,) = document.elements
        self.assertEqual((only.element, only.retain, only.alternatives), (element(), False, []))


class Guide(unittest.TestCase):
    def test_the_guide_runs_and_prints_what_it_says(self):
        text = (ROOT / "docs" / "integrate" / "python.md").read_text()
        blocks = re.findall(r"```(python|text)\n(.*?)```", text, re.DOTALL)
        self.assertEqual([kind for kind, _ in blocks], ["python", "text"] * 3)
        before, names = os.getcwd(), {}
        os.chdir(ROOT / "tests" / "fixtures")
        self.addCleanup(os.chdir, before)
        for (_, code), (_, expected) in zip(blocks[::2], blocks[1::2]):
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(code, "python.md", "exec"), names)
            self.assertEqual(printed.getvalue(), expected)


class Stubs(unittest.TestCase):
    def test_everything_public_has_a_type(self):
        folder = pathlib.Path(tashika.__file__).parent
        stub = (folder / "_native" / "tashika_ffi.pyi").read_text()
        for name in tashika.__all__:
            if name != "InternalError":
                self.assertRegex(stub, rf"(?m)^(class|def) {re.escape(name)}\b", name)
        self.assertTrue((folder / "py.typed").exists())

    def test_everything_public_has_a_docstring(self):
        folder = pathlib.Path(tashika.__file__).parent
        tree = ast.parse((folder / "_native" / "tashika_ffi.pyi").read_text())
        found, looked = [], 0

        def look(node, owner):
            nonlocal looked
            for own in getattr(node, "body", []):
                if not isinstance(own, (ast.ClassDef, ast.FunctionDef)):
                    continue
                # What the generator adds by itself explains itself by its name.
                if own.name.startswith(("_", "is_")) or own.name in ("close", "InternalError"):
                    continue
                looked += 1
                if not ast.get_docstring(own):
                    found.append(f"{owner}{own.name}")
                look(own, f"{own.name}.")

        look(tree, "")
        self.assertGreater(looked, 600)
        self.assertEqual(found, [])


if __name__ == "__main__":
    unittest.main()
