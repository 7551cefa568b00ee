package dev.tashika

/** Passkeys without any object: client data and authenticator data. */
public object Passkeys {
    /** The client data that a native verifier makes for its own request, as a browser would. */
    @JvmStatic
    public fun clientData(
        ceremony: PasskeyCeremony,
        challenge: ByteArray,
        origin: String,
    ): ByteArray = passkeyClientData(ceremony, challenge, origin)

    /** The rule of a check, in English and Japanese. */
    @JvmStatic
    public fun sentence(check: PasskeyCheck): Sentence = passkeySentence(check)

    /** Reads authenticator data. Nothing of it is verified. */
    @JvmStatic
    @Throws(TashikaException::class)
    public fun read(bytes: ByteArray): AuthenticatorData = authenticatorData(bytes)
}

/**
 * A passkey as its relying party knows it. The host keeps what it was registered with, and the counter
 * of the last use.
 */
public class PasskeyCredential private constructor(private val native: NativePasskeyCredential) :
    AutoCloseable {
    /** What is known of it. */
    public val details: PasskeyDetails get() = native.details()

    /** Holds an assertion against this credential and what was asked. A bad assertion is a report. */
    @Throws(TashikaException::class)
    public fun verify(assertion: PasskeyAssertion, expected: PasskeyExpected): PasskeyReport =
        native.verify(assertion, expected)

    override fun close(): Unit = native.close()

    public companion object {
        /**
         * The credential in the authenticator data of a registration, held against what was [asked].
         * [signCount] is the counter at the last use, where the credential was used since.
         */
        @JvmStatic
        @JvmOverloads
        @Throws(TashikaException::class)
        public fun register(
            authenticatorData: ByteArray,
            asked: PasskeyAsked,
            signCount: Long? = null,
        ): PasskeyCredential =
            PasskeyCredential(NativePasskeyCredential.register(authenticatorData, asked, signCount))
    }
}
