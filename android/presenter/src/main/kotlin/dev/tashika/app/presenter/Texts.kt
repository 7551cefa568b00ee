package dev.tashika.app.presenter

import dev.tashika.app.model.Phrase
import dev.tashika.app.model.Words

/** The texts of one language. */
interface Texts {
    /** Whether this is Japanese; else it is English. */
    val japanese: Boolean

    /** The text of a key. An unknown key is a fault of the build, and a test finds it. */
    fun text(phrase: Phrase): String

    fun text(key: String): String = text(Phrase(key))

    fun text(words: Words): String = if (japanese) words.ja else words.en
}
