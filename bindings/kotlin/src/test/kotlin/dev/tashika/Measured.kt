package dev.tashika

import com.sun.jna.NativeLibrary

/** What the library of `cargo xtask leaks` and `cargo xtask bench` has beside the others. */
internal object Measured {
    private val library = NativeLibrary.getInstance("tashika_ffi")

    /** Bytes that the native library holds. */
    fun liveBytes(): Long = library.getFunction("tashika_live_bytes").invokeLong(arrayOf())

    /** How long so many verifications of a case take in Rust. */
    fun nanoseconds(case: Int, times: Int): Long =
        library.getFunction("tashika_nanoseconds").invokeLong(arrayOf(case, times))
}
