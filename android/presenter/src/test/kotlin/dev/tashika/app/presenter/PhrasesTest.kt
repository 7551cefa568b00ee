package dev.tashika.app.presenter

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Where lines of Japanese may end. */
class PhrasesTest {
    /** The phrases of a text, with a stroke between two of them. */
    private fun phrases(text: String): String {
        val joined = Phrases.joined(text)
        val out = StringBuilder()
        joined.forEachIndexed { at, own ->
            val held = own == Phrases.JOINER || at == 0 || joined[at - 1] == Phrases.JOINER
            if (!held) out.append('|')
            if (own != Phrases.JOINER) out.append(own)
        }
        return out.toString()
    }

    @Test
    fun `a line ends between phrases`() {
        val texts =
            listOf(
                "スマートフォンを|かざして|ください",
                "お客様の|スマートフォンの|上部を、|この|端末の|読み取り位置に|近づけて|もらいます。",
                "法令上の|本人確認には|使えません|（未認定）",
                "「許可する」を|押し、|表示される|画面で|許可して|ください。",
                "接続を|試しています|（2回目）",
                "顔写真と|ご本人を|見比べ、|結果を|選んで|ください。",
                "マイナンバーカード|対面確認アプリなどを|お使い|ください。",
                "二十歳未満ノ|者ノ|飲酒ノ|禁止ニ|関スル法律",
            )
        for (text in texts) {
            val bare = text.replace("|", "")
            // Where Latin letters stand together the system knows itself.
            assertEquals(text, phrases(bare), bare)
        }
    }

    @Test
    fun `no line begins with what ends a phrase, in no text of the app`() {
        for (text in SampleTexts("ja").all.values) {
            val parts = phrases(text).split('|')
            assertEquals(text, Phrases.plain(Phrases.joined(text)))
            for (part in parts.drop(1)) assertTrue(part.first() !in "、。）」』・んっゃゅょー", "$text: $part")
            for (part in parts.dropLast(1)) assertTrue(part.last() !in "（「『", "$text: $part")
        }
    }

    @Test
    fun `other scripts, and signs beyond the first plane, are left as they are`() {
        for (text in listOf("", "a", "Hold the phone near", "مرحبا", "12 s of 60 s", "\uD840\uDC0B")) {
            assertEquals(text, Phrases.joined(text))
        }
        // A name of a rare sign with its variant: nothing comes between them.
        val name = "\u845B\uDB40\uDD00城"
        assertTrue("\u845B\uDB40\uDD00" in Phrases.joined(name))
    }

    @Test
    fun `a huge text takes no long time`() {
        val text = "かざしてもらってください。".repeat(10_000)
        assertEquals(text, Phrases.plain(Phrases.joined(text)))
        val long = "ア".repeat(50_000) + "一"
        assertEquals(long, Phrases.plain(Phrases.joined(long)))
    }
}
