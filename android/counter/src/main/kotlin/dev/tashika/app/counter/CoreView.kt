package dev.tashika.app.counter

import dev.tashika.AgeAnswer
import dev.tashika.CounterScreen
import dev.tashika.CounterView
import dev.tashika.app.model.AskedAs
import dev.tashika.app.model.AskedRow
import dev.tashika.app.model.BlockedAction
import dev.tashika.app.model.BlockedView
import dev.tashika.app.model.CustomerCard
import dev.tashika.app.model.DocumentView
import dev.tashika.app.model.ElementRow
import dev.tashika.app.model.FaceState
import dev.tashika.app.model.Header
import dev.tashika.app.model.Phrase
import dev.tashika.app.model.PortraitView
import dev.tashika.app.model.PresetView
import dev.tashika.app.model.ProblemView
import dev.tashika.app.model.ReadyView
import dev.tashika.app.model.Screen
import dev.tashika.app.model.VerdictView
import dev.tashika.app.model.View
import dev.tashika.app.model.Waiting
import dev.tashika.app.model.Words

internal fun view(own: CounterView): View {
    val header = own.header
    return View(
        Header(
            header.certification.same(),
            phrase(header.say),
            header.method?.let(::words),
            asked(header.askedAs),
            words(header.preset),
        ),
        screen(own.screen),
        own.customerCard?.let(::card),
    )
}

internal fun phrase(own: dev.tashika.Phrase): Phrase =
    Phrase(own.key, own.arguments.associate { it.name to it.content })

private fun words(own: dev.tashika.Words): Words = Words(own.ja, own.en)

private fun asked(own: dev.tashika.AskedAs): AskedAs =
    when (own) {
        is dev.tashika.AskedAs.Dropped -> AskedAs.Dropped(own.name)
        is dev.tashika.AskedAs.Named -> AskedAs.Named(own.name)
        dev.tashika.AskedAs.Nobody -> AskedAs.Nobody
        dev.tashika.AskedAs.System -> AskedAs.System
    }

private fun screen(own: CounterScreen): Screen =
    when (own) {
        is CounterScreen.Blocked -> Screen.Blocked(blocked(own.view))
        CounterScreen.Checking -> Screen.Checking
        is CounterScreen.Connecting -> Screen.Connecting(waiting(own.waiting), own.attempt)
        is CounterScreen.Engaging -> Screen.Engaging(waiting(own.waiting))
        is CounterScreen.Problem -> Screen.Problem(problem(own.view))
        is CounterScreen.Ready -> Screen.Ready(ready(own.view))
        is CounterScreen.Verdict -> Screen.Verdict(verdict(own.view))
        is CounterScreen.WaitingForHolder -> Screen.WaitingForHolder(waiting(own.waiting))
    }

private fun waiting(own: dev.tashika.WaitingView): Waiting =
    Waiting(own.who.same(), phrase(own.say), own.elapsed, own.limit)

private fun ready(own: dev.tashika.ReadyView): ReadyView =
    ReadyView(
        own.presets.map { PresetView(it.id, words(it.title)) },
        own.selected,
        own.nfc.same(),
        own.camera.same(),
        own.hintSay?.let(::phrase),
    )

private fun card(own: dev.tashika.CustomerCard): CustomerCard =
    CustomerCard(
        words(own.purpose),
        asked(own.askedAs),
        own.asked.map { AskedRow(words(it.name), words(it.purpose), it.law?.let(::words), it.kept) },
        words(own.kept),
        own.historyDays,
    )

private fun blocked(own: dev.tashika.BlockedView): BlockedView {
    val action =
        when (val action = own.action) {
            is dev.tashika.BlockedAction.Ask -> BlockedAction.Ask(action.kind.same())
            dev.tashika.BlockedAction.None -> BlockedAction.None
            is dev.tashika.BlockedAction.OpenSettings -> BlockedAction.OpenSettings(action.page.same())
        }
    return BlockedView(phrase(own.say), phrase(own.next), action)
}

private fun problem(own: dev.tashika.ProblemView): ProblemView =
    ProblemView(own.problem.code(), phrase(own.say), phrase(own.next), own.action.same())

private fun verdict(own: dev.tashika.VerdictView): VerdictView =
    VerdictView(
        own.kind.same(),
        own.reasons.map { phrase(it.say) },
        own.remarks.map { phrase(it.say) },
        own.age?.let(::age),
        own.documents.map(::document),
        face(own.face),
        asked(own.askedAs),
        own.risks.map { words(it.words) },
        own.at,
        own.wipeIn,
    )

private fun age(own: dev.tashika.AgeView): Phrase {
    val answer =
        when (own.answer) {
            AgeAnswer.NO -> "no"
            AgeAnswer.UNKNOWN -> "unknown"
            AgeAnswer.YES -> "yes"
        }
    return Phrase("age.$answer", mapOf("years" to "${own.years}"))
}

private fun document(own: dev.tashika.DocumentView): DocumentView =
    DocumentView(
        words(own.name),
        own.issuer,
        own.validUntil,
        own.rows.map { ElementRow(words(it.name), it.state.same(), it.value?.let(::words)) },
        own.extras.map(::words),
        portrait(own.portrait),
        phrase(own.issuance.say),
    )

private fun portrait(own: dev.tashika.PortraitView): PortraitView =
    when (own) {
        dev.tashika.PortraitView.Absent -> PortraitView.ABSENT
        dev.tashika.PortraitView.NotRequested -> PortraitView.NOT_REQUESTED
        is dev.tashika.PortraitView.Present -> PortraitView.PRESENT
        is dev.tashika.PortraitView.Undecodable -> PortraitView.UNDECODABLE
    }

private fun face(own: dev.tashika.FaceState): FaceState =
    when (own) {
        is dev.tashika.FaceState.Judged -> FaceState.Judged(own.outcome.same())
        dev.tashika.FaceState.NotAsked -> FaceState.NotAsked
        dev.tashika.FaceState.NotPossible -> FaceState.NotPossible
        dev.tashika.FaceState.Pending -> FaceState.Pending
    }
