package dev.tashika.app.presenter

/**
 * Keeps lines of Japanese from ending within a phrase, where the system does not do so by itself.
 *
 * Between characters of one phrase stands a word joiner, which nobody sees; a phrase that is wider than its
 * line is broken all the same. The phrases are found by the change of scripts and by a few words, which is
 * enough for sentences of an app. Of a customer's data nothing is changed: it is not given to this.
 */
object Phrases {
    /** U+2060, without width. */
    const val JOINER = '\u2060'

    /** The text with its phrases held together. */
    fun joined(text: String): String {
        if (text.none(::isJapanese)) return text
        val out = StringBuilder(text.length * 2)
        text.forEachIndexed { at, own ->
            if (at > 0 && isHeld(text, at)) out.append(JOINER)
            out.append(own)
        }
        return out.toString()
    }

    /** The text as it is read out. */
    fun plain(text: String): String = text.replace(JOINER.toString(), "")

    /** Whether no line ends before the character at [at]. */
    private fun isHeld(text: String, at: Int): Boolean {
        val (before, own) = text[at - 1] to text[at]
        return when {
            before.isWhitespace() || own.isWhitespace() -> false
            // Surrogates and what is put over another character belong to it by themselves.
            before.isSurrogate() || own.isSurrogate() -> false
            !isJapanese(before) && !isJapanese(own) -> false
            before in OPENING || own in CLOSING -> true
            before in BRACKETS && isHiragana(own) -> true
            before in CLOSING || own in OPENING -> false
            else -> !isPhrase(text, at)
        }
    }

    /** Whether a phrase begins at [at]. */
    private fun isPhrase(text: String, at: Int): Boolean {
        val (before, own) = text[at - 1] to text[at]
        return when {
            WORDS.any { text.startsWith(it, at) } -> true
            before in POLITE && !isHiragana(own) -> false
            isHiragana(own) -> before == 'を' || isPolite(text, at) && isHiragana(before)
            isHiragana(before) -> !isWithinVerb(text, at)
            isKatakana(before) -> isHan(own) && (isParticle(text, at - 1) || run(text, at - 1) >= LONG)
            else -> isHan(before) && own.code < ASCII && own.isLetter()
        }
    }

    /** お客様, ご本人. */
    private fun isPolite(text: String, at: Int): Boolean =
        text[at] in POLITE && at + 1 < text.length && isHan(text[at + 1])

    /** 読み取る: one sound between two signs that holds them together. */
    private fun isWithinVerb(text: String, at: Int): Boolean =
        text[at - 1] in WITHIN && at > 1 && isHan(text[at - 2]) && isHan(text[at])

    /** 者ノ飲酒ノ禁止: the old way of laws. */
    private fun isParticle(text: String, at: Int): Boolean =
        text[at] in PARTICLES && at > 0 && isHan(text[at - 1])

    /** How many signs of katakana end at [at]. */
    private fun run(text: String, at: Int): Int = (at downTo 0).takeWhile { isKatakana(text[it]) }.size

    private fun isHiragana(own: Char) = own in '\u3041'..'\u309f'

    private fun isKatakana(own: Char) = own in '\u30a0'..'\u30ff'

    private fun isHan(own: Char) = own in '\u3400'..'\u9fff' || own == '々'

    private fun isJapanese(own: Char) =
        isHiragana(own) || isKatakana(own) || isHan(own) || own in OPENING || own in CLOSING

    private const val ASCII = 128

    /** From here on a word in katakana stands by itself. */
    private const val LONG = 6
    private const val OPENING = "（「『"
    private const val BRACKETS = "）」』"
    private const val CLOSING = "、。・$BRACKETS"
    private const val POLITE = "おご"
    private const val WITHIN = "みりきちびいえけめ"
    private const val PARTICLES = "ノニヲ"

    /** What begins a phrase after any sound. */
    private val WORDS =
        listOf("ください", "もらい", "もらっ", "できま", "ありません", "なりません", "として", "かざ")
}
