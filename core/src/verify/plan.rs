//! Whatever names lists: presentations, reports and trust stores.

use super::report::{DocumentReport, Outcome, Report};
use super::state::StateSourceKind;
use crate::cose::Signed;
use crate::mdoc::{DeviceResponse, Document, MobileSecurityObject};
use crate::presentation::Presentation;
use crate::status::{Named, NamesLists, Standing, StatusReferences, Why};
use crate::trust::{AnchorSource, Purpose, TrustStore};
use crate::x509::Certificate;

/// Every list that the documents name. Nothing of it is verified: whoever made the presentation
/// chose the addresses. Plan from a [`Report`] where there is one, and never fetch from inside a
/// network that an outsider should not reach.
impl NamesLists for Presentation {
    fn lists(&self) -> Vec<Named> {
        let Ok(response) = DeviceResponse::decode(self.response()) else { return Vec::new() };
        response.documents.iter().flatten().flat_map(of_document).collect()
    }
}

/// Every list that was named by a document of which nothing failed.
impl NamesLists for Report {
    fn lists(&self) -> Vec<Named> {
        let sound = |own: &&DocumentReport| {
            own.checks.iter().all(|finding| finding.outcome != Outcome::Failed)
        };
        let sources = self.documents.iter().filter(sound).flat_map(|own| &own.issuance.sources);
        let examined = sources.filter(|own| own.answer.standing != Standing::NotExamined);
        let named = examined.filter_map(|own| Some((why(own.kind)?, &own.uris)));
        named.flat_map(|(why, uris)| uris.iter().map(move |uri| named_by(why, uri))).collect()
    }
}

/// The revocation lists of the authorities, and the next lists of the VICAL providers.
impl NamesLists for TrustStore {
    fn lists(&self) -> Vec<Named> {
        let issuers = self.anchors().iter().filter(|own| own.purpose() == Purpose::Issuer);
        let mut named = Vec::new();
        for anchor in issuers {
            let own = anchor.certificate().crl_addresses();
            named.extend(own.iter().map(|uri| named_by(Why::RevocationList, uri)));
            if let AnchorSource::Vical { url: Some(url), next_update, .. } = anchor.source() {
                let until = *next_update;
                named.push(Named { until, ..named_by(Why::Vical, url) });
            }
        }
        named
    }
}

fn named_by(why: Why, uri: &str) -> Named {
    Named { why, uri: uri.to_owned(), until: None }
}

fn why(kind: StateSourceKind) -> Option<Why> {
    match kind {
        StateSourceKind::IdentifierList => Some(Why::IdentifierList),
        StateSourceKind::RevocationList => Some(Why::RevocationList),
        StateSourceKind::StatusList => Some(Why::StatusList),
        _ => None,
    }
}

fn of_document(document: &Document<'_>) -> Vec<Named> {
    let Ok(auth) = Signed::read(&document.issuer_signed.issuer_auth) else { return Vec::new() };
    let mut named = Vec::new();
    let chain = auth.protected.x5chain().or_else(|| auth.unprotected.x5chain());
    let leaf = chain.and_then(Result::ok).and_then(|own| own.certificates.first().copied());
    if let Some(signer) = leaf.and_then(|der| Certificate::parse(der).ok()) {
        let own = signer.crl_addresses();
        named.extend(own.iter().map(|uri| named_by(Why::RevocationList, uri)));
    }
    let payload = auth.payload.unwrap_or_default();
    let mso = MobileSecurityObject::decode(payload, auth.payload_offset).ok();
    let status = mso.and_then(|own| own.status);
    if let Some(Ok(own)) = status.map(|item| StatusReferences::read(&item)) {
        let list = own.status_list.and_then(Result::ok);
        named.extend(list.map(|own| named_by(Why::StatusList, own.uri)));
        let list = own.identifier_list.and_then(Result::ok);
        named.extend(list.map(|own| named_by(Why::IdentifierList, own.uri)));
    }
    named
}
