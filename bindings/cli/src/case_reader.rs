//! What case files of every kind share: members with a name, files beside the file, certificates.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use tashika::trust::Purpose;
use tashika::x509::Certificate;

use crate::{Failure, input};

/// base64url text, or a file beside the case file.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected text, or {\"file\": NAME} and nothing else")]
pub(crate) enum Blob {
    Text(String),
    File(FileName),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileName {
    pub(crate) file: String,
}

/// A case file that is being read.
pub(crate) struct Reader<'p> {
    /// The file, as the user named it.
    pub(crate) name: String,
    folder: Option<&'p Path>,
}

impl<'p> Reader<'p> {
    pub(crate) fn new(path: &'p Path) -> Self {
        Self { name: path.display().to_string(), folder: path.parent() }
    }

    pub(crate) fn fail(&self, problem: impl ToString) -> Failure {
        Failure::input(&self.name, problem)
    }

    pub(crate) fn within(&self, member: &str, problem: impl ToString) -> Failure {
        self.fail(format!("{member}: {}", problem.to_string()))
    }

    pub(crate) fn beside(&self, file: &str) -> PathBuf {
        self.folder.unwrap_or(Path::new("")).join(file)
    }

    pub(crate) fn bytes(&self, member: &str, text: &str) -> Result<Vec<u8>, Failure> {
        input::base64(text).ok_or_else(|| self.within(member, "is not base64url"))
    }

    /// The one certificate of an anchor: PEM text, or a file.
    pub(crate) fn anchor_certificate(&self, blob: &Blob) -> Result<Certificate, Failure> {
        let (name, content) = match blob {
            Blob::Text(pem) => (self.name.clone(), pem.clone().into_bytes()),
            Blob::File(own) => {
                let path = self.beside(&own.file);
                (path.display().to_string(), input::read(&path)?)
            }
        };
        let mut certificates =
            Certificate::read_all(&content).map_err(|error| Failure::input(&name, error))?;
        match (certificates.pop(), certificates.is_empty()) {
            (Some(certificate), true) => Ok(certificate),
            _ => Err(Failure::input(&name, "does not hold exactly one certificate")),
        }
    }

    pub(crate) fn anchor_purpose(&self, name: &str) -> Result<Purpose, Failure> {
        Purpose::from_name(name)
            .ok_or_else(|| self.within("trust", format!("unknown purpose \"{name}\"")))
    }
}
