//! What is measured: one driving licence of a chosen size, and the cryptography that it takes.

use tashika::codec::Writer;
use tashika::cose::{Algorithm, Signed};
use tashika::crypto::{CryptoProvider, HashAlgorithm, PublicKey, SignatureScheme};
use tashika::instant::Timestamp;
use tashika::mdoc::{DeviceRequest, DeviceResponse, MobileSecurityObject, SessionTranscript};
use tashika::presentation::Presentation;
use tashika::trust::{Purpose, TrustAnchor, TrustStore};
use tashika::verify::{Context, Decision, Policy, verify};
use tashika::x509::{Certificate, ChainCache, signature_holds};
use tashika_testkit::cases::Case;
use tashika_testkit::certificate::{
    Certificate as Authority, Name, crl_distribution_points, extended_key_usage,
};
use tashika_testkit::documents::{mdl, shown};
use tashika_testkit::handover::Handover;
use tashika_testkit::keys::{Curve, Key};
use tashika_testkit::portrait;
use tashika_testkit::scenario::Scenario;

/// One presentation and what the verifier brings.
pub struct Subject {
    /// Elements disclosed, the portrait included.
    pub elements: usize,
    /// Whether one of them is the portrait.
    pub portrait: bool,
    /// The DeviceResponse.
    pub response: Vec<u8>,
    /// The SessionTranscript.
    pub transcript: Vec<u8>,
    /// The issuing authority's certificate in DER.
    pub root: Vec<u8>,
    presentation: Presentation,
    trust: TrustStore,
    policy: Policy,
    now: Timestamp,
}

impl Subject {
    /// A driving licence with this many elements, signed and authenticated with P-256.
    pub fn new(elements: usize, portrait: bool) -> Self {
        let mut document = mdl();
        let first = match portrait {
            true => shown("portrait", portrait::jpeg()),
            false => shown("family_name", "BANGO"),
        };
        document.name_spaces[0].1 = vec![first];
        // The others stand in a domestic namespace, where the standard names no elements.
        let others = (1..elements).map(|index| {
            // Names live as long as the run: there are a few hundred.
            let name: &'static str = Box::leak(format!("element_{index:03}").into_boxed_str());
            shown(name, "a value of the usual length")
        });
        let others: Vec<_> = others.collect();
        if !others.is_empty() {
            document.name_spaces.push(("org.iso.18013.5.1.JP", others));
        }
        // The peer wants the one purpose alone, and a distribution point in the root.
        document.issuer.signer.set_extension(extended_key_usage(&["1.0.18013.5.1.2"]));
        document.issuer.root.set_extension(crl_distribution_points(&[]));
        let case = Case::new("", "", Scenario::new(document, Handover::Qr(Curve::P256)));
        let response = case.scenario.respond();
        let transcript = case.transcript();
        let root = case.trust[0].der.clone();
        let anchor = Certificate::parse(&root).expect("the kit's root is a certificate");
        let request = DeviceRequest::decode(&case.scenario.ask()).expect("the kit asks rightly");
        Self {
            elements,
            portrait,
            presentation: Presentation::new(response.clone())
                .with_transcript(SessionTranscript::from_bytes(&transcript))
                .with_request(request),
            response,
            transcript,
            root,
            trust: [TrustAnchor::new(anchor, Purpose::Issuer)].into_iter().collect(),
            policy: Policy::default(),
            now: Timestamp::parse(case.at).expect("a time"),
        }
    }

    /// The whole verification; it must accept.
    pub fn verify(&self, provider: &CryptoProvider) {
        let context = Context::new(&self.trust, &self.policy, self.now, provider);
        let report = verify(&self.presentation, &context).expect("readable");
        assert_eq!(report.verdict.decision, Decision::Accepted);
        assert_eq!(
            report.documents[0].claims.as_ref().map(|own| own.iter().count()),
            Some(self.elements)
        );
    }

    /// The whole verification with these anchors and this cache of chains; it must accept.
    pub fn verify_with(
        &self,
        provider: &CryptoProvider,
        trust: &TrustStore,
        chains: Option<&ChainCache>,
    ) {
        let context = Context::new(trust, &self.policy, self.now, provider);
        let context = match chains {
            Some(chains) => context.with_chains(chains),
            None => context,
        };
        let report = verify(&self.presentation, &context).expect("readable");
        assert_eq!(report.verdict.decision, Decision::Accepted);
    }

    /// The authority that issued the document, among `others` authorities that did not.
    pub fn among(&self, others: usize) -> TrustStore {
        let anchor = |der: &[u8]| {
            let certificate = Certificate::parse(der).expect("the kit's root is a certificate");
            TrustAnchor::new(certificate, Purpose::Issuer)
        };
        let (before, after) = (others / 2, others - others / 2);
        let other = |index: usize| {
            let name = Name::new("UT", "", "Another Authority", &format!("Example IACA {index}"));
            let key = Key::new(Curve::P256, &format!("authority {index}"));
            anchor(&Authority::root(name, &key).issue(&key))
        };
        (0..before)
            .map(other)
            .chain(std::iter::once(anchor(&self.root)))
            .chain((before..before + after).map(other))
            .collect()
    }

    /// The bare cryptography of this response.
    pub fn floor(&self) -> Floor {
        Floor::of(&self.response, &self.transcript, &self.root)
    }
}

/// What no verifier can save: three signatures and a digest for every item.
pub struct Floor {
    root: Certificate,
    signer: Certificate,
    /// The issuer's, then the device's.
    signatures: Vec<Signature>,
    items: Vec<(Vec<u8>, Vec<u8>)>,
}

/// Key, scheme, message and signature.
type Signature = (PublicKey, SignatureScheme, Vec<u8>, Vec<u8>);

fn holds((key, scheme, message, signature): &Signature, provider: &CryptoProvider) {
    (provider.verify)(key, *scheme, &[message], signature).expect("genuine");
}

impl Floor {
    /// The cryptography of a response with one document, its transcript, and the certificate of its
    /// issuing authority.
    pub fn of(response: &[u8], transcript: &[u8], root: &[u8]) -> Self {
        let response = DeviceResponse::decode(response).expect("readable");
        let document = response.documents[0].as_ref().expect("readable");
        let auth = Signed::read(&document.issuer_signed.issuer_auth).expect("COSE_Sign1");
        let payload = auth.payload.expect("a payload");
        let mso = MobileSecurityObject::decode(payload, 0).expect("an MSO");
        let chain = auth.unprotected.x5chain().expect("a chain").expect("readable");
        let signer = Certificate::parse(chain.certificates[0]).expect("a certificate");
        let device = document.device_signed.as_ref().expect("readable");
        let device_auth =
            Signed::read(&device.device_auth.signature.expect("a signature")).expect("COSE_Sign1");
        let device_key = tashika::cose::CoseKey::read(&mso.device_key).expect("a key");
        let mut inner = Writer::new();
        inner.array(4);
        inner.text("DeviceAuthentication");
        inner.raw(transcript);
        inner.text(document.doc_type);
        inner.raw(device.name_spaces.bytes());
        let mut outer = Writer::new();
        outer.embedded(&inner.into_bytes());
        let detached = outer.into_bytes();
        let scheme = Algorithm::Es256.scheme().expect("a signature");
        let message = |signed: &Signed<'_>, payload: &[u8]| {
            [signed.to_be_signed(payload.len()).prefix(), payload].concat()
        };
        let signatures = vec![
            (
                signer.public_key().expect("a key").clone(),
                scheme,
                message(&auth, payload),
                auth.signature.to_vec(),
            ),
            (
                device_key.public_key().clone(),
                scheme,
                message(&device_auth, &detached),
                device_auth.signature.to_vec(),
            ),
        ];
        let items = document.issuer_signed.name_spaces.iter().flat_map(|space| {
            space.items.iter().map(|item| {
                let id = item.value().as_ref().expect("readable").digest_id;
                let digest = mso.digest(space.name, id).expect("a digest");
                (item.bytes().to_vec(), digest.to_vec())
            })
        });
        let root = Certificate::parse(root).expect("a certificate");
        Self { root, items: items.collect(), signer, signatures }
    }

    /// The device's signature alone.
    pub fn device_signature(&self, provider: &CryptoProvider) {
        self.signatures.iter().skip(1).for_each(|own| holds(own, provider));
    }

    /// Runs it; everything must hold.
    pub fn run(&self, provider: &CryptoProvider) {
        signature_holds(provider, &self.signer, &self.root).expect("genuine");
        self.signatures.iter().for_each(|own| holds(own, provider));
        for (item, digest) in &self.items {
            assert_eq!((provider.digest)(HashAlgorithm::Sha256, &[item]).as_ref(), digest);
        }
    }
}
