"""Accounts, taps, audits, marks of lists, queries, typed views: what stands behind an app."""

import concurrent.futures
import datetime
import json
import unittest

import tashika
from cases import FIXTURES, ROOT, case, instant
from test_capabilities import NOW, RUBBISH, decided, evidence_of, publisher

AXIS = "ds511.ial"
#: What a host keeps of a person: hashes of fields under its own key.
HOLDER = json.dumps({"birth": "01" * 32, "name": "02" * 32})
SOMEBODY = json.dumps({"birth": "01" * 32, "name": "03" * 32})


def here(account=b"a"):
    return tashika.TicketPlace(session=b"session", device=b"device", account=account)


def ticket(bundles, decision, holder=HOLDER):
    """A ticket of this decision, as its registration answers it; and when."""
    proof = next(own for own in evidence_of(decision) if own.at)
    now = proof.at + datetime.timedelta(seconds=60)
    wanted = tashika.Wanted(axis=AXIS, grade="3")
    own = tashika.issue_ticket(decision, proof.id, wanted, bundles, here(), now, holder)
    answer = tashika.TicketAnswer(
        id=own.id, record=own.record, challenge=own.challenge, place=here()
    )
    return answer, now, proof.id


def seconds(number):
    return datetime.timedelta(seconds=number)


class Accounts(unittest.TestCase):
    def refused(self, code, call, *arguments):
        with self.assertRaises(tashika.TashikaError) as caught:
            call(*arguments)
        self.assertEqual(caught.exception.code, f"refused.account.{code}")

    def test_an_account_binds_opens_and_is_recovered(self):
        bundles, decision = decided()
        account = tashika.Account.enrol(decision, [AXIS], HOLDER)
        self.assertEqual([own.axis for own in account.enrolled().grades], [AXIS])
        answer, now, proof = ticket(bundles, decision)
        proven = account.bind(answer, "key 1", "Example", bundles, now)
        self.assertEqual(json.loads(proven.holder), json.loads(HOLDER))
        (bound,) = account.authenticators()
        self.assertEqual((bound.name, bound.provider), ("key 1", "Example"))
        self.assertEqual([(own.axis, own.grade) for own in bound.proof], [(AXIS, "3")])
        self.refused("bound", account.bind, answer, "key 1", None, bundles, now)
        stranger, now, _ = ticket(bundles, decision, SOMEBODY)
        self.refused("other-person", account.bind, stranger, "key 2", None, bundles, now)

        again = tashika.Account.from_json(account.to_json())
        self.assertEqual(again.authenticators(), [bound])
        same = again.opens_for(HOLDER)
        self.assertEqual((same.sameness, same.same), (tashika.Sameness.MATCH, ["birth", "name"]))
        other = again.opens_for(SOMEBODY)
        self.assertEqual((other.sameness, other.different), (tashika.Sameness.MISMATCH, ["name"]))
        self.assertTrue(tashika.sameness_sentence(other.sameness).ja)
        (event,) = again.provider_compromised("Example")
        self.assertEqual((event.must, event.about), (tashika.Must.PROVE_AGAIN, "key 1"))
        self.assertEqual(again.provider_compromised("another"), [])

        self.refused("other-person", again.recover, decision, proof, SOMEBODY, bundles, now)
        late = now + datetime.timedelta(days=1)
        self.refused("not-fresh", again.recover, decision, proof, HOLDER, bundles, late)
        fields = again.recover(decision, proof, HOLDER, bundles, now)
        self.assertEqual((fields, again.authenticators()), (["birth", "name"], []))
        self.assertTrue(account.unbind("key 1"))
        self.assertFalse(account.unbind("key 1"))


class Taps(unittest.TestCase):
    def test_a_tap_counts_soon_after_a_strong_proof_and_once(self):
        window, refusal = tashika.TapWindow(), tashika.TapRefusal
        make = lambda at, operation="pay": window.challenge(operation, seconds(at))
        early, strong, tap, late = make(0), make(0), make(0), make(90)
        self.assertEqual(len({early, strong, tap, late}), 4)

        def refused(own, why):
            self.assertIsInstance(own, tashika.Tap.REFUSED)
            self.assertEqual(own.refusal, why)

        refused(window.re_tap(early, "pay", seconds(90)), refusal.NO_STRONG_PROOF)
        proven = window.strong_proof(strong, "pay", seconds(90))
        self.assertIsInstance(proven, tashika.Tap.STRONG)
        refused(window.strong_proof(strong, "pay", seconds(90)), refusal.ALREADY_USED)
        within = window.re_tap(tap, "pay", seconds(100))
        self.assertIsInstance(within, tashika.Tap.WITHIN_REUSE_WINDOW)
        self.assertEqual(within.age, seconds(10))
        refused(window.re_tap(late, "pay", seconds(151)), refusal.WINDOW_OVER)
        refused(window.re_tap(make(151), "sign", seconds(151)), refusal.OTHER_OPERATION)
        refused(window.re_tap(make(151), "pay", seconds(272)), refusal.EXPIRED)
        refused(window.re_tap(make(272), "pay", seconds(271)), refusal.CLOCK_RAN_BACK)
        own = make(271)
        window.end()
        refused(window.strong_proof(own, "pay", seconds(271)), refusal.UNKNOWN)
        self.assertTrue(tashika.tap_refusal_sentence(refusal.EXPIRED).ja)


class Audits(unittest.TestCase):
    def test_a_ledger_is_checked_against_what_it_was(self):
        _, decision = decided()
        ledger = tashika.EvidenceLedger.open([])
        first = ledger.append_decision(decision, NOW)
        before = ledger.head()
        ledger.append_decision(decision, NOW)
        self.assertEqual(ledger.check_since(before), ledger.head())
        self.assertEqual([own.sequence for own in ledger.records()], [0, 1])
        self.assertEqual(ledger.records()[0].bytes, first.bytes)
        anew = tashika.EvidenceLedger.open([])
        anew.append_decision(decision, NOW + datetime.timedelta(seconds=1))
        with self.assertRaises(tashika.TashikaError) as caught:
            anew.check_since(before)
        self.assertEqual(caught.exception.code, "unreadable.ledger")

    def test_a_package_is_signed_elsewhere_and_opens_under_a_trusted_key(self):
        _, decision = decided()
        ledger = tashika.EvidenceLedger.open([])
        ledger.append_decision(decision, NOW)
        package = ledger.pack(0, 0, tashika.Algorithm.ES256)
        self.assertEqual(package.algorithm(), tashika.Algorithm.ES256)

        class Signer(tashika.RequestSigner):
            def sign(self, algorithm, bytes):
                self.asked = (algorithm, bytes)
                if self.broken:
                    raise KeyError("BANGO")
                return b"\x01" * 64

        signer = Signer()
        signer.broken = False
        file = package.sign_with(signer)
        self.assertEqual(signer.asked, (tashika.Algorithm.ES256, package.to_be_signed()))
        self.assertEqual(file, package.finish(b"\x01" * 64))
        with self.assertRaises(tashika.TashikaError) as caught:
            tashika.open_package(file, [publisher()])
        self.assertEqual(caught.exception.code, "refused.package-signature")
        signer.broken = True
        with self.assertRaises(tashika.TashikaError) as caught:
            package.sign_with(signer)
        self.assertEqual(caught.exception.code, "usage.signer")
        self.assertNotIn("BANGO", caught.exception.reason)

        own = tashika.open_package(package_file(), [publisher()])
        self.assertEqual(own.key, "publisher")
        self.assertEqual([record.sequence for record in own.records], [0, 1])
        self.assertEqual(own.records[1].previous, own.records[0].hash)
        (content,) = own.retained
        self.assertEqual((content.sequence, content.content), (1, b"response"))
        self.assertEqual(content.kind, tashika.RetainedKind.RESPONSE)

    def test_what_was_verified_goes_out_on_a_basis(self):
        own = case("retained")
        with tashika.Verifier(own.policy) as verifier:
            presentation = own.presentation()
            report = own.verify(verifier)
            evidence = report.evidence(presentation, "licence")
        bundles = tashika.PolicyBundles.shipped()
        decision = bundles.decide(evidence, tashika.Circumstances(), "2026-06-01")
        basis = tashika.RetentionBasis(
            basis=tashika.Words(en="a law", ja="ある法令"), last_day="2026-12-31"
        )
        text = decision.verified_claims(AXIS, report, 0, basis)
        claims = json.loads(text)["verified_claims"]["claims"]
        self.assertNotEqual(claims, {})
        self.assertNotIn("portrait", claims)
        ended = tashika.RetentionBasis(basis=basis.basis, last_day="2026-05-31")
        with self.assertRaises(tashika.TashikaError) as caught:
            decision.verified_claims(AXIS, report, 0, ended)
        self.assertEqual(caught.exception.code, "usage.basis")


class Marks(unittest.TestCase):
    def test_the_newest_issue_of_a_list_is_kept_in_the_cache(self):
        cache = tashika.StatusCache()
        self.assertIsNone(cache.known_issue("a provider"))
        mark = tashika.VicalMark(provider="a provider", issue_id=7, date=NOW)
        cache.remember_issue(mark)
        again = tashika.StatusCache.from_bytes(cache.to_bytes())
        self.assertEqual(again.known_issue("a provider"), mark)
        self.assertIsNone(again.known_issue("another"))

    def test_an_overdue_listing_is_a_matter_of_policy(self):
        own = case("mdl")
        due = own.at - datetime.timedelta(days=1)
        found = {}
        for effect in tashika.StatusEffect:
            anchors = [own.anchor(row) for row in own.json["trust"]]
            for anchor in anchors:
                anchor.listing_due = due
            policy = tashika.PolicyOptions(overdue_listing=effect)
            trust = tashika.TrustStore(anchors)
            self.assertEqual([one.listing_due for one in trust.authorities()], [due])
            with tashika.Verifier(policy) as verifier:
                report = verifier.verify(own.presentation(), trust, own.at)
                found[effect] = report.decision()
        self.assertEqual(
            found,
            {
                tashika.StatusEffect.ACCEPT: tashika.Decision.ACCEPTED,
                tashika.StatusEffect.INCONCLUSIVE: tashika.Decision.INCONCLUSIVE,
                tashika.StatusEffect.REFUSE: tashika.Decision.REJECTED,
            },
        )


class Queries(unittest.TestCase):
    def test_a_query_is_read_and_written(self):
        path, value = tashika.DcqlPath, tashika.DcqlValue
        claim = tashika.DcqlClaim(
            path=[path.NAME("org.iso.18013.5.1"), path.NAME("age_over_20")],
            id="age",
            values=[value.BOOL(True)],
            intent_to_retain=False,
        )
        other = tashika.DcqlClaim(path=[path.NAME("nationalities"), path.ANY()])
        third = tashika.DcqlClaim(
            path=[path.NAME("a"), path.INDEX(2)], values=[value.INT(-7), value.TEXT("x")]
        )
        query = tashika.DcqlQuery(
            credentials=[
                tashika.DcqlCredential(
                    id="licence",
                    doc_type="org.iso.18013.5.1.mDL",
                    claims=[claim],
                    claim_sets=[["age"]],
                    trusted_authorities=[tashika.DcqlAuthorities(kind="aki", values=["AQ"])],
                ),
                tashika.DcqlCredential(
                    id="other",
                    format="dc+sd-jwt",
                    vct_values=["https://a.example/pid"],
                    claims=[other, third],
                    holder_binding=False,
                ),
            ],
            credential_sets=[tashika.DcqlCredentialSet(options=[["licence"], ["other"]])],
        )
        text = tashika.write_query(query)
        self.assertEqual(tashika.read_query(text), query)
        self.assertNotIn("null", text.replace('"nationalities",null', ""))


class Together(unittest.TestCase):
    def test_threads_share_a_verifier_a_store_and_a_report(self):
        own = case("mdl")
        trust = tashika.TrustStore([own.anchor(row) for row in own.json["trust"]])
        presentation = own.presentation()
        with tashika.Verifier(own.policy) as verifier:
            shared = verifier.verify(presentation, trust, own.at)

            def work(_):
                with verifier.verify(presentation, trust, own.at) as report:
                    return report.json() + shared.json()

            with concurrent.futures.ThreadPoolExecutor(8) as threads:
                found = set(threads.map(work, range(80)))
        self.assertEqual(found, {shared.json() * 2})

    def test_what_is_closed_while_threads_use_it_is_refused_and_nothing_worse(self):
        own = case("mdl")
        trust = tashika.TrustStore([own.anchor(row) for row in own.json["trust"]])
        presentation, verifier = own.presentation(), tashika.Verifier(own.policy)

        def work(number):
            if number == 9:
                verifier.close()
            try:
                verifier.verify(presentation, trust, own.at).close()
            except ValueError as closed:
                return str(closed)
            return "verified"

        with concurrent.futures.ThreadPoolExecutor(8) as threads:
            ends = list(threads.map(work, range(60)))
        self.assertIn("closed", ends[-1])
        self.assertTrue(all(own == "verified" or "closed" in own for own in ends), ends)
        verifier.close()

    def test_a_signature_of_a_key_store_is_turned(self):
        der = bytes.fromhex("3007020101020200ff")
        own = tashika.signature_from_der(tashika.Curve.P256, der)
        self.assertEqual(own, bytes(31) + b"\x01" + bytes(31) + b"\xff")


class Views(unittest.TestCase):
    def report(self, name):
        own = case(name)
        return own.verify(tashika.Verifier(own.policy))

    def test_a_driving_licence(self):
        report = self.report("mdl-optional")
        own, day = report.mdl(0), datetime.date
        self.assertEqual((own.family_name, own.given_name), ("BANGO", None))
        self.assertEqual(own.birth_date.earliest, day(1999, 3, 31))
        self.assertEqual(own.birth_date.latest, day(1999, 3, 31))
        self.assertEqual((own.issue_date, own.expiry_date), (day(2024, 4, 1), day(2029, 3, 31)))
        self.assertEqual(own.portrait_capture_date, instant("2024-03-01T00:00:00Z"))
        self.assertEqual(own.height, 158)
        self.assertGreater(len(own.portrait), 1000)
        self.assertIn(tashika.AgeOver(years=18, reached=True), own.age_over)
        self.assertTrue(own.driving_privileges[0].category)
        self.assertEqual(own.problems, [])
        self.assertIsNone(report.my_number_card(0))
        self.assertIsNotNone(report.aamva(0))

    def test_other_documents(self):
        card = self.report("individual-number").my_number_card(0)
        self.assertEqual(card.full_name_unicode, "番号　花子")
        self.assertEqual(card.individual_number_unicode, "************")
        photo = self.report("photo-id").photo_id(0)
        self.assertEqual(photo.birth_date.earliest, datetime.date(1999, 1, 1))
        self.assertEqual(photo.birth_date.latest, datetime.date(1999, 12, 31))
        self.assertIsNotNone(self.report("photo-id-2024").photo_id_2024(0))
        travel = self.report("photo-id-travel-document").photo_id(0)
        self.assertIn(1, [own.number for own in travel.data_groups])
        self.assertEqual(self.report("eu-pid").eu_pid(0).family_name, "Mustermann")
        self.assertNotEqual(self.report("proof-of-age").eu_age_verification(0).age_over, [])

    def test_a_value_of_another_type_is_told_and_left_out(self):
        (note,) = self.report("cases/element.type").mdl(0).problems
        self.assertEqual(
            (note.identifier, note.problem), ("age_over_18", tashika.ElementProblem.TYPE)
        )


def package_file():
    return (ROOT / "bindings" / "ffi" / "audit-package.cose").read_bytes()


def enrolled(holder=HOLDER, axis=AXIS):
    return tashika.Account.enrol(decided()[1], [axis], holder)


def head(length=32):
    return tashika.LedgerHead(records=1, hash=bytes(length))


def claimed(axis, document):
    own = case("mdl")
    report = own.verify(tashika.Verifier(own.policy))
    basis = tashika.RetentionBasis(
        basis=tashika.Words(en="a law", ja="ある法令"), last_day="2036-12-31"
    )
    return decided()[1].verified_claims(axis, report, document, basis)


def mdl_view(document):
    own = case("mdl")
    return own.verify(tashika.Verifier(own.policy)).mdl(document)


def session(attested=()):
    with tashika.Request.for_purpose(
        tashika.RequestPurpose.AGE_CHECK(years=20), ["org.iso.18013.5.1.mDL"], "2026-06-01"
    ) as request:
        options = tashika.RedirectOptions(
            response_uri="https://a.example/r", query=request.dcql()
        )
    return tashika.OnlineSession.redirect(
        options, tashika.SessionOptions(now=NOW, verifier_info=list(attested))
    )


def identity():
    pem = sorted((FIXTURES / "trust").glob("*.pem"))[0].read_bytes()
    return tashika.SigningIdentity.x509_hash([pem])


LEDGER = tashika.EvidenceLedger
#: More of the calls that every language makes, in the same order.
CALLS = [
    ("holder record", lambda: enrolled("[")),
    ("account", lambda: tashika.Account.from_json("{")),
    ("account axis", lambda: enrolled(axis="none")),
    ("challenge length", lambda: tashika.TapWindow().re_tap(RUBBISH, "pay", seconds(1))),
    ("ledger before", lambda: LEDGER.open([]).check_since(head())),
    ("ledger hash", lambda: LEDGER.open([]).check_since(head(31))),
    ("package places", lambda: LEDGER.open([]).pack(0, 1, tashika.Algorithm.ES256)),
    ("package number", lambda: LEDGER.open([]).pack(-1, 1, tashika.Algorithm.ES256)),
    ("package", lambda: tashika.open_package(RUBBISH, [publisher()])),
    ("package signature", lambda: tashika.open_package(package_file(), [])),
    ("bundle to sign", lambda: tashika.FileToSign.bundle("{", tashika.Algorithm.ES256)),
    ("claims document", lambda: claimed(AXIS, 7)),
    ("claims axis", lambda: claimed("none", 0)),
    ("query to read", lambda: tashika.read_query("{")),
    ("query to write", lambda: tashika.write_query(tashika.DcqlQuery(credentials=[]))),
    ("view", lambda: mdl_view(7)),
    ("signature", lambda: tashika.signature_from_der(tashika.Curve.P256, RUBBISH)),
    ("verifier info", lambda: session([tashika.VerifierAttestation(format="jwt", data="")])),
    (
        "posted body",
        lambda: session().request_object_for(identity(), b"wallet_nonce=a&wallet_nonce=b"),
    ),
]


if __name__ == "__main__":
    unittest.main()
