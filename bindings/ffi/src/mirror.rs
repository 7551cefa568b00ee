//! The core's enums without data, and structs that hosts fill, as the other languages see them.
//!
//! Written by `TASHIKA_WRITE=1 cargo test -p tashika-ffi --test mirror` from the core's sources; the
//! same test fails where the core has a variant that is not here.

use tashika::instant::Timestamp;

use crate::evidence::HolderFactor;

pub use tashika::assurance::Against;
/// What speaks against the person or the document.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Against {
    /// A bare number was signed with the certificate for signatures.
    BareNonceSigned,
    /// It had expired.
    Expired,
    /// The face is another one.
    FaceDiffers,
    /// It does not look genuine, or its chip is a copy.
    NotGenuine,
    /// A check failed.
    NotVerified,
    /// It was revoked.
    Revoked,
    /// The source says otherwise.
    SourceDiffers,
    /// A PIN or secret was wrong.
    WrongSecret,
}

pub use tashika::assurance::Attribute as EvidenceAttribute;
/// An attribute of a person, the same across all kinds of evidence.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum EvidenceAttribute {
    /// Whether a person has reached an age.
    Age,
    /// Where a person is registered or lives.
    Address,
    /// Date of birth.
    BirthDate,
    /// What a person may drive.
    DrivingPrivileges,
    /// 個人番号
    IndividualNumber,
    /// The town alone.
    Municipality,
    /// Name.
    Name,
    /// A portrait.
    Portrait,
    /// Sex.
    Sex,
    /// A number or code that stays the same.
    StableId,
}

pub use tashika::assurance::AuthenticatorKind;
/// Authenticators other than passkeys, JPKI and credentials.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum AuthenticatorKind {
    /// A link in a mail.
    EmailLink,
    /// A code in a mail.
    EmailOtp,
    /// A code that a device of its own shows.
    OtpToken,
    /// A card held to the reader again within a short time (かざし利用).
    ReTap,
    /// A password.
    Password,
    /// A prompt to approve on a phone.
    Push,
    /// A code by RCS.
    RcsOtp,
    /// A code that was handed out for the day the rest is lost.
    RecoveryCode,
    /// A code by SMS.
    SmsOtp,
    /// A code from a seed (RFC 6238).
    Totp,
    /// A code by a telephone call.
    VoiceOtp,
}

pub use tashika::assurance::Authority as EvidenceAuthority;
/// Under which law or scheme the issuer works.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum EvidenceAuthority {
    /// A provider of non-qualified attestations (EU).
    Eaa,
    /// An authority under Japanese law.
    JpLaw,
    /// An issuing authority of driving licences.
    MdlIssuingAuthority,
    /// A provider of person identification data (EU).
    Pid,
    /// A private issuer.
    Private,
    /// A public-sector body that issues from an authentic source (EU).
    PubEaa,
    /// A provider of qualified attestations (EU).
    Qeaa,
    /// Not known.
    Unknown,
}

pub use tashika::assurance::Capture as ImageCapture;
/// How an image came to be.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum ImageCapture {
    /// An operator sees the person.
    Attended,
    /// Taken by the camera of the device in this session, by software the verifier controls.
    LiveCamera,
    /// Not known.
    Unknown,
    /// A file that was uploaded.
    Upload,
}

pub use tashika::assurance::ChangeKind as BundleChangeKind;
/// What became of an entry.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum BundleChangeKind {
    /// It is new.
    Added,
    /// It reads otherwise.
    Changed,
    /// It is gone.
    Removed,
}

pub use tashika::assurance::Channel as EvidenceChannel;
/// How the verifier and the person meet.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum EvidenceChannel {
    /// In the same place.
    InPerson,
    /// Online.
    Remote,
    /// Not stated.
    Unknown,
}

pub use tashika::assurance::Comparison as FaceComparison;
/// What came of comparing a portrait: there is no fourth outcome, and none says that the
/// portrait is free of morphing.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum FaceComparison {
    /// The person is not the one in the portrait.
    Differs,
    /// The person matches the portrait.
    Matches,
    /// Nobody compared, or no result was had.
    NotCompared,
}

pub use tashika::assurance::Confidence as PolicyConfidence;
/// How firm a statement is.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum PolicyConfidence {
    /// Read in the document that makes it.
    Confirmed,
    /// From general knowledge; no source was opened.
    General,
    /// Reasoned from what is confirmed.
    Inferred,
    /// Third parties state it.
    Secondary,
}

pub use tashika::assurance::Copies as EvidenceCopies;
/// Whether one person has one copy of a document.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum EvidenceCopies {
    /// Several at a time, each of them managed.
    ManagedMany,
    /// One at a time, by the issuer's own statement.
    One,
    /// Not known.
    Unknown,
}

pub use tashika::assurance::EntryKind as LedgerEntryKind;
/// What a record is about.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum LedgerEntryKind {
    /// A decision with its evidence.
    Decision,
    /// Something retained was erased.
    Erasure,
    /// A later look at a decision.
    Recheck,
}

pub use tashika::assurance::Granularity;
/// Whether a person can choose what a method tells.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Granularity {
    /// All or nothing.
    AllOrNothing,
    /// Nothing about the person is told.
    NoAttributes,
    /// Element by element.
    Selective,
}

pub use tashika::assurance::Having;
/// What a person needs to have for a method.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Having {
    /// A My Number Card.
    MyNumberCard,
    /// A document with a portrait.
    PhotoId,
    /// A smartphone.
    Phone,
    /// An address that letters reach.
    PostalAddress,
    /// A document of any kind.
    AnyDocument,
}

pub use tashika::assurance::Held;
/// Whether something holds. Only *yes* is ever worth anything.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Held {
    /// It does not.
    No,
    /// Nobody knows.
    Unknown,
    /// It does.
    Yes,
}

pub use tashika::assurance::IcKind;
/// Documents with a chip.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum IcKind {
    /// My Number Card: 券面事項入力補助AP or 券面事項確認AP.
    MyNumberCard,
    /// Driving licence.
    DrivingLicence,
    /// Passport (ICAO 9303).
    Passport,
    /// Residence card.
    ResidenceCard,
    /// Special permanent resident certificate.
    SpecialPermanentResident,
}

pub use tashika::assurance::Identity as IdentityShown;
/// Whether the person is identified at all.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum IdentityShown {
    /// No attribute that names a person was verified.
    None,
    /// The person says who they are.
    SelfAsserted,
    /// Attributes that name a person were verified.
    Verified,
}

pub use tashika::assurance::Language as ChartLanguage;
/// The languages of a chart.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum ChartLanguage {
    /// English
    English,
    /// Japanese
    Japanese,
}

pub use tashika::assurance::LendingRisk;
/// How likely it is that a credential is lent.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum LendingRisk {
    /// Lending gains something, as it does with accounts and admissions.
    High,
    /// Little is gained.
    Low,
    /// Nobody thought about it.
    Unknown,
}

pub use tashika::assurance::Miss;
/// A requirement that a method misses.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Miss {
    /// An advisory struck it out.
    Advisory,
    /// It does not give the attributes.
    Attributes,
    /// It does not work over the channel.
    Channel,
    /// It is not in use on that day.
    Date,
    /// People would be left out.
    Having,
    /// The law does not take it.
    Law,
    /// A lent credential would not be noticed.
    Lending,
    /// It does not reach the level.
    Level,
    /// A look-alike site gains something.
    Phishing,
    /// It tells more than is needed.
    Selective,
}

pub use tashika::assurance::Modality;
/// How strongly a demand speaks.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Modality {
    /// It is forbidden otherwise.
    Forbid,
    /// It may be offered and must not be forced on anybody (強要してはならない).
    MustNotForce,
    /// It is required.
    Require,
    /// It is worth knowing.
    Warn,
}

pub use tashika::assurance::Must;
/// What the host must do.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Must {
    /// End the session and take back what rests on the evidence.
    EndSession,
    /// Ask for a new proof before the next thing that needs one.
    ProveAgain,
    /// Tell whoever is responsible.
    Tell,
}

pub use tashika::assurance::Nature as BundleNature;
/// What a bundle is to the text it speaks of.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum BundleNature {
    /// It follows a text that was at hand.
    Published,
    /// The text was not at hand: a reconstruction, which is not official.
    Reconstruction,
}

pub use tashika::assurance::Party;
/// What a party is, by law.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Party {
    /// 署名検証者 under the JPKI act: may ask for revocation itself.
    SignatureVerifier,
}

pub use tashika::assurance::PortraitCapture as EvidencePortraitCapture;
/// Where a document's portrait was taken.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum EvidencePortraitCapture {
    /// Handed in by the applicant.
    ApplicantSupplied,
    /// In a photo booth.
    Booth,
    /// By the authority, in a controlled environment.
    Live,
    /// Not known.
    Unknown,
}

pub use tashika::assurance::PortraitSource;
/// Where a portrait is from.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum PortraitSource {
    /// Read from a chip, with the issuer's signature.
    Chip,
    /// From an image of a document.
    Image,
    /// Given in an mdoc, with the issuer's signature.
    Mdoc,
    /// Printed on the document.
    Print,
    /// Not known.
    Unknown,
}

pub use tashika::assurance::PostalService;
/// How a letter reaches a person.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum PostalService {
    /// A letter with a one-time code that is not forwarded, and the code came back.
    Code,
    /// 本人限定受取郵便 基本型
    LimitedBasic,
    /// 本人限定受取郵便 特例型
    LimitedSpecial,
    /// 本人限定受取郵便 特定事項伝達型
    LimitedDesignated,
}

pub use tashika::assurance::Printed as PrintedDocument;
/// What an operator looked at.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum PrintedDocument {
    /// A document without a portrait.
    NoPhoto,
    /// A document with a portrait.
    PhotoId,
}

pub use tashika::assurance::Privacy as PrivacyNote;
/// What matters for privacy.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum PrivacyNote {
    /// No choice of elements.
    AllOrNothing,
    /// A code that means one person everywhere.
    IndividualNumber,
    /// Handles.
    Linkable,
    /// Attributes are kept.
    Retained,
    /// The signature certificate was used.
    SignatureCertificate,
    /// Nobody asked.
    Unasked,
}

pub use tashika::assurance::QueryResult;
/// What a source answered.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum QueryResult {
    /// The data agree.
    Confirmed,
    /// They do not.
    Differs,
    /// No answer.
    Unavailable,
}

pub use tashika::assurance::Ranking;
/// What a ranking puts first.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Ranking {
    /// No ranking: the order of names says nothing.
    None,
    /// What tells least about the person.
    Privacy,
    /// What is hardest to forge: cryptography before eyes, whatever the effort (暗号的な手法を優先).
    Strength,
}

pub use tashika::assurance::RetainedKind;
/// What is retained of a person.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum RetainedKind {
    /// Claims.
    Claims,
    /// A response as received.
    Response,
    /// A document that was signed, its signature and certificate.
    SignedDocument,
}

pub use tashika::assurance::Risk as AssuranceRisk;
/// What stays uncertain.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum AssuranceRisk {
    /// Attributes may have changed since they were vouched for.
    AttributesStale,
    /// A registered address need not be where the person lives.
    AddressRegistered,
    /// A face may be artificial.
    FaceForged,
    /// Nobody verified the holder.
    HolderNotCompared,
    /// People err.
    HumanJudgement,
    /// Whether the issuer manages what it issues.
    IssuanceUnknown,
    /// A credential may be lent.
    Lending,
    /// A portrait may be a morph.
    MorphUnknown,
    /// Where the portrait was taken.
    PortraitCaptureUnknown,
    /// A provider may be taken over.
    ProviderDependence,
    /// The session may have been passed on.
    Relay,
    /// Somebody else may hold the authenticator too.
    SharedAuthenticator,
    /// The signer's status.
    SignerStatusUndetermined,
    /// The status.
    StatusUndetermined,
}

pub use tashika::assurance::Sameness;
/// Whether the same person came.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Sameness {
    /// Every field agrees, and there are at least two.
    Match,
    /// A field differs: another person, or somebody who moved or changed their name.
    Mismatch,
    /// Too little to tell.
    Undetermined,
}

pub use tashika::assurance::Standing as AssuranceStanding;
/// What a decision comes to, beside its grades.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum AssuranceStanding {
    /// Evidence speaks against it.
    Contradicted,
    /// Something more is demanded first.
    StepUp,
    /// The grades stand as they are.
    Supported,
}

pub use tashika::assurance::Status as EvidenceStatus;
/// What is known of revocation.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum EvidenceStatus {
    /// The document offers no way to learn it.
    NotOffered,
    /// Revoked or suspended.
    Revoked,
    /// Nobody looked, or no answer could be relied on.
    Undetermined,
    /// Valid, by a source that may be relied on.
    Valid,
}

pub use tashika::assurance::Strength as HolderStrength;
/// How much a verification of the holder is worth.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum HolderStrength {
    /// Nothing: it raises no level.
    None,
    /// Remote, with a live person and a camera that was checked.
    Limited,
    /// In person, against a printed portrait.
    Substantial,
    /// In person against a signed portrait, or a PIN that the chip checked.
    Strong,
}

pub use tashika::assurance::TapRefusal;
/// Why an answer counts for nothing.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum TapRefusal {
    /// The challenge was answered before.
    AlreadyUsed,
    /// The clock ran back.
    ClockRanBack,
    /// It came too late.
    Expired,
    /// No strong proof before it.
    NoStrongProof,
    /// Another operation's challenge.
    OtherOperation,
    /// Nobody made it.
    Unknown,
    /// The window has closed.
    WindowOver,
}

pub use tashika::assurance::Task as ProcedureTask;
/// What a method is for.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum ProcedureTask {
    /// 当人認証
    Authentication,
    /// 身元確認
    Proofing,
}

pub use tashika::assurance::Worse;
/// What became worse.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Worse {
    /// An advisory struck.
    Advisory,
    /// Something now speaks against it.
    Contradicted,
    /// Something is demanded that was not.
    Demanded,
    /// A level fell.
    LevelLowered,
    /// It was revoked.
    Revoked,
    /// It is time to look again.
    Due,
    /// A law no longer takes it.
    StatuteLost,
}

pub use tashika::cose::Algorithm;
/// A COSE algorithm that ISO 18013-5 allows (12.3.4, 12.4.5), by its registry number.
///
/// The fully specified identifiers of RFC 9864 are synonyms with one curve each.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Algorithm {
    /// EdDSA (-8).
    EdDsa,
    /// Ed25519 (-19).
    Ed25519,
    /// Ed448 (-53).
    Ed448,
    /// ES256 (-7).
    Es256,
    /// ES384 (-35).
    Es384,
    /// ES512 (-36).
    Es512,
    /// ESB256 (-265).
    Esb256,
    /// ESB320 (-266).
    Esb320,
    /// ESB384 (-267).
    Esb384,
    /// ESB512 (-268).
    Esb512,
    /// ESP256 (-9).
    Esp256,
    /// ESP384 (-51).
    Esp384,
    /// ESP512 (-52).
    Esp512,
    /// HMAC 256/256 (5).
    Hmac256,
}

pub use tashika::counter::Actor as WaitingActor;
/// Who must act.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum WaitingActor {
    /// Nobody: phone and reader are at work.
    Devices,
    /// The customer.
    Holder,
}

pub use tashika::counter::CameraStyle;
/// How the camera is on a device that looks for tags as well.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum CameraStyle {
    /// Open as long as a code may be shown.
    Continuous,
    /// Opened when it is wanted, for a while: the device finds no tags while it is open.
    OnDemand,
}

pub use tashika::counter::CertificationState;
/// Whether the app is certified for statutory use.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum CertificationState {
    /// It is.
    Certified,
    /// It was.
    Expired,
    /// It is not.
    None,
}

pub use tashika::counter::ConfigurationProblem;
/// What is wrong with the configuration.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum ConfigurationProblem {
    /// No preset can be used.
    NoPreset,
    /// Nobody is trusted: every verdict would be a refusal.
    NoTrust,
    /// The certificate of this reader is not valid on this day.
    ReaderIdentity,
}

pub use tashika::counter::FaceOutcome;
/// What a person found who compared the portrait with the customer.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum FaceOutcome {
    /// It cannot be told.
    CannotJudge,
    /// Another person.
    Differs,
    /// The same person, by attended visual comparison.
    Matches,
}

pub use tashika::counter::FinderState;
/// Whether tags or codes are looked for.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum FinderState {
    /// The device has none.
    Absent,
    /// They are.
    Armed,
    /// Not, until the clerk wants it again.
    Dormant,
    /// Not allowed.
    NotAllowed,
    /// Switched off.
    Off,
    /// In a moment.
    Starting,
}

pub use tashika::counter::Hint as ReadyHint;
/// A word beside the ready screen: something came that is harmless.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum ReadyHint {
    /// A card that holds no mobile document: a payment card, a plastic My Number Card.
    OtherCard,
    /// A code that is none of a wallet.
    OtherCode,
    /// The phone was taken away too soon.
    TapAgain,
}

pub use tashika::counter::IssuanceAnswer;
/// What is known of a revocation.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum IssuanceAnswer {
    /// Not revoked, as of the date.
    NotRevoked,
    /// The document names no list.
    NotOffered,
    /// Revoked or suspended.
    Revoked,
    /// The list is older than it may be.
    Stale,
    /// Not known.
    Unknown,
}

pub use tashika::counter::NfcStyle;
/// How NFC is on a system.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum NfcStyle {
    /// As long as the app is in front; taps are swallowed where none is due (Android).
    Continuous,
    /// In a sheet of the system that covers the app, for a minute, once (iOS).
    OneShot,
}

pub use tashika::counter::PermissionKind;
/// What an app must be allowed.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum PermissionKind {
    /// Bluetooth: looking for a phone, connecting to it, being found by it.
    Bluetooth,
    /// The camera, for codes.
    Camera,
    /// The place of the device, where old Android finds no phone without it.
    Location,
    /// NFC.
    Nfc,
}

pub use tashika::counter::PermissionState;
/// Whether it is.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum PermissionState {
    /// Not, and the app may ask.
    Denied,
    /// Not, and only the settings can change it.
    DeniedForGood,
    /// It is.
    Granted,
    /// This system asks nobody for it.
    NotNeeded,
}

pub use tashika::counter::Place as TextPlace;
/// Where a text stands, which says how long it may be.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum TextPlace {
    /// On a button: twelve characters in Japanese, 24 in English.
    Button,
    /// A short name beside something: 24 and 48.
    Label,
    /// A sentence: 80 and 160.
    Sentence,
    /// A heading: 24 and 48.
    Title,
    /// The word of a verdict: six and 16.
    Word,
}

pub use tashika::counter::PortraitFormat;
/// The form of a portrait.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum PortraitFormat {
    /// JPEG.
    Jpeg,
    /// JPEG 2000.
    Jpeg2000,
}

pub use tashika::counter::ProblemAction;
/// What the main button of a problem does.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum ProblemAction {
    /// Back to the beginning, to be tapped or scanned anew.
    StartOver,
    /// Back to the beginning; another document or way is needed.
    UseAnother,
}

pub use tashika::counter::ProblemKind;
/// What went wrong.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum ProblemKind {
    /// The wallet's code or tag cannot be understood.
    CodeUnusable,
    /// The link was lost on the way.
    ConnectionLost,
    /// The phone does not have what was asked for.
    DocumentNotHeld,
    /// The customer, or the phone, ended it.
    HolderDeclined,
    /// The customer did nothing for too long.
    HolderNoAnswer,
    /// The wallet offers no way of transport that this device has.
    NoCommonTransport,
    /// No link could be built.
    PhoneNotFound,
    /// The phone speaks otherwise than the standard.
    PhoneIncompatible,
    /// This reader could not show who it is. Nothing was asked without it.
    ReaderIdentity,
    /// The request could not be made.
    RequestUnusable,
    /// The system's own reader failed.
    SystemReader,
}

pub use tashika::counter::RadioKind;
/// What a device needs switched on.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum RadioKind {
    /// Bluetooth.
    Bluetooth,
    /// The camera.
    Camera,
    /// Location services, where old Android finds no phone without them.
    Location,
    /// NFC.
    Nfc,
}

pub use tashika::counter::RadioState;
/// Whether it is on.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum RadioState {
    /// The device has none, or needs none.
    Absent,
    /// Off.
    Off,
    /// On.
    On,
}

pub use tashika::counter::ReasonCode;
/// Why.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum ReasonCode {
    /// What came does not say whether the person is old enough.
    AgeOpen,
    /// What came about the age contradicts itself.
    AgeContradiction,
    /// The person is not old enough.
    AgeTooYoung,
    /// The phone did not prove that it holds the document.
    DeviceNotProven,
    /// The phone gave a document that nobody asked for, or too many.
    DocumentNotAsked,
    /// A document that was asked for did not come.
    DocumentNotGiven,
    /// The document's validity has ended.
    Expired,
    /// The person judged that it cannot be told.
    FaceCannotJudge,
    /// The person judged that it is somebody else.
    FaceDiffers,
    /// The person judged that it is the same person, by attended visual comparison.
    FaceMatched,
    /// Portrait and person were not compared.
    FaceNotCompared,
    /// The issuer's certificate breaks a rule, or is not valid.
    IssuerCertificate,
    /// This shop does not take this issuer's document for this purpose.
    IssuerNotAccepted,
    /// Nobody who is trusted vouches for the issuer.
    IssuerUnknown,
    /// The documents are not bound to one phone.
    NotOneHolder,
    /// An element came that nobody asked for.
    NotAsked,
    /// An element that was asked for did not come.
    NotGiven,
    /// The document's validity has not begun.
    NotYetValid,
    /// The portrait is missing, or cannot be shown.
    PortraitMissing,
    /// The request went without this reader's name.
    ReaderNotNamed,
    /// The document, or its signer, is revoked or suspended.
    Revoked,
    /// Whether it is revoked is not known, or the list is too old.
    RevocationUnknown,
    /// The content differs from what the issuer signed, or the signature is not genuine.
    Tampered,
    /// It is test data.
    TestData,
    /// A value is not of the form that the document type gives it.
    ValueOdd,
    /// What came is not as the standard has it.
    Malformed,
    /// The wallet reports an error.
    WalletReports,
}

pub use tashika::counter::RowState;
/// What became of an element that was asked for.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum RowState {
    /// It came.
    Given,
    /// It came, and was not proven: no value is shown.
    NotProven,
    /// It did not come.
    Withheld,
}

pub use tashika::counter::SettingsPage;
/// A page of the system's settings.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum SettingsPage {
    /// The app's own page.
    App,
    /// Bluetooth.
    Bluetooth,
    /// Location services.
    Location,
    /// NFC.
    Nfc,
}

pub use tashika::counter::Shape as VerdictShape;
/// The outline of a verdict, so that it is told without colour.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum VerdictShape {
    /// A circle with a check mark.
    Circle,
    /// A diamond with a question mark.
    Diamond,
    /// An octagon with a cross.
    Octagon,
    /// A square with hatching.
    Square,
}

pub use tashika::counter::SheetEnd;
/// How the system's own NFC sheet ended (iOS).
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum SheetEnd {
    /// Otherwise.
    Other,
    /// After its longest time.
    TimedOut,
    /// By the person.
    UserCancelled,
}

pub use tashika::counter::Signal;
/// A sound together with a haptic, each different from the others.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Signal {
    /// *Accept*.
    Accept,
    /// *Cannot decide*.
    CannotDecide,
    /// A problem.
    Problem,
    /// *Reject*.
    Reject,
    /// *Test data*.
    TestData,
}

pub use tashika::counter::StopReason;
/// Why the app is not seen any more.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum StopReason {
    /// Another app, or none, is in front.
    Background,
    /// The screen is locked.
    Locked,
}

pub use tashika::counter::VerdictKind;
/// The four verdicts.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum VerdictKind {
    /// 可
    Accept,
    /// 判定不可
    CannotDecide,
    /// 不可
    Reject,
    /// テスト
    TestData,
}

pub use tashika::crypto::Curve;
/// A curve, with its COSE registry number (RFC 9053 table 18, RFC 9864 for brainpool).
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Curve {
    /// brainpoolP256r1 (COSE 256).
    BrainpoolP256r1,
    /// brainpoolP320r1 (COSE 257).
    BrainpoolP320r1,
    /// brainpoolP384r1 (COSE 258).
    BrainpoolP384r1,
    /// brainpoolP512r1 (COSE 259).
    BrainpoolP512r1,
    /// Ed25519 (COSE 6).
    Ed25519,
    /// Ed448 (COSE 7).
    Ed448,
    /// NIST P-256 (COSE 1).
    P256,
    /// NIST P-384 (COSE 2).
    P384,
    /// NIST P-521 (COSE 3).
    P521,
    /// X25519 (COSE 4).
    X25519,
    /// X448 (COSE 5).
    X448,
}

pub use tashika::doctype::CborKind;
/// The types of element values.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum CborKind {
    /// Anything.
    Any,
    /// `[* any]`
    Array,
    /// `full-date`, or `{"birth_date": full-date, ? "approximate_mask": tstr}` (ISO/IEC 23220-2).
    BirthDate,
    /// `bool`
    Bool,
    /// `bstr`
    Bytes,
    /// `tdate` or `full-date`
    Date,
    /// `full-date`: tag 1004
    FullDate,
    /// `bstr` that begins as JPEG or JPEG 2000
    Image,
    /// `{* tstr => any}`
    Map,
    /// `tdate`: tag 0
    Tdate,
    /// `tstr`
    Text,
    /// `uint`
    Uint,
}

pub use tashika::doctype::Confidence;
/// How firm the facts of a file are.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Confidence {
    /// Read in the document that defines the type.
    Confirmed,
    /// Read in a draft that may change.
    Draft,
    /// Made up.
    Example,
    /// Seen in implementations.
    Implementation,
}

pub use tashika::doctype::Edition as ElementEdition;
/// Whether an element is in the current edition of its type.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum ElementEdition {
    /// It is.
    Current,
    /// Only in earlier ones, which are still in the field.
    Retired,
}

pub use tashika::doctype::ElementProblem;
/// What is wrong with a value. It never holds the value.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum ElementProblem {
    /// A day that does not exist, or a mask that leaves none.
    Calendar,
    /// A character that the element may not have.
    Characters,
    /// The check digit is wrong.
    CheckDigit,
    /// Text of another form.
    Form,
    /// A date of birth in the future.
    Future,
    /// Half-width katakana.
    HalfWidth,
    /// Characters that hide, reorder or control text.
    Hidden,
    /// Bytes that begin as neither JPEG nor JPEG 2000.
    Image,
    /// No value, where one is needed.
    Empty,
    /// A value that the closed list does not have.
    Listed,
    /// A member that is missing.
    Member,
    /// Spaces in a name other than one U+3000 between its parts.
    NameSpaces,
    /// Not in NFC.
    NotNormalised,
    /// A number out of its range.
    Range,
    /// More characters than allowed.
    TooLong,
    /// Another CBOR type.
    Type,
}

pub use tashika::doctype::HolderVerification;
/// What can show that the holder is the person described.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum HolderVerification {
    /// The wallet opens by the holder's biometrics.
    BiometricUnlock,
    /// A number that the holder knows.
    Pin,
    /// The portrait, compared with the person.
    Portrait,
}

pub use tashika::doctype::Role as ElementRole;
/// The need that an element serves, the same across document types.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum ElementRole {
    /// Address.
    Address,
    /// AgeBirthYear.
    AgeBirthYear,
    /// AgeInYears.
    AgeInYears,
    /// AgeOver.
    AgeOver,
    /// BirthDate.
    BirthDate,
    /// DrivingPrivileges.
    DrivingPrivileges,
    /// Expiry.
    Expiry,
    /// IndividualNumber.
    IndividualNumber,
    /// IssuingAuthority.
    IssuingAuthority,
    /// IssuingCountry.
    IssuingCountry,
    /// Municipality.
    Municipality,
    /// Name.
    Name,
    /// Portrait.
    Portrait,
    /// Sex.
    Sex,
    /// StableId.
    StableId,
}

pub use tashika::doctype::Sensitivity;
/// How much an element tells about a person.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Sensitivity {
    /// The body itself: portraits, templates.
    Biometric,
    /// It names one person.
    Identifying,
    /// Little.
    Low,
    /// It describes a person.
    Personal,
    /// The law says who may ask for it.
    Restricted,
}

pub use tashika::doctype::age::Answer as AgeAnswer;
/// Whether a person is at least so old.
#[uniffi::remote(Enum)]
pub enum AgeAnswer {
    /// Not.
    No,
    /// What came does not say.
    Unknown,
    /// Yes.
    Yes,
}

pub use tashika::hybrid::digital::DigitalRefusal;
/// The phone's own words for an end without a credential.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum DigitalRefusal {
    /// The phone gave up.
    Aborted,
    /// The person has no credential that was asked.
    NoCredential,
    /// Another reason.
    Other,
    /// The person said no.
    UserCancelled,
}

pub use tashika::hybrid::digital::ProtocolName;
/// Whether an answer must name its protocol.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum ProtocolName {
    /// It may be absent where one protocol was asked: that one is meant.
    MayBeAbsent,
    /// It must stand there.
    Required,
}

pub use tashika::hybrid::initiator::Phase as HybridPhase;
/// Where a transaction was.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum HybridPhase {
    /// Waiting for an advert.
    Advert,
    /// Opening the tunnel.
    Tunnel,
    /// In the handshake.
    Handshake,
    /// Waiting for the phone's first message.
    Greeting,
    /// Waiting for the answer.
    Answer,
}

pub use tashika::hybrid::initiator::Progress as HybridProgress;
/// A step that is done.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum HybridProgress {
    /// The phone was asked.
    Asked,
    /// The tunnel is open.
    Dialled,
    /// A phone that is near answers the code.
    Found,
    /// The phone said what it can be asked.
    Greeted,
    /// Both sides have proven that they know code and advert.
    Secured,
}

pub use tashika::hybrid::initiator::SecondPhone;
/// What it means that a second phone answers the same code before the first has answered.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum SecondPhone {
    /// Nothing: adverts are no longer looked at once one was found.
    Ignore,
    /// The end: somebody else has photographed the code, or the person began again.
    Refuse,
}

pub use tashika::hybrid::link::Linking;
/// Whether links are taken and used.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Linking {
    /// A verified link is handed out, and a linked phone may be called.
    Accept,
    /// Links are dropped.
    Refuse,
}

pub use tashika::hybrid::peer::Feature as PhoneFeature;
/// What a phone can be asked for.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum PhoneFeature {
    /// `ctap`: passkeys.
    Ctap,
    /// `dc`: digital credentials.
    DigitalCredentials,
}

pub use tashika::jpki::DocumentFault as SignedDocumentFault;
/// Why octets are no document that people can read.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum SignedDocumentFault {
    /// A bare number, digest or token: nothing that a person reads.
    BareNonce,
    /// Nothing, or too little to say anything.
    Empty,
    /// Characters that hide or reorder text.
    HiddenCharacters,
    /// Not what it is said to be.
    NotItsKind,
    /// More octets than the limit.
    TooLarge,
}

pub use tashika::jpki::DocumentKind as SignedDocumentKind;
/// In what a document is written.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum SignedDocumentKind {
    /// PDF. What a viewer shows of it is not examined.
    Pdf,
    /// Plain text in UTF-8.
    Text,
}

pub use tashika::jpki::Environment as JpkiEnvironment;
/// For whom an authority issues.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum JpkiEnvironment {
    /// For people.
    Production,
    /// For tests: such a certificate says nothing of a person.
    Test,
}

pub use tashika::jpki::Era;
/// A Japanese era.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Era {
    /// 明治
    Meiji,
    /// 大正
    Taisho,
    /// 昭和
    Showa,
    /// 平成
    Heisei,
    /// 令和
    Reiwa,
}

pub use tashika::jpki::FactConfidence as JpkiConfidence;
/// How firm a fact is. The order is from the least firm to the firmest.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum JpkiConfidence {
    /// Looked for and not found; nothing speaks against it.
    Unconfirmed,
    /// Stated by one source that did not see it itself.
    Weak,
    /// Stated by independent third parties.
    Secondary,
    /// Seen in a primary source, or in a certificate.
    Confirmed,
}

pub use tashika::jpki::JpkiAttribute;
/// An attribute that can be asked for.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum JpkiAttribute {
    /// 住所, with the marks of its replaced characters.
    Address,
    /// 生年月日
    BirthDate,
    /// 氏名, with the marks of its replaced characters.
    Name,
    /// 性別
    Sex,
}

pub use tashika::jpki::JpkiHandleKind;
/// What could be compared between two verifiers.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum JpkiHandleKind {
    /// The address of the OCSP responder.
    AuthorityInformation,
    /// The subject's common name, in which the municipality stands.
    CommonName,
    /// The distribution point of the revocation list: the municipality.
    CrlDistributionPoint,
    /// Name, sex, date of birth and address.
    HolderAttributes,
    /// The public key.
    PublicKey,
    /// The serial number.
    SerialNumber,
    /// The end of validity: with a card, a birthday of the holder.
    ValidityEnd,
}

pub use tashika::jpki::JpkiRisk;
/// What stays uncertain even when every check passed.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum JpkiRisk {
    /// The answer to a challenge names no verifier: it can be relayed from another site.
    ChallengeRelay,
    /// Whether the certificate was revoked has no answer.
    RevocationUnknown,
    /// What a reader shows of a PDF is not examined.
    RenderingUnknown,
    /// A certificate of a test environment says nothing of a person.
    TestEnvironment,
    /// Nothing trustworthy says when the signature was made.
    TimeUnproven,
}

pub use tashika::jpki::JpkiUse;
/// What a certificate is used for. The two never mix.
#[uniffi::remote(Enum)]
pub enum JpkiUse {
    /// Proving who is there (利用者証明).
    Authentication,
    /// Signing a document (電子署名).
    Signing,
}

pub use tashika::jpki::KeyKind as JpkiKeyKind;
/// A kind of key.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum JpkiKeyKind {
    /// ECDSA on P-256.
    P256,
    /// ECDSA on P-384.
    P384,
    /// RSA with PKCS#1 v1.5.
    Rsa,
}

pub use tashika::jpki::RevocationGap as JpkiRevocationGap;
/// Why there is no answer.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum JpkiRevocationGap {
    /// The chain does not hold, so nobody can be asked about it.
    ChainOpen,
    /// Nothing was given to check with. Japanese law lets only registered verifiers ask.
    NotGiven,
    /// The responder does not know the certificate.
    NotKnown,
    /// What was given proves nothing: another finding says why.
    Unusable,
}

pub use tashika::jpki::RevocationRule as JpkiRevocationRule;
/// Who answers whether a certificate is revoked.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum JpkiRevocationRule {
    /// Somebody else, such as a certified platform operator, outside of this verification: the
    /// verdict does not wait for it, and says so among the residual risks.
    Elsewhere,
    /// This verification: without an answer the verdict is *inconclusive*.
    Here,
}

pub use tashika::jpki::RevocationSource as JpkiRevocationSource;
/// Which kind of source gave an answer.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum JpkiRevocationSource {
    /// A revocation list.
    Crl,
    /// An OCSP response.
    Ocsp,
}

pub use tashika::jpki::Sex;
/// Sex as ISO/IEC 5218 counts it, which mdocs use too.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Sex {
    /// 不明
    NotKnown,
    /// 男
    Male,
    /// 女
    Female,
}

pub use tashika::jpki::Token as JpkiToken;
/// On what a certificate's key is kept.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum JpkiToken {
    /// A physical My Number Card.
    Card,
    /// A smartphone.
    Smartphone,
    /// Not known.
    Unknown,
}

pub use tashika::jpki::matching::MatchField;
/// What was compared.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum MatchField {
    /// 住所
    Address,
    /// 生年月日
    BirthDate,
    /// 氏名
    Name,
    /// 性別
    Sex,
}

pub use tashika::jpki::matching::MatchReason;
/// Why a field scores what it does.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum MatchReason {
    /// The two differ.
    Different,
    /// The same but for widths, hyphens, spaces or variants of one character.
    Folded,
    /// One address goes on, with a building perhaps, where the other ends.
    GoesOn,
    /// The same, character by character.
    Identical,
    /// One side does not state it.
    NotStated,
    /// The number of one address has a part more.
    NumberGoesOn,
    /// A date is not known in full, and can be the same.
    PossibleDay,
    /// Characters that were replaced count for half.
    Replaced,
    /// One side says that the sex is not known.
    SexNotKnown,
    /// Some characters differ.
    Similar,
    /// The same once 丁目, 番地, 番 and 号 are read as hyphens.
    Units,
}

pub use tashika::online::ClientIdPrefix;
/// How a verifier is named and its request signed.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum ClientIdPrefix {
    /// `decentralized_identifier`: by a key that the verifier's DID document names.
    DecentralizedIdentifier,
    /// `verifier_attestation`: by an attestation that somebody else signed.
    VerifierAttestation,
    /// `x509_hash`: by the hash of the leaf certificate.
    X509Hash,
    /// `x509_san_dns`: by a DNS name of the leaf certificate.
    X509SanDns,
}

pub use tashika::online::OnlineProfile;
/// The rules that a session keeps besides its protocol's own.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum OnlineProfile {
    /// OpenID4VC High Assurance Interoperability Profile 1.0: signed by `x509_hash` where it is
    /// signed, always encrypted, both content encryptions offered, one document in each response.
    Haip,
    /// OpenID4VP 1.0 and the ISO protocols as written.
    Plain,
}

pub use tashika::online::WalletErrorKind;
/// The codes of OpenID4VP 1.0 8.5.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum WalletErrorKind {
    /// `access_denied`: the person declined, or has no such credential.
    AccessDenied,
    /// `invalid_client`: the wallet does not know or believe the verifier.
    InvalidClient,
    /// `invalid_request`, `invalid_scope`, `invalid_request_uri_method`, `vp_formats_not_supported`:
    /// the wallet cannot work with the request.
    InvalidRequest,
    /// `invalid_transaction_data`: the wallet cannot work with the transaction data.
    InvalidTransactionData,
    /// Another code.
    Other,
    /// `wallet_unavailable`
    WalletUnavailable,
}

pub use tashika::online::dcql::SurplusRule;
/// What an element beyond the request, or a document beyond it, means.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum SurplusRule {
    /// The answer is refused.
    Refuse,
    /// It is left to the report of `verify`, where the policy decides.
    Report,
}

pub use tashika::online::jose::KidRule;
/// What a missing `kid` means. A wrong one is always refused.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum KidRule {
    /// Refused: OpenID4VP 1.0 8.3 makes the wallet send it.
    Required,
    /// Taken: wallets of ISO/IEC TS 18013-7 Annex B in the field leave it out.
    MayBeAbsent,
}

pub use tashika::passkey::Ceremony as PasskeyCeremony;
/// What is asked of a passkey.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum PasskeyCeremony {
    /// To make one (`webauthn.create`).
    Registration,
    /// To sign in with one (`webauthn.get`).
    SignIn,
}

pub use tashika::passkey::PasskeyCheck;
/// A rule for assertions.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum PasskeyCheck {
    /// The authenticator data can be read.
    AuthenticatorData,
    /// Backup flags that go together, and eligibility as at the registration.
    Backup,
    /// The challenge is that of this session.
    Challenge,
    /// The client data can be read and is of an assertion.
    ClientData,
    /// The counter went up, where there is one.
    Counter,
    /// The credential is the one that was registered.
    Credential,
    /// The origin is one of the relying party's, and not inside another's page.
    Origin,
    /// The assertion is for this relying party, and so is the credential.
    RelyingParty,
    /// The credential's key made the signature.
    Signature,
    /// Somebody was there.
    UserPresent,
    /// The device verified its user, where that is needed.
    UserVerified,
}

pub use tashika::passkey::PasskeyOutcome;
/// What became of a check.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum PasskeyOutcome {
    /// The rule is broken.
    Failed,
    /// The rule has nothing to say here.
    NotApplicable,
    /// What the rule looks at could not be read.
    NotPerformed,
    /// The rule holds.
    Passed,
    /// No answer could be had: an algorithm that the provider lacks.
    Undetermined,
}

pub use tashika::passkey::Storage as PasskeyStorage;
/// Where a passkey lives.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum PasskeyStorage {
    /// On one device alone (BE not set).
    DeviceBound,
    /// It may be copied to other devices, and has not been (BE without BS).
    Syncable,
    /// It has been copied to other devices (BE and BS): whoever opens the account has it.
    Synced,
}

pub use tashika::passkey::UserVerification;
/// Whether the device must have verified its user.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum UserVerification {
    /// It need not.
    NotNeeded,
    /// It must.
    Required,
}

pub use tashika::presentation::Channel;
/// Facts of the channel that no check can see in the bytes.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Channel {
    /// Across devices by CTAP hybrid: a code on a screen, and a Bluetooth advert that shows that the
    /// phone which scanned it is near.
    Hybrid,
    /// In person, engaged by NFC.
    ProximityNfc,
    /// In person, engaged by QR code, which can be photographed and relayed.
    ProximityQr,
    /// Online.
    Remote,
    /// Not stated.
    Unknown,
}

pub use tashika::presentation::EarlyEstablishment;
/// What became of a first message that went ahead during a negotiated handover (ISO 18013-5 second
/// edition 9.2.3). Whatever it is, the transport carried the same bytes.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum EarlyEstablishment {
    /// The tag took it.
    Delivered,
    /// The tag answered with something else than the protocol has.
    Failed,
    /// The tag left the field.
    FieldLost,
    /// The tag does not announce the service.
    NotAnnounced,
    /// The wallet does not say that it takes one.
    NotSupported,
    /// The reader does not make use of it, or the handover was not negotiated.
    NotUsed,
    /// The tag refused the service.
    Refused,
    /// It was not over in time.
    TimedOut,
    /// It is larger than the tag takes.
    TooLarge,
}

pub use tashika::presentation::OnlineStart;
/// How an online session reached the wallet.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum OnlineStart {
    /// By CTAP hybrid: the phone was near, and was told who asks by the screen that it scanned,
    /// which it cannot check. What the wallet's signature covers is that statement.
    AcrossDevices,
    /// By an app on the phone, through the platform.
    App,
    /// By a QR code or link that anyone can forward: the person who answers may be looking at
    /// somebody else's page (phishing, relay).
    ForwardableLink,
    /// By the platform's own interface, which tells the wallet who asks.
    Platform,
    /// By a link on the same device; the same browser brought the response code back.
    SameBrowser,
}

pub use tashika::presentation::ProximityProof;
/// By what it was shown that wallet and verifier are in one place.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum ProximityProof {
    /// A Bluetooth advert that only the phone which scanned the code could make, and that the
    /// handshake depends on.
    BluetoothAdvert,
    /// A touch by NFC.
    Touch,
}

pub use tashika::presentation::ReaderAuthentication;
/// How the reader authenticated its request.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum ReaderAuthentication {
    /// One signature over all documents.
    All,
    /// Not at all.
    None,
    /// One signature for each document.
    PerDocument,
}

pub use tashika::presentation::RelayExposure;
/// How the channel could still have been relayed: no protocol of either edition bounds distance.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum RelayExposure {
    /// The code can be photographed and shown elsewhere.
    CodeCopied,
    /// The tap can be carried on by two devices, within what its waiting times allow.
    NfcCarriedOn,
    /// Radio messages can be carried on to any distance.
    RadioCarriedOn,
}

pub use tashika::presentation::Transport;
/// What carried the messages of a presentation in person.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Transport {
    /// Bluetooth, the reader being the GATT server (mdoc central client mode).
    BleCentralClient,
    /// Bluetooth, the wallet being the GATT server (mdoc peripheral server mode).
    BlePeripheralServer,
    /// An L2CAP channel of the wallet.
    L2cap,
    /// NFC.
    Nfc,
}

pub use tashika::proximity::ble::BleMode;
/// Who is the GATT server.
#[uniffi::remote(Enum)]
pub enum BleMode {
    /// The reader is the server: the wallet looks for it.
    MdocCentralClient,
    /// The wallet is the server: the reader looks for it.
    MdocPeripheralServer,
}

pub use tashika::proximity::ble::Characteristic;
/// A characteristic of the service.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Characteristic {
    /// Messages from client to server: written without response.
    Client2Server,
    /// What the reader's server shows so that the wallet knows it again: read.
    Ident,
    /// The channel for L2CAP: read.
    L2cap,
    /// Messages from server to client: notified.
    Server2Client,
    /// Start and end: notified, and written without response.
    State,
}

pub use tashika::proximity::reader::Phase;
/// Where a transaction was.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Phase {
    /// Waiting for an engagement.
    Engagement,
    /// Building the link, making key and signatures.
    Connection,
    /// A request is under way.
    Response,
    /// A response has come.
    Answered,
}

pub use tashika::proximity::reader::Unrelated;
/// What was read that is no wallet's.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Unrelated {
    /// A code whose text is no engagement of a wallet.
    Code,
    /// A tag that is no NDEF tag, or offers no handover: a payment card, a sticker.
    Tag,
}

pub use tashika::proximity::session::Status as SessionStatus;
/// The status codes of SessionData (12.2.4).
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum SessionStatus {
    /// 10: the message could not be decrypted.
    EncryptionError,
    /// 11: the message is no CBOR of the right shape.
    DecodingError,
    /// 20: the session ends.
    Termination,
}

pub use tashika::request::lint::LintLevel;
/// What a broken rule means.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum LintLevel {
    /// Better not.
    Warning,
    /// The request must not be sent.
    Refused,
}

pub use tashika::request::lint::LintRule;
/// A rule of the linter.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum LintRule {
    /// More than two elements of the age family.
    AgeElements,
    /// A date of birth where an age would do.
    BirthDate,
    /// A document type that nobody has described.
    DocType,
    /// An element that the document type does not have.
    Element,
    /// Something that names a person where nobody's name is needed.
    Identifier,
    /// The individual number without a declared legal basis.
    IndividualNumber,
    /// An element without a stated need.
    Need,
    /// Keeping what is hardly ever plausible to keep.
    RetentionPlausible,
    /// Keeping without a reason.
    RetentionReason,
}

pub use tashika::status::Cause as StatusCause;
/// Why a source says no more than it does.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum StatusCause {
    /// No allowed algorithm in the protected header, or one that does not fit the key.
    Algorithm,
    /// A width other than 1, 2, 4 and 8 bits.
    Bits,
    /// The signer's certificates lead to no trust point.
    Chain,
    /// The signer's certificates are not in the protected header.
    ChainPlace,
    /// Neither list, or both lists, or a list of the other kind.
    Content,
    /// No DEFLATE in a zlib container, or bytes behind it.
    Deflate,
    /// The validity of the list has ended.
    Expired,
    /// A header is given twice, or demands what is not understood.
    Header,
    /// The index lies outside the list.
    IndexOutOfRange,
    /// The list is dated in the future.
    IssuedInFuture,
    /// A list of another issuer.
    Issuer,
    /// The list says no end of its validity.
    NoExpiry,
    /// Nothing was given to check with.
    NotFetched,
    /// Dates that cannot be: an end before the beginning, a time to live of nothing.
    Order,
    /// The list breaks the profile of revocation lists.
    Profile,
    /// The document's own reference cannot be read.
    Reference,
    /// Older than a list that was trusted before.
    RolledBack,
    /// The signature does not hold.
    Signature,
    /// The signer's certificate is not meant for signing lists.
    SignerPurpose,
    /// The list is of another address.
    Subject,
    /// No COSE_Sign1 with its tag.
    Tag,
    /// The time to live has passed since the list was fetched.
    TimeToLive,
    /// The list is older than any list may be.
    TooOld,
    /// The list is larger than the limit.
    TooLarge,
    /// The certificate that the document names as trust point cannot be read.
    TrustPoint,
    /// Another type of token than the reference asks for.
    Type,
    /// Bytes that cannot be read as a list.
    Undecodable,
    /// A mechanism that is not known here.
    UnknownMechanism,
    /// The provider lacks the algorithm.
    Unsupported,
}

pub use tashika::status::Effect as StatusEffect;
/// What an answer means for the verdict.
#[uniffi::remote(Enum)]
pub enum StatusEffect {
    /// The verdict does not change; the risk is stated.
    Accept,
    /// The verdict is *inconclusive* at best.
    Inconclusive,
    /// The verdict is *rejected*.
    Refuse,
}

pub use tashika::status::Why as FetchReason;
/// What an address is for.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum FetchReason {
    /// The identifier list that a document names.
    IdentifierList,
    /// The revocation list of an authority.
    RevocationList,
    /// The Token Status List that a document names.
    StatusList,
    /// The next list of a VICAL provider.
    Vical,
}

pub use tashika::trust::AuthorityClass;
/// Under which law or scheme an issuer works.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum AuthorityClass {
    /// A provider of non-qualified attestations (EU).
    Eaa,
    /// An authority under Japanese law.
    JpLaw,
    /// An issuing authority of driving licences.
    MdlIssuingAuthority,
    /// A provider of person identification data (EU).
    Pid,
    /// A private issuer.
    Private,
    /// A public-sector body that issues from an authentic source (EU).
    PubEaa,
    /// A provider of qualified attestations (EU).
    Qeaa,
    /// Not known.
    Unknown,
}

pub use tashika::trust::Category;
/// The legal category of an issuer in the European Union (ARF OIA_12 to OIA_15).
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Category {
    /// A provider of non-qualified attestations.
    EaaProvider,
    /// A provider of person identification data.
    PidProvider,
    /// A public-sector body that issues attestations from an authentic source.
    PubEaaProvider,
    /// A provider of qualified attestations.
    QeaaProvider,
}

pub use tashika::trust::Copies;
/// Whether one person has one copy of a document. Several are normal: batches, several devices.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Copies {
    /// Several at a time, each of them managed.
    ManagedMany,
    /// One at a time, by the issuer's own statement.
    One,
    /// Not known.
    Unknown,
}

pub use tashika::trust::IssuanceManagement;
/// Whether the issuer keeps track of what it has issued, and withdraws it.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum IssuanceManagement {
    /// It keeps track, and publishes or acts on withdrawals.
    Managed,
    /// Not known.
    Unknown,
    /// It does not.
    Unmanaged,
}

pub use tashika::trust::PortraitCapture;
/// Where the portrait comes from.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum PortraitCapture {
    /// Handed in by the applicant.
    ApplicantSupplied,
    /// From a photo booth.
    Booth,
    /// Taken by the authority.
    Live,
    /// Not known.
    Unknown,
}

pub use tashika::trust::Purpose as AnchorPurpose;
/// What an anchor is trusted for. Purposes never mix.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum AnchorPurpose {
    /// Issues document signers (IACA).
    Issuer,
    /// Issues certificates for user authentication of Japan's public personal authentication
    /// (公的個人認証 利用者証明用).
    JpkiAuthenticationCa,
    /// Issues certificates for signatures of Japan's public personal authentication
    /// (公的個人認証 署名用).
    JpkiSigningCa,
    /// Issues reader authentication certificates.
    Reader,
    /// Signs status and revocation lists.
    StatusSigner,
    /// Issues the document signers of travel documents (ICAO CSCA).
    TravelDocumentCa,
    /// Signs VICALs.
    VicalSigner,
}

pub use tashika::trust::VicalRule;
/// A rule of a VICAL.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum VicalRule {
    /// The algorithm is allowed and fits the signer's key.
    Algorithm,
    /// The entry's certificate can be read.
    CertificateParse,
    /// The entry's certificate is valid at the time.
    CertificateValidity,
    /// The list was not made in the future.
    Date,
    /// The entry names the document types it may issue.
    DocTypes,
    /// No certificate stands in two entries.
    Duplicate,
    /// The list has at least one entry.
    Entries,
    /// The entry has the shape that the standard gives it.
    EntryStructure,
    /// What the entry says beside its certificate agrees with the certificate.
    Fields,
    /// No header is given twice or demands what is not understood.
    Headers,
    /// The entry's key identifier is the certificate's own, once and not wrapped again.
    KeyIdentifier,
    /// The entry has no member that the standard does not name.
    Members,
    /// The next list is not due.
    NextUpdate,
    /// The list has not ended.
    NotAfter,
    /// The list is not older than one that is known.
    Rollback,
    /// The entry's certificate has the profile of an issuing authority.
    RootProfile,
    /// No two entries have one name and different keys.
    SameName,
    /// The signature is genuine.
    Signature,
    /// The signer's certificate leads to a root that is trusted for VICALs.
    SignerChain,
    /// The signer's certificate has the profile of a VICAL signer.
    SignerProfile,
    /// The signature carries no CBOR tag.
    Tag,
    /// The major version is 1.
    Version,
}

pub use tashika::verify::Decision;
/// Accepted, rejected or inconclusive.
#[uniffi::remote(Enum)]
pub enum Decision {
    /// Everything the policy needs has passed.
    Accepted,
    /// Nothing failed, and something the policy needs has no answer.
    Inconclusive,
    /// Something failed.
    Rejected,
}

pub use tashika::verify::Edition;
/// The edition whose rules apply where the two differ.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Edition {
    /// ISO/IEC 18013-5:2021.
    First,
    /// The second edition.
    Second,
}

pub use tashika::verify::HandleKind;
/// What could be compared between two presentations.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum HandleKind {
    /// The device key.
    DeviceKey,
    /// Elements that name the person.
    IdentifyingElements,
    /// The issuer's signature.
    IssuerSignature,
    /// The random values of the items.
    ItemRandoms,
    /// The mobile security object with its digests.
    MobileSecurityObject,
    /// The document signer's certificate.
    SignerCertificate,
    /// The place in a status list, or the identifier.
    StatusReference,
    /// The times of signing and validity.
    ValidityTimes,
}

pub use tashika::verify::Outcome as CheckOutcome;
/// What became of one check.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum CheckOutcome {
    /// The rule is broken; the verdict is *rejected*.
    Failed,
    /// The rule has nothing to say about this document.
    NotApplicable,
    /// The rule applies and was not examined: input or a prerequisite was missing.
    NotPerformed,
    /// The rule holds.
    Passed,
    /// The rule was examined and no answer could be had, for example an unsupported algorithm.
    Undetermined,
    /// The rule is broken; the policy does not refuse for it.
    Warning,
}

pub use tashika::verify::Profile;
/// Which ecosystem's habits are tolerated, as one column of the check table.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Profile {
    /// ISO 18013-5 as written, with the leniencies the standard itself grants.
    Strict,
    /// Production credentials of AAMVA members: cosmetic certificate rules are warnings.
    Aamva,
    /// Interoperability events: roots and signers made by hand for one day.
    InteropEvent,
}

pub use tashika::verify::ResidualRisk;
/// What stays uncertain even when every check passed.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum ResidualRisk {
    /// The signer's revocation was not examined.
    SignerRevocationUnknown,
    /// The document names a status list that was not examined.
    StatusUnknown,
    /// The document names no status list: revocation shows only when it expires.
    StatusNotOffered,
    /// The request is not known, so over-disclosure and gaps do not show.
    RequestUnknown,
    /// The session may have been relayed from another place.
    RelayPossible,
    /// Nothing here shows that the person present is the person described.
    HolderNotCompared,
}

pub use tashika::verify::Scope as CheckScope;
/// Whether a check is done once for the response or once for every document.
#[uniffi::remote(Enum)]
pub enum CheckScope {
    /// Once for every document.
    Document,
    /// Once for the response.
    Response,
}

pub use tashika::verify::Severity;
/// What a broken rule means under a profile or policy.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Severity {
    /// The finding is *failed*; the verdict is *rejected*.
    Fail,
    /// The finding is *warning*; the verdict does not change.
    Warn,
}

pub use tashika::verify::Source as ClaimSource;
/// Who vouches for an element.
#[uniffi::remote(Enum)]
pub enum ClaimSource {
    /// The device, with the issuer's authorisation.
    Device,
    /// The issuer.
    Issuer,
}

pub use tashika::verify::StateSourceKind;
/// Where a piece of knowledge comes from.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum StateSourceKind {
    /// The validity of the authority's certificate.
    AuthorityValidity,
    /// `expectedUpdate` of the mobile security object: *stale* once it has passed.
    ExpectedUpdate,
    /// The identifier list that the document names.
    IdentifierList,
    /// The list that the authority stands in.
    Listing,
    /// The validity of the mobile security object.
    MsoValidity,
    /// The authority's revocation list, about the document signer.
    RevocationList,
    /// The validity of the document signer's certificate.
    SignerValidity,
    /// The Token Status List that the document names.
    StatusList,
    /// The document's `status`, where it names no list that is known here.
    Status,
}

pub use tashika::verify::Unasked;
/// What becomes of values that nobody asked for.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum Unasked {
    /// They are not released: the report names the elements alone.
    Drop,
    /// They are released beside the others, and never marked for retention.
    Keep,
}

pub use tashika::jpki::JpkiCheck;
/// A check of JPKI: a report has one finding for each of its use.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum JpkiCheck {
    /// `certificate.parse` (RFC 5280 4.1):
    /// The certificate can be read.
    CertificateParse,
    /// `certificate.version` (RFC 5280 4.1.2.1):
    /// The certificate is of version 3.
    CertificateVersion,
    /// `certificate.validity` (RFC 5280 4.1.2.5):
    /// The certificate is valid at the time of verification.
    CertificateValidity,
    /// `certificate.end-entity` (RFC 5280 4.2.1.9):
    /// The certificate is a person's and no certification authority's.
    CertificateEndEntity,
    /// `certificate.key` (JPKI profile):
    /// The key is RSA of at least 2048 bits with an exponent of at least 65537, or a point of P-256 or P-384.
    CertificateKey,
    /// `certificate.algorithm` (RFC 5280 4.1.1.2):
    /// The certificate names its signature algorithm twice alike, and it fits the authority's key.
    CertificateAlgorithm,
    /// `certificate.critical-extensions` (RFC 5280 4.2):
    /// The certificate demands no extension that is not understood.
    CertificateCriticalExtensions,
    /// `certificate.key-usage` (JPKI profile):
    /// The key usage is that of this use: digitalSignature alone for authentication, with nonRepudiation for signing.
    CertificateKeyUsage,
    /// `certificate.extended-key-usage` (JPKI profile):
    /// The extended key usage is that of this use: client authentication for authentication, none of it for signing.
    CertificateExtendedKeyUsage,
    /// `certificate.policy` (JPKI profile):
    /// The certificate policy is known, and is one of this use.
    CertificatePolicy,
    /// `certificate.environment` (JPKI profile):
    /// The certificate is of the environment that is expected: production, unless the policy says test.
    CertificateEnvironment,
    /// `chain.anchor` (RFC 5280 6.1):
    /// An authority of the certificate's issuer name and key identifier is known.
    ChainAnchor,
    /// `chain.hierarchy` (JPKI):
    /// The authority is the one of this use: signing and authentication have an authority each.
    ChainHierarchy,
    /// `chain.authority` (RFC 5280 6.1.4):
    /// The authority's certificate lets it issue certificates.
    ChainAuthority,
    /// `chain.authority-validity` (RFC 5280 6.1.3):
    /// The authority's certificate and its listing are valid at the time of verification.
    ChainAuthorityValidity,
    /// `chain.signature` (RFC 5280 6.1.3):
    /// The authority's key has signed the certificate.
    ChainSignature,
    /// `revocation.crl` (RFC 5280 6.3):
    /// The revocation list is the authority's, for this certificate, whole and fresh.
    RevocationCrl,
    /// `revocation.ocsp` (RFC 6960 3.2):
    /// The OCSP response is of an authorised responder, for this certificate, and fresh.
    RevocationOcsp,
    /// `certificate.revocation` (RFC 5280 6.3, 公的個人認証法):
    /// The certificate is not revoked.
    CertificateRevocation,
    /// `challenge.length` (JPKI use):
    /// The challenge has 16 to 1024 octets and names who asked.
    ChallengeLength,
    /// `challenge.single-use` (JPKI use):
    /// The challenge was not answered before.
    ChallengeSingleUse,
    /// `challenge.age` (JPKI use):
    /// The challenge was answered within its time, by a clock that did not go back.
    ChallengeAge,
    /// `challenge.signature` (RFC 8017 8.2.2):
    /// The certificate's key has signed the challenge.
    ChallengeSignature,
    /// `document.readable` (電子署名法):
    /// A document that people can read was signed, and no bare number.
    DocumentReadable,
    /// `cms.structure` (RFC 5652 5):
    /// The signature is CMS SignedData in DER.
    CmsStructure,
    /// `cms.detached` (RFC 5652 5.2):
    /// The signature is detached: it carries no document of its own.
    CmsDetached,
    /// `cms.signer` (RFC 5652 5.3):
    /// There is one signer, and the certificate is the one it names.
    CmsSigner,
    /// `cms.algorithms` (RFC 5652 5.3):
    /// Digest and signature algorithm are allowed and fit the key.
    CmsAlgorithms,
    /// `cms.signed-attributes` (RFC 5652 11):
    /// Content type and digest are among the signed attributes, once each.
    CmsSignedAttributes,
    /// `cms.message-digest` (RFC 5652 11.2):
    /// The signed digest is that of the document.
    CmsMessageDigest,
    /// `cms.signing-certificate` (RFC 5035 3):
    /// Where the signature binds a certificate, it is the signer's.
    CmsSigningCertificate,
    /// `cms.signing-time` (RFC 5652 11.3):
    /// The time that the signer states lies within the certificate's validity and not in the future.
    CmsSigningTime,
    /// `cms.signature` (RFC 5652 5.6):
    /// The certificate's key has made the signature.
    CmsSignature,
    /// `attributes.structure` (JPKI profile):
    /// Each attribute of the holder stands in the certificate once, as text.
    AttributesStructure,
    /// `attributes.name` (JPKI profile):
    /// The name is text without hidden characters, of a length that is allowed.
    AttributesName,
    /// `attributes.sex` (JPKI profile):
    /// The sex is one of the codes 1, 2 and 3.
    AttributesSex,
    /// `attributes.birth-date` (JPKI profile):
    /// The date of birth exists, lies in its era and not in the future.
    AttributesBirthDate,
    /// `attributes.address` (JPKI profile):
    /// The address is text without hidden characters, of 200 characters at the most.
    AttributesAddress,
    /// `attributes.substitution` (JPKI profile):
    /// The marks of replaced characters are as many as the characters they speak of.
    AttributesSubstitution,
    /// `attributes.requested` (policy):
    /// Every attribute that was asked for is in the certificate.
    AttributesRequested,
}

pub use tashika::verify::CheckId;
/// A check: every report has one finding for each of its scope.
#[uniffi::remote(Enum)]
#[non_exhaustive]
pub enum CheckId {
    /// `response.cbor` (8.3):
    /// The response is one CBOR item: nothing follows it and no map holds a key twice.
    ResponseCbor,
    /// `response.encoding` (8.3):
    /// The response uses definite lengths and the shortest integers.
    ResponseEncoding,
    /// `response.version` (10.3.2):
    /// The response's major version is 1.
    ResponseVersion,
    /// `response.status` (10.3.6):
    /// The wallet reports status 0 (OK).
    ResponseStatus,
    /// `response.documents` (10.3.3):
    /// The response holds at least one document.
    ResponseDocuments,
    /// `response.errors` (10.3.7):
    /// The wallet reports no document as withheld.
    ResponseErrors,
    /// `response.answers-request` (10.2.4):
    /// Every document that was asked for is in the response.
    ResponseAnswersRequest,
    /// `response.document-count` (10.2.4):
    /// Where the request allows one document of a type, no more came.
    ResponseDocumentCount,
    /// `response.same-holder` (policy):
    /// All documents are bound to the same device key.
    ResponseSameHolder,
    /// `document.structure` (10.3.3):
    /// The document has the shape that the standard gives it.
    DocumentStructure,
    /// `document.requested` (10.2.4):
    /// This document type was asked for.
    DocumentRequested,
    /// `document.unrequested-elements` (10.2.4):
    /// No element was given unasked.
    DocumentUnrequestedElements,
    /// `document.requested-elements` (13.3):
    /// Every element that was asked for was given.
    DocumentRequestedElements,
    /// `document.portrait` (13.4.1):
    /// The portrait came, where it was asked for and anything came at all.
    DocumentPortrait,
    /// `document.element-unique` (10.3.3):
    /// No element occurs twice in one namespace, issuer-signed and device-signed together.
    DocumentElementUnique,
    /// `item.structure` (10.3.3):
    /// Every issuer-signed item has the shape that the standard gives it.
    ItemStructure,
    /// `item.random` (12.3.5):
    /// Every item has a random value of its own of at least 16 bytes.
    ItemRandom,
    /// `item.digest-id-range` (12.3.4):
    /// Every digest id is below 2^31.
    ItemDigestIdRange,
    /// `issuer.auth.structure` (12.3.4):
    /// The issuer's signature is a COSE_Sign1 with its payload inside.
    IssuerAuthStructure,
    /// `issuer.auth.untagged` (12.3.4):
    /// The issuer's signature carries no CBOR tag.
    IssuerAuthUntagged,
    /// `issuer.auth.headers` (RFC 9052 3):
    /// No header of the issuer's signature is given twice.
    IssuerAuthHeaders,
    /// `issuer.auth.critical` (RFC 9052 3.1):
    /// The issuer's signature demands no extension that is not understood.
    IssuerAuthCritical,
    /// `issuer.auth.algorithm` (12.3.4):
    /// The issuer's algorithm stands in the protected header, is allowed and fits the key.
    IssuerAuthAlgorithm,
    /// `issuer.auth.signature` (12.8.1):
    /// The issuer's signature is genuine.
    IssuerAuthSignature,
    /// `issuer.x5chain.present` (12.3.4):
    /// The issuer's certificate is given, in one place.
    IssuerX5chainPresent,
    /// `issuer.x5chain.encoding` (RFC 9360 2):
    /// The issuer's certificate is encoded as a byte string, or an array of byte strings.
    IssuerX5chainEncoding,
    /// `issuer.x5chain.array-of-one` (RFC 9360 2):
    /// A single certificate does not stand in an array.
    IssuerX5chainArrayOfOne,
    /// `issuer.x5chain.length` (B.1.1):
    /// The chain holds the document signer's certificate alone.
    IssuerX5chainLength,
    /// `issuer.x5chain.anchor-included` (B.1.1):
    /// The chain does not carry its own trust anchor.
    IssuerX5chainAnchorIncluded,
    /// `issuer.x5chain.thumbprint` (12.3.4):
    /// The signed thumbprint is that of the document signer's certificate.
    IssuerX5chainThumbprint,
    /// `issuer.signer.parse` (B.1.4):
    /// The document signer's certificate can be read.
    IssuerSignerParse,
    /// `issuer.signer.validity` (12.8.3):
    /// The document signer's certificate is valid at the time of verification.
    IssuerSignerValidity,
    /// `issuer.chain.anchor` (B.1.4):
    /// A trust anchor with the signer's issuer name and key identifier is known.
    IssuerChainAnchor,
    /// `issuer.chain.signature` (12.8.3):
    /// The trust anchor's key has signed the document signer's certificate.
    IssuerChainSignature,
    /// `issuer.chain.purpose` (12.8.1):
    /// The trust anchor is trusted for issuing documents.
    IssuerChainPurpose,
    /// `issuer.chain.doc-type` (12.8.1):
    /// The trust anchor may issue this document type.
    IssuerChainDocType,
    /// `issuer.chain.category` (EU ARF OIA_12):
    /// The trust anchor's legal category fits the document type.
    IssuerChainCategory,
    /// `issuer.chain.doc-type-country` (document type):
    /// Where one country alone issues the document type, the signer is of that country.
    IssuerChainDocTypeCountry,
    /// `issuer.chain.listing` (C.1.8):
    /// The trust anchor's listing is in force.
    IssuerChainListing,
    /// `issuer.accepted` (policy):
    /// The relying party takes this document type from this issuer for this purpose.
    IssuerAccepted,
    /// `issuer.chain.country` (12.8.3):
    /// Signer and trust anchor name the same country.
    IssuerChainCountry,
    /// `issuer.chain.state` (12.8.3):
    /// Signer and trust anchor name the same state or province, where both name one.
    IssuerChainState,
    /// `issuer.revocation` (B.3.2):
    /// The document signer's certificate is not revoked.
    IssuerRevocation,
    /// `issuer.root.validity` (12.8.3):
    /// The trust anchor's certificate is valid at the time of verification.
    IssuerRootValidity,
    /// `issuer.signer.authority-key-identifier` (B.1.4):
    /// The signer's certificate names its issuer's key.
    IssuerSignerAuthorityKeyIdentifier,
    /// `issuer.signer.basic-constraints` (B.1.4):
    /// The signer's certificate is no certification authority.
    IssuerSignerBasicConstraints,
    /// `issuer.signer.common-name` (B.1.4):
    /// The signer has a common name.
    IssuerSignerCommonName,
    /// `issuer.signer.country` (B.1.4):
    /// The signer names one country, as two capital letters.
    IssuerSignerCountry,
    /// `issuer.signer.country-encoding` (B.1.1):
    /// The signer's country is a PrintableString.
    IssuerSignerCountryEncoding,
    /// `issuer.signer.crl-distribution-points` (B.1.4):
    /// The signer's certificate says where its revocation list is.
    IssuerSignerCrlDistributionPoints,
    /// `issuer.signer.crl-distribution-points-form` (B.1.4):
    /// The distribution point is a URI, without reasons or another CRL issuer.
    IssuerSignerCrlDistributionPointsForm,
    /// `issuer.signer.extended-key-usage` (B.1.4):
    /// The signer's certificate is meant for signing this document type and nothing else.
    IssuerSignerExtendedKeyUsage,
    /// `issuer.signer.extended-key-usage-critical` (B.1.4):
    /// The extended key usage is marked critical.
    IssuerSignerExtendedKeyUsageCritical,
    /// `issuer.signer.forbidden-extension` (B.1.1):
    /// The signer's certificate has none of the forbidden extensions.
    IssuerSignerForbiddenExtension,
    /// `issuer.signer.issuer-alt-name` (B.1.4):
    /// The signer's certificate tells how to reach its issuer.
    IssuerSignerIssuerAltName,
    /// `issuer.signer.key-usage` (B.1.4):
    /// The signer's key may sign data and nothing else.
    IssuerSignerKeyUsage,
    /// `issuer.signer.key-usage-critical` (B.1.4):
    /// The signer's key usage is marked critical.
    IssuerSignerKeyUsageCritical,
    /// `issuer.signer.lifetime` (B.1.4):
    /// The signer's certificate lives 457 days at the most.
    IssuerSignerLifetime,
    /// `issuer.signer.non-critical-extensions` (B.1.4):
    /// Key identifiers and the issuer's address are not marked critical.
    IssuerSignerNonCriticalExtensions,
    /// `issuer.signer.public-key` (B.1.4):
    /// The signer's key lies on an allowed, named curve.
    IssuerSignerPublicKey,
    /// `issuer.signer.serial-number` (B.1.1):
    /// The signer's serial number is positive, of 7 to 20 octets.
    IssuerSignerSerialNumber,
    /// `issuer.signer.signature-algorithm` (B.1.1):
    /// The signer's certificate is signed with an allowed algorithm.
    IssuerSignerSignatureAlgorithm,
    /// `issuer.signer.signature-algorithm-match` (RFC 5280 4.1.1.2):
    /// Both places of the signer's certificate name the same signature algorithm.
    IssuerSignerSignatureAlgorithmMatch,
    /// `issuer.signer.state` (B.1.1):
    /// The signer names a state or province where the trust anchor names one.
    IssuerSignerState,
    /// `issuer.signer.subject-key-identifier` (B.1.4):
    /// The signer's certificate identifies its key.
    IssuerSignerSubjectKeyIdentifier,
    /// `issuer.signer.subject-key-identifier-method` (B.1.1):
    /// The signer's key identifier is the SHA-1 of its key.
    IssuerSignerSubjectKeyIdentifierMethod,
    /// `issuer.signer.unknown-critical-extension` (RFC 5280 4.2):
    /// The signer's certificate demands nothing that is not understood.
    IssuerSignerUnknownCriticalExtension,
    /// `issuer.signer.version` (B.1.1):
    /// The signer's certificate is of version 3.
    IssuerSignerVersion,
    /// `issuer.root.basic-constraints` (B.1.2):
    /// The trust anchor is a certification authority.
    IssuerRootBasicConstraints,
    /// `issuer.root.basic-constraints-critical` (B.1.2):
    /// The trust anchor's basic constraints are marked critical.
    IssuerRootBasicConstraintsCritical,
    /// `issuer.root.common-name` (B.1.2):
    /// The trust anchor has a common name.
    IssuerRootCommonName,
    /// `issuer.root.country` (B.1.2):
    /// The trust anchor names one country, as two capital letters.
    IssuerRootCountry,
    /// `issuer.root.country-encoding` (B.1.1):
    /// The trust anchor's country is a PrintableString.
    IssuerRootCountryEncoding,
    /// `issuer.root.crl-distribution-points-form` (B.1.2):
    /// Where the trust anchor has a distribution point, it is a URI.
    IssuerRootCrlDistributionPointsForm,
    /// `issuer.root.extended-key-usage` (B.1.2):
    /// The trust anchor has no extended key usage.
    IssuerRootExtendedKeyUsage,
    /// `issuer.root.forbidden-extension` (B.1.1):
    /// The trust anchor has none of the forbidden extensions.
    IssuerRootForbiddenExtension,
    /// `issuer.root.issuer-alt-name` (B.1.2):
    /// The trust anchor tells how to reach the authority.
    IssuerRootIssuerAltName,
    /// `issuer.root.key-cert-sign` (RFC 5280 6.1.4):
    /// The trust anchor's key may sign certificates.
    IssuerRootKeyCertSign,
    /// `issuer.root.key-usage` (B.1.2):
    /// The trust anchor's key may sign certificates and revocation lists and nothing else.
    IssuerRootKeyUsage,
    /// `issuer.root.key-usage-critical` (B.1.2):
    /// The trust anchor's key usage is marked critical.
    IssuerRootKeyUsageCritical,
    /// `issuer.root.lifetime` (B.1.2):
    /// The trust anchor lives 20 years at the most.
    IssuerRootLifetime,
    /// `issuer.root.non-critical-extensions` (B.1.2):
    /// Key identifiers and the issuer's address are not marked critical.
    IssuerRootNonCriticalExtensions,
    /// `issuer.root.path-length` (B.1.2):
    /// The trust anchor allows no authority below itself.
    IssuerRootPathLength,
    /// `issuer.root.public-key` (B.1.2):
    /// The trust anchor's key lies on an allowed, named curve.
    IssuerRootPublicKey,
    /// `issuer.root.self-issued` (B.1.2):
    /// The trust anchor's subject and issuer are the same.
    IssuerRootSelfIssued,
    /// `issuer.root.serial-number` (B.1.1):
    /// The trust anchor's serial number is positive, of 7 to 20 octets.
    IssuerRootSerialNumber,
    /// `issuer.root.signature-algorithm` (B.1.1):
    /// The trust anchor is signed with an allowed algorithm.
    IssuerRootSignatureAlgorithm,
    /// `issuer.root.signature-algorithm-match` (RFC 5280 4.1.1.2):
    /// Both places of the trust anchor name the same signature algorithm.
    IssuerRootSignatureAlgorithmMatch,
    /// `issuer.root.subject-key-identifier` (B.1.2):
    /// The trust anchor identifies its key.
    IssuerRootSubjectKeyIdentifier,
    /// `issuer.root.subject-key-identifier-method` (B.1.1):
    /// The trust anchor's key identifier is the SHA-1 of its key.
    IssuerRootSubjectKeyIdentifierMethod,
    /// `issuer.root.unknown-critical-extension` (RFC 5280 4.2):
    /// The trust anchor demands nothing that is not understood.
    IssuerRootUnknownCriticalExtension,
    /// `issuer.root.version` (B.1.1):
    /// The trust anchor is of version 3.
    IssuerRootVersion,
    /// `mso.structure` (12.3.4):
    /// The mobile security object has the shape that the standard gives it.
    MsoStructure,
    /// `mso.version` (12.3.4):
    /// The mobile security object's major version is 1.
    MsoVersion,
    /// `mso.doc-type` (12.8.1):
    /// The issuer signed for this document type.
    MsoDocType,
    /// `mso.digest-algorithm` (12.3.5):
    /// The digest algorithm is SHA-256, SHA-384 or SHA-512 and every digest has its length.
    MsoDigestAlgorithm,
    /// `item.digest` (12.8.1):
    /// Every item is the one that the issuer signed.
    ItemDigest,
    /// `item.digest-id-unique` (12.3.4):
    /// No digest id is used twice in one namespace.
    ItemDigestIdUnique,
    /// `mso.date-format` (12.3.4):
    /// The mobile security object's dates are in UTC and without fractions.
    MsoDateFormat,
    /// `mso.validity-order` (12.3.4):
    /// The mobile security object was signed before it begins and begins before it ends.
    MsoValidityOrder,
    /// `mso.validity` (12.8.1):
    /// The mobile security object is valid at the time of verification.
    MsoValidity,
    /// `mso.signed-in-future` (12.8.1):
    /// The mobile security object was not signed in the future.
    MsoSignedInFuture,
    /// `mso.signed-within-signer` (12.8.1):
    /// The mobile security object was signed while the signer's certificate was valid.
    MsoSignedWithinSigner,
    /// `mso.outlives-signer` (12.8.1):
    /// The mobile security object ends no later than the signer's certificate.
    MsoOutlivesSigner,
    /// `mso.key-authorizations` (12.3.4):
    /// The device key's authorizations are well formed.
    MsoKeyAuthorizations,
    /// `mso.status` (12.3.6):
    /// The document is not revoked or suspended.
    MsoStatus,
    /// `element.validity-dates` (13.4.1):
    /// The document itself is issued and not expired.
    ElementValidityDates,
    /// `element.issuing-country` (13.4.2):
    /// The issuing country is the signer's country.
    ElementIssuingCountry,
    /// `element.issuing-jurisdiction` (13.4.2):
    /// The issuing jurisdiction is the signer's state or province.
    ElementIssuingJurisdiction,
    /// `element.jurisdiction-country` (13.4.1):
    /// The issuing jurisdiction lies in the issuing country.
    ElementJurisdictionCountry,
    /// `element.known` (13.4.1):
    /// No element stands in a closed namespace that the document type does not have there.
    ElementKnown,
    /// `element.type` (13.4.1):
    /// Every known element has the type that its document type gives it.
    ElementType,
    /// `element.format` (13.4.1):
    /// Every known element has the form, the range and the length that its document type gives it.
    ElementFormat,
    /// `element.text` (policy):
    /// Texts are in composed form, without hidden characters, and names are spaced as registered.
    ElementText,
    /// `element.image` (13.4.1):
    /// Images begin as JPEG or JPEG 2000 do.
    ElementImage,
    /// `element.age-consistency` (13.4.6):
    /// What the elements say of the age can all be true.
    ElementAgeConsistency,
    /// `sod.structure` (ICAO 9303-10 4.6.2):
    /// The security object that came with a travel document's data groups can be read.
    SodStructure,
    /// `sod.data-groups` (ICAO 9303-11 5.1):
    /// Every data group of a travel document has the digest that its security object states.
    SodDataGroups,
    /// `sod.signature` (ICAO 9303-11 5.1):
    /// The security object is signed by the document signer whose certificate it carries.
    SodSignature,
    /// `sod.chain` (ICAO 9303-11 5.1):
    /// The certificate of the travel document's signer leads to a trusted authority.
    SodChain,
    /// `device.structure` (12.4.4):
    /// The device-signed part has the shape that the standard gives it.
    DeviceStructure,
    /// `device.auth.exactly-one` (10.3.3):
    /// The device authenticates by a signature or by a MAC, not by both.
    DeviceAuthExactlyOne,
    /// `device.transcript` (12.7.1):
    /// The session transcript is well formed and belongs to the verifier's own key.
    DeviceTranscript,
    /// `device.payload-detached` (12.4.4):
    /// The device authentication carries no payload of its own.
    DevicePayloadDetached,
    /// `device.key` (12.7.2):
    /// The device key is a valid key of an allowed curve.
    DeviceKey,
    /// `device.key-authorization` (12.8.2):
    /// The issuer authorised the device key for every device-signed element.
    DeviceKeyAuthorization,
    /// `device.element-placement` (13.4.2):
    /// No element that only the issuer may sign is device-signed.
    DeviceElementPlacement,
    /// `device.auth.headers` (RFC 9052 3):
    /// No header of the device authentication is given twice.
    DeviceAuthHeaders,
    /// `device.auth.critical` (RFC 9052 3.1):
    /// The device authentication demands no extension that is not understood.
    DeviceAuthCritical,
    /// `device.auth.algorithm` (12.4.5, 12.4.6):
    /// The device's algorithm stands in the protected header and fits the device key.
    DeviceAuthAlgorithm,
    /// `device.signature` (12.4.6):
    /// The device signed this very session.
    DeviceSignature,
    /// `device.mac` (12.4.5):
    /// The device authenticated this very session with a MAC.
    DeviceMac,
    /// `device.own-authentication` (10.3.3):
    /// The document has a device authentication of its own.
    DeviceOwnAuthentication,
}

pub use tashika::assurance::Authenticator as AuthenticatorEvidence;
/// An authenticator was used (当人認証).
#[uniffi::remote(Record)]
pub struct AuthenticatorEvidence {
    /// Which one.
    pub authenticator: AuthenticatorKind,
    /// Whether the secret was right.
    pub correct: Held,
    /// Characters of the secret. Recorded; lifts nothing.
    #[uniffi(default)]
    pub length: Option<u32>,
    /// How many different characters there could be. Recorded; lifts nothing.
    #[uniffi(default)]
    pub alphabet: Option<u32>,
}

pub use tashika::assurance::CollectionFacts;
/// What came against what was asked.
#[uniffi::remote(Record)]
pub struct CollectionFacts {
    /// Elements that nobody asked for, as `namespace/element`.
    #[uniffi(default)]
    pub unasked: Vec<String>,
    /// Whether more was received than the method could have done without: no choice of elements.
    pub all_or_nothing: bool,
    /// What could be compared between two verifiers.
    #[uniffi(default)]
    pub handles: Vec<String>,
    /// Attributes that are kept longer than the transaction.
    #[uniffi(default)]
    pub retained: Vec<EvidenceAttribute>,
}

pub use tashika::assurance::DocumentImage as DocumentImageEvidence;
/// An image or a copy of a document.
#[uniffi::remote(Record)]
pub struct DocumentImageEvidence {
    /// What it shows.
    pub document: PrintedDocument,
    /// How it came to be.
    pub capture: ImageCapture,
    /// Whether it looked genuine, thickness and features included.
    pub genuine: Held,
    /// What was read from it.
    #[uniffi(default)]
    pub attributes: Vec<EvidenceAttribute>,
}

pub use tashika::assurance::HolderVerification as HolderEvidence;
/// What shows that the person is the one the evidence is about (申請者の検証).
#[uniffi::remote(Record)]
pub struct HolderEvidence {
    /// The piece of evidence that the person is held against.
    pub of: String,
    /// How verifier and person meet.
    pub channel: EvidenceChannel,
    /// What was done.
    pub factor: HolderFactor,
}

pub use tashika::assurance::IcDocument as IcDocumentEvidence;
/// A document whose chip was read.
#[uniffi::remote(Record)]
pub struct IcDocumentEvidence {
    /// Which document.
    pub document: IcKind,
    /// Whether the issuer's signature over the data that was read holds.
    pub verified: Held,
    /// Whether it is within its validity.
    pub current: Held,
    /// Whether it was withdrawn.
    pub status: EvidenceStatus,
    /// Whether the chip proved that it is the original (active or chip authentication).
    pub original: Held,
    /// How it was read.
    pub channel: EvidenceChannel,
    /// Who issued it.
    pub issuer: IssuerFacts,
    /// What was read and is covered by the signature.
    #[uniffi(default)]
    pub attributes: Vec<EvidenceAttribute>,
    /// Names of the algorithms it rests on.
    #[uniffi(default)]
    pub algorithms: Vec<String>,
    /// When it ends.
    #[uniffi(default)]
    pub expires: Option<Timestamp>,
}

pub use tashika::assurance::Inspection as InspectionEvidence;
/// A document that an operator looked at (目視).
///
/// Training and counterfeit detectors are recorded for the audit. They lift nothing: the cap of what
/// eyes can do stays.
#[uniffi::remote(Record)]
pub struct InspectionEvidence {
    /// What was looked at.
    pub document: PrintedDocument,
    /// Who looked: a staff number, never a person's name. Without one it counts for nothing.
    #[uniffi(default)]
    pub operator: Option<String>,
    /// Whether it looked genuine.
    pub genuine: Held,
    /// Whether it is within its validity.
    pub current: Held,
    /// Whether the operator was trained.
    pub trained: Held,
    /// Whether a counterfeit detector was used.
    pub detector: Held,
    /// What was read from it.
    #[uniffi(default)]
    pub attributes: Vec<EvidenceAttribute>,
}

pub use tashika::assurance::IssuerFacts;
/// Who issued a document, and how, as far as it is known.
#[uniffi::remote(Record)]
pub struct IssuerFacts {
    /// Under which law or scheme it works.
    pub authority: EvidenceAuthority,
    /// Its country (ISO 3166-1 alpha-2), from the certificate that was verified.
    #[uniffi(default)]
    pub country: Option<String>,
    /// Its state or province.
    #[uniffi(default)]
    pub state: Option<String>,
    /// The subject of the trust anchor.
    #[uniffi(default)]
    pub name: Option<String>,
    /// Whether it keeps track of what it issues, and withdraws it (発行状態の管理).
    pub managed: Held,
    /// Whether one person has one copy. A fact to tell, never a condition.
    pub copies: EvidenceCopies,
    /// Where the portrait was taken.
    pub portrait: EvidencePortraitCapture,
    /// Where this is said.
    #[uniffi(default)]
    pub source: Option<String>,
}

pub use tashika::assurance::JpkiAuthentication as JpkiAuthenticationEvidence;
/// JPKI for user authentication: the person held the key and knew its PIN.
#[uniffi::remote(Record)]
pub struct JpkiAuthenticationEvidence {
    /// Whether the signature over this session's challenge and the path hold.
    pub verified: Held,
    /// Revocation: private verifiers may often not ask.
    pub status: EvidenceStatus,
    /// The challenge: used once, of this session.
    pub session: SessionFacts,
    /// What was obtained with it from the register (基本4情報), not from the certificate.
    #[uniffi(default)]
    pub attributes: Vec<EvidenceAttribute>,
    /// Names of the algorithms.
    #[uniffi(default)]
    pub algorithms: Vec<String>,
    /// When the certificate ends.
    #[uniffi(default)]
    pub expires: Option<Timestamp>,
}

pub use tashika::assurance::JpkiSigning as JpkiSigningEvidence;
/// JPKI for signatures: the weight of a registered seal (実印相当).
#[uniffi::remote(Record)]
pub struct JpkiSigningEvidence {
    /// Whether the signature and the path hold.
    pub verified: Held,
    /// Whether what was signed is a document that the person could read, not a bare number.
    pub document_shown: Held,
    /// Revocation: private verifiers may often not ask.
    pub status: EvidenceStatus,
    /// How it came.
    pub session: SessionFacts,
    /// Attributes of the certificate that were taken over.
    #[uniffi(default)]
    pub attributes: Vec<EvidenceAttribute>,
    /// Names of the algorithms.
    #[uniffi(default)]
    pub algorithms: Vec<String>,
    /// When the certificate ends.
    #[uniffi(default)]
    pub expires: Option<Timestamp>,
}

pub use tashika::assurance::Mdoc as MdocEvidence;
/// An mdoc presentation.
#[uniffi::remote(Record)]
pub struct MdocEvidence {
    /// `docType`
    pub doc_type: String,
    /// Whether every check of the document passed and its claims were released.
    pub verified: Held,
    /// The document's own status.
    pub status: EvidenceStatus,
    /// The status of the document signer's certificate.
    pub signer_status: EvidenceStatus,
    /// Who issued it.
    pub issuer: IssuerFacts,
    /// What was given and proven.
    #[uniffi(default)]
    pub attributes: Vec<EvidenceAttribute>,
    /// Whether a wallet of this document type is known to ask for biometrics or a PIN each time.
    pub wallet_unlock: Held,
    /// What binds it.
    pub session: SessionFacts,
    /// What came against what was asked.
    pub collected: CollectionFacts,
    /// Names of the algorithms it rests on.
    #[uniffi(default)]
    pub algorithms: Vec<String>,
    /// Whole years since the portrait was taken.
    #[uniffi(default)]
    pub portrait_years: Option<u16>,
    /// As of when the issuer vouches for the attributes.
    #[uniffi(default)]
    pub as_of: Option<Timestamp>,
    /// When it ends.
    #[uniffi(default)]
    pub expires: Option<Timestamp>,
    /// Until when its status may be relied on.
    #[uniffi(default)]
    pub status_until: Option<Timestamp>,
}

pub use tashika::assurance::Passkey as PasskeyEvidence;
/// A passkey assertion: facts of the authenticator and of the session.
#[uniffi::remote(Record)]
pub struct PasskeyEvidence {
    /// Whether the signature holds, for this verifier's origin and this session's challenge.
    pub verified: Held,
    /// Whether the authenticator verified its user (UV).
    pub user_verified: Held,
    /// Whether it cannot be copied to other devices (BE is 0); *no* for a synced passkey.
    pub device_bound: Held,
    /// Whether attestation shows that the key stays in hardware.
    pub hardware: Held,
    /// Whether it was registered with a `BindingTicket` of a fresh proof.
    pub ticket: Held,
    /// Who keeps the copies of the key, where that is known.
    #[uniffi(default)]
    pub provider: Option<String>,
    /// What binds it.
    pub session: SessionFacts,
    /// Names of the algorithms.
    #[uniffi(default)]
    pub algorithms: Vec<String>,
}

pub use tashika::assurance::Postal as PostalEvidence;
/// A letter to the registered address.
#[uniffi::remote(Record)]
pub struct PostalEvidence {
    /// How it went.
    pub service: PostalService,
    /// When it was sent.
    pub sent: Timestamp,
    /// When its code came back, or the delivery was reported; without it nothing is shown.
    #[uniffi(default)]
    pub returned: Option<Timestamp>,
    /// SHA-256 of the code, salted by the host; never the code.
    #[uniffi(default)]
    pub code_hash: Option<String>,
    /// The particulars that the delivery reported back, as 特定事項伝達型 does. Other services report
    /// none, and none counts for them.
    #[uniffi(default)]
    pub attributes: Vec<EvidenceAttribute>,
}

pub use tashika::assurance::Query as QueryEvidence;
/// A question to a register or another source (信頼できる情報源への照会).
#[uniffi::remote(Record)]
pub struct QueryEvidence {
    /// The source's name.
    pub source: String,
    /// Whether it is the authority for what was asked.
    pub authoritative: Held,
    /// Whether its answer is signed, or came over a connection whose address was fixed beforehand.
    /// An address out of a QR code is not.
    pub authenticated: Held,
    /// What it answered.
    pub result: QueryResult,
    /// What was asked.
    #[uniffi(default)]
    pub attributes: Vec<EvidenceAttribute>,
}

pub use tashika::assurance::SelfAsserted as SelfAssertedEvidence;
/// What the person says.
#[uniffi::remote(Record)]
pub struct SelfAssertedEvidence {
    /// What was said.
    #[uniffi(default)]
    pub attributes: Vec<EvidenceAttribute>,
}

pub use tashika::assurance::SessionFacts;
/// What binds an answer to this verifier and this session.
#[uniffi::remote(Record)]
pub struct SessionFacts {
    /// How the verifier and the person meet.
    pub channel: EvidenceChannel,
    /// Whether the answer states who asked, and the platform made sure of it (検証者名バインディング).
    pub verifier_name: Held,
    /// Whether the answer is tied to the channel's own keys (チャネルバインディング).
    pub channel_keys: Held,
    /// Whether the answer is to a challenge of this session, used once.
    pub fresh: Held,
    /// Whether it can be ruled out that somebody else's session was passed on.
    pub relay_excluded: Held,
}

pub use tashika::assurance::Wanted;
/// A grade that is asked for.
#[uniffi::remote(Record)]
pub struct Wanted {
    /// The axis.
    pub axis: String,
    /// The grade, or a higher one.
    pub grade: String,
}
