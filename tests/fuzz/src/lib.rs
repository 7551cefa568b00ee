//! What is fuzzed: every reader of bytes that others chose.
//!
//! A target takes any bytes, must neither panic nor hang, and asserts what has to hold of whatever it
//! could read. Its seeds are made by the testkit, as the fixtures are.

mod flows;
mod formats;
mod lists;
mod people;
mod presentations;
mod requests;

/// One target.
pub struct Target {
    /// Its name.
    pub name: &'static str,
    /// Takes any bytes.
    pub run: fn(&[u8]),
    /// Inputs to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// Every target.
pub const TARGETS: &[Target] = &[
    Target {
        name: "alternative-name",
        run: people::alternative_name,
        seeds: people::alternative_name_seeds,
    },
    Target { name: "cbor", run: formats::cbor, seeds: formats::cbor_seeds },
    Target { name: "certificate", run: lists::certificate, seeds: lists::certificate_seeds },
    Target { name: "cms", run: people::cms, seeds: people::cms_seeds },
    Target { name: "crl", run: lists::crl, seeds: lists::crl_seeds },
    Target { name: "data-files", run: lists::data_files, seeds: lists::data_file_seeds },
    Target { name: "dcql", run: requests::dcql, seeds: requests::dcql_seeds },
    Target {
        name: "device-request",
        run: requests::device_request,
        seeds: requests::device_request_seeds,
    },
    Target { name: "doctypes", run: requests::doc_types, seeds: requests::doc_type_seeds },
    Target { name: "engagement", run: flows::engagement, seeds: flows::engagement_seeds },
    Target { name: "frames", run: flows::frames, seeds: flows::frame_seeds },
    Target { name: "jose", run: flows::jose, seeds: flows::jose_seeds },
    Target { name: "json", run: formats::json, seeds: formats::json_seeds },
    Target { name: "mso", run: presentations::mso, seeds: presentations::mso_seeds },
    Target { name: "ocsp", run: people::ocsp, seeds: people::ocsp_seeds },
    Target { name: "online", run: flows::online, seeds: flows::online_seeds },
    Target { name: "reader", run: flows::reader, seeds: flows::reader_seeds },
    Target {
        name: "request-file",
        run: requests::request_file,
        seeds: requests::request_file_seeds,
    },
    Target {
        name: "security-object",
        run: lists::security_object,
        seeds: lists::security_object_seeds,
    },
    Target { name: "status", run: lists::status, seeds: lists::status_seeds },
    Target { name: "status-cache", run: lists::status_cache, seeds: lists::status_cache_seeds },
    Target { name: "verify", run: presentations::verify_real, seeds: presentations::verify_seeds },
    Target {
        name: "verify-signed",
        run: presentations::verify_signed,
        seeds: presentations::verify_seeds,
    },
    Target { name: "vical", run: lists::vical, seeds: lists::vical_seeds },
];

/// The target of this name.
pub fn by_name(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|own| own.name == name)
}

/// An input that begins with a number: which of several readers, or which circumstances.
fn numbered(data: &[u8]) -> Option<(u8, &[u8])> {
    data.split_first().map(|(number, rest)| (*number, rest))
}

/// The seed of this reader.
fn number(number: u8, rest: &[u8]) -> Vec<u8> {
    [&[number], rest].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seed_holds() {
        for own in TARGETS {
            let seeds = (own.seeds)();
            assert!(!seeds.is_empty(), "{} has no seeds", own.name);
            for seed in seeds {
                (own.run)(&seed);
                // And its halves.
                (own.run)(&seed[..seed.len() / 2]);
                (own.run)(&seed[seed.len() / 2..]);
            }
        }
    }
}
