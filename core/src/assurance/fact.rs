//! What rules can ask of evidence, and the pieces of evidence that answer.
//!
//! 1. Each piece of evidence states marks: only of what is known and good. What is unknown, refused
//!    or missing states none, so it can never satisfy a rule.
//! 2. Verifications of the holder add their marks to the piece that they are about.
//! 3. A rule asks for facts; none asks for the absence of one. More evidence therefore never takes
//!    a level away. Advisories alone do: they strike marks out before the rules are read.

use std::collections::BTreeSet;
use std::fmt;

use super::closed::told;
use super::evidence::{
    Attribute, AuthenticatorKind, Authority, Capture, Channel, Comparison, Copies, Evidence,
    Factor, Held, HolderVerification, IcKind, IssuerFacts, PortraitCapture, PortraitSource,
    PostalService, Printed, Proof, QueryResult, SessionFacts, Status, Strength,
};
use crate::doctype::Date;
use crate::instant::Timestamp;

/// What a valid signature of a JPKI key shows: the key does nothing without its PIN.
const HOLDS_KEY: [Mark; 5] =
    [Mark::Verified, Mark::Current, Mark::HolderKey, Mark::Pin, Mark::RecognisedAuthority];
/// Seconds of an hour.
const HOUR: i64 = 3_600;
/// Seconds of a day.
pub(super) const DAY: i64 = 24 * HOUR;

told! {
    /// Something good that is known of a piece of evidence.
    Mark {
        /// The letter's code came back, or its delivery was reported.
        AddressReached = "address-reached", "a letter reached the registered address",
            "登録住所への到達を確認";
        /// A challenge of this session, used once.
        Fresh = "fresh", "answered a challenge of this session, used once",
            "このセッション限りのチャレンジへの応答";
        /// An authenticator's secret was right.
        AuthenticatorCorrect = "authenticator-correct", "the authenticator's secret was right",
            "認証器の秘密情報が正しい";
        /// The answer is tied to the channel's own keys.
        ChannelBound = "channel-bound", "bound to the channel", "チャネルバインディングあり";
        /// Within its validity.
        Current = "current", "within its validity", "有効期間内";
        /// The image was taken in this session.
        LiveImage = "live-image", "photographed in this session by software the verifier controls",
            "検証者の管理するソフトウェアでその場で撮影";
        /// The document that was signed could be read by the person.
        DocumentShown = "document-shown", "the signer saw the document that was signed",
            "署名対象文書を署名者に提示";
        /// A face was compared in person with a printed portrait.
        FacePrinted = "face-printed", "face compared in person with the printed portrait",
            "券面の顔写真との対面での容貌確認";
        /// A face was compared remotely, with a live person and a checked camera.
        FaceRemote = "face-remote",
            "face compared remotely, with detection of presentation and injection attacks",
            "非対面での容貌確認(提示攻撃・注入攻撃の検知あり)";
        /// A face was compared in person with a portrait the issuer signed.
        FaceSigned = "face-signed",
            "face compared in person with a portrait that the issuer signed",
            "発行者署名のある顔写真との対面での容貌確認";
        /// It looked genuine to an operator who is on record.
        Genuine = "genuine", "found genuine by an operator on record", "記録された担当者が真正と判断";
        /// The key stays in hardware.
        HardwareKey = "hardware-key", "the key stays in hardware", "鍵がハードウェア内に固定";
        /// The device or card proved its key.
        HolderKey = "holder-key", "the device or card proved its key", "端末またはカードの鍵の所持を証明";
        /// A chip was read.
        IcDocument = "ic-document", "a document whose chip was read", "ICチップを読み取った本人確認書類";
        /// An image or copy of a document.
        DocumentImage = "document-image", "an image or copy of a document", "本人確認書類の画像・写し";
        /// A document that an operator looked at.
        Inspection = "inspection", "a document inspected by eye", "本人確認書類の目視確認";
        /// The issuer keeps track of what it issues.
        IssuanceManaged = "issuance-managed", "the issuer manages what it has issued",
            "発行状態が発行者により管理されている";
        /// JPKI for user authentication.
        JpkiAuthentication = "jpki-authentication", "JPKI certificate for user authentication",
            "利用者証明用電子証明書";
        /// JPKI for signatures.
        JpkiSigning = "jpki-signing", "JPKI certificate for signatures", "署名用電子証明書";
        /// Mail to the addressee alone, basic type.
        LimitedBasic = "limited-basic", "mail to the addressee alone (basic type)",
            "本人限定受取郵便(基本型)";
        /// Mail to the addressee alone, with particulars reported back.
        LimitedDesignated = "limited-designated",
            "mail to the addressee alone (particulars reported back)",
            "本人限定受取郵便(特定事項伝達型)";
        /// Mail to the addressee alone, special type.
        LimitedSpecial = "limited-special", "mail to the addressee alone (special type)",
            "本人限定受取郵便(特例型)";
        /// An mdoc.
        Mdoc = "mdoc", "mdoc presentation", "mdocの提示";
        /// Not revoked, by a source that may be relied on.
        NotRevoked = "not-revoked", "not revoked, as of a source that may be relied on",
            "失効していないことを確認済み";
        /// The chip proved that it is the original.
        OriginalChip = "original-chip", "the chip proved to be the original",
            "ICチップの真正性を確認(複製検知)";
        /// A passkey.
        Passkey = "passkey", "passkey", "パスキー";
        /// A document with a portrait.
        PhotoId = "photo-id", "a document with a portrait", "顔写真付き本人確認書類";
        /// The person met the verifier.
        InPerson = "in-person", "in person", "対面";
        /// A look-alike site gains nothing.
        PhishingResistant = "phishing-resistant", "phishing resistant", "フィッシング耐性あり";
        /// The chip or key checked a PIN.
        Pin = "pin", "PIN checked by the chip or the key", "暗証番号による本人の検証";
        /// The portrait was taken by the authority.
        PortraitLive = "portrait-live", "the authority took the portrait", "顔写真は発行機関が撮影";
        /// The source agreed.
        QueryConfirmed = "query-confirmed", "confirmed by the authoritative source",
            "信頼できる情報源への照会で一致";
        /// An authority that is known and not private.
        RecognisedAuthority = "recognised-authority", "issued by an authority that is recognised",
            "発行機関の位置付けを確認済み";
        /// Somebody else's session cannot have been passed on.
        RelayExcluded = "relay-excluded", "relaying is ruled out", "中継の可能性を排除";
        /// Online.
        Remote = "remote", "online", "非対面";
        /// The person says so.
        SelfAsserted = "self-asserted", "stated by the person", "自己申告";
        /// The document signer was not revoked.
        SignerNotRevoked = "signer-not-revoked", "the document signer is not revoked",
            "文書署名者の証明書が失効していないことを確認済み";
        /// Registered with a ticket of a fresh proof.
        TicketBound = "ticket-bound", "registered right after a proof of identity, on the same device",
            "身元確認の直後に同一端末で登録";
        /// The authenticator verified its user.
        UserVerified = "user-verified", "the authenticator verified its user",
            "認証器による利用者検証あり";
        /// The verifier is bound by name.
        VerifierBound = "verifier-bound", "bound to the verifier's name", "検証者名バインディングあり";
        /// Signatures, digests and path hold.
        Verified = "verified", "cryptographically verified up to a trusted issuer",
            "信頼する発行者まで暗号的に検証済み";
        /// The wallet asks for biometrics or a PIN each time.
        WalletUnlock = "wallet-unlock", "the wallet asks for biometrics or a PIN each time",
            "提示のたびにウォレットが生体認証等を要求";
    }
}

impl Mark {
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Mark::ALL.iter().copied().find(|own| own.name() == name)
    }
}

/// One thing that a rule asks for.
///
/// Spelt as a mark (`verified`), or as one of `attribute:NAME`, `doc-type:TYPE`, `document:KIND`,
/// `authenticator:KIND`, `authority:CLASS`, `country:XX`, `algorithm:NAME`, `as-of-within-days:N`,
/// `portrait-within-years:N`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Fact {
    /// It rests on this algorithm.
    Algorithm(String),
    /// The issuer vouched for the attributes at most so many days before the evidence was made.
    AsOfWithinDays(u16),
    /// This authenticator was used.
    Authenticator(AuthenticatorKind),
    /// This attribute was given and verified as far as the evidence goes.
    Attribute(Attribute),
    /// The issuer works under this law or scheme.
    Authority(Authority),
    /// The issuer's country.
    Country(String),
    /// An mdoc of this type.
    DocType(String),
    /// A chip of this document.
    Document(IcKind),
    /// A mark.
    Mark(Mark),
    /// The portrait was taken at most so many years before the evidence was made.
    PortraitWithinYears(u16),
}

impl Fact {
    /// Reads the spelling; `None` for what is not known here.
    pub fn parse(text: &str) -> Option<Self> {
        let Some((key, value)) = text.split_once(':') else {
            return Mark::from_name(text).map(Fact::Mark);
        };
        if value.is_empty() {
            return None;
        }
        let number = || value.parse::<u16>().ok().filter(|own| own.to_string() == value);
        Some(match key {
            "algorithm" => Fact::Algorithm(value.to_owned()),
            "as-of-within-days" => Fact::AsOfWithinDays(number()?),
            "attribute" => Fact::Attribute(find(Attribute::ALL, Attribute::name, value)?),
            "authenticator" => {
                Fact::Authenticator(find(AuthenticatorKind::ALL, AuthenticatorKind::name, value)?)
            }
            "authority" => Fact::Authority(find(Authority::ALL, Authority::name, value)?),
            "country" => Fact::Country(value.to_owned()),
            "doc-type" => Fact::DocType(value.to_owned()),
            "document" => Fact::Document(find(IcKind::ALL, IcKind::name, value)?),
            "portrait-within-years" => Fact::PortraitWithinYears(number()?),
            _ => return None,
        })
    }

    /// Whether it says what a piece of evidence is, rather than what is known of it.
    pub(super) fn is_kind(&self) -> bool {
        match self {
            Fact::Authenticator(_) | Fact::DocType(_) | Fact::Document(_) => true,
            Fact::Mark(mark) => matches!(
                mark,
                Mark::AddressReached
                    | Mark::AuthenticatorCorrect
                    | Mark::DocumentImage
                    | Mark::IcDocument
                    | Mark::Inspection
                    | Mark::JpkiAuthentication
                    | Mark::JpkiSigning
                    | Mark::LiveImage
                    | Mark::Mdoc
                    | Mark::Passkey
                    | Mark::QueryConfirmed
                    | Mark::SelfAsserted
            ),
            _ => false,
        }
    }

    /// What it says in English.
    pub fn en(&self) -> String {
        match self {
            Fact::Algorithm(name) => format!("rests on {name}"),
            Fact::AsOfWithinDays(days) => format!("attributes vouched for within {days} days"),
            Fact::Attribute(own) => own.en().to_owned(),
            Fact::Authenticator(own) => own.en().to_owned(),
            Fact::Authority(own) => format!("issuer of the class {}", own.name()),
            Fact::Country(own) => format!("issued in {own}"),
            Fact::DocType(own) => format!("document type {own}"),
            Fact::Document(own) => own.en().to_owned(),
            Fact::Mark(own) => own.en().to_owned(),
            Fact::PortraitWithinYears(years) => format!("portrait taken within {years} years"),
        }
    }

    /// The same in Japanese.
    pub fn ja(&self) -> String {
        match self {
            Fact::Algorithm(name) => format!("アルゴリズム{name}を使用"),
            Fact::AsOfWithinDays(days) => format!("属性情報の基準時点が{days}日以内"),
            Fact::Attribute(own) => own.ja().to_owned(),
            Fact::Authenticator(own) => own.ja().to_owned(),
            Fact::Authority(own) => format!("発行者の区分が{}", own.name()),
            Fact::Country(own) => format!("発行国が{own}"),
            Fact::DocType(own) => format!("文書種別{own}"),
            Fact::Document(own) => own.ja().to_owned(),
            Fact::Mark(own) => own.ja().to_owned(),
            Fact::PortraitWithinYears(years) => format!("顔写真の撮影から{years}年以内"),
        }
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fact::Algorithm(own) => write!(f, "algorithm:{own}"),
            Fact::AsOfWithinDays(own) => write!(f, "as-of-within-days:{own}"),
            Fact::Attribute(own) => write!(f, "attribute:{}", own.name()),
            Fact::Authenticator(own) => write!(f, "authenticator:{}", own.name()),
            Fact::Authority(own) => write!(f, "authority:{}", own.name()),
            Fact::Country(own) => write!(f, "country:{own}"),
            Fact::DocType(own) => write!(f, "doc-type:{own}"),
            Fact::Document(own) => write!(f, "document:{}", own.name()),
            Fact::Mark(own) => f.write_str(own.name()),
            Fact::PortraitWithinYears(own) => write!(f, "portrait-within-years:{own}"),
        }
    }
}

fn find<T: Copy>(all: &[T], name: fn(T) -> &'static str, text: &str) -> Option<T> {
    all.iter().copied().find(|own| name(*own) == text)
}

/// A piece of evidence as the rules see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) id: String,
    facts: BTreeSet<Fact>,
    as_of_days: Option<i64>,
    portrait_years: Option<u16>,
    /// What an advisory can name beside facts.
    pub(super) state: Option<String>,
    pub(super) provider: Option<String>,
    pub(super) at: Option<Timestamp>,
}

impl Piece {
    /// A piece with these facts and nothing else: how methods describe what they yield.
    pub(super) fn of(id: &str, facts: impl IntoIterator<Item = Fact>) -> Self {
        Self { id: id.to_owned(), facts: facts.into_iter().collect(), ..Self::default() }
    }

    pub(super) fn holds(&self, fact: &Fact) -> bool {
        match fact {
            Fact::AsOfWithinDays(days) => {
                self.as_of_days.is_some_and(|own| (0..=i64::from(*days)).contains(&own))
            }
            Fact::PortraitWithinYears(years) => {
                self.portrait_years.is_some_and(|own| own <= *years)
            }
            other => self.facts.contains(other),
        }
    }

    /// Whether a fact holds, does not, or cannot be told: of what was left out nobody knows.
    pub(super) fn knows(&self, fact: &Fact) -> Held {
        let states = |same: fn(&Fact) -> bool| self.facts.iter().any(same);
        let known = match fact {
            Fact::Algorithm(_) => {
                !self.is_signed() || states(|own| matches!(own, Fact::Algorithm(_)))
            }
            Fact::Authority(_) => {
                !self.is_issued() || states(|own| matches!(own, Fact::Authority(_)))
            }
            Fact::Country(_) => !self.is_issued() || states(|own| matches!(own, Fact::Country(_))),
            Fact::AsOfWithinDays(_) => !self.is_issued() || self.as_of_days.is_some(),
            Fact::PortraitWithinYears(_) => !self.is_issued() || self.portrait_years.is_some(),
            _ => true,
        };
        match (self.holds(fact), known) {
            (true, _) => Held::Yes,
            (false, true) => Held::No,
            (false, false) => Held::Unknown,
        }
    }

    /// Whether it is a document that an issuer signed.
    pub(super) fn is_issued(&self) -> bool {
        self.has(Mark::Mdoc) || self.has(Mark::IcDocument)
    }

    /// Whether it rests on a signature.
    fn is_signed(&self) -> bool {
        let keys = [Mark::JpkiAuthentication, Mark::JpkiSigning, Mark::Passkey];
        self.is_issued() || keys.into_iter().any(|own| self.has(own))
    }

    pub(super) fn has(&self, mark: Mark) -> bool {
        self.facts.contains(&Fact::Mark(mark))
    }

    pub(super) fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.facts.iter()
    }

    /// Strikes facts out: an advisory did.
    pub(super) fn strike(&mut self, facts: &[Fact]) {
        self.facts.retain(|own| !facts.contains(own));
    }

    pub(super) fn strike_all(&mut self) {
        self.facts.clear();
        self.as_of_days = None;
        self.portrait_years = None;
    }

    fn mark(&mut self, mark: Mark) {
        self.facts.insert(Fact::Mark(mark));
    }

    fn mark_if(&mut self, holds: bool, mark: Mark) {
        if holds {
            self.mark(mark);
        }
    }

    fn attributes(&mut self, attributes: &[Attribute]) {
        self.facts.extend(attributes.iter().map(|own| Fact::Attribute(*own)));
    }

    fn issuer(&mut self, issuer: &IssuerFacts) {
        self.facts.extend(issuer.country.clone().map(Fact::Country));
        self.state = issuer.state.clone();
        self.mark_if(issuer.managed.yes(), Mark::IssuanceManaged);
        self.mark_if(issuer.portrait == PortraitCapture::Live, Mark::PortraitLive);
        let known = !matches!(issuer.authority, Authority::Private | Authority::Unknown);
        self.mark_if(known, Mark::RecognisedAuthority);
        if issuer.authority != Authority::Unknown {
            self.facts.insert(Fact::Authority(issuer.authority));
        }
    }

    fn session(&mut self, session: &SessionFacts) {
        self.channel(session.channel);
        self.mark_if(session.verifier_name.yes(), Mark::VerifierBound);
        self.mark_if(session.channel_keys.yes(), Mark::ChannelBound);
        self.mark_if(session.fresh.yes(), Mark::Fresh);
        self.mark_if(session.relay_excluded.yes(), Mark::RelayExcluded);
    }

    fn channel(&mut self, channel: Channel) {
        self.mark_if(channel == Channel::InPerson, Mark::InPerson);
        self.mark_if(channel == Channel::Remote, Mark::Remote);
    }

    fn status(&mut self, status: Status) {
        self.mark_if(status == Status::Valid, Mark::NotRevoked);
    }

    fn algorithms(&mut self, algorithms: &[String]) {
        self.facts.extend(algorithms.iter().cloned().map(Fact::Algorithm));
    }
}

/// The pieces of this evidence in the order of their names, each with what was verified of its
/// holder. Evidence that is dated later than the day `on` (in any time zone) is not among them.
pub(super) fn pieces(evidence: &[Evidence], on: Date) -> Vec<Piece> {
    let known = |own: &&Evidence| !is_later(own.at, on);
    let mut pieces: Vec<Piece> = evidence.iter().filter(known).filter_map(piece).collect();
    for own in evidence.iter().filter(known) {
        let Proof::Holder(verification) = &own.what else { continue };
        let mark = match (verification.strength(), &verification.factor) {
            (Strength::None, _) => continue,
            (_, Factor::Pin { .. }) => Mark::Pin,
            (Strength::Strong, Factor::Face { .. }) => Mark::FaceSigned,
            (Strength::Substantial, Factor::Face { .. }) => Mark::FacePrinted,
            (Strength::Limited, Factor::Face { .. }) => Mark::FaceRemote,
        };
        let of = pieces.iter_mut().filter(|piece| piece.id == verification.of);
        for piece in of.filter(|piece| fits(verification, piece)) {
            piece.mark(mark);
            piece.channel(verification.channel);
        }
    }
    pieces.sort_by(|a, b| a.id.cmp(&b.id));
    pieces
}

/// Whether evidence is dated after this day, wherever on Earth the day ends last (UTC-12).
pub(super) fn is_later(at: Timestamp, on: Date) -> bool {
    let start = Timestamp::parse(&format!("{on}T00:00:00Z"));
    start.is_some_and(|start| at.since(start) >= DAY + 12 * HOUR)
}

/// The day that this instant belongs to in Japan (UTC+9): the day of Japanese law.
pub fn day_in_japan(at: Timestamp) -> Option<Date> {
    at.plus(9 * HOUR).date().as_deref().and_then(Date::parse)
}

/// Whether the portrait can be the one of that piece: a signed portrait needs a signed source.
pub(super) fn fits(verification: &HolderVerification, piece: &Piece) -> bool {
    match &verification.factor {
        Factor::Pin { .. } => piece.has(Mark::IcDocument) || piece.has(Mark::HolderKey),
        Factor::Face { source, .. } => match source {
            PortraitSource::Chip => {
                piece.has(Mark::IcDocument) && piece.has(Mark::PhotoId) && piece.has(Mark::Verified)
            }
            PortraitSource::Mdoc => {
                piece.has(Mark::Mdoc) && piece.has(Mark::PhotoId) && piece.has(Mark::Verified)
            }
            PortraitSource::Print => piece.has(Mark::PhotoId) && !piece.has(Mark::Mdoc),
            PortraitSource::Image => piece.has(Mark::DocumentImage) && piece.has(Mark::PhotoId),
            PortraitSource::Unknown => false,
        },
    }
}

fn piece(evidence: &Evidence) -> Option<Piece> {
    let mut piece = Piece { id: evidence.id.clone(), at: Some(evidence.at), ..Piece::default() };
    match &evidence.what {
        Proof::Holder(_) => return None,
        Proof::Mdoc(own) => {
            piece.mark(Mark::Mdoc);
            piece.facts.insert(Fact::DocType(own.doc_type.clone()));
            piece.algorithms(&own.algorithms);
            piece.session(&own.session);
            if own.verified.yes() {
                piece.mark(Mark::Verified);
                piece.mark(Mark::Current);
                piece.mark(Mark::HolderKey);
                piece.status(own.status);
                piece.mark_if(own.signer_status == Status::Valid, Mark::SignerNotRevoked);
                piece.mark_if(own.wallet_unlock.yes(), Mark::WalletUnlock);
                piece.issuer(&own.issuer);
                piece.attributes(&own.attributes);
                piece.mark_if(own.attributes.contains(&Attribute::Portrait), Mark::PhotoId);
                piece.as_of_days = own.as_of.map(|as_of| evidence.at.since(as_of).div_euclid(DAY));
                piece.portrait_years = own.portrait_years;
            }
        }
        Proof::IcDocument(own) => {
            piece.mark(Mark::IcDocument);
            piece.facts.insert(Fact::Document(own.document));
            piece.algorithms(&own.algorithms);
            piece.channel(own.channel);
            if own.verified.yes() {
                piece.mark(Mark::Verified);
                piece.mark_if(own.current.yes(), Mark::Current);
                piece.status(own.status);
                piece.mark_if(own.original.yes(), Mark::OriginalChip);
                piece.issuer(&own.issuer);
                piece.attributes(&own.attributes);
                piece.mark_if(own.attributes.contains(&Attribute::Portrait), Mark::PhotoId);
            }
        }
        Proof::JpkiAuthentication(own) => {
            piece.mark(Mark::JpkiAuthentication);
            piece.algorithms(&own.algorithms);
            piece.session(&own.session);
            if own.verified.yes() {
                HOLDS_KEY.into_iter().for_each(|mark| piece.mark(mark));
                piece.status(own.status);
                piece.attributes(&own.attributes);
            }
        }
        Proof::JpkiSigning(own) => {
            piece.mark(Mark::JpkiSigning);
            piece.algorithms(&own.algorithms);
            piece.session(&own.session);
            // A signature over a bare number says nothing of what the person agreed to.
            if own.verified.yes() && own.document_shown.yes() {
                HOLDS_KEY.into_iter().for_each(|mark| piece.mark(mark));
                piece.mark(Mark::DocumentShown);
                piece.status(own.status);
                piece.attributes(&own.attributes);
            }
        }
        Proof::Inspection(own) => {
            piece.mark(Mark::Inspection);
            let on_record = own.operator.as_deref().is_some_and(|own| !own.trim().is_empty());
            if own.genuine.yes() && on_record {
                piece.mark(Mark::Genuine);
                piece.mark(Mark::InPerson);
                piece.mark_if(own.document == Printed::PhotoId, Mark::PhotoId);
                piece.mark_if(own.current.yes(), Mark::Current);
                piece.attributes(&own.attributes);
            }
        }
        Proof::DocumentImage(own) => {
            // An uploaded file may show anything: it is kept on record and states no fact at all, so
            // that no rule of any bundle can count it.
            if own.genuine.yes() && own.capture == Capture::LiveCamera {
                piece.mark(Mark::DocumentImage);
                piece.mark(Mark::Remote);
                piece.mark(Mark::LiveImage);
                piece.mark_if(own.document == Printed::PhotoId, Mark::PhotoId);
                piece.attributes(&own.attributes);
            }
        }
        Proof::Postal(own) => {
            if own.returned.is_some_and(|returned| returned >= own.sent) {
                piece.mark(Mark::AddressReached);
                match own.service {
                    PostalService::Code => {}
                    PostalService::LimitedBasic => piece.mark(Mark::LimitedBasic),
                    PostalService::LimitedSpecial => piece.mark(Mark::LimitedSpecial),
                    PostalService::LimitedDesignated => {
                        piece.mark(Mark::LimitedDesignated);
                        piece.attributes(&own.attributes);
                    }
                }
            }
        }
        Proof::Query(own) => {
            let sound = own.authoritative.yes() && own.authenticated.yes();
            if sound && own.result == QueryResult::Confirmed {
                piece.mark(Mark::QueryConfirmed);
                piece.attributes(&own.attributes);
            }
        }
        Proof::SelfAsserted(own) => {
            piece.mark(Mark::SelfAsserted);
            piece.attributes(&own.attributes);
        }
        Proof::Passkey(own) => {
            piece.mark(Mark::Passkey);
            piece.algorithms(&own.algorithms);
            piece.session(&own.session);
            piece.provider = own.provider.clone();
            if own.verified.yes() {
                piece.mark(Mark::HolderKey);
                piece.mark_if(own.session.verifier_name.yes(), Mark::PhishingResistant);
                piece.mark_if(own.user_verified.yes(), Mark::UserVerified);
                let fixed = own.hardware.yes() && own.device_bound.yes();
                piece.mark_if(fixed, Mark::HardwareKey);
                piece.mark_if(own.ticket.yes(), Mark::TicketBound);
            }
        }
        Proof::Authenticator(own) => {
            piece.facts.insert(Fact::Authenticator(own.authenticator));
            piece.mark_if(own.correct.yes(), Mark::AuthenticatorCorrect);
            piece.mark_if(own.authenticator.phishing_resistant(), Mark::PhishingResistant);
        }
    }
    Some(piece)
}

/// Whether this evidence speaks against the person or the document.
pub(super) fn speaks_against(evidence: &Evidence) -> Option<super::decision::Against> {
    use super::decision::Against;
    let revoked = |status: Status| (status == Status::Revoked).then_some(Against::Revoked);
    let refused = |held: Held| (held == Held::No).then_some(Against::NotVerified);
    match &evidence.what {
        Proof::Holder(own) => match &own.factor {
            Factor::Face { outcome: Comparison::Differs, .. } => Some(Against::FaceDiffers),
            Factor::Pin { correct: Held::No, .. } => Some(Against::WrongSecret),
            _ => None,
        },
        Proof::Mdoc(own) => revoked(own.status)
            .or_else(|| revoked(own.signer_status))
            .or_else(|| refused(own.verified)),
        Proof::IcDocument(own) => revoked(own.status)
            .or_else(|| refused(own.verified))
            .or_else(|| (own.original == Held::No).then_some(Against::NotGenuine))
            .or_else(|| (own.current == Held::No).then_some(Against::Expired)),
        Proof::JpkiAuthentication(own) => revoked(own.status).or_else(|| refused(own.verified)),
        Proof::JpkiSigning(own) => revoked(own.status)
            .or_else(|| refused(own.verified))
            .or_else(|| (own.document_shown == Held::No).then_some(Against::BareNonceSigned)),
        Proof::Inspection(own) => (own.genuine == Held::No)
            .then_some(Against::NotGenuine)
            .or_else(|| (own.current == Held::No).then_some(Against::Expired)),
        Proof::DocumentImage(own) => (own.genuine == Held::No).then_some(Against::NotGenuine),
        Proof::Query(own) => (own.result == QueryResult::Differs).then_some(Against::SourceDiffers),
        Proof::Passkey(own) => refused(own.verified),
        Proof::Authenticator(own) => (own.correct == Held::No).then_some(Against::WrongSecret),
        Proof::Postal(_) | Proof::SelfAsserted(_) => None,
    }
}

/// What is known of copies, to be told and never to be asked for.
pub(super) fn copies(evidence: &Evidence) -> Option<(Copies, Option<String>)> {
    match &evidence.what {
        Proof::Mdoc(own) if own.issuer.copies != Copies::Unknown => {
            Some((own.issuer.copies, own.issuer.source.clone()))
        }
        _ => None,
    }
}
