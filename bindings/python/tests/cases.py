"""The shared case files of ``tests/fixtures``: their parts go through the public API."""

import base64
import datetime
import json
import os
import pathlib
import re

import tashika

ROOT = pathlib.Path(os.environ.get("TASHIKA_ROOT", pathlib.Path(__file__).parents[3]))
FIXTURES = ROOT / "tests" / "fixtures"
#: What ``tashika verify --json`` says of each case; ``cargo xtask`` writes it.
REPORTS = ROOT / "target" / "reports"

CURVES = {
    "P-256": tashika.Curve.P256,
    "P-384": tashika.Curve.P384,
    "P-521": tashika.Curve.P521,
    "brainpoolP256r1": tashika.Curve.BRAINPOOL_P256R1,
    "brainpoolP320r1": tashika.Curve.BRAINPOOL_P320R1,
    "brainpoolP384r1": tashika.Curve.BRAINPOOL_P384R1,
    "brainpoolP512r1": tashika.Curve.BRAINPOOL_P512R1,
}


def every():
    return sorted([*FIXTURES.glob("*.json"), *(FIXTURES / "cases").glob("*.json")])


def unbase64(text):
    text = text.rstrip("=").replace("+", "-").replace("/", "_")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def instant(text):
    return text and datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def decoded(content):
    """A file holds the bytes themselves, hexadecimal or base64url."""
    text = re.sub(r"\s", "", content.decode("latin-1"))
    if re.fullmatch(r"([0-9a-fA-F]{2})+", text):
        return bytes.fromhex(text)
    if re.fullmatch(r"[A-Za-z0-9_+/=-]+", text):
        return unbase64(text)
    return content


def named(kind, name):
    return name and kind[name.upper().replace("-", "_")]


class Case:
    def __init__(self, path):
        self.path = path
        self.json = json.loads(path.read_text())
        self.at = instant(self.json.get("at", "2026-06-01T00:00:00Z"))
        self.policy = tashika.PolicyOptions(
            name=self.json.get("policy", "default"),
            profile=named(tashika.Profile, self.json.get("profile")),
            status=self.json.get("statusPolicy", "default"),
        )

    def blob(self, own):
        if own is None:
            return None
        if isinstance(own, dict):
            return decoded((self.path.parent / own["file"]).read_bytes())
        return unbase64(own)

    def handover(self):
        own = self.json.get("transcript")
        if own is None:
            return None
        if "bytes" in own:
            return tashika.Handover.ENCODED(transcript=unbase64(own["bytes"]))
        text = own.get

        def raw(name):
            return own[name] and unbase64(own[name]) if name in own else None

        kinds = tashika.Handover
        nfc = ("deviceEngagement", "eReaderKey", "handoverSelect", "handoverRequest")
        make = {
            "apple-in-app": lambda: kinds.APPLE_IN_APP(
                nonce=raw("nonce"),
                merchant_id=text("merchantId"),
                team_id=text("teamId"),
                pk_r_hash=raw("pkRHash"),
            ),
            "dc-api-annex-c": lambda: kinds.DC_API_ANNEX_C(
                encryption_info=text("encryptionInfo"), origin=text("origin")
            ),
            "iso-18013-7-annex-b": lambda: kinds.ISO18013_7ANNEX_B(
                client_id=text("clientId"),
                response_uri=text("responseUri"),
                nonce=text("nonce"),
                mdoc_generated_nonce=text("mdocGeneratedNonce"),
            ),
            "nfc": lambda: kinds.NFC(*map(raw, nfc)),
            "nfc-v2": lambda: kinds.NFC_V2(*map(raw, nfc)),
            "openid4vp": lambda: kinds.OPEN_ID4_VP(
                client_id=text("clientId"),
                nonce=text("nonce"),
                jwk_thumbprint=raw("jwkThumbprint"),
                response_uri=text("responseUri"),
            ),
            "openid4vp-dc-api": lambda: kinds.OPEN_ID4_VP_DC_API(
                origin=text("origin"), nonce=text("nonce"), jwk_thumbprint=raw("jwkThumbprint")
            ),
            "qr": lambda: kinds.QR(
                device_engagement=raw("deviceEngagement"), e_reader_key=raw("eReaderKey")
            ),
            "website": lambda: kinds.WEBSITE(
                device_engagement=raw("deviceEngagement"),
                e_reader_key=raw("eReaderKey"),
                reader_engagement=raw("readerEngagement"),
            ),
        }
        return make[own["handover"]]()

    def anchor(self, row):
        certificate = row["certificate"]
        if isinstance(certificate, dict):
            content = (self.path.parent / certificate["file"]).read_bytes()
        else:
            content = certificate.encode()
        listing = row.get("listing", {})
        return tashika.Anchor(
            certificate=content,
            purpose=named(tashika.AnchorPurpose, row.get("purpose")),
            doc_types=row.get("docTypes"),
            category=named(tashika.Category, row.get("category")),
            listed_from=instant(listing.get("from")),
            listed_until=instant(listing.get("until")),
            listing_due=instant(listing.get("due")),
        )

    def presentation(self):
        jwk = self.json.get("readerKey")
        key = jwk and tashika.PrivateKey.from_scalar(CURVES[jwk["crv"]], unbase64(jwk["d"]))
        return tashika.Presentation(
            self.blob(self.json["deviceResponse"]),
            handover=self.handover(),
            request=self.blob(self.json.get("request")),
            reader_key=key,
        )

    def status(self):
        rows = self.json.get("status", [])
        if not rows:
            return None
        cache = tashika.StatusCache()
        for row in rows:
            cache.give(row["uri"], self.blob(row["content"]), instant(row.get("fetched")))
            if "seen" in row:
                cache.remember(row["uri"], instant(row["seen"]))
        return cache

    def verify(self, verifier):
        acceptance = self.json.get("acceptance")
        return verifier.verify(
            self.presentation(),
            tashika.TrustStore([self.anchor(row) for row in self.json.get("trust", [])]),
            self.at,
            status=self.status(),
            acceptance=acceptance and tashika.AcceptanceList.parse(json.dumps(acceptance)),
            purpose=self.json.get("purpose") if acceptance else None,
        )


def case(name):
    return Case(FIXTURES / f"{name}.json")
