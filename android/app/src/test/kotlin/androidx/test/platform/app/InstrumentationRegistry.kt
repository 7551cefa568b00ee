package androidx.test.platform.app

import android.app.Instrumentation
import android.os.Bundle

/** The one class of AndroidX's test libraries that Robolectric calls: they are not on Maven Central. */
object InstrumentationRegistry {
    private var instrumentation: Instrumentation? = null
    private var arguments = Bundle()

    @JvmStatic
    fun registerInstance(instrumentation: Instrumentation?, arguments: Bundle) {
        this.instrumentation = instrumentation
        this.arguments = arguments
    }

    @JvmStatic
    fun getInstrumentation(): Instrumentation =
        checkNotNull(instrumentation) { "no instrumentation is registered" }

    @JvmStatic
    fun getArguments(): Bundle = arguments
}
