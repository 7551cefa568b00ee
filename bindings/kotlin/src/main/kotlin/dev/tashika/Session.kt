package dev.tashika

import java.time.Duration
import java.util.concurrent.atomic.AtomicReference
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.transformWhile
import kotlinx.coroutines.withContext

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

/**
 * Work away from the caller's thread. It cannot be stopped half-way: where the caller is cancelled
 * meanwhile, nobody gets what comes of it, so it is closed.
 */
internal suspend fun <Made : AutoCloseable> away(
    dispatcher: CoroutineDispatcher,
    work: () -> Made,
): Made {
    val made = AtomicReference<Made>()
    try {
        return withContext(dispatcher) { work().also(made::set) }
    } catch (cancelled: CancellationException) {
        made.get()?.close()
        throw cancelled
    }
}
