//! Evidence: what was seen, as closed typed facts. It holds no value of any person.
//!
//! What is not known is *unknown*, and gives no fact: see `fact`. Conversions from the reports of
//! this crate stand in `from_report`; whatever happens outside (an operator, the post, a register)
//! is stated by the host in these same types.

use serde::{Deserialize, Serialize};

use super::closed::{closed, told, written};
use crate::crypto::CryptoProvider;
use crate::doctype::Date;
use crate::instant::Timestamp;

/// One piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Its name within one decision.
    pub id: String,
    /// When it was made.
    #[serde(with = "written")]
    pub at: Timestamp,
    /// What was seen.
    pub what: Proof,
}

impl Evidence {
    /// A piece of evidence.
    pub fn new(id: impl Into<String>, at: Timestamp, what: Proof) -> Self {
        Self { id: id.into(), at, what }
    }
}

/// What was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Proof {
    /// An authenticator was used (当人認証).
    Authenticator(Authenticator),
    /// An image or a copy of a document.
    DocumentImage(DocumentImage),
    /// The holder was compared with a document, or showed what only the holder has.
    Holder(HolderVerification),
    /// A document whose chip was read.
    IcDocument(IcDocument),
    /// A document that an operator looked at.
    Inspection(Inspection),
    /// JPKI: a challenge answered with the certificate for user authentication (利用者証明用).
    JpkiAuthentication(JpkiAuthentication),
    /// JPKI: a document signed with the certificate for signatures (署名用).
    JpkiSigning(JpkiSigning),
    /// An mdoc presentation.
    Mdoc(Mdoc),
    /// A passkey assertion.
    Passkey(Passkey),
    /// A letter to the registered address.
    Postal(Postal),
    /// A question to a register or another source.
    Query(Query),
    /// What the person says.
    SelfAsserted(SelfAsserted),
}

closed! {
    /// Whether something holds. Only *yes* is ever worth anything.
    #[derive(Default)]
    Held {
        /// It does not.
        No = "no",
        /// Nobody knows.
        #[default]
        Unknown = "unknown",
        /// It does.
        Yes = "yes",
    }
}

impl Held {
    /// Whether it holds.
    pub fn yes(self) -> bool {
        self == Held::Yes
    }

    /// Yes or no.
    pub const fn of(holds: bool) -> Self {
        if holds { Held::Yes } else { Held::No }
    }
}

closed! {
    /// What is known of revocation.
    #[derive(Default)]
    Status {
        /// The document offers no way to learn it.
        NotOffered = "not-offered",
        /// Revoked or suspended.
        Revoked = "revoked",
        /// Nobody looked, or no answer could be relied on.
        #[default]
        Undetermined = "undetermined",
        /// Valid, by a source that may be relied on.
        Valid = "valid",
    }
}

closed! {
    /// How the verifier and the person meet.
    #[derive(Default)]
    Channel {
        /// In the same place.
        InPerson = "in-person",
        /// Online.
        Remote = "remote",
        /// Not stated.
        #[default]
        Unknown = "unknown",
    }
}

told! {
    /// An attribute of a person, the same across all kinds of evidence.
    Attribute {
        /// Whether a person has reached an age.
        Age = "age", "whether an age is reached", "年齢要件の充足";
        /// Where a person is registered or lives.
        Address = "address", "address", "住所";
        /// Date of birth.
        BirthDate = "birth-date", "date of birth", "生年月日";
        /// What a person may drive.
        DrivingPrivileges = "driving-privileges", "driving privileges", "運転資格";
        /// 個人番号
        IndividualNumber = "individual-number", "individual number", "個人番号";
        /// The town alone.
        Municipality = "municipality", "municipality", "市区町村";
        /// Name.
        Name = "name", "name", "氏名";
        /// A portrait.
        Portrait = "portrait", "portrait", "顔写真";
        /// Sex.
        Sex = "sex", "sex", "性別";
        /// A number or code that stays the same.
        StableId = "stable-id", "stable identifier", "固定の識別子";
    }
}

impl Attribute {
    /// Whether it names one person, or a few.
    pub const fn identifies(self) -> bool {
        !matches!(self, Attribute::Age | Attribute::Municipality | Attribute::Sex)
    }
}

closed! {
    /// Under which law or scheme the issuer works.
    #[derive(Default)]
    Authority {
        /// A provider of non-qualified attestations (EU).
        Eaa = "eaa",
        /// An authority under Japanese law.
        JpLaw = "jp-law",
        /// An issuing authority of driving licences.
        MdlIssuingAuthority = "mdl-ia",
        /// A provider of person identification data (EU).
        Pid = "pid",
        /// A private issuer.
        Private = "private",
        /// A public-sector body that issues from an authentic source (EU).
        PubEaa = "pub-eaa",
        /// A provider of qualified attestations (EU).
        Qeaa = "qeaa",
        /// Not known.
        #[default]
        Unknown = "unknown",
    }
}

closed! {
    /// Where a document's portrait was taken.
    #[derive(Default)]
    PortraitCapture {
        /// Handed in by the applicant.
        ApplicantSupplied = "applicant-supplied",
        /// In a photo booth.
        Booth = "booth",
        /// By the authority, in a controlled environment.
        Live = "live",
        /// Not known.
        #[default]
        Unknown = "unknown",
    }
}

closed! {
    /// Whether one person has one copy of a document.
    #[derive(Default)]
    Copies {
        /// Several at a time, each of them managed.
        ManagedMany = "managed-many",
        /// One at a time, by the issuer's own statement.
        One = "one",
        /// Not known.
        #[default]
        Unknown = "unknown",
    }
}

/// Who issued a document, and how, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct IssuerFacts {
    /// Under which law or scheme it works.
    pub authority: Authority,
    /// Its country (ISO 3166-1 alpha-2), from the certificate that was verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Its state or province.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The subject of the trust anchor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether it keeps track of what it issues, and withdraws it (発行状態の管理).
    pub managed: Held,
    /// Whether one person has one copy. A fact to tell, never a condition.
    pub copies: Copies,
    /// Where the portrait was taken.
    pub portrait: PortraitCapture,
    /// Where this is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// What binds an answer to this verifier and this session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SessionFacts {
    /// How the verifier and the person meet.
    pub channel: Channel,
    /// Whether the answer states who asked, and the platform made sure of it (検証者名バインディング).
    pub verifier_name: Held,
    /// Whether the answer is tied to the channel's own keys (チャネルバインディング).
    pub channel_keys: Held,
    /// Whether the answer is to a challenge of this session, used once.
    pub fresh: Held,
    /// Whether it can be ruled out that somebody else's session was passed on.
    pub relay_excluded: Held,
}

/// What came against what was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CollectionFacts {
    /// Elements that nobody asked for, as `namespace/element`.
    pub unasked: Vec<String>,
    /// Whether more was received than the method could have done without: no choice of elements.
    pub all_or_nothing: bool,
    /// What could be compared between two verifiers.
    pub handles: Vec<String>,
    /// Attributes that are kept longer than the transaction.
    pub retained: Vec<Attribute>,
}

/// An mdoc presentation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Mdoc {
    /// `docType`
    pub doc_type: String,
    /// Whether every check of the document passed and its claims were released.
    pub verified: Held,
    /// The document's own status.
    pub status: Status,
    /// The status of the document signer's certificate.
    pub signer_status: Status,
    /// Who issued it.
    pub issuer: IssuerFacts,
    /// What was given and proven.
    pub attributes: Vec<Attribute>,
    /// Whether a wallet of this document type is known to ask for biometrics or a PIN each time.
    pub wallet_unlock: Held,
    /// What binds it.
    pub session: SessionFacts,
    /// What came against what was asked.
    pub collected: CollectionFacts,
    /// Names of the algorithms it rests on.
    pub algorithms: Vec<String>,
    /// Whole years since the portrait was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub portrait_years: Option<u16>,
    /// As of when the issuer vouches for the attributes.
    #[serde(with = "written::maybe", skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Timestamp>,
    /// When it ends.
    #[serde(with = "written::maybe", skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
    /// Until when its status may be relied on.
    #[serde(with = "written::maybe", skip_serializing_if = "Option::is_none")]
    pub status_until: Option<Timestamp>,
}

told! {
    /// Documents with a chip.
    IcKind {
        /// My Number Card: 券面事項入力補助AP or 券面事項確認AP.
        MyNumberCard = "my-number-card", "My Number Card", "マイナンバーカード";
        /// Driving licence.
        DrivingLicence = "driving-licence", "driving licence", "運転免許証";
        /// Passport (ICAO 9303).
        Passport = "passport", "passport", "旅券";
        /// Residence card.
        ResidenceCard = "residence-card", "residence card", "在留カード";
        /// Special permanent resident certificate.
        SpecialPermanentResident = "special-permanent-resident",
            "special permanent resident certificate", "特別永住者証明書";
    }
}

/// A document whose chip was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IcDocument {
    /// Which document.
    pub document: IcKind,
    /// Whether the issuer's signature over the data that was read holds.
    pub verified: Held,
    /// Whether it is within its validity.
    pub current: Held,
    /// Whether it was withdrawn.
    #[serde(default)]
    pub status: Status,
    /// Whether the chip proved that it is the original (active or chip authentication).
    #[serde(default)]
    pub original: Held,
    /// How it was read.
    #[serde(default)]
    pub channel: Channel,
    /// Who issued it.
    #[serde(default)]
    pub issuer: IssuerFacts,
    /// What was read and is covered by the signature.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
    /// Names of the algorithms it rests on.
    #[serde(default)]
    pub algorithms: Vec<String>,
    /// When it ends.
    #[serde(default, with = "written::maybe", skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
}

/// Whoever can read the data of a chip: IC licences, residence cards, passports plug in here.
pub trait DocumentVerifier {
    /// Why the data cannot be read at all.
    type Problem;

    /// Verifies what was read from a chip. Bytes in, facts out: it asks nobody.
    ///
    /// # Errors
    /// Data that cannot be decoded. A bad document is an [`IcDocument`] that is not verified.
    fn verify(
        &self,
        data: &[u8],
        on: Date,
        provider: &CryptoProvider,
    ) -> Result<IcDocument, Self::Problem>;
}

/// JPKI for user authentication: the person held the key and knew its PIN.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct JpkiAuthentication {
    /// Whether the signature over this session's challenge and the path hold.
    pub verified: Held,
    /// Revocation: private verifiers may often not ask.
    pub status: Status,
    /// The challenge: used once, of this session.
    pub session: SessionFacts,
    /// What was obtained with it from the register (基本4情報), not from the certificate.
    pub attributes: Vec<Attribute>,
    /// Names of the algorithms.
    pub algorithms: Vec<String>,
    /// When the certificate ends.
    #[serde(with = "written::maybe", skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
}

/// JPKI for signatures: the weight of a registered seal (実印相当).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct JpkiSigning {
    /// Whether the signature and the path hold.
    pub verified: Held,
    /// Whether what was signed is a document that the person could read, not a bare number.
    pub document_shown: Held,
    /// Revocation: private verifiers may often not ask.
    pub status: Status,
    /// How it came.
    pub session: SessionFacts,
    /// Attributes of the certificate that were taken over.
    pub attributes: Vec<Attribute>,
    /// Names of the algorithms.
    pub algorithms: Vec<String>,
    /// When the certificate ends.
    #[serde(with = "written::maybe", skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
}

closed! {
    /// What an operator looked at.
    Printed {
        /// A document without a portrait.
        NoPhoto = "no-photo",
        /// A document with a portrait.
        PhotoId = "photo-id",
    }
}

/// A document that an operator looked at (目視).
///
/// Training and counterfeit detectors are recorded for the audit. They lift nothing: the cap of what
/// eyes can do stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Inspection {
    /// What was looked at.
    pub document: Printed,
    /// Who looked: a staff number, never a person's name. Without one it counts for nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// Whether it looked genuine.
    pub genuine: Held,
    /// Whether it is within its validity.
    #[serde(default)]
    pub current: Held,
    /// Whether the operator was trained.
    #[serde(default)]
    pub trained: Held,
    /// Whether a counterfeit detector was used.
    #[serde(default)]
    pub detector: Held,
    /// What was read from it.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
}

closed! {
    /// How an image came to be.
    #[derive(Default)]
    Capture {
        /// An operator sees the person.
        Attended = "attended",
        /// Taken by the camera of the device in this session, by software the verifier controls.
        LiveCamera = "live-camera",
        /// Not known.
        #[default]
        Unknown = "unknown",
        /// A file that was uploaded.
        Upload = "upload",
    }
}

/// An image or a copy of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DocumentImage {
    /// What it shows.
    pub document: Printed,
    /// How it came to be.
    #[serde(default)]
    pub capture: Capture,
    /// Whether it looked genuine, thickness and features included.
    #[serde(default)]
    pub genuine: Held,
    /// What was read from it.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
}

/// What shows that the person is the one the evidence is about (申請者の検証).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HolderVerification {
    /// The piece of evidence that the person is held against.
    pub of: String,
    /// How verifier and person meet.
    pub channel: Channel,
    /// What was done.
    pub factor: Factor,
}

/// What was done to verify the holder. No other way is known here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "by",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Factor {
    /// A portrait was compared with the person (容貌確認).
    Face {
        /// What came out.
        outcome: Comparison,
        /// Where the portrait is from.
        #[serde(default)]
        source: PortraitSource,
        /// How the person was seen.
        #[serde(default)]
        capture: Capture,
        /// Presentation attack detection: a live person stood there.
        #[serde(default)]
        liveness: Held,
        /// Injection attack detection: the image came from the camera.
        #[serde(default)]
        injection: Held,
        /// Who compared, where a person did: a staff number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        operator: Option<String>,
        /// Whether that person was trained. Lifts nothing.
        #[serde(default)]
        trained: Held,
    },
    /// A PIN that the document's own chip or key checked (暗証番号).
    Pin {
        /// Whether it was right.
        correct: Held,
        /// Whether the chip or key itself checked it.
        checked_by_chip: Held,
    },
}

told! {
    /// What came of comparing a portrait: there is no fourth outcome, and none says that the
    /// portrait is free of morphing.
    Comparison {
        /// The person is not the one in the portrait.
        Differs = "differs", "the portrait differs from the person", "顔写真と本人が一致しない";
        /// The person matches the portrait.
        Matches = "matches", "the portrait matches the person", "顔写真と本人が一致";
        /// Nobody compared, or no result was had.
        NotCompared = "not-compared", "the portrait was not compared", "顔写真と本人を照合していない";
    }
}

closed! {
    /// Where a portrait is from.
    #[derive(Default)]
    PortraitSource {
        /// Read from a chip, with the issuer's signature.
        Chip = "chip",
        /// From an image of a document.
        Image = "image",
        /// Given in an mdoc, with the issuer's signature.
        Mdoc = "mdoc",
        /// Printed on the document.
        Print = "print",
        /// Not known.
        #[default]
        Unknown = "unknown",
    }
}

told! {
    /// How much a verification of the holder is worth.
    Strength {
        /// Nothing: it raises no level.
        None = "none", "worth nothing", "根拠にならない";
        /// Remote, with a live person and a camera that was checked.
        Limited = "limited", "limited", "限定的";
        /// In person, against a printed portrait.
        Substantial = "substantial", "substantial", "相当程度";
        /// In person against a signed portrait, or a PIN that the chip checked.
        Strong = "strong", "strong", "高い";
    }
}

impl HolderVerification {
    /// How much it is worth: by channel, factor and source, never by what the caller claims.
    pub fn strength(&self) -> Strength {
        match &self.factor {
            Factor::Pin { correct, checked_by_chip } => {
                let held = correct.yes() && checked_by_chip.yes();
                if held { Strength::Strong } else { Strength::None }
            }
            Factor::Face { outcome, source, capture, liveness, injection, operator, .. } => {
                let attended = *capture == Capture::Attended
                    && operator.as_deref().is_some_and(|own| !own.trim().is_empty());
                let live = *capture == Capture::LiveCamera && liveness.yes() && injection.yes();
                match (outcome, self.channel, source) {
                    (Comparison::Differs | Comparison::NotCompared, _, _) => Strength::None,
                    (_, _, PortraitSource::Unknown) => Strength::None,
                    (_, Channel::InPerson, PortraitSource::Chip | PortraitSource::Mdoc)
                        if attended =>
                    {
                        Strength::Strong
                    }
                    (_, Channel::InPerson, PortraitSource::Print) if attended => {
                        Strength::Substantial
                    }
                    // Print that a camera sees is an image of a document.
                    (_, Channel::Remote, PortraitSource::Print) => Strength::None,
                    (_, Channel::Remote, _) if live => Strength::Limited,
                    _ => Strength::None,
                }
            }
        }
    }
}

/// One way to compare a face, and what it is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FaceCheck {
    /// How verifier and person meet.
    pub channel: Channel,
    /// Where the portrait is from.
    pub source: PortraitSource,
    /// How the person is seen.
    pub capture: Capture,
    /// What it is worth.
    pub strength: Strength,
}

/// The ways to compare a face over this channel (any, where it is unknown), strongest first.
pub fn face_check_options(channel: Channel) -> Vec<FaceCheck> {
    let mut options = Vec::new();
    for own in [Channel::InPerson, Channel::Remote] {
        if channel != Channel::Unknown && channel != own {
            continue;
        }
        for source in [
            PortraitSource::Chip,
            PortraitSource::Mdoc,
            PortraitSource::Print,
            PortraitSource::Image,
        ] {
            for capture in [Capture::Attended, Capture::LiveCamera, Capture::Upload] {
                let sensible = (own == Channel::InPerson) == (capture == Capture::Attended);
                let printed = own == Channel::Remote && source == PortraitSource::Print;
                let copied = own == Channel::InPerson && source == PortraitSource::Image;
                if !sensible || printed || copied {
                    continue;
                }
                let strength = HolderVerification {
                    of: String::new(),
                    channel: own,
                    factor: Factor::Face {
                        outcome: Comparison::Matches,
                        source,
                        capture,
                        liveness: Held::Yes,
                        injection: Held::Yes,
                        operator: Some("-".to_owned()),
                        trained: Held::Unknown,
                    },
                }
                .strength();
                options.push(FaceCheck { channel: own, source, capture, strength });
            }
        }
    }
    options.sort_by_key(|own| std::cmp::Reverse(own.strength));
    options
}

told! {
    /// How a letter reaches a person.
    PostalService {
        /// A letter with a one-time code that is not forwarded, and the code came back.
        Code = "code", "one-time code by a letter that is not forwarded", "転送不要郵便による確認コードの送付";
        /// 本人限定受取郵便 基本型
        LimitedBasic = "limited-basic", "mail to the addressee alone, basic type", "本人限定受取郵便(基本型)";
        /// 本人限定受取郵便 特例型
        LimitedSpecial = "limited-special", "mail to the addressee alone, special type", "本人限定受取郵便(特例型)";
        /// 本人限定受取郵便 特定事項伝達型
        LimitedDesignated = "limited-designated",
            "mail to the addressee alone, with particulars reported back",
            "本人限定受取郵便(特定事項伝達型)";
    }
}

/// A letter to the registered address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Postal {
    /// How it went.
    pub service: PostalService,
    /// When it was sent.
    #[serde(with = "written")]
    pub sent: Timestamp,
    /// When its code came back, or the delivery was reported; without it nothing is shown.
    #[serde(default, with = "written::maybe", skip_serializing_if = "Option::is_none")]
    pub returned: Option<Timestamp>,
    /// SHA-256 of the code, salted by the host; never the code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_hash: Option<String>,
    /// The particulars that the delivery reported back, as 特定事項伝達型 does. Other services report
    /// none, and none counts for them.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
}

closed! {
    /// What a source answered.
    #[derive(Default)]
    QueryResult {
        /// The data agree.
        Confirmed = "confirmed",
        /// They do not.
        Differs = "differs",
        /// No answer.
        #[default]
        Unavailable = "unavailable",
    }
}

/// A question to a register or another source (信頼できる情報源への照会).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Query {
    /// The source's name.
    pub source: String,
    /// Whether it is the authority for what was asked.
    #[serde(default)]
    pub authoritative: Held,
    /// Whether its answer is signed, or came over a connection whose address was fixed beforehand.
    /// An address out of a QR code is not.
    #[serde(default)]
    pub authenticated: Held,
    /// What it answered.
    #[serde(default)]
    pub result: QueryResult,
    /// What was asked.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
}

/// What the person says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SelfAsserted {
    /// What was said.
    pub attributes: Vec<Attribute>,
}

/// A passkey assertion: facts of the authenticator and of the session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Passkey {
    /// Whether the signature holds, for this verifier's origin and this session's challenge.
    pub verified: Held,
    /// Whether the authenticator verified its user (UV).
    pub user_verified: Held,
    /// Whether it cannot be copied to other devices (BE is 0); *no* for a synced passkey.
    pub device_bound: Held,
    /// Whether attestation shows that the key stays in hardware.
    pub hardware: Held,
    /// Whether it was registered with a [`super::BindingTicket`] of a fresh proof.
    pub ticket: Held,
    /// Who keeps the copies of the key, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// What binds it.
    pub session: SessionFacts,
    /// Names of the algorithms.
    pub algorithms: Vec<String>,
}

told! {
    /// Authenticators other than passkeys, JPKI and credentials.
    AuthenticatorKind {
        /// A link in a mail.
        EmailLink = "email-link", "link sent by email", "メールのリンク";
        /// A code in a mail.
        EmailOtp = "email-otp", "one-time code by email", "メールのワンタイムコード";
        /// A code that a device of its own shows.
        OtpToken = "otp-token", "one-time code of a hardware token", "専用トークンのワンタイムコード";
        /// A card held to the reader again within a short time (かざし利用).
        ReTap = "re-tap", "card tapped without a PIN", "ICカードのかざし利用(暗証番号なし)";
        /// A password.
        Password = "password", "password", "パスワード";
        /// A prompt to approve on a phone.
        Push = "push", "push approval", "プッシュ通知の承認";
        /// A code by RCS.
        RcsOtp = "rcs-otp", "one-time code by RCS", "RCSのワンタイムコード";
        /// A code that was handed out for the day the rest is lost.
        RecoveryCode = "recovery-code", "recovery code", "リカバリーコード";
        /// A code by SMS.
        SmsOtp = "sms-otp", "one-time code by SMS", "SMSのワンタイムコード";
        /// A code from a seed (RFC 6238).
        Totp = "totp", "time-based one-time code (TOTP)", "時刻同期式ワンタイムコード(TOTP)";
        /// A code by a telephone call.
        VoiceOtp = "voice-otp", "one-time code by a telephone call", "音声通話のワンタイムコード";
    }
}

impl AuthenticatorKind {
    /// Whether a look-alike site cannot use what the person enters. For none of these, and no length
    /// or alphabet of a code changes it: whoever can read it can pass it on.
    pub const fn phishing_resistant(self) -> bool {
        false
    }

    /// Whether its secret can be given to, or be read by, another person.
    pub const fn shareable(self) -> bool {
        true
    }
}

/// An authenticator was used (当人認証).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Authenticator {
    /// Which one.
    pub authenticator: AuthenticatorKind,
    /// Whether the secret was right.
    pub correct: Held,
    /// Characters of the secret. Recorded; lifts nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u32>,
    /// How many different characters there could be. Recorded; lifts nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alphabet: Option<u32>,
}
