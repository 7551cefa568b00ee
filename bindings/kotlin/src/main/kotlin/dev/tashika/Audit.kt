package dev.tashika

/**
 * A file that is ready to be signed: a package of a ledger, or a policy bundle. The private key stays
 * with the application.
 */
public class FileToSign internal constructor(private val native: NativeFileToSign) :
    AutoCloseable {
    /** The algorithm to sign with. */
    public val algorithm: Algorithm get() = native.algorithm()

    /** What the key signs. */
    public val toBeSigned: ByteArray get() = native.toBeSigned()

    /**
     * The file with this [signature]: `r || s`, or that of EdDSA. Whether it holds is seen when it is
     * read.
     */
    public fun finish(signature: ByteArray): ByteArray = native.finish(signature)

    /** The same with a callback for the signature. */
    @Throws(TashikaException::class)
    public fun signWith(signer: RequestSigner): ByteArray = native.signWith(signer)

    override fun close(): Unit = native.close()

    public companion object {
        /** The text of a policy bundle (JSON), once it was found consistent. */
        @JvmStatic
        @Throws(TashikaException::class)
        public fun bundle(json: String, algorithm: Algorithm): FileToSign =
            FileToSign(NativeFileToSign.bundle(json, algorithm))
    }
}
