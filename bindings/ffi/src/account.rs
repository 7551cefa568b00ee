//! An account over time: several devices, each added by a fresh proof; recovery; wrong logins.
//!
//! Where an account lies is the application's: it comes out as JSON after every change, and holds no
//! data of the person but keyed hashes.

use std::sync::{Arc, Mutex, PoisonError};

use tashika::assurance::{
    Account as CoreAccount, AccountError, BoundAuthenticator as CoreBound, HolderRecord,
    SamePerson as CoreSamePerson,
};
use tashika::instant::Timestamp;

use crate::assurance::{AssuranceDecision, PolicyBundles, Reached, WorseEvent};
use crate::error::{TashikaError, guard};
use crate::ledger::{ProvenRegistration, TicketAnswer};
use crate::mirror::Sameness;
use crate::report::Sentence;

/// What came of comparing a person with the one an account is of, with the fields.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct SamePerson {
    /// What it comes to.
    pub sameness: Sameness,
    /// The fields that agree.
    pub same: Vec<String>,
    /// The fields that differ.
    pub different: Vec<String>,
    /// The fields that the fresh record lacks.
    pub not_compared: Vec<String>,
}

/// The grade of a proof on an axis.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct GradeOfProof {
    /// The axis.
    pub axis: String,
    /// The grade.
    pub grade: String,
}

/// An authenticator that is bound to an account.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct BoundAuthenticator {
    /// The host's name of it, such as a hash of the credential's id.
    pub name: String,
    /// Who keeps copies of its key, where that is known.
    pub provider: Option<String>,
    /// When it was bound.
    pub since: Timestamp,
    /// The grade of the proof it was bound with, on each axis of the account.
    pub proof: Vec<GradeOfProof>,
}

/// An account, as far as identity goes.
#[derive(uniffi::Object)]
pub struct Account(Mutex<CoreAccount>);

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Account")
    }
}

#[uniffi::export]
impl Account {
    /// Enrols a person with this decision. Everything later is held against what it reached on
    /// `axes`, such as `ds511.ial`. `holder` is what [`Report::holder_record`] says of the person.
    ///
    /// [`Report::holder_record`]: crate::report::Report::holder_record
    #[uniffi::constructor]
    pub fn enrol(
        decision: &AssuranceDecision,
        axes: Vec<String>,
        holder: String,
    ) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let axes: Vec<&str> = axes.iter().map(String::as_str).collect();
            let own = CoreAccount::enrol(&decision.decision, &axes, holder_of(&holder)?);
            own.map(Self::of).map_err(refused)
        })
    }

    /// The account that [`Account::to_json`] wrote.
    #[uniffi::constructor]
    pub fn from_json(json: String) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let own = serde_json::from_str(&json);
            own.map(Self::of).map_err(|error| TashikaError::unreadable("account", error))
        })
    }

    /// The account, to be stored.
    pub fn to_json(&self) -> String {
        self.with(|own| serde_json::to_string(own).unwrap_or_default())
    }

    /// What it was enrolled with.
    pub fn enrolled(&self) -> Reached {
        self.with(|own| Reached::of(own.enrolled()))
    }

    /// The authenticators, in the order they were bound.
    pub fn authenticators(&self) -> Vec<BoundAuthenticator> {
        self.with(|own| own.authenticators().iter().map(bound).collect())
    }

    /// Redeems a ticket and binds one more authenticator with it: the proof must be of the same
    /// person and at least as good as the enrolment. It counts only if the store then deletes the
    /// ticket's record, and had it still.
    pub fn bind(
        &self,
        ticket: TicketAnswer,
        name: String,
        provider: Option<String>,
        bundles: &PolicyBundles,
        now: Timestamp,
    ) -> Result<ProvenRegistration, TashikaError> {
        guard(|| {
            let proven = ticket.redeem(now)?;
            let said = ProvenRegistration::of(&proven);
            self.with(|own| {
                bundles.with(|bundles| own.bind(proven, &name, provider.as_deref(), bundles))
            })
            .map_err(refused)?;
            Ok(said)
        })
    }

    /// Takes an authenticator away; whether it was there.
    pub fn unbind(&self, name: String) -> bool {
        self.with(|own| own.unbind(&name))
    }

    /// Holds who came against whom the account is of, before it is opened: a password or a phone can
    /// open another person's account by mistake (誤ログイン).
    pub fn opens_for(&self, holder: String) -> Result<SamePerson, TashikaError> {
        guard(|| {
            let fresh = holder_of(&holder)?;
            Ok(same(self.with(|own| own.opens_for(&fresh))))
        })
    }

    /// Recovers the account by a fresh proof of the same person, at least as good as the enrolment on
    /// every axis of the account. `evidence` names the piece that the decision rests on. All
    /// authenticators are taken away; new ones are bound with tickets. Returns the fields by which the
    /// person was found to be the same.
    pub fn recover(
        &self,
        decision: &AssuranceDecision,
        evidence: String,
        holder: String,
        bundles: &PolicyBundles,
        now: Timestamp,
    ) -> Result<Vec<String>, TashikaError> {
        guard(|| {
            let proof = decision.piece(&evidence)?;
            let fresh = holder_of(&holder)?;
            let made = (&decision.decision, proof);
            let recovered = self
                .with(|own| bundles.with(|bundles| own.recover(made, &fresh, bundles, now)))
                .map_err(refused)?;
            Ok(recovered.fields().to_vec())
        })
    }

    /// A provider of passkeys was taken over: what must be proven again.
    pub fn provider_compromised(&self, provider: String) -> Vec<WorseEvent> {
        let events = self.with(|own| own.provider_compromised(&provider));
        events.into_iter().map(WorseEvent::of).collect()
    }
}

impl Account {
    fn of(own: CoreAccount) -> Arc<Self> {
        Arc::new(Self(Mutex::new(own)))
    }

    fn with<T>(&self, work: impl FnOnce(&mut CoreAccount) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What a comparison of two people comes to, in words.
#[uniffi::export]
pub fn sameness_sentence(sameness: Sameness) -> Sentence {
    Sentence {
        id: sameness.name().to_owned(),
        en: sameness.en().to_owned(),
        ja: sameness.ja().to_owned(),
    }
}

pub(crate) fn holder_of(json: &str) -> Result<HolderRecord, TashikaError> {
    serde_json::from_str(json).map_err(|error| TashikaError::unreadable("holder-record", error))
}

fn bound(own: &CoreBound) -> BoundAuthenticator {
    let proof = own.proof.iter();
    BoundAuthenticator {
        name: own.name.clone(),
        provider: own.provider.clone(),
        since: own.since,
        proof: proof
            .map(|(axis, grade)| GradeOfProof { axis: axis.clone(), grade: grade.clone() })
            .collect(),
    }
}

fn same(own: CoreSamePerson) -> SamePerson {
    SamePerson {
        sameness: own.sameness(),
        same: own.same,
        different: own.different,
        not_compared: own.not_compared,
    }
}

fn refused(error: AccountError) -> TashikaError {
    let (id, ja) = match &error {
        AccountError::BelowEnrolment { .. } => {
            ("below-enrolment", "登録時の保証レベルを下回る証明です。")
        }
        AccountError::Bound => ("bound", "同じ名前の認証器がすでに登録されています。"),
        AccountError::NotFresh => {
            ("not-fresh", "身元確認から時間が経過しているか、この判定に含まれない証拠です。")
        }
        AccountError::NothingReached(_) => {
            ("nothing-reached", "指定された評価軸で保証レベルに達していません。")
        }
        AccountError::NotSupported => (
            "not-supported",
            "この判定では登録できません。矛盾があるか、先に満たすべき要件が残っています。",
        ),
        AccountError::OtherPerson(_) => {
            ("other-person", "登録された本人であることを確認できません。")
        }
        AccountError::TooMany(_) => ("too-many", "登録できる認証器の数の上限に達しています。"),
        _ => return TashikaError::usage("account", error),
    };
    TashikaError::Refused {
        code: format!("refused.account.{id}"),
        reason: error.to_string(),
        reason_ja: ja.to_owned(),
    }
}
