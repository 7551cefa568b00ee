// A wallet from @auth0/mdl for the protocols that the other one does not know: reads a task from
// standard input, writes an answer. Its transcript of ISO/IEC TS 18013-7 Annex B is that of a draft
// of 2023; the published one comes from @owf/mdoc.
//
// task: { mode, requestObject | apple, draft, mac, issuer: { key, certificate }, device, docType,
//         nameSpace, elements }

import crypto from 'node:crypto'
import { createRequire } from 'node:module'
import path from 'node:path'

const home = createRequire(path.join(process.env.TASHIKA_INTEROP, 'package.json'))
const { DataItem, DeviceResponse, Document, MDoc, cborEncode } = load()
const jose = await import(home.resolve('jose'))
const modules = path.join(process.env.TASHIKA_INTEROP, 'node_modules')
const { SessionTranscript } = await import(path.join(modules, '@owf/mdoc/dist/index.mjs'))
const hpke = await import(path.join(modules, '@hpke/core/esm/mod.js'))
const b64u = (bytes) => Buffer.from(bytes).toString('base64url')
const sha256 = (bytes) => crypto.createHash('sha256').update(bytes).digest()

function load() {
  const mdl = home('@auth0/mdl')
  const { cborEncode, DataItem } = createRequire(home.resolve('@auth0/mdl'))('./cbor')
  return { ...mdl, cborEncode, DataItem }
}

const chunks = []
for await (const chunk of process.stdin) chunks.push(chunk)
const task = JSON.parse(Buffer.concat(chunks).toString())

async function credential() {
  const { d, ...deviceKey } = task.device
  const document = await new Document(task.docType)
    .addIssuerNameSpace(task.nameSpace, task.elements)
    .useDigestAlgorithm('SHA-256')
    .addValidityInfo({
      signed: new Date('2026-05-01T00:00:00Z'),
      validFrom: new Date('2026-05-01T00:00:00Z'),
      validUntil: new Date('2026-08-01T00:00:00Z'),
    })
    .addDeviceKeyInfo({ deviceKey })
    .sign({
      issuerPrivateKey: task.issuer.key,
      issuerCertificate: `-----BEGIN CERTIFICATE-----\n${task.issuer.certificate}\n-----END CERTIFICATE-----`,
      alg: 'ES256',
    })
  return new MDoc([document])
}

async function signed(builder, definition, reader) {
  const response = builder.usingPresentationDefinition(definition)
  const authenticated = reader
    ? response.authenticateWithMAC(task.device, reader, 'HS256')
    : response.authenticateWithSignature(task.device, 'ES256')
  return (await authenticated.sign()).encode()
}

/// ISO/IEC TS 18013-7 Annex B: the request object of the leaf that it names, and the posted form.
async function annexB() {
  const { x5c } = jose.decodeProtectedHeader(task.requestObject)
  const leaf = new crypto.X509Certificate(Buffer.from(x5c[0], 'base64'))
  const { payload } = await jose.compactVerify(task.requestObject, leaf.publicKey)
  const request = JSON.parse(new TextDecoder().decode(payload))
  if (request.client_id_scheme !== 'x509_san_dns') throw new Error('client_id_scheme')
  if (!leaf.checkHost(request.client_id)) throw new Error('client_id')
  if (new URL(request.response_uri).host !== request.client_id) throw new Error('response_uri')
  const [jwk] = request.client_metadata.jwks.keys
  const own = b64u(crypto.randomBytes(16))
  const { client_id: clientId, response_uri: responseUri, nonce } = request
  const context = { crypto: { digest: ({ bytes }) => new Uint8Array(sha256(bytes)) } }
  const transcript = await SessionTranscript.forOid4VpDraft18(
    { clientId, responseUri, verifierGeneratedNonce: nonce, mdocGeneratedNonce: own },
    context
  )
  const response = DeviceResponse.from(await credential())
  const builder = task.draft
    ? response.usingSessionTranscriptForOID4VP(own, clientId, responseUri, nonce)
    : response.usingSessionTranscriptBytes(embedded(transcript.encode()))
  const definition = request.presentation_definition
  const token = await signed(builder, definition, task.mac && coseKey(jwk))
  const content = {
    vp_token: b64u(token),
    state: request.state,
    presentation_submission: {
      id: 'submission',
      definition_id: definition.id,
      descriptor_map: [{ id: task.docType, format: 'mso_mdoc', path: '$' }],
    },
  }
  const { authorization_encrypted_response_alg: alg, authorization_encrypted_response_enc: enc } =
    request.client_metadata
  const jwe = await new jose.CompactEncrypt(new TextEncoder().encode(JSON.stringify(content)))
    .setProtectedHeader({ alg, enc, kid: jwk.kid })
    .setKeyManagementParameters({ apu: Buffer.from(own), apv: Buffer.from(nonce) })
    .encrypt(await jose.importJWK(jwk, alg))
  return new URLSearchParams({ response: jwe }).toString()
}

/// #6.24(bytes .cbor ..), as the package wants a transcript.
function embedded(bytes) {
  if (bytes.length < 24 || bytes.length > 255) throw new Error('another length of the transcript')
  return Buffer.concat([Buffer.from([0xd8, 0x18, 0x58, bytes.length]), bytes])
}

function coseKey(jwk) {
  const bytes = (text) => Buffer.from(text, 'base64url')
  return cborEncode(new Map([[1, 2], [-1, 1], [-2, bytes(jwk.x)], [-3, bytes(jwk.y)]]))
}

/// In-app presentment of Apple. No package knows it: transcript and envelope are written out here,
/// signed by @auth0/mdl and sealed by @hpke/core.
async function apple() {
  const { nonce, merchant, team, key, definition } = task.apple
  const bytes = (text) => Buffer.from(text, 'base64url')
  const pkRHash = sha256(bytes(key))
  const handover = ['AppleIdentityPresentment_1.0', bytes(nonce), merchant, team, pkRHash]
  const transcript = [null, null, handover]
  const builder = DeviceResponse.from(await credential())
    .usingSessionTranscriptBytes(cborEncode(DataItem.fromData(transcript)))
  const response = await signed(builder, definition)
  const kem = new hpke.DhkemP256HkdfSha256()
  const suite = new hpke.CipherSuite({ kem, kdf: new hpke.HkdfSha256(), aead: new hpke.Aes128Gcm() })
  const info = cborEncode(transcript)
  const recipientPublicKey = await kem.deserializePublicKey(new Uint8Array(bytes(key)))
  const sender = await suite.createSenderContext({ recipientPublicKey, info: new Uint8Array(info) })
  // {"identity": DeviceResponse}, the response as it is.
  const plain = Buffer.concat([Buffer.from([0xa1]), cborEncode('identity'), response])
  const data = Buffer.from(await sender.seal(new Uint8Array(plain)))
  const params = { mode: 0, pkEm: Buffer.from(sender.enc), pkRHash, infoHash: sha256(info) }
  const envelope = cborEncode({ algorithm: 'APPLE-HPKE-v1', params, data })
  return b64u(envelope)
}

process.stdout.write(task.mode === 'apple' ? await apple() : await annexB())
