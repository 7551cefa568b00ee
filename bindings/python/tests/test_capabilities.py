"""JPKI, policy bundles, the ledger, tickets: through this library as through the core."""

import datetime
import json
import unittest

import tashika
from cases import FIXTURES, REPORTS, Case, case, instant, named, unbase64

NOW = instant("2026-06-01T00:00:00Z")


class JpkiCase(Case):
    """A case of ``tests/fixtures/jpki``."""

    def __init__(self, path):
        self.path = path
        self.json = json.loads(path.read_text())
        self.at = instant(self.json["at"])
        seconds = self.json.get("monotonic")
        self.now = self.moment(self.at, seconds)

    @staticmethod
    def moment(wall, seconds):
        monotonic = None if seconds is None else datetime.timedelta(seconds=seconds)
        return tashika.JpkiMoment(wall=wall, monotonic=monotonic)

    def trust(self):
        return tashika.TrustStore([self.anchor(row) for row in self.json["trust"]])

    def revocation(self):
        kinds = tashika.JpkiRevocationEvidence
        lists = [kinds.CRL(self.blob(own)) for own in self.json.get("crls", [])]
        for own in self.json.get("ocsp", []):
            nonce = own.get("nonce")
            lists.append(kinds.OCSP(self.blob(own["response"]), nonce and unbase64(nonce)))
        return lists

    def verifier(self):
        profile, key = self.json.get("profile"), self.json.get("pairwiseKey")
        return tashika.JpkiVerifier(
            tashika.JpkiPolicyOptions(name=self.json.get("policy", "default")),
            profile=profile and json.dumps(profile),
            pairwise_key=key and unbase64(key),
        )

    def challenge(self):
        own = self.json["challenge"]
        issued = self.moment(instant(own["issued"]), own.get("issuedMonotonic"))
        return tashika.JpkiChallenge.given(
            unbase64(own["octets"]), own["askedBy"], own["operation"], issued,
            own.get("used", False),
        )  # fmt: skip

    def document(self):
        own = self.json["document"]
        pdf = own.get("mediaType") == "application/pdf"
        kind = tashika.SignedDocumentKind.PDF if pdf else tashika.SignedDocumentKind.TEXT
        octets = own["text"].encode() if "text" in own else unbase64(own["octets"])
        return tashika.DocumentToSign(kind=kind, octets=octets)

    def claims(self):
        own = self.json.get("compare")
        sex = {0: "NOT_KNOWN", 1: "MALE", 2: "FEMALE"}
        return own and tashika.PersonClaims(
            name=own.get("name"),
            address=own.get("address"),
            birth_date=own.get("birthDate"),
            sex=tashika.Sex[sex[own["sex"]]] if "sex" in own else None,
        )

    def report(self):
        with self.verifier() as verifier, self.trust() as trust:
            if self.json["use"] == "authentication":
                return verifier.verify_authentication(
                    self.blob(self.json["certificate"]),
                    self.blob(self.json["answer"]),
                    self.challenge(),
                    trust,
                    self.now,
                    self.revocation(),
                )
            asked = [named(tashika.JpkiAttribute, own) for own in self.json.get("attributes", [])]
            return verifier.verify_signature(
                self.document(),
                self.blob(self.json["signature"]),
                trust,
                self.now,
                certificate=self.blob(self.json.get("certificate")),
                asked=asked,
                revocation=self.revocation(),
            )


def jpki(name):
    return JpkiCase(FIXTURES / "jpki" / f"{name}.json")


class Jpki(unittest.TestCase):
    ids = {own.check: own.id for own in tashika.jpki_checks()}

    def test_every_case_ends_as_expected(self):
        files = sorted((FIXTURES / "jpki").glob("*.json"))
        self.assertGreater(len(files), 200)
        for path in files:
            own = JpkiCase(path)
            expect, claims = own.json["expect"], own.claims()
            with own.report() as report:
                details = report.details()
                said = report.json() if claims is None else report.json(claims)
                self.assertEqual(said, (REPORTS / "jpki" / path.name).read_text(), path)
                found = {
                    "verdict": report.decision().name.lower(),
                    "revocation": type(details.revocation).__name__.split(".")[-1].lower(),
                }
                for outcome in ("FAILED", "WARNING", "UNDETERMINED"):
                    kind = tashika.CheckOutcome[outcome]
                    found[outcome.lower()] = [
                        self.ids[own.check] for own in details.checks if own.outcome == kind
                    ]
                self.assertEqual(sorted(found.pop("failed")), sorted(expect["failed"]), path)
                self.assertEqual(found, {own: expect[own] for own in found}, path)
                accepted = report.decision() == tashika.Decision.ACCEPTED
                self.assertEqual(details.has_evidence, accepted, path)

    def test_an_answer_is_evidence_and_is_used_up(self):
        own = jpki("auth-ocsp-nonce")
        challenge, trust = own.challenge(), own.trust()
        certificate, answer = own.blob(own.json["certificate"]), own.blob(own.json["answer"])
        rest = (certificate, answer, challenge, trust, own.now, own.revocation())
        with own.verifier() as verifier:
            report = verifier.verify_authentication(*rest)
            self.assertEqual(report.answer().challenge, challenge.octets())
            self.assertEqual(report.answer().operation, "login")
            reuse = report.reuse("another", own.now)
            self.assertIsInstance(reuse, tashika.JpkiReuse.OTHER_OPERATION)
            evidence = report.evidence("card", tashika.EvidenceChannel.REMOTE)
            self.assertEqual(evidence.what.facts.verified, tashika.Held.YES)
            with self.assertRaises(tashika.TashikaError) as caught:
                verifier.verify_authentication(*rest)
            self.assertEqual(caught.exception.code, "usage.used-up")

    def test_a_signature_gives_the_attributes_that_were_asked(self):
        compared = 0
        for path in sorted((FIXTURES / "jpki").glob("*.json")):
            own = JpkiCase(path)
            if "compare" not in own.json:
                continue
            compared += 1
            claims = own.json["compare"]
            sex = {0: "NOT_KNOWN", 1: "MALE", 2: "FEMALE"}[claims["sex"]]
            with own.report() as report:
                holder = report.holder()
                asked = own.json["attributes"]
                self.assertEqual(holder.name is not None, "name" in asked)
                found = report.compare(
                    tashika.PersonClaims(
                        name=claims["name"],
                        address=claims["address"],
                        birth_date=claims["birthDate"],
                        sex=tashika.Sex[sex],
                    )
                )
                self.assertEqual(len(found.fields), 4)
                self.assertIn(found.score, range(101))
                with self.assertRaises(tashika.TashikaError) as caught:
                    report.keep(" ")
                self.assertEqual(caught.exception.code, "usage.basis")
                kept = report.keep("a dispute")
                self.assertEqual(kept.document.octets, own.document().octets)
        self.assertEqual(compared, 4)

    def test_a_challenge_of_ones_own_is_random(self):
        moment = tashika.JpkiMoment(wall=NOW)
        make = lambda: tashika.JpkiChallenge.generate("Example Bank", "login", moment)
        first, second = make(), make()
        self.assertEqual(len(first.octets()), 32)
        self.assertNotEqual(first.octets(), second.octets())

    def test_a_bare_number_is_no_document(self):
        octets = b"4f2a9c1b7d3e5f60"
        document = tashika.DocumentToSign(kind=tashika.SignedDocumentKind.TEXT, octets=octets)
        fault = tashika.document_fault(document)
        self.assertEqual(fault, tashika.SignedDocumentFault.BARE_NONCE)


def publisher():
    own = json.loads((FIXTURES / "bundles" / "publisher-public.jwk").read_text())
    point = b"\x04" + unbase64(own["x"]) + unbase64(own["y"])
    return tashika.BundleKey(name="publisher", curve=tashika.Curve.P256, public_key=point)


def bundle(name):
    content = (FIXTURES / "bundles" / f"{name}.cose").read_bytes()
    return tashika.PolicyBundle.signed(content, [publisher()])


def decided(name="counter-chip-and-face"):
    own = json.loads((FIXTURES / "decisions" / f"{name}.json").read_text())
    evidence = tashika.evidence_from_json(json.dumps(own["evidence"]))
    bundles = tashika.PolicyBundles.shipped()
    return bundles, bundles.decide(evidence, tashika.Circumstances(), own["date"])


class Assurance(unittest.TestCase):
    def test_a_presentation_becomes_evidence_and_a_decision(self):
        own = case("mdl")
        with tashika.Verifier(own.policy) as verifier:
            presentation = own.presentation()
            trust = tashika.TrustStore([own.anchor(row) for row in own.json["trust"]])
            report = verifier.verify(presentation, trust, own.at)
            self.assertEqual(report.details().channel, presentation.channel_facts())
            evidence = report.evidence(presentation, "licence")
        self.assertEqual([one.id for one in evidence], ["licence-1"])
        self.assertEqual(evidence[0].what.facts.verified, tashika.Held.YES)
        field = tashika.HolderField(name="none", elements=[])
        self.assertEqual(report.holder_record(0, bytes(32), [field][:0]), "{}")
        self.assertEqual([own.evidence for own in report.status_news("licence")], ["licence-1"])
        bundles = tashika.PolicyBundles.shipped()
        decision = bundles.decide(evidence, tashika.Circumstances(), "2026-06-01")
        details = decision.details()
        self.assertEqual(details.identity, tashika.IdentityShown.VERIFIED)
        self.assertIn("ds511.ial", [axis.axis for axis in details.axes])
        self.assertEqual(
            json.loads(decision.json())["axes"][0]["grade"]["id"], details.axes[0].grade.id
        )
        revoked = tashika.StatusNews(
            evidence="licence-1", status=tashika.EvidenceStatus.REVOKED, at=own.at
        )
        again = bundles.recheck(
            decision.reached(), evidence, tashika.Circumstances(), "2026-06-01", own.at, [revoked]
        )
        self.assertTrue(again.must_end)
        self.assertEqual(again.events[0].change, tashika.Worse.REVOKED)
        self.assertIsNone(again.decision.grade("ds511.ial"))

    def test_bundles_are_signed_compared_and_roll_forward(self):
        first, newer = bundle("example"), bundle("example-newer")
        self.assertEqual(first.info().voucher.key, "publisher")
        self.assertNotEqual(first.changes_to(newer), [])
        self.assertEqual(first.changes_to(first), [])
        bundles = tashika.PolicyBundles.empty()
        bundles.install(first)
        bundles.install(newer)
        versions = [own.info().version for own in bundles.all()]
        self.assertEqual(versions, [newer.info().version])

    def test_a_ledger_keeps_what_an_audit_needs(self):
        bundles, decision = decided()
        ledger = tashika.EvidenceLedger.open([])
        basis = tashika.RetentionBasis(
            basis=tashika.Words(en="a law", ja="ある法令"), last_day="2026-12-31"
        )
        content = tashika.ToRetain(kind=tashika.RetainedKind.RESPONSE, content=b"response")
        first = ledger.append_decision(decision, NOW)
        second = ledger.append_decision(decision, NOW, [content], basis)
        self.assertEqual((first.sequence, second.sequence), (0, 1))
        self.assertTrue(second.retained[0].content.endswith(b"response"))
        self.assertNotIn("response", second.body)
        records = [first.bytes, second.bytes]
        again = tashika.EvidenceLedger.open(records)
        self.assertEqual(again.head(), ledger.head())
        self.assertEqual(again.head().hash, second.hash)
        stored = again.decisions()
        self.assertEqual(stored[1].evidence, decision.evidence())
        self.assertEqual(stored[1].reached, decision.reached())
        later = instant("2036-06-01T00:00:00Z")
        gone = again.erase_expired("2027-01-01", later)
        self.assertEqual(gone.digests, [second.retained[0].digest])
        self.assertEqual(len(gone.appended), 1)
        whole = tashika.EvidenceLedger.open(records + [own.bytes for own in gone.appended])
        self.assertEqual(whole.erase_expired("2027-01-01", later).digests, [])
        rechecks = whole.recheck(bundles, "2036-06-01", later)
        self.assertEqual([own.of for own in rechecks.worse], [0, 1])
        self.assertEqual(len(rechecks.appended), 2)
        self.assertEqual(whole.recheck(bundles, "2036-06-01", later).appended, [])
        with self.assertRaises(tashika.TashikaError) as caught:
            tashika.EvidenceLedger.open([second.bytes, first.bytes])
        self.assertEqual(caught.exception.code, "unreadable.ledger")

    def test_a_ticket_is_for_one_place_and_one_challenge(self):
        bundles, decision = decided()
        evidence = decision.evidence()[0]
        wanted = tashika.Wanted(axis="ds511.ial", grade="2")
        here = tashika.TicketPlace(session=b"session", device=b"device", account=b"a")
        proof = next(own for own in evidence_of(decision) if own.at)
        now = proof.at + datetime.timedelta(seconds=60)
        ticket = tashika.issue_ticket(decision, proof.id, wanted, bundles, here, now)
        redeem = lambda challenge, place: tashika.redeem_ticket(
            ticket.id, ticket.record, challenge, place, now
        )
        proven = redeem(ticket.challenge, here)
        grades = {own.axis: own.grade for own in proven.grades}
        self.assertEqual((grades["ds511.ial"], proven.holder), ("3", "{}"))
        elsewhere = tashika.TicketPlace(session=b"session", device=b"device", account=b"b")
        other = tashika.TicketPlace(session=b"session", device=b"another", account=b"a")
        for challenge, place, code in [
            (b"another", here, "refused.ticket.challenge"),
            (ticket.challenge, other, "refused.ticket.device"),
            (ticket.challenge, elsewhere, "refused.ticket.account"),
        ]:
            with self.assertRaises(tashika.TashikaError) as caught:
                redeem(challenge, place)
            self.assertEqual(caught.exception.code, code)
        self.assertIsNotNone(evidence)

    def test_what_a_face_is_worth_is_not_the_callers_to_say(self):
        best = tashika.face_check_options(tashika.EvidenceChannel.IN_PERSON)[0]
        self.assertEqual(best.strength, tashika.HolderStrength.STRONG)
        held, unknown = tashika.Held.YES, tashika.Held.UNKNOWN
        face = tashika.HolderFactor.FACE(
            outcome=tashika.FaceComparison.MATCHES,
            source=tashika.PortraitSource.CHIP,
            capture=tashika.ImageCapture.ATTENDED,
            liveness=held,
            injection=held,
            operator=None,
            trained=unknown,
        )
        facts = tashika.HolderEvidence(
            of="licence", channel=tashika.EvidenceChannel.IN_PERSON, factor=face
        )
        self.assertEqual(tashika.holder_strength(facts), tashika.HolderStrength.NONE)
        self.assertEqual(
            len(tashika.not_phishing_resistant()), len(tashika.AuthenticatorKind)
        )

    def test_the_advisor_draws_its_chart(self):
        bundles = tashika.PolicyBundles.shipped()
        task = tashika.Requirements(task=tashika.ProcedureTask.AUTHENTICATION)
        text = bundles.chart_text(task, "2026-06-01", tashika.ChartLanguage.JAPANESE)
        self.assertIn("はい:", text)
        svg = bundles.chart_svg(task, "2026-06-01", tashika.ChartLanguage.ENGLISH)
        self.assertTrue(svg.startswith("<svg"))
        wanted = tashika.Wanted(axis="ds511.ial", grade="3")
        self.assertNotEqual(bundles.methods_reaching(wanted, "2026-06-01"), [])


def evidence_of(decision):
    """The pieces that a rule of the decision rests on."""
    axes = decision.details().axes
    ids = {own for axis in axes for ground in axis.grounds for own in ground.evidence}
    return [own for own in decision.evidence() if own.id in ids]


RUBBISH = bytes([1, 2, 3])
#: Authenticator data for a relying party whose digest is zero, with somebody there.
FOREIGN = bytes(32) + b"\x01" + bytes(4)


def hybrid(origin="https://a.example", call='{"requests":[{"protocol":"p","data":{}}]}', **more):
    ask = tashika.HybridAsk.CREDENTIAL(origin, call)
    return tashika.HybridOptions(ask=ask, **more)


def passkey():
    return tashika.PasskeyAsked(rp_id="a.example", algorithms=[-7])


def answered_twice():
    own, challenge = jpki("auth-ocsp-nonce"), jpki("auth-ocsp-nonce").challenge()
    for _ in range(2):
        own.verifier().verify_authentication(
            RUBBISH, RUBBISH, challenge, own.trust(), own.now, []
        )


def older():
    bundles = tashika.PolicyBundles.empty()
    bundles.install(bundle("example"))
    bundles.install(bundle("example-older"))


def said(id="said"):
    facts = tashika.SelfAssertedEvidence(attributes=[tashika.EvidenceAttribute.NAME])
    return tashika.Evidence(id=id, at=NOW, what=tashika.Proof.SELF_ASSERTED(facts))


def acting():
    grant = tashika.ActingFor(
        actor="1", subject="1", scope=["all"], first_day="2026-01-01", last_day="2026-12-31",
        basis="a form",
    )  # fmt: skip
    circumstances = tashika.Circumstances(acting=grant)
    return tashika.PolicyBundles.shipped().decide([said()], circumstances, "2026-06-01")


def retained():
    basis = tashika.RetentionBasis(
        basis=tashika.Words(en="a law", ja="ある法令"), last_day="2026-12-31"
    )
    tashika.EvidenceLedger.open([]).append_decision(decided()[1], NOW, basis=basis)


def ticket(grade, now=None):
    bundles, decision = decided()
    proof = evidence_of(decision)[0]
    here = tashika.TicketPlace(session=b"a", device=b"b", account=b"c")
    wanted = tashika.Wanted(axis="ds511.ial", grade=grade)
    return tashika.issue_ticket(decision, proof.id, wanted, bundles, here, now or proof.at)


def redeem(id, record):
    place = tashika.TicketPlace(session=b"a", device=b"b", account=b"c")
    return tashika.redeem_ticket(id, record, RUBBISH, place, NOW)


def ask_assertion():
    ask = tashika.HybridAsk.ASSERTION("a.example", RUBBISH, [], True)
    return tashika.HybridSession(tashika.HybridOptions(ask=ask), NOW)


def replay(secret):
    key = tashika.PrivateKey.generate(tashika.Curve.P256)
    return tashika.HybridSession.replay(hybrid(), NOW, key, secret)


def verifier(**options):
    return tashika.JpkiVerifier(tashika.JpkiPolicyOptions(**options))


#: More of the calls that every language makes, in the same order.
CALLS = [
    ("jpki policy", lambda: verifier(name="none")),
    ("jpki seconds", lambda: verifier(clock_skew=-1)),
    ("jpki profile", lambda: tashika.JpkiVerifier(tashika.JpkiPolicyOptions(), profile="{")),
    ("challenge again", answered_twice),
    ("authenticator data", lambda: tashika.authenticator_data(RUBBISH)),
    ("registration", lambda: tashika.PasskeyCredential.register(FOREIGN, passkey())),
    ("digital request", lambda: tashika.HybridSession(hybrid(origin=""), NOW)),
    ("client data hash", ask_assertion),
    ("hybrid secret", lambda: replay(bytes(15))),
    ("tunnel number", lambda: tashika.HybridSession(hybrid(also_tunnels=[-1]), NOW)),
    ("link", lambda: tashika.HybridSession.linked(hybrid(), RUBBISH)),
    ("bundle", lambda: tashika.PolicyBundle.unsigned("{")),
    ("signed bundle", lambda: tashika.PolicyBundle.signed(RUBBISH, [])),
    ("bundle signature", lambda: bundle("example-wrong-signature")),
    ("older bundle", older),
    ("evidence", lambda: tashika.evidence_from_json("{")),
    (
        "evidence twice",
        lambda: tashika.PolicyBundles.shipped().decide(
            [said(), said()], tashika.Circumstances(), "2026-06-01"
        ),
    ),
    ("acting", acting),
    ("ledger", lambda: tashika.EvidenceLedger.open([RUBBISH])),
    ("retention", retained),
    ("old proof", lambda: ticket("2", instant("2036-06-01T00:00:00Z"))),
    ("ticket grade", lambda: ticket("9")),
    ("ticket record", lambda: redeem("A" * 43, RUBBISH)),
    ("unknown ticket", lambda: redeem("x", RUBBISH)),
]


if __name__ == "__main__":
    unittest.main()
