package dev.tashika

import java.time.Instant

/** Who asks online: certificates or an attestation, without any private key. */
public class SigningIdentity private constructor(internal val native: NativeSigningIdentity) :
    AutoCloseable {
    /** `client_id` with its prefix. */
    public val clientId: String get() = native.clientId()

    /** How the verifier is named. */
    public val prefix: ClientIdPrefix get() = native.prefix()

    override fun close(): Unit = native.close()

    public companion object {
        /** Named by the hash of the first certificate. Each is PEM or DER, the signer's own first. */
        @JvmStatic
        @Throws(TashikaException::class)
        public fun x509Hash(certificates: List<ByteArray>): SigningIdentity =
            SigningIdentity(NativeSigningIdentity.x509Hash(certificates))

        /** Named by a DNS name of the first certificate. */
        @JvmStatic
        @Throws(TashikaException::class)
        public fun x509SanDns(certificates: List<ByteArray>, dnsName: String): SigningIdentity =
            SigningIdentity(NativeSigningIdentity.x509SanDns(certificates, dnsName))

        /**
         * Named by a DID: [verificationMethod] is a DID URL such as `did:web:verifier.example#key-1`,
         * and [publicKey] the octets of its key.
         */
        @JvmStatic
        @Throws(TashikaException::class)
        public fun decentralizedIdentifier(
            verificationMethod: String,
            curve: Curve,
            publicKey: ByteArray,
        ): SigningIdentity =
            SigningIdentity(
                NativeSigningIdentity.decentralizedIdentifier(
                    verificationMethod, curve, publicKey))

        /** Named by an attestation (JWT) that is valid at [now]. */
        @JvmStatic
        @Throws(TashikaException::class)
        public fun verifierAttestation(jwt: String, now: Instant): SigningIdentity =
            SigningIdentity(NativeSigningIdentity.verifierAttestation(jwt, now))
    }
}

/** A request that is ready but for its signatures. */
public class Offer internal constructor(private val native: NativeOffer) : AutoCloseable {
    /** What must be signed, in order; nothing for unsigned requests. */
    public val toBeSigned: List<ToSign> get() = native.toBeSigned()

    /** The request with its signatures, in the order of [toBeSigned]. */
    @Throws(TashikaException::class)
    public fun finish(signatures: List<ByteArray>): String = native.finish(signatures)

    /** The same with a callback for each signature. */
    @Throws(TashikaException::class)
    public fun signWith(signer: RequestSigner): String = native.signWith(signer)

    override fun close(): Unit = native.close()
}

/** What came of an answer that was not refused. Close it. */
public sealed class AnswerOutcome(
    /** The JSON body of the reply to a wallet that posted its answer. */
    public val reply: String,
) : AutoCloseable {
    /** Presentations to verify. */
    public class Answered internal constructor(private val native: NativeOnlineAnswer, reply: String) :
        AnswerOutcome(reply) {
        /** The protocol the wallet answered by. */
        public val protocol: String get() = native.protocol()

        /** Each presentation under the id of its credential query; `response` for a DeviceRequest. */
        public val presentations: List<Pair<String, Presentation>> by lazy {
            native.presentations().map { it.id to Presentation(it.presentation) }
        }

        /**
         * Takes it as shown that an authority that was asked for stands behind the presentations of
         * this credential query: the caller held the report's trust anchor against the trusted list or
         * the federation.
         */
        public fun authorityIsProven(credential: String): Unit =
            native.authorityIsProven(credential)

        /**
         * What the query still misses when only these presentations count: [accepted] says for each,
         * in order, whether it was accepted. What then is missing rejects the whole.
         */
        public fun missingAfter(accepted: List<Boolean>): List<Shortfall> =
            native.missingAfter(accepted)

        override fun close() {
            presentations.forEach { (_, own) -> own.close() }
            native.close()
        }
    }

    /** An answer that waits for the browser that started the session. */
    public class AwaitsBrowser
    internal constructor(
        /** The answer, to be sealed and stored. */
        public val held: HeldAnswer,
        reply: String,
    ) : AnswerOutcome(reply) {
        override fun close(): Unit = held.close()
    }

    /** The wallet's error. */
    public class Declined
    internal constructor(
        /** The code that the wallet sent. */
        public val code: String,
        /** What it means. */
        public val kind: WalletErrorKind,
        reply: String,
    ) : AnswerOutcome(reply) {
        override fun close() {}
    }

    /** Mock data of a developer, which no issuer signed: it proves nothing. */
    public class MockData
    internal constructor(
        /** The response without an issuer's signature, for the eyes of developers. */
        public val response: ByteArray,
        reply: String,
    ) : AnswerOutcome(reply) {
        override fun close(): Unit = response.fill(0)
    }

    internal companion object {
        fun of(received: NativeReceived): AnswerOutcome {
            val reply = received.reply
            return when (val own = received.outcome) {
                is NativeAnswerOutcome.Answered -> Answered(own.answer, reply)
                is NativeAnswerOutcome.AwaitsBrowser -> AwaitsBrowser(HeldAnswer(own.held), reply)
                is NativeAnswerOutcome.Declined -> Declined(own.code, own.kind, reply)
                is NativeAnswerOutcome.MockData -> MockData(own.response, reply)
            }
        }
    }
}

/** An answer that is held until the browser that started the session brings the code back. */
public class HeldAnswer internal constructor(private val native: NativeHeldAnswer) : AutoCloseable {
    /** Where the wallet sends the browser: the configured address and the response code. */
    public val redirectUri: String
        @Throws(TashikaException::class) get() = native.redirectUri()

    /** When the session ends. */
    public val expires: Instant
        @Throws(TashikaException::class) get() = native.expires()

    /** Seals the answer into a record, stored under [recordId]. */
    @Throws(TashikaException::class)
    public fun seal(key: ByteArray): ByteArray = native.seal(key)

    /**
     * Releases the answer to the browser that started the session. This object is used up by it,
     * whatever comes of it: after a refusal open the record again.
     */
    @Throws(TashikaException::class)
    public fun collect(responseCode: String, browser: ByteArray, now: Instant): AnswerOutcome =
        AnswerOutcome.of(native.collect(responseCode, browser, now))

    override fun close(): Unit = native.close()

    public companion object {
        /** Opens the record of the session of this id. */
        @JvmStatic
        @Throws(TashikaException::class)
        public fun open(record: ByteArray, sessionId: String, key: ByteArray): HeldAnswer =
            HeldAnswer(NativeHeldAnswer.open(record, sessionId, key))

        /** The id under which a held answer is stored. */
        @JvmStatic
        public fun recordId(sessionId: String): String = heldRecordId(sessionId)
    }
}

/**
 * A session with a wallet elsewhere, from question to answer. It holds secrets: close it.
 *
 * The application keeps sealed records and the one thing that a store must do: hand a record out
 * once. Make a session, [seal] it into a record, send what it says. On an answer [open] the record and
 * [receive]; delete the record where the answer was not refused, and use the outcome only if it was
 * still there.
 */
public class OnlineSession private constructor(private val native: NativeOnlineSession) :
    AutoCloseable {
    /** The session's id. It stands in links and as `state`; it is no secret. */
    public val id: String
        @Throws(TashikaException::class) get() = native.id()

    /** What kind of session this is. */
    public val kind: String
        @Throws(TashikaException::class) get() = native.kind()

    /** When it ends. */
    public val expires: Instant
        @Throws(TashikaException::class) get() = native.expires()

    /** The nonce of a session of Apple's, which the app puts into its request. */
    public val appleNonce: ByteArray
        @Throws(TashikaException::class) get() = native.appleNonce()

    /** Seals the session into a record for a store. [key] is the application's own, 32 bytes. */
    @Throws(TashikaException::class)
    public fun seal(key: ByteArray): ByteArray = native.seal(key)

    /** The link to show or open, for a scheme such as `openid4vp` or an `https` address. */
    @Throws(TashikaException::class)
    public fun link(scheme: String): String = native.link(scheme)

    /** The request that the wallet fetches; [walletNonce] is what it sent, where it did. */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun requestObject(identity: SigningIdentity, walletNonce: String? = null): Offer =
        Offer(native.requestObject(identity.native, walletNonce))

    /**
     * The request for a wallet that fetches it by POST, with the [body] that it posted. A wallet that
     * says that it cannot answer is an error: nobody is bothered in vain.
     */
    @Throws(TashikaException::class)
    public fun requestObjectFor(identity: SigningIdentity, body: ByteArray): Offer =
        Offer(native.requestObjectFor(identity.native, body))

    /** The call of the Digital Credentials API; [reader] signs `org-iso-mdoc`. */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun dcApiCall(
        identities: List<SigningIdentity> = emptyList(),
        reader: SigningIdentity? = null,
    ): Offer = Offer(native.dcApiCall(identities.map { it.native }, reader?.native))

    /**
     * Takes the answer: a form body for sessions by redirect, the browser's JSON for the Digital
     * Credentials API, the envelope for Apple, whose private key is [appleKey].
     *
     * This object is used up by it, whatever comes of it: after a refusal open the record again.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun receive(
        answer: ByteArray,
        now: Instant = Instant.now(),
        appleKey: PrivateKey? = null,
    ): AnswerOutcome = AnswerOutcome.of(native.receive(answer, now, appleKey?.native))

    /**
     * Takes the answer of a transaction across devices, and with it what that transaction knows of its
     * channel. This object is used up by it.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun receive(answer: HybridAnswer, now: Instant = Instant.now()): AnswerOutcome =
        AnswerOutcome.of(native.receiveHybrid(answer.native, now))

    override fun close(): Unit = native.close()

    public companion object {
        /** OpenID4VP 1.0 by link or QR code. Without an identity the request is unsigned. */
        @JvmStatic
        @JvmOverloads
        @Throws(TashikaException::class)
        public fun redirect(
            options: RedirectOptions,
            session: SessionOptions,
            identity: SigningIdentity? = null,
        ): OnlineSession =
            OnlineSession(NativeOnlineSession.redirect(options, session, identity?.native))

        /** A call of the Digital Credentials API. */
        @JvmStatic
        @JvmOverloads
        @Throws(TashikaException::class)
        public fun dcApi(
            options: DcApiOptions,
            session: SessionOptions,
            identities: List<SigningIdentity> = emptyList(),
        ): OnlineSession =
            OnlineSession(NativeOnlineSession.dcApi(options, session, identities.map { it.native }))

        /** ISO/IEC TS 18013-7 Annex B. */
        @JvmStatic
        @Throws(TashikaException::class)
        public fun annexB(
            options: AnnexBOptions,
            session: SessionOptions,
            identity: SigningIdentity,
        ): OnlineSession =
            OnlineSession(NativeOnlineSession.annexB(options, session, identity.native))

        /** In-app presentment of Apple. */
        @JvmStatic
        @Throws(TashikaException::class)
        public fun apple(options: AppleOptions, session: SessionOptions): OnlineSession =
            OnlineSession(NativeOnlineSession.apple(options, session))

        /** Opens the record that was stored under [id]. */
        @JvmStatic
        @Throws(TashikaException::class)
        public fun open(record: ByteArray, id: String, key: ByteArray): OnlineSession =
            OnlineSession(NativeOnlineSession.open(record, id, key))

        /** The session that a posted answer names; nothing of it is verified. */
        @JvmStatic
        public fun claimed(answer: ByteArray): String? = claimedSession(answer)
    }
}
