package dev.tashika.app.presenter

import dev.tashika.app.model.Actor
import dev.tashika.app.model.AskedAs
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
import dev.tashika.app.model.ProblemAction
import dev.tashika.app.model.ProblemView
import dev.tashika.app.model.ReadyView
import dev.tashika.app.model.RowState
import dev.tashika.app.model.Screen
import dev.tashika.app.model.VerdictKind
import dev.tashika.app.model.VerdictView
import dev.tashika.app.model.View
import dev.tashika.app.model.Waiting
import dev.tashika.app.ports.HistoryEntry
import java.time.Instant
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.util.Locale

/** Turns what the counter shows into blocks of one language. */
class Presenter(private val texts: Texts, private val zone: ZoneId) {
    fun present(view: View): UiModel {
        val card = view.customerCard
        if (card != null) return UiModel(customerCard(card))
        val blocks =
            when (val screen = view.screen) {
                is Screen.Blocked -> blocked(screen.view)
                Screen.Checking ->
                    listOf(
                        heading("waiting.checking"),
                        buttons(button(Command.Cancel, "button.cancel", false)),
                    )
                is Screen.Connecting -> waiting(screen.waiting, screen.attempt)
                is Screen.Engaging -> waiting(screen.waiting, 1)
                is Screen.Problem -> problem(screen.view)
                is Screen.Ready -> ready(screen.view, view.header)
                is Screen.Verdict -> verdict(screen.view)
                is Screen.WaitingForHolder -> waiting(screen.waiting, 1)
            }
        return UiModel(header(view) + blocks)
    }

    /** What is kept: never a value, never a picture. [presets] are the titles by their ids. */
    fun history(entries: List<HistoryEntry>, presets: Map<String, String>): UiModel {
        val head = listOf(heading("history.title"), paragraph("history.note"))
        val close = button(Command.CloseHistory, "button.close", true)
        if (entries.isEmpty()) {
            return UiModel(head + paragraph("history.empty") + buttons(close))
        }
        val delete = button(Command.DeleteHistory, "button.delete-history", false)
        val rows = entries.map { entry(it, presets) }
        return UiModel(head + Block.Rows(rows) + buttons(delete, close))
    }

    private fun entry(entry: HistoryEntry, presets: Map<String, String>): Row {
        val label = time(entry.time) + "\n" + (presets[entry.preset] ?: entry.preset)
        val reasons = entry.reasons.map { texts.text("reason.$it") }
        val versions = mapOf("policy" to entry.policyVersion, "trust" to entry.trustVersion)
        val below = reasons + texts.text(Phrase("history.versions", versions))
        return row(label, texts.text("verdict.${entry.verdict}"), below.joinToString("\n"))
    }

    /** Test data covers what else the line would say. */
    private fun header(view: View): List<Block> {
        val screen = view.screen
        if (screen is Screen.Verdict && screen.view.kind == VerdictKind.TEST_DATA) {
            return listOf(Block.Banner(texts.text("verdict.test-banner"), Tone.TEST))
        }
        val header = view.header
        val certified = header.certification == CertificationState.CERTIFIED
        val method = header.method?.takeIf { certified }?.let(texts::text)
        val text = listOfNotNull(texts.text(header.say), method).joinToString("\n")
        return listOf(Block.Banner(text, if (certified) Tone.CERTIFIED else Tone.UNCERTIFIED))
    }

    private fun ready(view: ReadyView, header: Header): List<Block> {
        val choices = view.presets.map { Choice(it.id, texts.text(it.title), it.id == view.selected) }
        val finders = listOf(finder("nfc", view.nfc), finder("camera", view.camera))
        return listOfNotNull(
            heading("ready.title"),
            view.hint?.let { Block.Notice(texts.text(it)) },
            Block.Choices(texts.text("ready.preset"), choices),
            paragraph("ready.how"),
            paragraph("ready.or-scan"),
            if (view.camera == FinderState.ARMED) Block.Camera(finders.last()) else null,
            Block.Bullets(finders),
            Block.Paragraph(asked(header.askedAs)),
            buttons(
                if (view.nfc == FinderState.DORMANT) button(Command.Nfc, "button.nfc", true) else null,
                button(Command.ShowCard(true), "button.customer-card", false),
                button(Command.OpenHistory, "button.history", false),
            ),
            paragraph("ready.other-way"),
        )
    }

    private fun finder(what: String, state: FinderState): String {
        val name = state.name.lowercase(Locale.ROOT).replace('_', '-')
        return texts.text("ready.$what.$name")
    }

    private fun waiting(waiting: Waiting, attempt: Int): List<Block> {
        val who = if (waiting.who == Actor.HOLDER) "waiting.who.holder" else "waiting.who.devices"
        val times = mapOf("elapsed" to "${waiting.elapsed}", "limit" to "${waiting.limit}")
        val fraction = if (waiting.limit > 0) waiting.elapsed.toFloat() / waiting.limit else 0f
        val again = Phrase("waiting.attempt", mapOf("attempt" to "$attempt"))
        return listOfNotNull(
            heading(who),
            Block.Paragraph(texts.text(waiting.say)),
            if (attempt > 1) Block.Paragraph(texts.text(again)) else null,
            Block.Progress(texts.text(Phrase("waiting.elapsed", times)), fraction.coerceIn(0f, 1f)),
            buttons(button(Command.Cancel, "button.cancel", false)),
        )
    }

    private fun blocked(view: BlockedView): List<Block> {
        val action =
            when (val own = view.action) {
                is BlockedAction.Ask -> button(Command.AskPermission(own.kind), "button.allow", true)
                BlockedAction.None -> null
                is BlockedAction.OpenSettings ->
                    button(Command.OpenSettings(own.page), "button.open-settings", true)
            }
        return listOf(
            heading("blocked.title"),
            Block.Paragraph(texts.text(view.say)),
            Block.Notice(texts.text(view.next)),
            buttons(action),
        )
    }

    private fun problem(view: ProblemView): List<Block> {
        val key =
            when (view.action) {
                ProblemAction.START_OVER -> "button.start-over"
                ProblemAction.USE_ANOTHER -> "button.use-another"
            }
        return listOf(
            heading("problem.title"),
            Block.Paragraph(texts.text(view.say)),
            Block.Notice(texts.text(view.next)),
            buttons(button(Command.Retry, key, true)),
        )
    }

    private fun verdict(view: VerdictView): List<Block> {
        val blocks = mutableListOf<Block>()
        blocks += Block.Badge(view.kind, texts.text("verdict." + VERDICTS.getValue(view.kind)))
        view.age?.let { blocks += Block.Notice(texts.text(it)) }
        blocks += listed("verdict.why", view.reasons.map(texts::text))
        blocks += face(view)
        blocks += listed("verdict.remarks", view.remarks.map(texts::text))
        if (view.documents.isNotEmpty()) blocks += section("verdict.documents")
        view.documents.forEachIndexed { index, own -> blocks += document(index, own) }
        blocks += Block.Paragraph(asked(view.askedAs))
        blocks += listed("verdict.risks", view.risks.map(texts::text))
        val wipes = Phrase("verdict.wipes", mapOf("seconds" to "${view.wipeIn}"))
        blocks += Block.Rows(listOf(row(texts.text("verdict.checked-at"), time(view.at), "")))
        blocks += Block.Paragraph(texts.text(wipes))
        blocks += buttons(button(Command.Done, "button.done", true))
        return blocks
    }

    private fun face(view: VerdictView): List<Block> =
        when (val face = view.face) {
            FaceState.NotAsked -> emptyList()
            FaceState.NotPossible -> listOf(paragraph("face.not-possible"))
            FaceState.Pending ->
                portraits(view) +
                    listOf(
                        Block.Notice(texts.text("face.ask")),
                        Block.Buttons(
                            FACES.map { (outcome, name) ->
                                button(Command.Face(outcome), "face.$name", false)
                            }
                        ),
                        paragraph("face.note"),
                    )
            is FaceState.Judged ->
                portraits(view) +
                    listOf(
                        Block.Notice(texts.text("face." + FACES.getValue(face.outcome))),
                        paragraph("face.note"),
                    )
        }

    private fun portraits(view: VerdictView): List<Block> =
        view.documents.indices
            .filter { view.documents[it].portrait == PortraitView.PRESENT }
            .map { Block.Picture(it, texts.text("portrait.label")) }

    private fun document(index: Int, document: DocumentView): List<Block> {
        val rows = mutableListOf<Row>()
        val issuer = document.issuer ?: texts.text("verdict.issuer-unknown")
        rows += row(texts.text("verdict.issuer"), issuer, "")
        document.validUntil?.let { rows += row(texts.text("verdict.valid-until"), day(it), "") }
        rows += document.rows.map(::element)
        val portrait = PORTRAITS[document.portrait]?.let { paragraph("portrait.$it") }
        return listOfNotNull(Block.Section("${index + 1}. " + texts.text(document.name)), Block.Rows(rows)) +
            listOfNotNull(portrait) +
            Block.Paragraph(texts.text(document.issuance)) +
            listed("verdict.extras", document.extras.map(texts::text))
    }

    private fun element(own: ElementRow): Row {
        val state = texts.text("verdict.row." + ROWS.getValue(own.state))
        return row(texts.text(own.name), own.value?.let(texts::text).orEmpty(), state).copy(isData = true)
    }

    /** The card that is turned towards the customer. */
    private fun customerCard(card: CustomerCard): List<Block> {
        val rows = card.asked.map {
            val kept = texts.text(if (it.kept) "card.element-kept" else "card.element-not-kept")
            val why = listOfNotNull(texts.text(it.purpose), it.law?.let(texts::text))
            row(texts.text(it.name), why.joinToString("\n"), kept)
        }
        val days = Phrase("card.history", mapOf("days" to "${card.historyDays}"))
        return listOf(
            heading("card.title"),
            section("card.who"),
            Block.Paragraph(asked(card.askedAs)),
            section("card.purpose"),
            Block.Paragraph(texts.text(card.purpose)),
            section("card.asked"),
            Block.Rows(rows),
            section("card.kept"),
            Block.Paragraph(texts.text(card.kept)),
            Block.Paragraph(texts.text(days)),
            Block.Notice(texts.text("card.keep-phone")),
            buttons(button(Command.ShowCard(false), "button.close", true)),
        )
    }

    private fun asked(own: AskedAs): String =
        when (own) {
            is AskedAs.Dropped -> texts.text(Phrase("asked-as.dropped", mapOf("name" to own.name)))
            is AskedAs.Named -> texts.text(Phrase("asked-as.named", mapOf("name" to own.name)))
            AskedAs.Nobody -> texts.text("asked-as.nobody")
            AskedAs.System -> texts.text("asked-as.system")
        }

    private fun listed(key: String, lines: List<String>): List<Block> =
        if (lines.isEmpty()) emptyList() else listOf(section(key), Block.Bullets(lines))

    private fun row(label: String, value: String, state: String): Row {
        val said = listOf(label, value, state).filter(String::isNotEmpty)
        return Row(label, value, state, said.joinToString(if (texts.japanese) "、" else ", "))
    }

    private fun time(own: Instant): String = own.atZone(zone).format(TIME)

    private fun day(own: Instant): String = own.atZone(zone).format(DAY)

    private fun heading(key: String) = Block.Heading(texts.text(key))

    private fun section(key: String) = Block.Section(texts.text(key))

    private fun paragraph(key: String) = Block.Paragraph(texts.text(key))

    private fun buttons(vararg buttons: Button?) = Block.Buttons(buttons.filterNotNull())

    private fun button(command: Command, key: String, main: Boolean) =
        Button(command, texts.text(key), main)

    private companion object {
        val TIME: DateTimeFormatter = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT)
        val DAY: DateTimeFormatter = DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT)
        val VERDICTS =
            mapOf(
                VerdictKind.ACCEPT to "accept",
                VerdictKind.CANNOT_DECIDE to "cannot-decide",
                VerdictKind.REJECT to "reject",
                VerdictKind.TEST_DATA to "test-data",
            )
        val FACES =
            mapOf(
                FaceOutcome.MATCHES to "matches",
                FaceOutcome.DIFFERS to "differs",
                FaceOutcome.CANNOT_JUDGE to "cannot-judge",
            )
        val ROWS =
            mapOf(
                RowState.GIVEN to "given",
                RowState.NOT_PROVEN to "not-proven",
                RowState.WITHHELD to "withheld",
            )
        val PORTRAITS =
            mapOf(
                PortraitView.ABSENT to "absent",
                PortraitView.NOT_REQUESTED to "not-requested",
                PortraitView.UNDECODABLE to "undecodable",
            )
    }
}
