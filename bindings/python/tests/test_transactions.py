"""Recorded transactions replayed: the same events give the same actions, byte for byte."""

import datetime
import json
import unittest

import tashika
from cases import FIXTURES, instant

FILES = sorted((FIXTURES / "transactions").glob("*.json"))


def word(own):
    """The name of a variant: lower case without anything between its words."""
    return own.name.replace("_", "").lower()


def hexed(own):
    return "-" if own is None else "0x" + own.hex()


def unhex(text):
    return None if text == "-" else bytes.fromhex(text[2:])


def milliseconds(own):
    return str(own // datetime.timedelta(milliseconds=1))


def key(scalar):
    return tashika.PrivateKey.from_scalar(tashika.Curve.P256, scalar)


def read(name):
    return json.loads((FIXTURES / "transactions" / f"{name}.json").read_text())


def at(step):
    return datetime.timedelta(milliseconds=step["at"])


def verify(file, presentation):
    anchors = [tashika.Anchor(certificate=unhex(own)) for own in file["trust"]]
    verifier = tashika.Verifier(tashika.PolicyOptions())
    trust = tashika.TrustStore(anchors)
    with verifier.verify(presentation, trust, instant(file["verifyAt"])) as report:
        return report.json()


def event(line):
    kinds, parts = tashika.Event, line.split(" ")
    name, rest = parts[0], parts[1:]
    make = {
        "apdu-response": lambda: kinds.APDU_RESPONSE(unhex(rest[0])),
        "ble-connected": lambda: kinds.BLE_CONNECTED(int(rest[0])),
        "ble-disconnected": kinds.BLE_DISCONNECTED,
        "ble-received": lambda: kinds.BLE_RECEIVED(
            next(own for own in tashika.Characteristic if word(own) == rest[0]), unhex(rest[1])
        ),
        "ble-subscribed": kinds.BLE_SUBSCRIBED,
        "code-scanned": lambda: kinds.CODE_SCANNED(rest[0]),
        "end": kinds.END,
        "key": lambda: kinds.KEY(key(unhex(rest[1]))),
        "psm-read": lambda: kinds.PSM_READ(unhex(rest[0])),
        "signature": lambda: kinds.SIGNATURE(int(rest[0]), unhex(rest[1])),
        "stream-closed": kinds.STREAM_CLOSED,
        "stream-opened": kinds.STREAM_OPENED,
        "stream-received": lambda: kinds.STREAM_RECEIVED(unhex(rest[0])),
        "tag-found": kinds.TAG_FOUND,
        "tag-lost": kinds.TAG_LOST,
        "tick": kinds.TICK,
    }
    return make[name]()


def progress(own):
    match own:
        case tashika.Progress.CONNECTED():
            return "connected"
        case tashika.Progress.EARLY():
            return f"early {word(own.what)}"
        case tashika.Progress.ENGAGED():
            return f"engaged {word(own.channel)}"
        case tashika.Progress.RECEIVING():
            return f"receiving {own.bytes}"
        case tashika.Progress.RECONNECTING():
            return f"reconnecting {own.attempt}"
        case tashika.Progress.REQUEST_SENT():
            return "request-sent"
        case tashika.Progress.TRANSPORT():
            return f"transport {word(own.transport)}"
        case tashika.Progress.UNRELATED():
            return f"unrelated {word(own.what)}"


def outcome(own):
    match own:
        case tashika.TransactionOutcome.COMPLETED():
            return f"completed {own.responses}"
        case tashika.TransactionOutcome.CANCELLED():
            return f"cancelled {word(own.phase)}"
        case tashika.TransactionOutcome.ENDED_BY_WALLET():
            status = word(own.status) if own.status else "-"
            return f"ended-by-wallet {status} {word(own.phase)} {own.responses}"
        case tashika.TransactionOutcome.FAILED():
            return f"failed {word(own.kind)} {word(own.phase)} {own.responses}"
        case tashika.TransactionOutcome.LOST():
            return f"lost {word(own.phase)} {own.responses}"
        case tashika.TransactionOutcome.TIMED_OUT():
            return f"timed-out {word(own.phase)} {own.responses}"


def action(own):
    kinds = tashika.Action
    match own:
        case kinds.ADVERTISE():
            return f"advertise {hexed(own.service)} {hexed(own.ident)}"
        case kinds.CREATE_KEY():
            return f"create-key {word(own.curve)}"
        case kinds.FINISHED():
            return f"finished {outcome(own.outcome)}"
        case kinds.OPEN_STREAM():
            return f"open-stream {hexed(own.service)} {hexed(own.address)} {own.psm}"
        case kinds.POLL_TAG():
            return "poll-tag"
        case kinds.PROGRESS():
            return f"progress {progress(own.progress)}"
        case kinds.PUBLISH_STREAM():
            return "publish-stream"
        case kinds.READ_PSM():
            return "read-psm"
        case kinds.RECEIVED():
            return f"received {word(own.presentation.channel())}"
        case kinds.SCAN():
            return f"scan {hexed(own.service)} {hexed(own.address)}"
        case kinds.SCAN_CODE():
            return "scan-code"
        case kinds.SEND_APDU():
            return f"send-apdu {hexed(own.command)}"
        case kinds.SEND_BLE():
            return f"send-ble {word(own.characteristic)} {hexed(own.value)}"
        case kinds.SEND_STREAM():
            return f"send-stream {hexed(own.bytes)}"
        case kinds.SHOW_PSM():
            return f"show-psm {hexed(own.value)}"
        case kinds.SIGN():
            return f"sign {own.id} {word(own.algorithm)} {hexed(own.bytes)}"
        case kinds.STOP_RADIO():
            return "stop-radio"
        case kinds.SUBSCRIBE():
            return "subscribe"
        case kinds.WAKE_AT():
            return f"wake-at {milliseconds(own.at)}"


def hybrid_event(line):
    kinds, (name, *rest) = tashika.HybridEvent, line.split(" ")
    if name == "advert":
        return kinds.ADVERT(int(rest[0]), unhex(rest[1]))
    if name == "binary":
        return kinds.BINARY(unhex(rest[0]))
    return kinds.TUNNEL_OPENED(rest[0], key(unhex(rest[1])))


def hybrid_action(own):
    kinds = tashika.HybridAction
    match own:
        case kinds.CLOSE():
            return "close"
        case kinds.DIAL():
            return f"dial {own.url} {own.origin} {own.subprotocol} {len(own.headers)}"
        case kinds.FINISHED():
            return f"finished answered {own.outcome.answer.facts().tunnel}"
        case kinds.PROGRESS():
            return f"progress {word(own.progress)}"
        case kinds.SCAN():
            return "scan " + " ".join(map(str, own.services))
        case kinds.SEND():
            return f"send {hexed(own.content)}"
        case kinds.SHOW_CODE():
            return f"show-code {own.text}"
        case kinds.STOP_SCAN():
            return "stop-scan"
        case kinds.WAKE_AT():
            return f"wake-at {milliseconds(own.at)}"


def ask(own):
    kinds = tashika.HybridAsk
    if own["kind"] == "credential":
        return kinds.CREDENTIAL(own["origin"], own["call"])
    if own["kind"] == "assertion":
        return kinds.ASSERTION(
            own["rpId"],
            unhex(own["clientDataHash"]),
            [unhex(one) for one in own["allowed"]],
            own["userVerification"],
        )
    registration = tashika.PasskeyRegistration(
        rp_id=own["rpId"],
        rp_name=own["rpName"],
        client_data_hash=unhex(own["clientDataHash"]),
        user_id=unhex(own["userId"]),
        user_name=own["userName"],
        user_display_name=own["userDisplayName"],
        algorithms=own["algorithms"],
    )
    return kinds.REGISTRATION(registration)


def reply(own):
    kinds, own = tashika.HybridReply, own.reply()
    match own:
        case kinds.CREDENTIAL():
            return f"credential {hexed(own.answer)}"
        case kinds.REGISTRATION():
            return f"registration {own.format} {hexed(own.authenticator_data)}"
        case kinds.ASSERTION():
            parts = (own.credential_id, own.authenticator_data, own.signature, own.user_handle)
            return " ".join(["assertion", *map(hexed, parts)])


class Transactions(unittest.TestCase):
    def test_there_is_a_test_for_every_file(self):
        kinds = {json.loads(path.read_text())["kind"] for path in FILES}
        self.assertEqual(kinds, {"assurance", "hybrid", "online", "passkey", "reader"})

    def test_a_reader_does_what_was_recorded(self):
        files = [path for path in FILES if path.stem.startswith("reader-")]
        self.assertGreater(len(files), 4)
        for path in files:
            self.reader(json.loads(path.read_text()))

    def reader(self, file):
        asked = [
            tashika.ElementToAsk(
                element=tashika.ElementName(name_space=file["nameSpace"], identifier=own)
            )
            for own in file["elements"]
        ]
        draft = tashika.DeviceRequestDraft(
            [tashika.DocumentToAsk(doc_type=file["docType"], elements=asked)]
        )
        identity = None
        if "certificates" in file:
            identity = tashika.ReaderIdentity(
                algorithm=tashika.Algorithm.ES256,
                certificates=[unhex(own) for own in file["certificates"]],
            )
        options = tashika.ReaderOptions(
            service=unhex(file["service"]),
            identity=identity,
            l2cap_service_data=file["serviceData"],
        )
        session, reports = tashika.ReaderSession(draft, options), []
        for step in file["steps"]:
            if step["event"] == "start":
                actions = session.start(at(step))
            else:
                actions = session.on_event(event(step["event"]), at(step))
            self.assertEqual([action(own) for own in actions], step["actions"], file["name"])
            reports += [
                verify(file, own.presentation)
                for own in actions
                if isinstance(own, tashika.Action.RECEIVED)
            ]
        self.assertTrue(session.is_over())
        self.assertEqual(reports, file["reports"])

    def answered(self, file, answer, reports):
        lines = [f"answered {answer.protocol()}"]
        for own in answer.presentations():
            lines.append(f"presentation {own.id} {word(own.presentation.channel())}")
            reports.append(verify(file, own.presentation))
        return [*lines, f"missing {len(answer.missing_after([True]))}"]

    def open(self, file):
        return tashika.OnlineSession.open(
            unhex(file["record"]), file["id"], unhex(file["sealingKey"])
        )

    def test_a_session_online_gives_what_was_recorded(self):
        files = [path for path in FILES if path.stem.startswith("online-")]
        self.assertGreater(len(files), 1)
        for path in files:
            file = json.loads(path.read_text())
            reports = []
            identity = tashika.SigningIdentity.x509_san_dns(
                [unhex(file["certificate"])], file["dnsName"]
            )
            state = {"session": self.open(file)}
            for step in file["steps"]:
                gives = self.online(file, state, identity, step["call"].split(" "), reports)
                self.assertEqual(gives, step["gives"], f"{file['name']} {step['call'][:40]}")
            self.assertEqual(reports, file["reports"])

    def online(self, file, state, identity, call, reports):
        session = state["session"]
        match call:
            case ["kind"]:
                return [session.kind()]
            case ["expires"]:
                return [str(int(session.expires().timestamp()))]
            case ["link", scheme]:
                return [session.link(scheme)]
            case ["request-object" | "dc-api-call" as name]:
                if name == "request-object":
                    state["offer"] = session.request_object(identity)
                else:
                    state["offer"] = session.dc_api_call([identity])
                all_ = state["offer"].to_be_signed()
                return [f"sign {word(own.curve)} {hexed(own.bytes)}" for own in all_]
            case ["finish", *signatures]:
                return [state["offer"].finish([unhex(own) for own in signatures])]
            case ["receive", seconds, answer]:
                now = datetime.datetime.fromtimestamp(int(seconds), tz=datetime.timezone.utc)
                try:
                    received = self.open(file).receive(unhex(answer), now)
                except tashika.TashikaError as error:
                    return [f"error {error.code}"]
                lines = self.answered(file, received.outcome.answer, reports)
                return [*lines, f"reply {received.reply}"]

    def hybrid(self, own):
        session = tashika.HybridSession.replay(
            tashika.HybridOptions(ask=ask(own["ask"])),
            instant(own["now"]),
            key(unhex(own["key"])),
            unhex(own["secret"]),
        )
        for step in own["steps"]:
            if step["event"] == "start":
                actions = session.start(at(step))
            else:
                actions = session.on_event(hybrid_event(step["event"]), at(step))
            self.assertEqual([hybrid_action(one) for one in actions], step["actions"])
        self.assertIsNone(session.phase())
        self.assertEqual(session.strangers(), 1)
        answer = actions[-1].outcome.answer
        self.assertEqual(reply(answer), own["reply"])
        return answer

    def test_a_transaction_across_devices_does_what_was_recorded(self):
        file = read("hybrid-credential")
        came, reports = self.hybrid(file["sessions"][0]), []
        now = instant(file["verifyAt"]) + datetime.timedelta(seconds=60)
        received = self.open(file).receive_hybrid(came, now)
        self.assertEqual(
            self.answered(file, received.outcome.answer, reports), file["received"]
        )
        self.assertEqual(reports, file["reports"])
        self.assertIn('"hybrid"', reports[0])

    def test_a_passkey_shows_what_was_recorded(self):
        file = read("hybrid-passkey")
        registered, asserted = map(self.hybrid, file["sessions"])
        data = registered.reply().authenticator_data
        self.assertTrue(tashika.authenticator_data(data).user_present)
        asked = tashika.PasskeyAsked(
            rp_id=file["rpId"], algorithms=[-7], transports=file["transports"]
        )
        credential = tashika.PasskeyCredential.register(data, asked)
        self.assertEqual(registered.phone().transports, file["transports"])
        own, client = asserted.reply(), unhex(file["clientData"])
        challenge = unhex(file["checks"][0]["challenge"])
        made = tashika.passkey_client_data(
            tashika.PasskeyCeremony.SIGN_IN, challenge, file["origin"]
        )
        self.assertEqual(made, client)
        self.assertEqual(tashika.passkey_sentence(tashika.PasskeyCheck.BACKUP).id, "passkey.backup")
        assertion = tashika.PasskeyAssertion(
            credential_id=own.credential_id,
            authenticator_data=own.authenticator_data,
            client_data_json=client,
            signature=own.signature,
        )
        for check in file["checks"]:
            expected = tashika.PasskeyExpected(
                rp_id=file["rpId"],
                challenge=unhex(check["challenge"]),
                origins=[file["origin"]],
            )
            report = credential.verify(assertion, expected)
            lines = [f"{own.id} {word(own.outcome)}" for own in report.checks]
            facts = report.facts
            lines.append(
                f"{word(facts.storage)} {str(facts.user_verified).lower()} {facts.sign_count}"
                if facts
                else "no facts"
            )
            self.assertEqual(lines, check["gives"])

    def test_decisions_and_advice_are_those_recorded(self):
        file = read("assurance-decisions")
        bundles = tashika.PolicyBundles.shipped()
        for case in file["cases"]:
            evidence = tashika.evidence_from_json(case["evidence"])
            self.assertEqual(
                tashika.evidence_from_json(tashika.evidence_to_json(evidence)), evidence
            )
            parties = [tashika.Party.SIGNATURE_VERIFIER] if case["signatureVerifier"] else []
            circumstances = tashika.Circumstances(
                purpose=case["purpose"], lending_risk=tashika.LendingRisk.LOW, verifier=parties
            )
            decision = bundles.decide(evidence, circumstances, case["on"])
            self.assertEqual(decision.json(), case["decision"])
            self.assertEqual(word(decision.standing()), case["standing"])
            self.assertEqual(word(decision.details().standing), case["standing"])
        requirements = tashika.Requirements(
            task=tashika.ProcedureTask.PROOFING,
            channel=tashika.EvidenceChannel.REMOTE,
            level=tashika.Wanted(axis=file["axis"], grade=file["grade"]),
            selective=True,
        )
        advice = bundles.advise(requirements, "2026-06-01")
        self.assertEqual([own.method for own in advice.fitting], file["fitting"])
        self.assertEqual(advice.json, file["advice"])


if __name__ == "__main__":
    unittest.main()
