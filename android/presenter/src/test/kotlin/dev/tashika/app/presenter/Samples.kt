package dev.tashika.app.presenter

import dev.tashika.app.model.Actor
import dev.tashika.app.model.AskedAs
import dev.tashika.app.model.AskedRow
import dev.tashika.app.model.BlockedAction
import dev.tashika.app.model.BlockedView
import dev.tashika.app.model.CertificationState
import dev.tashika.app.model.CustomerCard
import dev.tashika.app.model.DocumentView
import dev.tashika.app.model.ElementRow
import dev.tashika.app.model.FaceOutcome
import dev.tashika.app.model.FaceState
import dev.tashika.app.model.FinderState
import dev.tashika.app.model.Header
import dev.tashika.app.model.Phrase
import dev.tashika.app.model.PortraitView
import dev.tashika.app.model.PresetView
import dev.tashika.app.model.ProblemAction
import dev.tashika.app.model.ProblemView
import dev.tashika.app.model.ReadyView
import dev.tashika.app.model.RowState
import dev.tashika.app.model.Screen
import dev.tashika.app.model.VerdictKind
import dev.tashika.app.model.VerdictView
import dev.tashika.app.model.View
import dev.tashika.app.model.Waiting
import dev.tashika.app.model.Words
import dev.tashika.app.ports.HistoryEntry
import dev.tashika.app.ports.PermissionKind
import dev.tashika.app.ports.SettingsPage
import java.io.File
import java.time.Instant
import javax.xml.parsers.DocumentBuilderFactory

/** One view of every kind, with nobody's data. */
object Samples {
    val at: Instant = Instant.parse("2026-06-01T03:04:00Z")

    private val age = Words("20歳以上の確認", "20 or over")
    private val desk = Words("窓口での確認", "Check at the desk")

    fun header(certification: CertificationState = CertificationState.NONE): Header =
        Header(
            certification,
            if (certification == CertificationState.CERTIFIED) {
                Phrase("certification.certified", mapOf("id" to "JP-0001", "holder" to "Example"))
            } else {
                Phrase("certification.none")
            },
            Words("特定の方法", "A statutory method"),
            AskedAs.Named("例商店"),
            age,
        )

    val ready = ready(null, FinderState.ARMED)

    fun ready(hint: Phrase?, nfc: FinderState): View {
        val presets = listOf(PresetView("age-20", age), PresetView("bank-desk", desk))
        return View(header(), Screen.Ready(ReadyView(presets, "age-20", nfc, FinderState.ARMED, hint)), null)
    }

    val card =
        View(
            header(),
            ready.screen,
            CustomerCard(
                Words("酒類販売での年齢の確認", "Age check for alcohol"),
                AskedAs.Named("例商店"),
                listOf(
                    AskedRow(
                        Words("20歳以上", "20 or over"),
                        Words("年齢の確認のため", "To check the age"),
                        Words("二十歳未満ノ者ノ飲酒ノ禁止ニ関スル法律", "Act on drinking under 20"),
                        false,
                    ),
                    AskedRow(Words("顔写真", "Portrait"), Words("目視での確認のため", "To compare by eye"), null, false),
                ),
                Words("お客様の情報は保存しません。", "Nothing of yours is kept."),
                30,
            ),
        )

    private fun waiting(who: Actor, key: String, elapsed: Long, limit: Long) =
        Waiting(who, Phrase(key), elapsed, limit)

    val engaging =
        View(header(), Screen.Engaging(waiting(Actor.HOLDER, "waiting.engaging", 1, 20)), null)
    val connecting =
        View(header(), Screen.Connecting(waiting(Actor.DEVICES, "waiting.connecting", 12, 60), 2), null)
    val holder =
        View(header(), Screen.WaitingForHolder(waiting(Actor.HOLDER, "waiting.holder", 45, 300)), null)
    val checking = View(header(), Screen.Checking, null)

    val problem = problem("phone-not-found")

    fun problem(code: String): View {
        val say = Phrase("problem.$code.say")
        val next = Phrase("problem.$code.next")
        return View(header(), Screen.Problem(ProblemView(code, say, next, ProblemAction.START_OVER)), null)
    }

    val blocked =
        blocked("permission.bluetooth", "ask", BlockedAction.Ask(PermissionKind.BLUETOOTH))
    val off = blocked("radio.nfc", "settings", BlockedAction.OpenSettings(SettingsPage.NFC))

    fun blocked(what: String, next: String, action: BlockedAction): View {
        val view = BlockedView(Phrase("blocked.$what"), Phrase("blocked.next.$next"), action)
        return View(header(), Screen.Blocked(view), null)
    }

    /** The screen of an app whose configuration cannot be used. */
    val broken: View = broken("file-unreadable", "file" to "presets/age-20.json")

    fun broken(what: String, argument: Pair<String, String>): View {
        val say = Phrase("blocked.configuration.$what", mapOf(argument))
        val view = BlockedView(say, Phrase("blocked.next.none"), BlockedAction.None)
        return View(header(), Screen.Blocked(view), null)
    }

    fun document(portrait: PortraitView = PortraitView.PRESENT, secret: String = "例 花子"): DocumentView =
        DocumentView(
            Words("運転免許証", "Driving licence"),
            "Example Issuing Authority",
            Instant.parse("2029-03-31T15:00:00Z"),
            listOf(
                ElementRow(Words("氏名", "Name"), RowState.GIVEN, Words(secret, secret)),
                ElementRow(Words("20歳以上", "20 or over"), RowState.GIVEN, Words("はい", "Yes")),
                ElementRow(Words("住所", "Address"), RowState.WITHHELD, null),
            ),
            listOf(Words("血液型", "Blood group")),
            portrait,
            Phrase("issuance.not-revoked.hours", mapOf("n" to "3")),
        )

    /** Of somebody younger, ended and revoked. */
    private fun ended(portrait: PortraitView): DocumentView {
        val own = document(portrait)
        val rows = own.rows.map { row ->
            if (row.name.en == "20 or over") row.copy(value = Words("いいえ", "No")) else row
        }
        val revoked = Phrase("issuance.revoked.hours", mapOf("n" to "3"))
        return own.copy(validUntil = Instant.parse("2026-03-31T14:59:59Z"), rows = rows, issuance = revoked)
    }

    fun verdict(
        kind: VerdictKind,
        face: FaceState,
        reasons: List<String>,
        documents: List<DocumentView> = listOf(document()),
        age: String? = "age.yes",
    ): View =
        View(
            header(),
            Screen.Verdict(
                VerdictView(
                    kind,
                    reasons.map { Phrase("reason.$it") },
                    listOf(Phrase("reason.not-asked")),
                    age?.let { Phrase(it, mapOf("years" to "20")) },
                    documents,
                    face,
                    AskedAs.Named("例商店"),
                    listOf(Words("別の場所の端末への中継は、ここでは見破れません。", "A relay to another place cannot be seen here.")),
                    at,
                    58,
                )
            ),
            null,
        )

    val accept = verdict(VerdictKind.ACCEPT, FaceState.Judged(FaceOutcome.MATCHES), listOf("face-matched"))
    val face = verdict(VerdictKind.CANNOT_DECIDE, FaceState.Pending, listOf("face-not-compared"))
    val reject =
        verdict(
            VerdictKind.REJECT,
            FaceState.NotPossible,
            listOf("revoked", "expired", "device-not-proven", "age-too-young"),
            listOf(ended(PortraitView.ABSENT), ended(PortraitView.UNDECODABLE)),
            "age.no",
        )
    val test = verdict(VerdictKind.TEST_DATA, FaceState.NotAsked, listOf("test-data"), age = null)

    val history =
        listOf(
            HistoryEntry(at, "age-20", "accept", listOf("face-matched"), "default", "2026-05"),
            HistoryEntry(at, "bank-desk", "cannot-decide", listOf("revocation-unknown"), "default", "2026-05"),
        )

    /** Every picture that is kept of the app, by its name. */
    val screens: Map<String, View> =
        linkedMapOf(
            "ready" to ready,
            "hint" to ready(Phrase("hint.other-card"), FinderState.DORMANT),
            "card" to card,
            "engaging" to engaging,
            "connecting" to connecting,
            "holder" to holder,
            "checking" to checking,
            "accept" to accept,
            "face" to face,
            "reject" to reject,
            "test-data" to test,
            "problem" to problem,
            "blocked" to blocked,
            "off" to off,
            "broken" to broken,
        )

    /** The titles of the presets by their ids. */
    fun titles(japanese: Boolean): Map<String, String> =
        mapOf("age-20" to age, "bank-desk" to desk).mapValues { (_, own) -> if (japanese) own.ja else own.en }
}

/** The strings of the app as they are built into it. */
class SampleTexts(language: String) : Texts {
    override val japanese = language == "ja"
    val all: Map<String, String> = read(if (japanese) "values-ja" else "values")
    val missing = mutableSetOf<String>()

    override fun text(phrase: Phrase): String {
        val text = all[phrase.key.replace('.', '_').replace('-', '_')]
        if (text == null) missing += phrase.key
        return phrase.arguments.entries.fold(text ?: phrase.key) { whole, (name, content) ->
            whole.replace("{$name}", content)
        }
    }

    private fun unescaped(text: String): String = text.replace(Regex("\\\\(.)"), "$1")

    private fun read(folder: String): Map<String, String> {
        val root = File(System.getProperty("tashika.root"))
        val file = File(root, "android/app/src/main/res/$folder/strings.xml")
        val builder = DocumentBuilderFactory.newInstance().newDocumentBuilder()
        val nodes = builder.parse(file).getElementsByTagName("string")
        return (0 until nodes.length).associate {
            val node = nodes.item(it)
            node.attributes.getNamedItem("name").nodeValue to unescaped(node.textContent)
        }
    }
}
