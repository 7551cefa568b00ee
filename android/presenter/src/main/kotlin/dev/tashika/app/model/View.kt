package dev.tashika.app.model

import dev.tashika.app.ports.PermissionKind
import dev.tashika.app.ports.RadioKind
import dev.tashika.app.ports.SettingsPage
import java.time.Instant

// What the core's counter shows, as the app takes it: keys and facts, no finished sentence of its own.

/** A text by its key in the one source of strings, with what is put in by name. */
data class Phrase(val key: String, val arguments: Map<String, String> = emptyMap())

/** What comes from data: in both languages. */
data class Words(val ja: String, val en: String)

/** Everything that is to be seen. */
data class View(val header: Header, val screen: Screen, val customerCard: CustomerCard?)

/** What stands above every screen and cannot be hidden. */
data class Header(
    val certification: CertificationState,
    val say: Phrase,
    /** The statutory method: only with a certificate. */
    val method: Words?,
    val askedAs: AskedAs,
    val preset: Words,
)

enum class CertificationState { CERTIFIED, EXPIRED, NONE }

sealed interface AskedAs {
    data class Dropped(val name: String) : AskedAs

    data class Named(val name: String) : AskedAs

    data object Nobody : AskedAs

    data object System : AskedAs
}

sealed interface Screen {
    data class Blocked(val view: BlockedView) : Screen

    data object Checking : Screen

    data class Connecting(val waiting: Waiting, val attempt: Int) : Screen

    data class Engaging(val waiting: Waiting) : Screen

    data class Problem(val view: ProblemView) : Screen

    data class Ready(val view: ReadyView) : Screen

    data class Verdict(val view: VerdictView) : Screen

    data class WaitingForHolder(val waiting: Waiting) : Screen
}

enum class Actor { DEVICES, HOLDER }

/** A wait, in whole seconds. Every one can be cancelled and ends by itself. */
data class Waiting(val who: Actor, val say: Phrase, val elapsed: Long, val limit: Long)

data class ReadyView(
    val presets: List<PresetView>,
    val selected: String,
    val nfc: FinderState,
    val camera: FinderState,
    /** Something harmless that just came. */
    val hint: Phrase?,
)

enum class FinderState { ABSENT, ARMED, DORMANT, NOT_ALLOWED, OFF, STARTING }

data class PresetView(val id: String, val title: Words)

data class CustomerCard(
    val purpose: Words,
    val askedAs: AskedAs,
    val asked: List<AskedRow>,
    val kept: Words,
    val historyDays: Int,
)

data class AskedRow(val name: Words, val purpose: Words, val law: Words?, val kept: Boolean)

data class BlockedView(val say: Phrase, val next: Phrase, val action: BlockedAction)

sealed interface BlockedAction {
    data class Ask(val kind: PermissionKind) : BlockedAction

    data object None : BlockedAction

    data class OpenSettings(val page: SettingsPage) : BlockedAction
}

data class ProblemView(
    val code: String,
    val say: Phrase,
    val next: Phrase,
    val action: ProblemAction,
)

enum class ProblemAction { START_OVER, USE_ANOTHER }

enum class VerdictKind { ACCEPT, CANNOT_DECIDE, REJECT, TEST_DATA }

data class VerdictView(
    val kind: VerdictKind,
    val reasons: List<Phrase>,
    val remarks: List<Phrase>,
    /** A sentence without the date behind it. */
    val age: Phrase?,
    val documents: List<DocumentView>,
    val face: FaceState,
    val askedAs: AskedAs,
    val risks: List<Words>,
    val at: Instant,
    /** Whole seconds until everything is wiped. */
    val wipeIn: Long,
)

data class DocumentView(
    val name: Words,
    /** Where the chain's checks passed. */
    val issuer: String?,
    val validUntil: Instant?,
    val rows: List<ElementRow>,
    /** What came unasked: names alone. */
    val extras: List<Words>,
    val portrait: PortraitView,
    val issuance: Phrase,
)

data class ElementRow(val name: Words, val state: RowState, val value: Words?)

enum class RowState { GIVEN, NOT_PROVEN, WITHHELD }

/** The portrait of a document; where it is present, [Counter.portrait] has the bytes. */
enum class PortraitView { ABSENT, NOT_REQUESTED, PRESENT, UNDECODABLE }

enum class FaceOutcome { CANNOT_JUDGE, DIFFERS, MATCHES }

sealed interface FaceState {
    data class Judged(val outcome: FaceOutcome) : FaceState

    data object NotAsked : FaceState

    data object NotPossible : FaceState

    data object Pending : FaceState
}
