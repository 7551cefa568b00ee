// Verifies the reader authentication of a DeviceRequest with @owf/mdoc.
//
// Standard input: {"deviceRequest": hex, "sessionTranscript": hex}. Standard output: a JSON array
// with one outcome for each signature that was checked. The package builds what was signed; the
// cryptography under it is that of Node.

import { createPublicKey, verify, X509Certificate } from "node:crypto";
import { text } from "node:stream/consumers";
import { CoseKey, Holder } from "@owf/mdoc";

const input = JSON.parse(await text(process.stdin));
const bytes = (hex) => new Uint8Array(Buffer.from(hex, "hex"));
const hashes = { "P-256": "sha256", "P-384": "sha384", "P-521": "sha512" };

const context = {
  x509: {
    getPublicKey: ({ certificate }) => {
      const { publicKey } = new X509Certificate(certificate);
      return CoseKey.fromJwk(publicKey.export({ format: "jwk" }));
    },
  },
  cose: {
    sign1: {
      verify: ({ sign1, key }) => {
        const publicKey = createPublicKey({ key: key.jwk, format: "jwk" });
        const options = { key: publicKey, dsaEncoding: "ieee-p1363" };
        return verify(hashes[key.jwk.crv], sign1.toBeSigned, options, sign1.signature);
      },
    },
  },
};

const outcomes = [];
await Holder.verifyDeviceRequest(
  {
    deviceRequest: bytes(input.deviceRequest),
    sessionTranscript: bytes(input.sessionTranscript),
    verificationCallback: ({ status, category }) => outcomes.push(`${category} ${status}`),
  },
  context,
);
console.log(JSON.stringify(outcomes));
