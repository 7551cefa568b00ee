package dev.tashika.app.presenter

import dev.tashika.app.model.FaceOutcome
import dev.tashika.app.model.VerdictKind
import dev.tashika.app.ports.PermissionKind
import dev.tashika.app.ports.SettingsPage

/** A screen as blocks from top to bottom. The view draws them and knows nothing else. */
data class UiModel(val blocks: List<Block>) {
    /** The buttons in the order of the screen. */
    val buttons: List<Button> get() = blocks.flatMap { (it as? Block.Buttons)?.buttons.orEmpty() }
}

/** One block. Every text is finished; every picture has a description. */
sealed interface Block {
    /** A line over everything else, which cannot be closed. */
    data class Banner(val text: String, val tone: Tone) : Block

    /** What the screen is. A screen reader jumps to it. */
    data class Heading(val text: String) : Block

    data class Section(val text: String) : Block

    data class Paragraph(val text: String) : Block

    /** Something to notice. */
    data class Notice(val text: String) : Block

    data class Bullets(val texts: List<String>) : Block

    /** The verdict: a word, an outline and a colour, each of which would do alone. */
    data class Badge(val kind: VerdictKind, val word: String) : Block

    /** Who must act, and how long it has taken. */
    data class Progress(val text: String, val fraction: Float) : Block

    /** One of these is chosen. */
    data class Choices(val label: String, val choices: List<Choice>) : Block

    data class Rows(val rows: List<Row>) : Block

    /** What the camera sees. */
    data class Camera(val text: String) : Block

    /** The portrait of a document. */
    data class Picture(val document: Int, val description: String) : Block

    data class Buttons(val buttons: List<Button>) : Block
}

enum class Tone { CERTIFIED, TEST, UNCERTIFIED }

data class Choice(val id: String, val text: String, val chosen: Boolean)

/** [description] is what a screen reader says of the whole row; [isData]: the value is a customer's. */
data class Row(
    val label: String,
    val value: String,
    val state: String,
    val description: String,
    val isData: Boolean = false,
)

data class Button(val command: Command, val text: String, val main: Boolean)

/** What a button does. */
sealed interface Command {
    data class AskPermission(val kind: PermissionKind) : Command

    data object Cancel : Command

    data object CloseHistory : Command

    data object DeleteHistory : Command

    data object Done : Command

    data class Face(val outcome: FaceOutcome) : Command

    data object Nfc : Command

    data object OpenHistory : Command

    data class OpenSettings(val page: SettingsPage) : Command

    data object Retry : Command

    data class ShowCard(val shown: Boolean) : Command
}
