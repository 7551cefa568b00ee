package org.robolectric.android.internal

import android.app.Instrumentation
import android.os.Bundle
import androidx.test.platform.app.InstrumentationRegistry

/**
 * In the place of Robolectric's class of this name, which builds on monitors of AndroidX's test
 * libraries. Those are not on Maven Central, and nothing here asks a monitor.
 */
class RoboMonitoringInstrumentation : Instrumentation() {
    override fun onCreate(arguments: Bundle) {
        InstrumentationRegistry.registerInstance(this, arguments)
        super.onCreate(arguments)
    }

    /** Robolectric's tests run on the main thread. */
    override fun runOnMainSync(runner: Runnable): Unit = runner.run()

    override fun finish(resultCode: Int, results: Bundle?): Unit = Unit
}
