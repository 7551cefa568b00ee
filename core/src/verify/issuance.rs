//! Revocation and status: rows 28 and 62 to 66 of the reference. So far nothing is given to check
//! with, and that is what the findings say.

use super::check::CheckId;
use super::issuer::Issued;
use super::report::Findings;
use crate::mdoc::MobileSecurityObject;

pub(super) fn check(
    issued: &Issued<'_, '_>,
    mso: Option<&MobileSecurityObject<'_>>,
    findings: &mut Findings<'_>,
) {
    if issued.signer().is_some() {
        findings.not_performed(CheckId::IssuerRevocation, "no-revocation-list");
    }
    match mso.map(|mso| mso.status.is_some()) {
        Some(true) => findings.not_performed(CheckId::MsoStatus, "no-status-list"),
        Some(false) => findings.not_applicable(CheckId::MsoStatus),
        None => {}
    }
}
