package dev.tashika

/** The document types that are known: those that ship, and more from files. */
public class DocTypes private constructor(internal val native: NativeDocTypes) : AutoCloseable {
    /** The document types that ship. */
    public constructor() : this(NativeDocTypes.builtin())

    /** Every document type. */
    public val all: List<DocTypeInfo> get() = native.all()

    /** These and one more, from a document type file (JSON). */
    @Throws(TashikaException::class)
    public fun with(json: String): DocTypes = DocTypes(native.withFile(json))

    /** The document type of this id or `docType`. */
    public fun find(name: String): DocTypeInfo? = native.find(name)

    /** What is known of an element of a document type. */
    public fun element(docType: String, element: ElementName): ElementInfo? =
        native.element(docType, element.nameSpace, element.identifier)

    /** What a DeviceRequest (CBOR) asks for beyond what it needs. */
    @Throws(TashikaException::class)
    public fun lintRequest(deviceRequest: ByteArray): LintReport =
        lintRequest(deviceRequest, native)

    /** What a DCQL query (JSON) asks for beyond what it needs. */
    @Throws(TashikaException::class)
    public fun lintQuery(json: String): LintReport = lintQuery(json, native)

    override fun close(): Unit = native.close()
}

/** A request, built from a purpose or by hand, with its reasons. */
public class Request private constructor(private val native: NativeRequest) : AutoCloseable {
    /** The DeviceRequest, in CBOR. */
    public val deviceRequest: ByteArray
        @Throws(TashikaException::class) get() = native.deviceRequest()

    /** The DCQL query of OpenID4VP 1.0 (JSON). */
    public val dcql: String
        @Throws(TashikaException::class) get() = native.dcql()

    /** The request file (JSON). */
    public fun toJson(): String = native.toJson()

    /** This request for one of its document types alone. */
    public fun only(docType: String): Request = Request(native.only(docType))

    /** The request for a transaction in person. */
    @Throws(TashikaException::class)
    public fun prepare(): DeviceRequest = DeviceRequest(native.prepare())

    /** What to show a person before the wallet is asked: who asks, why, for what, what is kept. */
    public fun sentence(verifier: String): Words = native.sentence(verifier)

    /** What the request asks for beyond what it needs. */
    @Throws(TashikaException::class)
    public fun lint(): LintReport = native.lint()

    override fun close(): Unit = native.close()

    public companion object {
        /** The least that serves [purpose], from any of [docTypes], under the law of the day [on]. */
        @JvmStatic
        @JvmOverloads
        @Throws(TashikaException::class)
        public fun forPurpose(
            purpose: RequestPurpose,
            docTypes: List<String>,
            on: java.time.LocalDate,
            known: DocTypes? = null,
        ): Request =
            Request(NativeRequest.forPurpose(purpose, docTypes, on.toString(), known?.native))

        /** A request for these documents, with the purpose that a person is told. */
        @JvmStatic
        @JvmOverloads
        public fun custom(
            purpose: Words,
            documents: List<RequestedDocument>,
            known: DocTypes? = null,
        ): Request = Request(NativeRequest.custom(purpose, documents, known?.native))

        /** A request file (JSON) under the law of the day [on]. */
        @JvmStatic
        @JvmOverloads
        @Throws(TashikaException::class)
        public fun fromJson(
            json: String,
            on: java.time.LocalDate,
            known: DocTypes? = null,
        ): Request = Request(NativeRequest.fromJson(json, on.toString(), known?.native))
    }
}

/** A DeviceRequest whose documents are encoded: what is signed and sent in person. */
public class DeviceRequest internal constructor(internal val native: NativeDeviceRequestDraft) :
    AutoCloseable {
    /** A request for these elements, without reasons. [Request.prepare] makes one from a purpose. */
    @Throws(TashikaException::class)
    public constructor(documents: List<DocumentToAsk>) : this(NativeDeviceRequestDraft(documents))

    /** The DeviceRequest, in CBOR, without reader authentication. */
    public fun encode(): ByteArray = native.encode()

    override fun close(): Unit = native.close()

    public companion object {
        /** What a DeviceRequest (CBOR) asks: the documents with their elements, and what goes along. */
        @JvmStatic
        @Throws(TashikaException::class)
        public fun read(deviceRequest: ByteArray): AskedRequest = readRequest(deviceRequest)
    }
}

/** Queries of the Digital Credentials Query Language, as values. */
public object Dcql {
    /** What a query (JSON) asks, once it was held against the rules of OpenID4VP. */
    @JvmStatic
    @Throws(TashikaException::class)
    public fun read(json: String): DcqlQuery = readQuery(json)

    /** A query as JSON, once it was held against the rules of OpenID4VP. */
    @JvmStatic
    @Throws(TashikaException::class)
    public fun write(query: DcqlQuery): String = writeQuery(query)
}
