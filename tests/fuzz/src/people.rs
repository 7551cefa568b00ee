//! What comes with a person's certificates (JPKI): responses about revocation, signatures, attributes.

use std::sync::OnceLock;

use tashika::crypto::CryptoProvider;
use tashika::instant::Timestamp;
use tashika::jpki::{
    AuthenticationAnswer, Challenge, DocumentKind, JpkiAttribute, JpkiContext, JpkiPolicy,
    JpkiProfile, Moment, RevocationEvidence, RevocationState, SignedAnswer, SignedDocument,
    verify_authentication, verify_signature,
};
use tashika::trust::{Purpose, TrustAnchor, TrustStore};
use tashika::x509::Certificate;
use tashika_testkit::certificate::{Certificate as MakerOfCertificate, Extension};
use tashika_testkit::jpki::{Case, NOW, all};

/// Octets of a signature of the kit's RSA keys.
const SIGNATURE: usize = 256;

/// Two people, and what a verifier brings.
struct Kit {
    authentication: (Case, Vec<u8>, Vec<u8>),
    signing: (Case, Vec<u8>),
    trust: TrustStore,
    profile: JpkiProfile,
    policy: JpkiPolicy,
    provider: CryptoProvider,
    /// The signatures by which responses, and messages, hold.
    genuine: Vec<Vec<u8>>,
}

fn kit() -> &'static Kit {
    static KIT: OnceLock<Kit> = OnceLock::new();
    KIT.get_or_init(|| {
        let (one, other) = (Case::authentication("", ""), Case::signing("", ""));
        let anchors = one.anchors().into_iter().chain(other.anchors()).map(|own| {
            let purpose = Purpose::from_name(own.purpose).expect("a purpose");
            TrustAnchor::new(Certificate::parse(&own.der).expect("a certificate"), purpose)
        });
        // A bit string before the responder's certificate, an octet string at the end of a message.
        let responses = ocsp_seeds().into_iter().filter_map(|own| part(&own, &[3, 0x82, 1, 1, 0]));
        let messages = cms_seeds().into_iter().filter_map(|own| part(&own, &[4, 0x82, 1, 0]));
        let genuine = responses.chain(messages);
        Kit {
            trust: anchors.collect(),
            profile: JpkiProfile::shipped().expect("right"),
            policy: JpkiPolicy::default(),
            provider: CryptoProvider::rustcrypto(),
            genuine: genuine.collect(),
            authentication: {
                let answer = one.key.sign(&one.challenge.octets);
                let der = one.certificate_der();
                (one, der, answer)
            },
            signing: {
                let der = other.certificate_der();
                (other, der)
            },
        }
    })
}

/// The first signature that stands behind this head.
fn part(own: &[u8], head: &[u8]) -> Option<Vec<u8>> {
    let mut all = own.windows(head.len() + SIGNATURE);
    all.find(|part| part.starts_with(head)).map(<[u8]>::to_vec)
}

impl Kit {
    fn context(&self) -> JpkiContext<'_> {
        let now = Moment::at(Timestamp::parse(NOW).expect("a time"));
        JpkiContext::new(&self.trust, &self.profile, &self.policy, now, &self.provider)
    }

    /// Whether a signature of the seeds is in these bytes.
    fn holds_genuine(&self, data: &[u8]) -> bool {
        self.genuine.iter().any(|own| data.windows(own.len()).any(|part| part == own))
    }
}

/// No response says anything that nobody has signed.
pub fn ocsp(data: &[u8]) {
    let kit = kit();
    let (case, certificate, answer) = &kit.authentication;
    let given = [RevocationEvidence::Ocsp { response: data.to_vec(), nonce: None }];
    let context = kit.context().with_revocation(&given);
    let issued = context.now;
    let challenge = Challenge::new(&case.challenge.octets, "Example", "login", issued);
    let own = AuthenticationAnswer { certificate, signature: answer };
    let report = verify_authentication(&own, challenge, &context);
    if !matches!(report.revocation, RevocationState::Undetermined { .. }) {
        assert!(kit.holds_genuine(data), "{:?} by nobody", report.revocation);
    }
}

pub fn ocsp_seeds() -> Vec<Vec<u8>> {
    let own = all().into_iter().filter(|own| own.name.starts_with("auth-ocsp"));
    own.flat_map(|own| own.responses).map(|(response, _)| response).take(8).collect()
}

/// No message is evidence that nobody has signed.
pub fn cms(data: &[u8]) {
    let kit = kit();
    let (case, certificate) = &kit.signing;
    let lists: Vec<RevocationEvidence> =
        case.list_ders().into_iter().map(RevocationEvidence::Crl).collect();
    let document = SignedDocument::new(DocumentKind::Text, case.document.clone());
    for certificate in [None, Some(certificate.as_slice())] {
        let asked = &JpkiAttribute::ALL;
        let own = SignedAnswer { document: &document, signature: data, certificate, asked };
        let report = verify_signature(&own, &kit.context().with_revocation(&lists));
        assert!(report.evidence.is_none() || kit.holds_genuine(data), "signed by nobody");
    }
}

pub fn cms_seeds() -> Vec<Vec<u8>> {
    let names =
        ["sign", "sign-embedded-certificate", "sign-bound-certificate", "sign-key-identifier"];
    let own = all().into_iter().filter(|own| names.contains(&own.name.as_str()));
    own.map(|own| own.signature()).collect()
}

/// Whatever stands in subjectAltName is shown by nothing, and proves nothing without an authority.
pub fn alternative_name(data: &[u8]) {
    let kit = kit();
    let (case, _) = &kit.signing;
    let mut own: MakerOfCertificate = case.certificate.clone();
    let place = own.extensions.iter_mut().find(|own| own.oid == ALTERNATIVE_NAME).expect("there");
    *place = Extension { value: data.to_vec(), ..place.clone() };
    let der = own.issue_with(|_| vec![0; SIGNATURE]);
    let document = SignedDocument::new(DocumentKind::Text, case.document.clone());
    let asked = &JpkiAttribute::ALL;
    let answer =
        SignedAnswer { document: &document, signature: &[], certificate: Some(&der), asked };
    let report = verify_signature(&answer, &kit.context());
    assert!(report.evidence.is_none());
    assert!(!format!("{report:?}").contains("花子"), "a name is shown");
}

const ALTERNATIVE_NAME: &str = "2.5.29.17";

pub fn alternative_name_seeds() -> Vec<Vec<u8>> {
    let names =
        ["sign", "sign-substituted", "sign-attributes.structure", "sign-beyond-the-basic-plane"];
    let own = all().into_iter().filter(|own| names.contains(&own.name.as_str()));
    let value = |own: Case| {
        let mut names = own.certificate.extensions.into_iter();
        names.find(|own| own.oid == ALTERNATIVE_NAME).map(|own| own.value)
    };
    own.filter_map(value).collect()
}
