// A wallet from other people's packages: reads a task from standard input, writes an answer.
//
// task: { mode, parameters | requestObject | call, walletNonce, protocol, origin, issuer: { key, certificate },
//         device, docType, nameSpace, elements }

import crypto from 'node:crypto'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const home = createRequire(path.join(process.env.TASHIKA_INTEROP, 'package.json'))
const load = async (name) => import(pathToFileURL(resolve(name)).href)

function resolve(name) {
  const folder = home.resolve.paths(name).map((own) => path.join(own, name)).find(exists)
  const manifest = home(path.join(folder, 'package.json'))
  let entry = manifest.exports?.['.'] ?? manifest.module ?? manifest.main
  while (entry && typeof entry === 'object') entry = entry.import ?? entry.default ?? entry.node
  return path.join(folder, entry)
}

function exists(folder) {
  try {
    return Boolean(home(path.join(folder, 'package.json')))
  } catch {
    return false
  }
}

const mdoc = await load('@owf/mdoc')
const jose = await load('jose')
const hpke = await load('@hpke/core')
const openid4vp = await load('@openid4vc/openid4vp')
const b64u = (bytes) => Buffer.from(bytes).toString('base64url')
const sha256 = (bytes) => new Uint8Array(crypto.createHash('sha256').update(bytes).digest())

const task = JSON.parse(await text(process.stdin))

async function text(stream) {
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

const context = {
  crypto: {
    random: (length) => new Uint8Array(crypto.randomBytes(length)),
    digest: ({ digestAlgorithm, bytes }) =>
      new Uint8Array(crypto.createHash(digestAlgorithm.replace('-', '')).update(bytes).digest()),
    calculateEphemeralMacKey: () => {
      throw new Error('no MAC online')
    },
  },
  cose: {
    sign1: {
      sign: ({ toBeSigned, key }) => {
        const signer = crypto.createPrivateKey({ key: key.jwk, format: 'jwk' })
        const signature = crypto.sign('sha256', toBeSigned, { key: signer, dsaEncoding: 'ieee-p1363' })
        return new Uint8Array(signature)
      },
      verify: ({ key, sign1 }) => {
        const { d, ...jwk } = key.jwk
        const signer = crypto.createPublicKey({ key: jwk, format: 'jwk' })
        const options = { key: signer, dsaEncoding: 'ieee-p1363' }
        return crypto.verify('sha256', sign1.toBeSigned, options, sign1.signature)
      },
    },
    mac0: {},
  },
  x509: {
    getPublicKey: ({ certificate }) => {
      const key = new crypto.X509Certificate(certificate).publicKey
      return mdoc.CoseKey.fromJwk(key.export({ format: 'jwk' }))
    },
  },
}

async function credential() {
  const issuer = new mdoc.Issuer(task.docType, context)
  issuer.addIssuerNamespace(task.nameSpace, task.elements)
  const { d, ...deviceKey } = task.device
  return issuer.sign({
    signingKey: mdoc.CoseKey.fromJwk({ ...task.issuer.key, alg: 'ES256' }),
    algorithm: mdoc.SignatureAlgorithm.ES256,
    digestAlgorithm: 'SHA-256',
    certificates: [Buffer.from(task.issuer.certificate, 'base64')],
    validityInfo: {
      signed: new Date('2026-05-01T00:00:00Z'),
      validFrom: new Date('2026-05-01T00:00:00Z'),
      validUntil: new Date('2026-08-01T00:00:00Z'),
    },
    deviceKeyInfo: { deviceKey: mdoc.DeviceKey.fromJwk(deviceKey) },
  })
}

async function deviceResponse(deviceRequest, sessionTranscript) {
  return mdoc.Holder.createDeviceResponseForDeviceRequest(
    {
      deviceRequest,
      sessionTranscript,
      issuerSigned: [await credential()],
      signature: { signingKey: mdoc.CoseKey.fromJwk({ ...task.device, alg: 'ES256' }) },
    },
    context
  )
}

function requestOf(query) {
  const spaces = {}
  for (const { path: [space, element], intent_to_retain } of query.claims) {
    spaces[space] = { ...spaces[space], [element]: intent_to_retain ?? false }
  }
  const itemsRequest = mdoc.ItemsRequest.create({
    docType: query.meta.doctype_value,
    namespaces: spaces,
  })
  return mdoc.DeviceRequest.create({ docRequests: [mdoc.DocRequest.create({ itemsRequest })] })
}

async function vpToken(parameters, transcript) {
  const [query] = parameters.dcql_query.credentials
  const response = await deviceResponse(requestOf(query), transcript)
  return { [query.id]: [response.encodedForOid4Vp] }
}

async function encrypted(parameters, content) {
  const [jwk] = parameters.client_metadata.jwks.keys
  const [enc] = parameters.client_metadata.encrypted_response_enc_values_supported
  const key = await jose.importJWK(jwk, jwk.alg)
  return new jose.CompactEncrypt(new TextEncoder().encode(JSON.stringify(content)))
    .setProtectedHeader({ alg: jwk.alg, enc, kid: jwk.kid })
    .encrypt(key)
}

/// None where the answer goes in the clear.
async function thumbprint(parameters) {
  if (!parameters.client_metadata.jwks) return undefined
  const [jwk] = parameters.client_metadata.jwks.keys
  return new Uint8Array(Buffer.from(await jose.calculateJwkThumbprint(jwk), 'base64url'))
}

/// The payload of a request object, signed by the leaf that it names.
async function verified(object) {
  const { x5c, typ } = jose.decodeProtectedHeader(object)
  if (typ !== 'oauth-authz-req+jwt') throw new Error('typ')
  const leaf = new crypto.X509Certificate(Buffer.from(x5c[0], 'base64'))
  const { payload } = await jose.compactVerify(object, leaf.publicKey, { algorithms: ['ES256'] })
  const parameters = JSON.parse(new TextDecoder().decode(payload))
  const hash = b64u(sha256(leaf.raw))
  if (parameters.client_id !== `x509_hash:${hash}`) throw new Error('client_id')
  await resolved({ client_id: parameters.client_id, request: object })
  return parameters
}

/// The payload of a request that several signed, each naming itself in its own header.
async function multisigned(request) {
  const { x5c, typ, client_id } = jose.decodeProtectedHeader(request.signatures[0])
  if (typ !== 'oauth-authz-req+jwt') throw new Error('typ')
  const leaf = new crypto.X509Certificate(Buffer.from(x5c[0], 'base64'))
  const { payload } = await jose.generalVerify(request, leaf.publicKey, { algorithms: ['ES256'] })
  const parameters = JSON.parse(new TextDecoder().decode(payload))
  if (client_id !== `x509_hash:${b64u(sha256(leaf.raw))}` || parameters.client_id) throw new Error('client_id')
  if (!parameters.expected_origins.includes(task.origin)) throw new Error('expected_origins')
  return parameters
}

/// The request as another implementation of OpenID4VP reads it: version 1.0, and the same query.
async function resolved(authorizationRequestPayload) {
  const callbacks = {
    verifyJwt: async (signer, { compact }) => {
      const leaf = new crypto.X509Certificate(Buffer.from(signer.x5c[0], 'base64'))
      await jose.compactVerify(compact, leaf.publicKey)
      return { verified: true, signerJwk: leaf.publicKey.export({ format: 'jwk' }) }
    },
    hash: (data, algorithm) =>
      new Uint8Array(crypto.createHash(algorithm.replace('-', '')).update(data).digest()),
    getX509CertificateMetadata: () => ({ sanDnsNames: [], sanUriNames: [] }),
    decryptJwe: () => {
      throw new Error('no encrypted request')
    },
    fetch: () => {
      throw new Error('no network')
    },
  }
  const client = new openid4vp.Openid4vpClient({ callbacks })
  const wallet = task.walletNonce ? { expectedNonce: task.walletNonce } : undefined
  const request = { authorizationRequestPayload, origin: task.origin, wallet }
  const { dcql, version } = await client.resolveOpenId4vpAuthorizationRequest(request)
  if (version !== 100 || !dcql?.query.credentials.length) throw new Error(`read as ${version}`)
}

async function post() {
  const parameters = task.requestObject ? await verified(task.requestObject) : task.parameters
  const transcript = await mdoc.SessionTranscript.forOid4Vp(
    {
      clientId: parameters.client_id,
      nonce: parameters.nonce,
      jwkThumbprint: await thumbprint(parameters),
      responseUri: parameters.response_uri,
    },
    context
  )
  const content = { vp_token: await vpToken(parameters, transcript), state: parameters.state }
  if (parameters.response_mode === 'direct_post') {
    const { vp_token, state } = content
    return new URLSearchParams({ vp_token: JSON.stringify(vp_token), state }).toString()
  }
  return new URLSearchParams({ response: await encrypted(parameters, content) }).toString()
}

async function dcApi() {
  const { data } = task.call.requests.find(({ protocol }) => protocol === task.protocol)
  const read = { 'openid4vp-v1-signed': verified, 'openid4vp-v1-multisigned': multisigned }[task.protocol]
  const parameters = read ? await read(data.request) : data
  if (task.protocol === 'org-iso-mdoc') return annexC(data)
  if (task.protocol === 'openid4vp-v1-unsigned') await resolved(parameters)
  const transcript = await mdoc.SessionTranscript.forOid4VpDcApi(
    { origin: task.origin, nonce: parameters.nonce, jwkThumbprint: await thumbprint(parameters) },
    context
  )
  const vp_token = await vpToken(parameters, transcript)
  if (parameters.response_mode === 'dc_api') {
    return JSON.stringify({ protocol: task.protocol, data: { vp_token } })
  }
  const response = await encrypted(parameters, { vp_token })
  return JSON.stringify({ protocol: task.protocol, data: { response } })
}

// The package knows no handover of Annex C: it encodes this one in place of another.
async function annexCTranscript(hash) {
  const transcript = await mdoc.SessionTranscript.forOid4VpDcApi({ origin: '', nonce: '' }, context)
  Object.defineProperty(transcript.handover, 'encodedStructure', { get: () => ['dcapi', hash] })
  return transcript
}

async function annexC({ deviceRequest, encryptionInfo }) {
  const info = mdoc.cborEncode([encryptionInfo, task.origin])
  const transcript = await annexCTranscript(sha256(info))
  const request = mdoc.DeviceRequest.decode(new Uint8Array(Buffer.from(deviceRequest, 'base64url')))
  if (!request.docRequests.every(({ readerAuth }) => readerAuth)) throw new Error('readerAuth')
  await mdoc.Holder.verifyDeviceRequest({ deviceRequest: request, sessionTranscript: transcript }, context)
  const response = (await deviceResponse(request, transcript)).encode()
  const [, parameters] = mdoc.cborDecode(new Uint8Array(Buffer.from(encryptionInfo, 'base64url')))
  const get = (map, key) => (map instanceof Map ? map.get(key) : map[key])
  const key = get(parameters, 'recipientPublicKey')
  const point = Buffer.concat([Buffer.from([4]), get(key, -2), get(key, -3)])
  const kem = new hpke.DhkemP256HkdfSha256()
  const suite = new hpke.CipherSuite({ kem, kdf: new hpke.HkdfSha256(), aead: new hpke.Aes128Gcm() })
  const recipientPublicKey = await kem.deserializePublicKey(new Uint8Array(point))
  const sender = await suite.createSenderContext({ recipientPublicKey, info: transcript.encode() })
  const cipherText = new Uint8Array(await sender.seal(response))
  const sealed = mdoc.cborEncode(['dcapi', new Map([['enc', new Uint8Array(sender.enc)], ['cipherText', cipherText]])])
  return JSON.stringify({ protocol: task.protocol, data: { response: b64u(sealed) } })
}

process.stdout.write(task.mode === 'post' ? await post() : await dcApi())
