package dev.tashika

import java.time.Duration
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.transformWhile

private val ORIGIN = System.nanoTime()

/** The time on the clock of every session: how long ago it was used first. Never negative. */
internal fun clock(): Duration = Duration.ofNanos(maxOf(0, System.nanoTime() - ORIGIN))

/** Begins a session, takes [events] as they come, and emits what to do until it is over. */
internal fun <Event, Action> rounds(
    events: Flow<Event>,
    start: () -> List<Action>,
    onEvent: (Event) -> List<Action>,
    isOver: () -> Boolean,
): Flow<Action> = flow {
    start().forEach { emit(it) }
    val rounds = events.transformWhile { event ->
        emit(onEvent(event))
        !isOver()
    }
    rounds.collect { round -> round.forEach { emit(it) } }
}
