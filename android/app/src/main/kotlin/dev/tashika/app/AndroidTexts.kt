package dev.tashika.app

import android.annotation.SuppressLint
import android.content.res.Resources
import dev.tashika.app.model.Phrase
import dev.tashika.app.presenter.Texts

/** The texts of the language that the device is set to. */
class AndroidTexts(private val resources: Resources, private val packageName: String) : Texts {
    override val japanese: Boolean
        get() = resources.configuration.locales[0].language == "ja"

    /** The key itself where there is no such text: a test finds those. */
    @SuppressLint("DiscouragedApi")
    override fun text(phrase: Phrase): String {
        val name = phrase.key.replace('.', '_').replace('-', '_')
        val id = resources.getIdentifier(name, "string", packageName)
        val text = if (id == 0) phrase.key else resources.getString(id)
        return phrase.arguments.entries.fold(text) { whole, (argument, content) ->
            whole.replace("{$argument}", content)
        }
    }
}
