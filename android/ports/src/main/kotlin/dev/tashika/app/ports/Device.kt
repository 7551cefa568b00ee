package dev.tashika.app.ports

/** What must be allowed, by the version of Android. */
object PermissionPlan {
    /** Android 12: finding a phone is no longer a matter of location. */
    private const val S = 31

    /** The names to ask for; none where the system grants it at installation, or needs none. */
    fun names(kind: PermissionKind, sdk: Int): List<String> =
        when (kind) {
            PermissionKind.BLUETOOTH -> if (sdk >= S) BLUETOOTH else emptyList()
            PermissionKind.CAMERA -> listOf("android.permission.CAMERA")
            PermissionKind.LOCATION ->
                if (needsLocation(sdk)) listOf("android.permission.ACCESS_FINE_LOCATION") else emptyList()
            PermissionKind.NFC -> emptyList()
        }

    /** Whether scans find nothing without location, its permission and its switch. */
    fun needsLocation(sdk: Int): Boolean = sdk < S

    private val BLUETOOTH =
        listOf(
            "android.permission.BLUETOOTH_SCAN",
            "android.permission.BLUETOOTH_CONNECT",
            "android.permission.BLUETOOTH_ADVERTISE",
        )
}

/** How a signal feels: pause, buzz, pause, buzz … in milliseconds. */
class SignalPattern private constructor(val millis: List<Long>) {
    companion object {
        fun of(kind: SignalKind): SignalPattern =
            SignalPattern(
                when (kind) {
                    SignalKind.ACCEPT -> listOf(0L, 60)
                    SignalKind.CANNOT_DECIDE -> listOf(0L, 120, 120, 120)
                    SignalKind.PROBLEM -> listOf(0L, 60, 60, 60, 60, 60)
                    SignalKind.REJECT -> listOf(0L, 500)
                    SignalKind.TEST_DATA -> listOf(0L, 60, 60, 300, 60, 60)
                }
            )
    }
}
