//! Every bound on received bytes, in one place.

/// Bytes of a DeviceResponse: a portrait and dozens of documents fit many times over.
pub const MAX_RESPONSE_BYTES: usize = 8 * 1024 * 1024;
/// Bytes of a DeviceRequest or a SessionTranscript.
pub const MAX_MESSAGE_BYTES: usize = 1024 * 1024;
/// Nesting outside element values; the deepest legal structure needs 9.
pub const MAX_DEPTH: usize = 16;
/// Nesting inside one IssuerSignedItem or DeviceNameSpaces.
pub const MAX_ELEMENT_DEPTH: usize = 32;
/// Indefinite lengths within each other, where only the end of an item is looked for.
pub const MAX_OPEN_LEVELS: usize = 2 * MAX_ELEMENT_DEPTH;
/// Entries of one map: bounds the work of the duplicate search.
pub const MAX_MAP_ENTRIES: usize = 16 * 1024;
/// Bytes of a map key that is itself a container, or written in an unusual way.
pub const MAX_KEY_BYTES: usize = 256;
/// Bytes of a docType, a namespace or an element identifier.
pub const MAX_NAME_BYTES: usize = 256;
/// Header parameters of one COSE header, and labels of `crit`.
pub const MAX_HEADERS: usize = 64;
/// Bytes of one text string.
pub const MAX_TEXT_BYTES: usize = 64 * 1024;
/// Documents of one response: bounds the signature verifications.
pub const MAX_DOCUMENTS: usize = 64;
/// Namespaces of one document.
pub const MAX_NAMESPACES: usize = 64;
/// Items of one document, for each of issuer-signed, device-signed and reported as not returned.
pub const MAX_ITEMS: usize = 1024;
/// Bytes of one mobile security object.
pub const MAX_MSO_BYTES: usize = 256 * 1024;
/// Bytes of one signed message (CMS): the security object of a travel document, or a detached
/// signature with its certificates, has a few KiB.
pub const MAX_SIGNED_DATA_BYTES: usize = 256 * 1024;
/// Data groups of one travel document.
pub const MAX_DATA_GROUPS: usize = 16;
/// Certificates in one x5chain or signed message.
pub const MAX_CHAIN_CERTIFICATES: usize = 8;
/// Trust anchors tried for one signer: bounds the signature verifications.
pub const MAX_ANCHOR_CANDIDATES: usize = 16;
/// Bytes of one certificate: the largest real ones stay below 4 KiB.
pub const MAX_CERTIFICATE_BYTES: usize = 16 * 1024;
/// Extensions of one certificate.
pub const MAX_EXTENSIONS: usize = 64;
/// Bytes of one certificate revocation list: a document signer's list holds dozens of entries.
pub const MAX_CRL_BYTES: usize = 4 * 1024 * 1024;
/// Bytes of one status list token as fetched: 2^28 entries of one bit compress below it as long as
/// one in a hundred is set.
pub const MAX_STATUS_TOKEN_BYTES: usize = 8 * 1024 * 1024;
/// Bytes of a JWT's claims without their long strings, and the length from which a string is long.
pub const MAX_TOKEN_CLAIM_BYTES: usize = 64 * 1024;
/// See [`MAX_TOKEN_CLAIM_BYTES`].
pub const MAX_TOKEN_SHORT_STRING: usize = 4096;
/// Long strings among a JWT's claims: the list is one.
pub const MAX_TOKEN_LONG_STRINGS: usize = 16;
/// Bytes of a status list after inflating: 2^28 entries of one bit.
pub const MAX_STATUS_LIST_BYTES: usize = 32 * 1024 * 1024;
/// Entries of an identifier list: as many as fit into a token with identifiers of 14 bytes. Real ones
/// have 32.
pub const MAX_IDENTIFIERS: usize = 512 * 1024;
/// Characters of the address of a list.
pub const MAX_URI_CHARS: usize = 2048;
/// Lists in one cache.
pub const MAX_CACHE_ENTRIES: usize = 1024;
/// Bytes of all lists in one cache.
pub const MAX_CACHE_BYTES: usize = 64 * 1024 * 1024;
/// Bytes of a VICAL: a list of all countries' authorities stays far below.
pub const MAX_VICAL_BYTES: usize = 16 * 1024 * 1024;
/// Entries of a VICAL.
pub const MAX_VICAL_ENTRIES: usize = 10_000;
/// Bytes of a data file: issuer profiles or an acceptance list.
pub const MAX_DATA_FILE_BYTES: usize = 4 * 1024 * 1024;
/// Signature checks that a chain cache remembers.
pub const MAX_CHAIN_CACHE_ENTRIES: usize = 4096;
/// Addresses of one plan.
pub const MAX_FETCHES: usize = 4096;
/// Bytes of one document type file: the largest that ships has 11 KiB.
pub const MAX_DOC_TYPE_FILE_BYTES: usize = 256 * 1024;
/// Document types of one registry.
pub const MAX_DOC_TYPES: usize = 256;
/// Findings of one kind that are listed for one document.
pub const MAX_LISTED: usize = 32;
/// Bytes of a DeviceEngagement: a QR code holds fewer than 3 KiB.
pub const MAX_ENGAGEMENT_BYTES: usize = 16 * 1024;
/// Retrieval methods, or origins, of one engagement.
pub const MAX_RETRIEVAL_METHODS: usize = 16;
/// Bytes of one NDEF message: as many as the two length bytes of a Type 4 tag can say.
pub const MAX_NDEF_BYTES: usize = 65_535;
/// Records of one NDEF message, chunks counted.
pub const MAX_NDEF_RECORDS: usize = 64;
/// Bytes of one message on a transport: the largest response, encrypted and wrapped.
pub const MAX_SESSION_BYTES: usize = MAX_RESPONSE_BYTES + 1024;
/// Answers of a tag that bring nothing, in one wait: each is one more poll.
pub const MAX_TAG_POLLS: u32 = 64;
/// Nesting of protocol JSON; the deepest legal request needs 8.
pub const MAX_JSON_DEPTH: usize = 16;
/// Values of one JSON text, members and elements together.
pub const MAX_JSON_VALUES: usize = 64 * 1024;
/// Bytes of the protected header of a JWE or JWS; an `x5c` of eight certificates fits.
pub const MAX_JOSE_HEADER_BYTES: usize = 192 * 1024;
/// Bytes of a wallet's whole online answer: a response at its limit, in base64url twice over.
pub const MAX_ONLINE_ANSWER_BYTES: usize = 16 * 1024 * 1024;
/// Bytes of a request's JSON, of wallet metadata, or of a verifier attestation.
pub const MAX_ONLINE_REQUEST_BYTES: usize = 1024 * 1024;
/// Origins that one verifier works under.
pub const MAX_ORIGINS: usize = 32;
/// Bytes of one text parameter of a request: nonces, identifiers, URIs.
pub const MAX_PARAMETER_BYTES: usize = 4096;
/// Bytes of one message of a hybrid tunnel, as the tunnel carries it.
pub const MAX_HYBRID_MESSAGE_BYTES: usize = 1024 * 1024;
/// Messages under one key of a hybrid tunnel.
pub const MAX_HYBRID_MESSAGES: u32 = 1 << 24;
/// Nesting of what a phone sends in CBOR over a hybrid tunnel.
pub const MAX_HYBRID_DEPTH: usize = 8;
/// Features that a phone names.
pub const MAX_HYBRID_FEATURES: usize = 32;
/// Updates that a phone may send before its reply.
pub const MAX_HYBRID_UPDATES: usize = 16;
/// Digits of a hybrid code: the longest that anyone makes has 200.
pub const MAX_HYBRID_DIGITS: usize = 1024;
/// Bytes of a passkey's authenticator data or client data.
pub const MAX_PASSKEY_BYTES: usize = 64 * 1024;
/// Bytes of a passkey's credential id (WebAuthn 4).
pub const MAX_CREDENTIAL_ID_BYTES: usize = 1023;
/// Octets of a challenge: real ones have 32.
pub const MAX_CHALLENGE_BYTES: usize = 1024;
/// Challenges that one verifier has open.
pub const MAX_CHALLENGES: usize = 64 * 1024;
/// Octets of a document that is signed.
pub const MAX_SIGNED_DOCUMENT_BYTES: usize = 32 * 1024 * 1024;
/// Octets of an OCSP response with its responder's certificate.
pub const MAX_OCSP_BYTES: usize = 64 * 1024;
/// Single responses of one OCSP response, and certificates in it.
pub const MAX_OCSP_RESPONSES: usize = 64;
/// Revocation lists and responses given for one certificate: bounds the signature verifications.
pub const MAX_REVOCATION_EVIDENCE: usize = 16;
/// Characters of a holder's address in a signature certificate.
pub const MAX_JPKI_ADDRESS_CHARS: usize = 200;
/// Characters of a holder's name in a signature certificate.
pub const MAX_JPKI_NAME_CHARS: usize = 200;
/// Characters of a text that is compared with another.
pub const MAX_COMPARED_CHARS: usize = 512;
/// Bytes of a policy bundle: the largest that ships stays below 64 KiB.
pub const MAX_BUNDLE_BYTES: usize = 1024 * 1024;
/// Entries of a policy bundle, all lists together.
pub const MAX_BUNDLE_RULES: usize = 4096;
/// Steps of reading every need of a policy bundle once, each mention of a rule counted with all below it.
pub const MAX_BUNDLE_STEPS: usize = 10_000;
/// Rules of a policy bundle that need one another, one below the other.
pub const MAX_BUNDLE_DEPTH: usize = 16;
/// Pieces of evidence in one decision.
pub const MAX_EVIDENCE: usize = 256;
/// Authenticators of one account.
pub const MAX_BOUND_AUTHENTICATORS: usize = 32;
/// Bytes of one record of a ledger without what is retained.
pub const MAX_LEDGER_RECORD_BYTES: usize = 256 * 1024;
/// Records of one exported package.
pub const MAX_PACKAGE_RECORDS: usize = 10_000;
/// Bytes of one exported package.
pub const MAX_PACKAGE_BYTES: usize = 64 * 1024 * 1024;
/// Fields by which two records of a person are compared.
pub const MAX_COMPARED_FIELDS: usize = 32;
/// Challenges of one session that are open at a time.
pub const MAX_OPEN_CHALLENGES: usize = 64;
/// Entries of the history of a counter.
pub const MAX_HISTORY_ENTRIES: usize = 10_000;
/// Presets of one counter.
pub const MAX_PRESETS: usize = 64;
/// Bytes of a value that is written out for a screen; a longer one is cut.
pub const MAX_SHOWN_CHARS: usize = 1024;
