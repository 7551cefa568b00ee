//! Why an answer is refused before there is anything to verify: one reason each, with a stable id.

use thiserror::Error;

use super::dcql::Mismatch;
use super::jose::JweProblem;
use crate::codec::JsonProblem;
use crate::instant::Timestamp;

/// Why an answer does not belong to its question. Holds no value of a credential.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The session was answered before: a replay, or the slower of two answers.
    #[error("the session has been answered already")]
    AlreadyAnswered,
    /// The response code came from another browser than the one that started the session.
    #[error("another browser started the session")]
    AnotherBrowser,
    /// The wallet's signature covers another of the configured origins.
    #[error("the wallet answered to another origin of this verifier: {origin}")]
    AnotherOrigin {
        /// That origin, as configured.
        origin: String,
    },
    /// The wallet's signature does not cover this session: another session, another verifier, or
    /// another wallet's answer.
    #[error("the wallet's signature does not cover this session")]
    AnotherSession,
    /// Apple's envelope names another algorithm.
    #[error("the envelope's algorithm or mode is not APPLE-HPKE-v1 in mode 0")]
    AppleAlgorithm,
    /// What came is not what was asked for.
    #[error("the answer does not meet the request: {}", list(.0))]
    Answer(Vec<Mismatch>),
    /// Nothing decrypts with the session's key for any configured origin.
    #[error("the answer does not decrypt in this session")]
    Decryption,
    /// The session was over.
    #[error("the session ended at {at}")]
    Expired {
        /// When it ended.
        at: Timestamp,
    },
    /// The answer is a JWE that was not opened.
    #[error("the encrypted answer is refused: {0}")]
    Jwe(#[from] JweProblem),
    /// `infoHash` is not that of the session's transcript.
    #[error("infoHash is not that of this session")]
    InfoHash,
    /// The wallet's signature covers a handover of a draft of OpenID4VP.
    #[error("the wallet signed a handover of a superseded draft")]
    LegacyHandover,
    /// A protocol identifier that was superseded.
    #[error("the protocol {protocol} is superseded and not accepted")]
    LegacyProtocol {
        /// The identifier, from the list of known ones.
        protocol: &'static str,
    },
    /// A part of the answer has another form than it must have.
    #[error("{0} cannot be read")]
    Malformed(&'static str),
    /// The answer is encrypted to a key of another session.
    #[error("the answer is encrypted for another session")]
    OtherSession,
    /// `apu` does not hold the wallet's nonce.
    #[error("apu does not hold the wallet's nonce")]
    PartyU,
    /// `apv` is not the nonce of the request.
    #[error("apv is not the nonce of this session")]
    PartyV,
    /// A known protocol for which no request was sent.
    #[error("no request was sent for the protocol {protocol}")]
    ProtocolNotSent {
        /// The identifier.
        protocol: &'static str,
    },
    /// `pkRHash` is that of another key.
    #[error("pkRHash is that of another key")]
    PublicKeyHash,
    /// The response code is not that of the session.
    #[error("the response code is not that of this session")]
    ResponseCode,
    /// The session's record is not what was stored under its id with this key.
    #[error("the session's record was changed, moved, or sealed with another key")]
    Sealed,
    /// `state` is not that of the session.
    #[error("state is not that of this session")]
    State,
    /// `presentation_submission` names another definition.
    #[error("presentation_submission is for another request")]
    Submission,
    /// More bytes than the limit.
    #[error("the answer is longer than {0} bytes")]
    TooLarge(usize),
    /// An encrypted answer where none was asked for.
    #[error("the answer is encrypted, which was not asked for")]
    UnexpectedEncryption,
    /// An answer in the clear where encryption was asked for.
    #[error("the answer is not encrypted, as was asked for")]
    Unencrypted,
    /// A protocol identifier that nobody knows.
    #[error("the protocol of the answer is not known")]
    UnknownProtocol,
    /// No session of this id.
    #[error("no session of this id")]
    UnknownSession,
}

impl Refusal {
    /// The stable id, for example `binding.another-session`.
    pub const fn id(&self) -> &'static str {
        match self {
            Refusal::AlreadyAnswered => "session.already-answered",
            Refusal::AnotherBrowser => "redirect.another-browser",
            Refusal::AnotherOrigin { .. } => "binding.another-origin",
            Refusal::AnotherSession => "binding.another-session",
            Refusal::Answer(_) => "answer.mismatch",
            Refusal::AppleAlgorithm => "apple.algorithm",
            Refusal::Decryption | Refusal::Jwe(JweProblem::Decryption) => "encryption.decryption",
            Refusal::Expired { .. } => "session.expired",
            Refusal::InfoHash => "apple.info-hash",
            Refusal::Jwe(JweProblem::Algorithm { .. }) => "encryption.algorithm",
            Refusal::Jwe(JweProblem::Encryption { .. }) => "encryption.content-encryption",
            Refusal::Jwe(JweProblem::Kid) => "encryption.key-id",
            Refusal::Jwe(JweProblem::KidMissing) => "encryption.key-id-missing",
            Refusal::Jwe(JweProblem::EphemeralKey(_) | JweProblem::EphemeralKeyInvalid) => {
                "encryption.ephemeral-key"
            }
            Refusal::Jwe(_) => "encryption.form",
            Refusal::LegacyHandover => "binding.legacy-handover",
            Refusal::LegacyProtocol { .. } => "protocol.legacy",
            Refusal::Malformed(_) => "answer.malformed",
            Refusal::OtherSession => "session.other",
            Refusal::PartyU => "encryption.apu",
            Refusal::PartyV => "encryption.apv",
            Refusal::ProtocolNotSent { .. } => "protocol.not-sent",
            Refusal::PublicKeyHash => "apple.pk-r-hash",
            Refusal::ResponseCode => "redirect.response-code",
            Refusal::Sealed => "session.sealed",
            Refusal::State => "answer.state",
            Refusal::Submission => "answer.submission",
            Refusal::TooLarge(_) => "answer.too-large",
            Refusal::UnexpectedEncryption => "encryption.unexpected",
            Refusal::Unencrypted => "encryption.missing",
            Refusal::UnknownProtocol => "protocol.unknown",
            Refusal::UnknownSession => "session.unknown",
        }
    }

    /// The ids of everything that is wrong: those of each mismatch, for example
    /// `answer.extra-elements`, or the refusal's own.
    pub fn findings(&self) -> Vec<&'static str> {
        match self {
            Refusal::Answer(all) => all.iter().map(Mismatch::id).collect(),
            _ => vec![self.id()],
        }
    }

    /// A sentence for operators, in Japanese.
    pub const fn ja(&self) -> &'static str {
        match self {
            Refusal::AlreadyAnswered => "このセッションはすでに応答済みです。",
            Refusal::AnotherBrowser => "開始時とは別のブラウザーから戻ってきました。",
            Refusal::AnotherOrigin { .. } => "ウォレットは別のオリジンに対して応答しています。",
            Refusal::AnotherSession => {
                "ウォレットの署名はこのセッションに対するものではありません。"
            }
            Refusal::Answer(_) => "応答の内容が要求と一致しません。",
            Refusal::AppleAlgorithm => "暗号化方式がAPPLE-HPKE-v1ではありません。",
            Refusal::Decryption => "応答をこのセッションの鍵で復号できません。",
            Refusal::Expired { .. } => "セッションの有効期限が切れています。",
            Refusal::InfoHash => "infoHashがこのセッションのものと一致しません。",
            Refusal::Jwe(_) => "暗号化された応答(JWE)を受け付けられません。",
            Refusal::LegacyHandover => "ウォレットは廃止された草案の方式で署名しています。",
            Refusal::LegacyProtocol { .. } => "廃止されたプロトコルのため受け付けません。",
            Refusal::Malformed(_) => "応答の形式が正しくありません。",
            Refusal::OtherSession => "応答は別のセッション宛てに暗号化されています。",
            Refusal::PartyU => "apuにウォレットのノンスがありません。",
            Refusal::PartyV => "apvがこのセッションのノンスと一致しません。",
            Refusal::ProtocolNotSent { .. } => "要求していないプロトコルで応答が返されました。",
            Refusal::PublicKeyHash => "pkRHashが別の鍵のものです。",
            Refusal::ResponseCode => "レスポンスコードがこのセッションのものと一致しません。",
            Refusal::Sealed => "セッション記録が改ざんされているか、鍵が異なります。",
            Refusal::State => "stateがこのセッションのものと一致しません。",
            Refusal::Submission => "presentation_submissionが別の要求に対するものです。",
            Refusal::TooLarge(_) => "応答が大きすぎます。",
            Refusal::UnexpectedEncryption => "暗号化を求めていないのに暗号化されています。",
            Refusal::Unencrypted => "求めた暗号化が行われていません。",
            Refusal::UnknownProtocol => "未知のプロトコルで応答が返されました。",
            Refusal::UnknownSession => "該当するセッションがありません。",
        }
    }
}

impl From<JsonProblem> for Refusal {
    fn from(problem: JsonProblem) -> Self {
        match problem {
            JsonProblem::TooLong(limit) => Refusal::TooLarge(limit),
            JsonProblem::DuplicateMember => {
                Refusal::Malformed("JSON with a member that stands twice")
            }
            _ => Refusal::Malformed("the JSON"),
        }
    }
}

fn list(mismatches: &[Mismatch]) -> String {
    mismatches.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
