package dev.tashika

import java.time.Instant
import java.time.LocalDate

/** What docs/integrate/kotlin.md shows, word for word. */
internal object Snippets {
    fun familyName(iaca: ByteArray, response: ByteArray, session: Handover, at: Instant): String? {
        TrustStore(TrustStore.issuer(iaca)).use { trust ->
            Verifier(PolicyOptions(name = "default")).use { verifier ->
                Presentation(response, session).use { presentation ->
                    verifier.verify(presentation, trust, at).use { outcome ->
                        return when (outcome) {
                            is Verification.Accepted -> outcome.report.mdl()?.familyName
                            is Verification.Rejected -> {
                                outcome.reasons.forEach { println(Tashika.info(it.check).en) }
                                null
                            }
                            is Verification.Inconclusive -> null
                        }
                    }
                }
            }
        }
    }

    fun begin(request: DeviceRequest, service: ByteArray, signer: RequestSigner?): ReaderSession {
        val session = ReaderSession(request, ReaderOptions(service), signer)
        for (action in session.start()) {
            when (action) {
                is ReaderAction.ScanCode -> println("show the camera")
                is ReaderAction.PollTag -> println("switch the NFC reader on")
                else -> println("nothing else at the start")
            }
        }
        return session
    }

    fun level(report: Report, presentation: Presentation, on: LocalDate): String? {
        PolicyBundles().use { bundles ->
            bundles.decide(report.evidence(presentation), on = on).use { decision ->
                decision.details.risks.forEach { println(Assurance.sentence(it.risk).en) }
                return decision.grade("ds511.ial")?.grade
            }
        }
    }
}
