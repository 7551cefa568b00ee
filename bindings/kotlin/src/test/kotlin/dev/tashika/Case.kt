package dev.tashika

import com.google.gson.JsonElement
import com.google.gson.JsonObject
import com.google.gson.JsonParser
import java.io.File
import java.time.Instant
import java.util.Base64

/** The shared case files of `tests/fixtures`: their parts go through the public API. */
internal object Fixtures {
    val folder = File(System.getProperty("tashika.fixtures"))

    /** What `tashika verify --json` says of each case; `cargo xtask` writes it. */
    val reports = File(folder, "../../target/reports")

    fun all(): List<File> =
        listOf(folder, File(folder, "cases"))
            .flatMap { it.listFiles { own -> own.extension == "json" }!!.toList() }
            .sortedBy { it.path }

    fun case(name: String): Case = Case(File(folder, "$name.json"))
}

/** One case, read. */
internal class Case(private val file: File) : AutoCloseable {
    private val json: JsonObject = JsonParser.parseString(file.readText()).asJsonObject
    private val open = ArrayDeque<AutoCloseable>()

    val at: Instant = Instant.parse(text("at") ?: "2026-06-01T00:00:00Z")
    val response: ByteArray = blob(json["deviceResponse"])
    val request: ByteArray? = json["request"]?.let(::blob)
    val handover: Handover? = json["transcript"]?.asJsonObject?.let(::handover)
    val policy =
        PolicyOptions(
            name = text("policy") ?: "default",
            profile = text("profile")?.let(::profile),
            status = text("statusPolicy") ?: "default",
        )
    val anchors: List<Anchor> = rows("trust").map(::anchor)

    fun presentation(): Presentation {
        val key = json["readerKey"]?.asJsonObject?.let(::key)
        return closing(Presentation(response, handover, request, key))
    }

    fun trust(): TrustStore = closing(TrustStore(anchors))

    fun status(): StatusCache? {
        if (rows("status").isEmpty()) return null
        val cache = closing(StatusCache())
        for (row in rows("status")) {
            val uri = row["uri"].asString
            cache.give(uri, blob(row["content"]), row["fetched"]?.let { Instant.parse(it.asString) })
            row["seen"]?.let { cache.remember(uri, Instant.parse(it.asString)) }
        }
        return cache
    }

    fun acceptance(): Acceptance? =
        json["acceptance"]?.let { closing(Acceptance(it.toString(), text("purpose")!!)) }

    fun verify(verifier: Verifier): Verification =
        closing(verifier.verify(presentation(), trust(), at, status(), acceptance()))

    override fun close() = open.reversed().forEach { it.close() }

    private fun <T : AutoCloseable> closing(own: T): T = own.also(open::add)

    private fun text(name: String): String? = json[name]?.asString

    private fun rows(name: String): List<JsonObject> =
        json[name]?.asJsonArray?.map { it.asJsonObject } ?: emptyList()

    private fun blob(own: JsonElement): ByteArray =
        if (own.isJsonObject) {
            decoded(File(file.parentFile, own.asJsonObject["file"].asString).readBytes())
        } else {
            base64(own.asString)
        }

    private fun profile(name: String): Profile =
        Profile.entries.first { it.name.lowercase().replace('_', '-') == name }

    private fun anchor(row: JsonObject): Anchor {
        val certificate = row["certificate"]
        val content =
            if (certificate.isJsonObject) {
                File(file.parentFile, certificate.asJsonObject["file"].asString).readBytes()
            } else {
                certificate.asString.toByteArray()
            }
        val named = { name: String -> row[name]?.asString?.uppercase()?.replace('-', '_') }
        val listing = row["listing"]?.asJsonObject
        return Anchor(
            certificate = content,
            purpose = named("purpose")?.let(AnchorPurpose::valueOf),
            docTypes = row["docTypes"]?.asJsonArray?.map { it.asString },
            category = named("category")?.let(Category::valueOf),
            listedFrom = listing?.get("from")?.let { Instant.parse(it.asString) },
            listedUntil = listing?.get("until")?.let { Instant.parse(it.asString) },
            listingDue = listing?.get("due")?.let { Instant.parse(it.asString) },
        )
    }

    private fun key(jwk: JsonObject): PrivateKey {
        val curve =
            when (val name = jwk["crv"].asString) {
                "P-256" -> Curve.P256
                "P-384" -> Curve.P384
                "P-521" -> Curve.P521
                "brainpoolP256r1" -> Curve.BRAINPOOL_P256R1
                "brainpoolP320r1" -> Curve.BRAINPOOL_P320R1
                "brainpoolP384r1" -> Curve.BRAINPOOL_P384R1
                "brainpoolP512r1" -> Curve.BRAINPOOL_P512R1
                else -> error("no curve $name")
            }
        return closing(PrivateKey.fromScalar(curve, base64(jwk["d"].asString)))
    }

    private fun handover(own: JsonObject): Handover {
        own["bytes"]?.let { return Handover.Encoded(base64(it.asString)) }
        val text = { name: String -> own[name].asString }
        val bytes = { name: String -> base64(text(name)) }
        val maybe = { name: String -> own[name]?.let { base64(it.asString) } }
        return when (val kind = text("handover")) {
            "apple-in-app" ->
                Handover.AppleInApp(
                    bytes("nonce"), text("merchantId"), text("teamId"), bytes("pkRHash"))
            "dc-api-annex-c" -> Handover.DcApiAnnexC(text("encryptionInfo"), text("origin"))
            "iso-18013-7-annex-b" ->
                Handover.Iso180137annexB(
                    text("clientId"), text("responseUri"), text("nonce"), text("mdocGeneratedNonce"))
            "nfc" ->
                Handover.Nfc(
                    bytes("deviceEngagement"),
                    bytes("eReaderKey"),
                    bytes("handoverSelect"),
                    maybe("handoverRequest"))
            "nfc-v2" ->
                Handover.NfcV2(
                    bytes("deviceEngagement"),
                    bytes("eReaderKey"),
                    bytes("handoverSelect"),
                    bytes("handoverRequest"))
            "openid4vp" ->
                Handover.OpenId4Vp(
                    text("clientId"), text("nonce"), maybe("jwkThumbprint"), text("responseUri"))
            "openid4vp-dc-api" ->
                Handover.OpenId4VpDcApi(text("origin"), text("nonce"), maybe("jwkThumbprint"))
            "qr" -> Handover.Qr(bytes("deviceEngagement"), bytes("eReaderKey"))
            "website" ->
                Handover.Website(
                    maybe("deviceEngagement"), maybe("eReaderKey"), bytes("readerEngagement"))
            else -> error("no handover $kind")
        }
    }

    private companion object {
        fun base64(text: String): ByteArray =
            Base64.getUrlDecoder().decode(text.trimEnd('=').replace('+', '-').replace('/', '_'))

        /** A file holds the bytes themselves, hexadecimal or base64url. */
        fun decoded(content: ByteArray): ByteArray {
            val text = String(content, Charsets.ISO_8859_1).filterNot { it.isWhitespace() }
            return when {
                text.isNotEmpty() && text.matches(Regex("([0-9a-fA-F]{2})+")) ->
                    text.chunked(2).map { it.toInt(16).toByte() }.toByteArray()
                text.isNotEmpty() && text.matches(Regex("[A-Za-z0-9_+/=-]+")) -> base64(text)
                else -> content
            }
        }
    }
}
