package dev.tashika.app.counter

import dev.tashika.Algorithm
import dev.tashika.SigningFailure
import java.security.GeneralSecurityException
import java.security.KeyStore
import java.security.PrivateKey
import java.security.ProviderException
import java.security.PublicKey
import java.security.Signature

/** A key of a key store, such as Android's: the signature is made where the key is. */
class StoredKey(private val key: PrivateKey, override val public: PublicKey) : ReaderKey {
    override fun sign(algorithm: Algorithm, bytes: ByteArray): ByteArray {
        val name = Ecdsa.name(algorithm).takeIf { Ecdsa.algorithm(public) == algorithm }
        if (name == null) throw SigningFailure.Failed("the key is of another algorithm")
        val der =
            try {
                val signature = Signature.getInstance(name)
                signature.initSign(key)
                signature.update(bytes)
                signature.sign()
            } catch (_: GeneralSecurityException) {
                throw SigningFailure.Failed("the key store does not sign")
            } catch (_: ProviderException) {
                // Secure hardware that is gone or busy.
                throw SigningFailure.Failed("the key store does not answer")
            }
        return Ecdsa.raw(der, algorithm) ?: throw SigningFailure.Failed("no signature came")
    }

    companion object {
        /** The key of this name in a store; `null` where there is none. */
        fun of(store: KeyStore, name: String): StoredKey? =
            try {
                val key = store.getKey(name, null) as? PrivateKey
                val public = store.getCertificate(name)?.publicKey
                if (key == null || public == null) null else StoredKey(key, public)
            } catch (_: GeneralSecurityException) {
                null
            } catch (_: ProviderException) {
                null
            }
    }
}
