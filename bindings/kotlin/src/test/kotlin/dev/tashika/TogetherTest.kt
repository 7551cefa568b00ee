package dev.tashika

import java.time.Duration
import java.util.concurrent.Callable
import java.util.concurrent.Executors
import java.util.concurrent.atomic.AtomicInteger
import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Threads that share objects, callers that go away, objects that are closed twice or too early. */
class TogetherTest {
    private fun <T> together(work: (Int) -> T): List<T> {
        val threads = Executors.newFixedThreadPool(8)
        try {
            return threads.invokeAll(List(8) { Callable { work(it) } }).map { it.get() }
        } finally {
            threads.shutdown()
        }
    }

    @Test
    fun `threads share a verifier, a store and a report`() =
        Fixtures.case("mdl").use { case ->
            Verifier(case.policy).use { verifier ->
                val (trust, presentation) = case.trust() to case.presentation()
                val verify = { verifier.verify(presentation, trust, case.at) }
                verify().use { shared ->
                    val found = together {
                        List(20) { verify().use { own -> own.report.json() } } + shared.report.json()
                    }
                    assertEquals(setOf(shared.report.json()), found.flatten().toSet())
                }
            }
        }

    @Test
    fun `threads share a session, and it goes one way for all`() {
        val portrait = ElementToAsk(ElementName("org.iso.18013.5.1", "portrait"))
        val request = DeviceRequest(listOf(DocumentToAsk("org.iso.18013.5.1.mDL", listOf(portrait))))
        ReaderSession(request, ReaderOptions(ByteArray(16))).use { session ->
            session.start(Duration.ZERO)
            val over = AtomicInteger()
            together { round ->
                repeat(20) { session.onEvent(ReaderEvent.Tick, Duration.ofMillis(round * 20L + it)) }
                val last = session.onEvent(ReaderEvent.End, Duration.ofSeconds(1))
                over.addAndGet(last.count { it is ReaderAction.Finished })
            }
            assertTrue(session.isOver)
            assertEquals(1, over.get())
        }
    }

    @Test
    fun `what is closed while threads use it is refused, and nothing worse`() =
        Fixtures.case("mdl").use { case ->
            val verifier = Verifier(case.policy)
            val (trust, presentation) = case.trust() to case.presentation()
            val ends = together { round ->
                if (round == 0) verifier.close()
                val own = runCatching { verifier.verify(presentation, trust, case.at) }
                own.onSuccess { it.close() }
                own.exceptionOrNull()
            }
            assertTrue(ends.all { it == null || it is IllegalStateException }, ends.toString())
            verifier.close()
            assertThrows(IllegalStateException::class.java) {
                verifier.verify(presentation, trust, case.at)
            }
        }

    @Test
    fun `every object may be closed twice and is refused afterwards`() {
        val window = TapWindow()
        val cache = StatusCache()
        val file = FileToSign.bundle(bundle(), Algorithm.ES256)
        for ((own, use) in
            listOf<Pair<AutoCloseable, () -> Unit>>(
                window to { window.challenge("pay", Duration.ZERO) },
                cache to { cache.toBytes() },
                file to { file.toBeSigned })) {
            use()
            own.close()
            own.close()
            assertThrows(IllegalStateException::class.java) { use() }
        }
    }

    private fun bundle() = java.io.File(Fixtures.folder, "bundles/example.json").readText()

    @Test
    fun `what nobody waits for any more is closed`(): Unit = runBlocking {
        val closed = AtomicInteger()
        val made = AutoCloseable { closed.incrementAndGet() }
        val waiting = ArrayDeque<Runnable>()
        val dispatcher =
            object : CoroutineDispatcher() {
                override fun dispatch(context: CoroutineContext, block: Runnable) {
                    waiting.add(block)
                }
            }
        val caller = async(start = CoroutineStart.UNDISPATCHED) { away(dispatcher) { made } }
        // The caller is cancelled when the work is done, and before it gets what was made.
        waiting.removeFirst().run()
        caller.cancel()
        assertTrue(runCatching { caller.await() }.exceptionOrNull() is CancellationException)
        assertEquals(1, closed.get())
        val own = away(Dispatchers.Default) { made }
        assertEquals(1, closed.get())
        own.close()
    }
}
