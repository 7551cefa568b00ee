//! What stays uncertain, what matters for privacy, and what binds each piece of evidence.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::bundle::LendingRisk;
use super::closed::told;
use super::decision::Circumstances;
use super::evidence::{
    Attribute, Channel, CollectionFacts, Comparison, Evidence, Factor, Held, HolderVerification,
    PortraitCapture, Printed, Proof, SessionFacts, Status, Strength,
};
use super::fact::{Fact, Mark, Piece, fits};

told! {
    /// What stays uncertain.
    Risk {
        /// Attributes may have changed since they were vouched for.
        AttributesStale = "attributes-stale",
            "Attributes are as of the date they were registered or signed; they may have changed since.",
            "属性情報は登録または署名の時点のものであり、その後変更されている可能性があります。";
        /// A registered address need not be where the person lives.
        AddressRegistered = "address-registered",
            "The address is the registered one; the person may live elsewhere.",
            "住所は登録上のものであり、実際の居所とは異なる可能性があります。";
        /// A face may be artificial.
        FaceForged = "face-forged",
            "A remote image can be synthetic or injected; detection lowers this risk and does not end it.",
            "非対面の画像は合成・注入されたものである可能性があり、検知技術によっても完全には排除できません。";
        /// Nobody verified the holder.
        HolderNotCompared = "holder-not-compared",
            "Nothing shows that the person is the one described.",
            "提示者が記載された本人であることを確認していません。";
        /// People err.
        HumanJudgement = "human-judgement",
            "An operator's judgement varies; training lowers the risk of error and does not end it.",
            "目視による判断には個人差があり、訓練によっても誤りをなくすことはできません。";
        /// Whether the issuer manages what it issues.
        IssuanceUnknown = "issuance-unknown",
            "Whether the issuer keeps track of what it has issued is not known.",
            "発行者が発行状態を適切に管理しているかは確認できていません。";
        /// A credential may be lent.
        Lending = "lending",
            "The credential, its device or its PIN may have been lent.",
            "証明書・端末・暗証番号が貸し借りされている可能性があります。";
        /// A portrait may be a morph.
        MorphUnknown = "morph-unknown",
            "Whether the portrait was morphed before it was issued is not known; an issuer's signature \
             does not show it.",
            "顔写真が発行前にモーフィング加工されていないかは、発行者の署名があっても判断できません。";
        /// Where the portrait was taken.
        PortraitCaptureUnknown = "portrait-capture-unknown",
            "How and where the portrait was taken is not known.",
            "顔写真がどのような環境で撮影されたかは不明です。";
        /// A provider may be taken over.
        ProviderDependence = "provider-dependence",
            "The passkey is kept by its provider: if an account there is taken over, so is the passkey.",
            "パスキーはパスキープロバイダーに依存しており、そのアカウントが乗っ取られると悪用される可能性があります。";
        /// The session may have been passed on.
        Relay = "relay",
            "The session may have been relayed or passed on from somewhere else.",
            "通信やセッションが離れた場所から中継・転送されている可能性があります。";
        /// Somebody else may hold the authenticator too.
        SharedAuthenticator = "shared-authenticator",
            "An authenticator that can be copied or told can also be shared with another person.",
            "複製や伝達が可能な認証器は、他人と共有されている可能性があります。";
        /// The signer's status.
        SignerStatusUndetermined = "signer-status-undetermined",
            "Whether the document signer was revoked is not determined.",
            "文書署名者の証明書の失効の有無は確認できていません。";
        /// The status.
        StatusUndetermined = "status-undetermined",
            "Whether the document or certificate was revoked is not determined.",
            "文書または証明書の失効の有無は確認できていません。";
    }
}

told! {
    /// What matters for privacy.
    Privacy {
        /// No choice of elements.
        AllOrNothing = "all-or-nothing",
            "The method tells more than was needed: it offers no choice of elements (no selective \
             disclosure).",
            "選択的開示ができない手法のため、必要以上の情報を受け取っています。";
        /// A code that means one person everywhere.
        IndividualNumber = "individual-number",
            "The individual number was received: the law limits who may collect and keep it.",
            "個人番号を受け取っています。収集・保管できる者と事務は番号法により限定されています。";
        /// Handles.
        Linkable = "linkable",
            "What was received can be compared with what other verifiers received.",
            "受け取った情報により、他の検証者における提示と名寄せが可能です。";
        /// Attributes are kept.
        Retained = "retained",
            "Attributes are kept longer than the transaction.",
            "取引の終了後も属性情報を保存します。";
        /// The signature certificate was used.
        SignatureCertificate = "signature-certificate",
            "The certificate for signatures tells name, address, date of birth and sex together with a \
             serial number that is the same everywhere; it has the weight of a registered seal.",
            "署名用電子証明書は基本4情報と共通のシリアル番号を伝えるものであり、実印に相当します。必要な場合に限って使用してください。";
        /// Nobody asked.
        Unasked = "unasked",
            "Elements were received that nobody asked for.",
            "要求していない項目を受け取っています。";
    }
}

told! {
    /// Whether the person is identified at all.
    Identity {
        /// No attribute that names a person was verified.
        None = "none", "no identity: no attribute that names a person was verified",
            "身元は確認していない(個人を特定する属性なし)";
        /// The person says who they are.
        SelfAsserted = "self-asserted", "stated by the person alone", "自己申告のみ";
        /// Attributes that name a person were verified.
        Verified = "verified", "attributes that name a person were verified",
            "個人を特定する属性を確認済み";
    }
}

/// What binds one piece of evidence to the verifier and the session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Binding {
    /// The piece of evidence.
    pub evidence: String,
    /// 検証者名バインディング
    pub verifier_name: Held,
    /// チャネルバインディング
    pub channel: Held,
    /// Whether it answers a challenge of this session.
    pub fresh: Held,
    /// Whether a relay can be ruled out.
    pub relay_excluded: Held,
}

/// What was found of a portrait. No value says that it was not morphed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PortraitResult {
    /// The piece of evidence that the portrait is from.
    pub evidence: String,
    /// Whether the issuer vouches for it.
    pub authentic_to_issuer: bool,
    /// What came of comparing it.
    pub comparison: Comparison,
    /// Always *unknown*.
    pub morph: &'static str,
}

pub(super) fn identity(seen: &[Piece]) -> Identity {
    let names = |piece: &&Piece| {
        piece.facts().any(|own| matches!(own, Fact::Attribute(own) if own.identifies()))
    };
    let found = seen.iter().filter(names).fold(None, |found, piece| {
        let verified = !piece.has(Mark::SelfAsserted);
        Some(found.unwrap_or(false) || verified)
    });
    match found {
        None => Identity::None,
        Some(true) => Identity::Verified,
        Some(false) => Identity::SelfAsserted,
    }
}

pub(super) type ByEvidence<K> = BTreeMap<K, BTreeSet<String>>;

pub(super) fn risks(
    known: &[&Evidence],
    seen: &[Piece],
    circumstances: &Circumstances,
) -> ByEvidence<Risk> {
    let mut risks: ByEvidence<Risk> = BTreeMap::new();
    let mut note = |risk: Risk, id: &str| {
        risks.entry(risk).or_default().insert(id.to_owned());
    };
    for own in known {
        let id = own.id.as_str();
        let piece = seen.iter().find(|piece| piece.id == own.id);
        let has = |mark: Mark| piece.is_some_and(|piece| piece.has(mark));
        let face = has(Mark::FaceSigned) || has(Mark::FacePrinted) || has(Mark::FaceRemote);
        match &own.what {
            Proof::Mdoc(mdoc) => {
                session(&mdoc.session, id, &mut note);
                status(mdoc.status, id, &mut note);
                if mdoc.signer_status != Status::Valid {
                    note(Risk::SignerStatusUndetermined, id);
                }
                if mdoc.issuer.managed != Held::Yes {
                    note(Risk::IssuanceUnknown, id);
                }
                if mdoc.attributes.contains(&Attribute::Portrait) {
                    note(Risk::MorphUnknown, id);
                    if mdoc.issuer.portrait == PortraitCapture::Unknown {
                        note(Risk::PortraitCaptureUnknown, id);
                    }
                }
                attributes(&mdoc.attributes, id, &mut note);
                if !face {
                    note(Risk::HolderNotCompared, id);
                    note(Risk::Lending, id);
                }
            }
            Proof::IcDocument(ic) => {
                status(ic.status, id, &mut note);
                if ic.attributes.contains(&Attribute::Portrait) {
                    note(Risk::MorphUnknown, id);
                    if ic.issuer.portrait == PortraitCapture::Unknown {
                        note(Risk::PortraitCaptureUnknown, id);
                    }
                }
                attributes(&ic.attributes, id, &mut note);
                if !face {
                    note(Risk::HolderNotCompared, id);
                    note(Risk::Lending, id);
                }
            }
            Proof::JpkiAuthentication(jpki) => {
                session(&jpki.session, id, &mut note);
                status(jpki.status, id, &mut note);
                attributes(&jpki.attributes, id, &mut note);
                note(Risk::Lending, id);
            }
            Proof::JpkiSigning(jpki) => {
                session(&jpki.session, id, &mut note);
                status(jpki.status, id, &mut note);
                attributes(&jpki.attributes, id, &mut note);
                note(Risk::Lending, id);
            }
            Proof::Inspection(inspection) => {
                note(Risk::HumanJudgement, id);
                note(Risk::StatusUndetermined, id);
                attributes(&inspection.attributes, id, &mut note);
                if inspection.document == Printed::PhotoId {
                    note(Risk::MorphUnknown, id);
                }
                if !face {
                    note(Risk::HolderNotCompared, id);
                }
            }
            Proof::DocumentImage(image) => {
                note(Risk::FaceForged, id);
                note(Risk::StatusUndetermined, id);
                attributes(&image.attributes, id, &mut note);
                if image.document == Printed::PhotoId {
                    note(Risk::MorphUnknown, id);
                }
                if !face {
                    note(Risk::HolderNotCompared, id);
                }
            }
            Proof::Holder(holder) => {
                if let Factor::Face { .. } = &holder.factor {
                    let remote = holder.channel != Channel::InPerson;
                    let risk = if remote { Risk::FaceForged } else { Risk::HumanJudgement };
                    note(risk, id);
                }
            }
            Proof::Passkey(passkey) => {
                session(&passkey.session, id, &mut note);
                if passkey.device_bound != Held::Yes {
                    note(Risk::ProviderDependence, id);
                    note(Risk::SharedAuthenticator, id);
                }
            }
            Proof::Authenticator(_) => {
                note(Risk::Relay, id);
                note(Risk::SharedAuthenticator, id);
            }
            Proof::Query(query) => attributes(&query.attributes, id, &mut note),
            Proof::Postal(postal) => attributes(&postal.attributes, id, &mut note),
            Proof::SelfAsserted(_) => {}
        }
    }
    if circumstances.lending_risk == LendingRisk::High {
        let faces = seen.iter().any(|own| own.has(Mark::FaceSigned) || own.has(Mark::FacePrinted));
        if !faces {
            risks.entry(Risk::Lending).or_default();
        }
    }
    risks
}

fn session(own: &SessionFacts, id: &str, note: &mut impl FnMut(Risk, &str)) {
    if own.relay_excluded != Held::Yes {
        note(Risk::Relay, id);
    }
}

fn status(own: Status, id: &str, note: &mut impl FnMut(Risk, &str)) {
    if own != Status::Valid {
        note(Risk::StatusUndetermined, id);
    }
}

fn attributes(own: &[Attribute], id: &str, note: &mut impl FnMut(Risk, &str)) {
    let changes = |own: &Attribute| matches!(own, Attribute::Address | Attribute::Name);
    if own.iter().any(changes) {
        note(Risk::AttributesStale, id);
    }
    if own.contains(&Attribute::Address) {
        note(Risk::AddressRegistered, id);
    }
}

pub(super) fn privacy(known: &[&Evidence]) -> ByEvidence<Privacy> {
    let mut notes: ByEvidence<Privacy> = BTreeMap::new();
    let mut note = |what: Privacy, id: &str| {
        notes.entry(what).or_default().insert(id.to_owned());
    };
    for own in known {
        let id = own.id.as_str();
        let given: &[Attribute] = match &own.what {
            Proof::Mdoc(mdoc) => {
                let CollectionFacts { unasked, all_or_nothing, handles, retained } =
                    &mdoc.collected;
                if !unasked.is_empty() {
                    note(Privacy::Unasked, id);
                }
                if *all_or_nothing {
                    note(Privacy::AllOrNothing, id);
                }
                if !handles.is_empty() {
                    note(Privacy::Linkable, id);
                }
                if !retained.is_empty() {
                    note(Privacy::Retained, id);
                }
                &mdoc.attributes
            }
            Proof::IcDocument(ic) => {
                note(Privacy::AllOrNothing, id);
                &ic.attributes
            }
            Proof::Inspection(own) => {
                note(Privacy::AllOrNothing, id);
                &own.attributes
            }
            Proof::DocumentImage(own) => {
                note(Privacy::AllOrNothing, id);
                &own.attributes
            }
            Proof::JpkiAuthentication(own) => {
                note(Privacy::Linkable, id);
                &own.attributes
            }
            Proof::JpkiSigning(own) => {
                note(Privacy::Linkable, id);
                note(Privacy::AllOrNothing, id);
                note(Privacy::SignatureCertificate, id);
                &own.attributes
            }
            Proof::Query(own) => &own.attributes,
            Proof::SelfAsserted(own) => &own.attributes,
            Proof::Postal(own) => &own.attributes,
            Proof::Authenticator(_) | Proof::Holder(_) | Proof::Passkey(_) => &[],
        };
        if given.contains(&Attribute::IndividualNumber) {
            note(Privacy::IndividualNumber, id);
        }
    }
    notes
}

pub(super) fn binding(evidence: &Evidence) -> Option<Binding> {
    let session = match &evidence.what {
        Proof::Mdoc(own) => &own.session,
        Proof::JpkiAuthentication(own) => &own.session,
        Proof::JpkiSigning(own) => &own.session,
        Proof::Passkey(own) => &own.session,
        _ => return None,
    };
    Some(Binding {
        evidence: evidence.id.clone(),
        verifier_name: session.verifier_name,
        channel: session.channel_keys,
        fresh: session.fresh,
        relay_excluded: session.relay_excluded,
    })
}

pub(super) fn portraits(known: &[&Evidence], seen: &[Piece]) -> Vec<PortraitResult> {
    let with_portrait = seen.iter().filter(|piece| {
        piece.has(Mark::PhotoId) || piece.holds(&Fact::Attribute(Attribute::Portrait))
    });
    with_portrait
        .map(|piece| {
            let outcomes = known.iter().filter_map(|own| match &own.what {
                Proof::Holder(holder) if holder.of == piece.id => match &holder.factor {
                    Factor::Face { outcome, .. } => Some((*outcome, holder)),
                    Factor::Pin { .. } => None,
                },
                _ => None,
            });
            // A match that is worth nothing, or with a portrait this document cannot have, is no
            // comparison; one that differs outweighs the rest.
            let counts =
                |own: &HolderVerification| own.strength() > Strength::None && fits(own, piece);
            let comparison =
                outcomes.fold(Comparison::NotCompared, |found, (own, holder)| match (found, own) {
                    (Comparison::Differs, _) | (_, Comparison::Differs) => Comparison::Differs,
                    (_, Comparison::Matches) if counts(holder) => Comparison::Matches,
                    _ => found,
                });
            PortraitResult {
                evidence: piece.id.clone(),
                authentic_to_issuer: piece.has(Mark::Verified),
                comparison,
                morph: "unknown",
            }
        })
        .collect()
}
