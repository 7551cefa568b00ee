package dev.tashika.app

import android.content.Context
import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.Typeface
import android.graphics.drawable.GradientDrawable
import android.graphics.text.LineBreakConfig
import android.os.Build
import android.util.TypedValue
import android.view.Gravity
import android.view.View
import android.view.ViewGroup
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.ProgressBar
import android.widget.RadioButton
import android.widget.RadioGroup
import android.widget.ScrollView
import android.widget.TextView
import dev.tashika.app.presenter.Block
import dev.tashika.app.presenter.Button
import dev.tashika.app.presenter.Choice
import dev.tashika.app.presenter.Command
import dev.tashika.app.presenter.Phrases
import dev.tashika.app.presenter.Row
import dev.tashika.app.presenter.Tone
import dev.tashika.app.presenter.UiModel

/** What a screen asks of its activity. */
interface ScreenActions {
    fun command(command: Command)

    fun chosen(id: String)

    /** The portrait's bytes, which the view wipes. */
    fun portrait(document: Int): ByteArray?

    fun unreadable(document: Int)

    /** The view for what the camera sees. */
    fun preview(): View?
}

/** Draws the blocks of a screen, and only those anew that have changed. */
class ScreenView(context: Context, private val actions: ScreenActions) : ScrollView(context) {
    private val column = stack().apply {
        val edge = dp(16)
        setPadding(edge, edge, edge, edge)
    }
    private var shown = emptyList<Block>()
    private val pictures = mutableListOf<Bitmap>()

    init {
        isFillViewport = true
        // Nothing of a screen is kept by the system: the counter begins anew.
        isSaveFromParentEnabled = false
        setBackgroundColor(context.getColor(R.color.background))
        addView(column, LayoutParams(MATCH_PARENT, WRAP_CONTENT))
    }

    fun show(model: UiModel) {
        val blocks = model.blocks
        val heading = { all: List<Block> -> all.find { it is Block.Heading || it is Block.Badge } }
        if (heading(blocks) != heading(shown)) begin(blocks) else change(blocks)
        shown = blocks
    }

    /** Drops every text and picture. */
    fun wipe() {
        column.removeAllViews()
        pictures.forEach {
            if (it.isMutable) it.eraseColor(0)
            it.recycle()
        }
        pictures.clear()
        shown = emptyList()
        accessibilityPaneTitle = null
    }

    private fun begin(blocks: List<Block>) {
        wipe()
        blocks.forEach { column.addView(view(it), below()) }
        scrollTo(0, 0)
        // A screen reader says the new screen's title.
        accessibilityPaneTitle = blocks.firstNotNullOfOrNull {
            (it as? Block.Heading)?.text ?: (it as? Block.Badge)?.word
        }
    }

    private fun change(blocks: List<Block>) {
        while (column.childCount > blocks.size) column.removeViewAt(column.childCount - 1)
        blocks.forEachIndexed { index, block ->
            if (index < shown.size && shown[index] == block) return@forEachIndexed
            val before = shown.getOrNull(index)
            val old = column.getChildAt(index)
            if (block is Block.Progress && before is Block.Progress) {
                progress(old as ViewGroup, block)
            } else {
                if (old != null) column.removeViewAt(index)
                column.addView(view(block), index, below())
            }
        }
    }

    private fun view(block: Block): View =
        when (block) {
            is Block.Badge -> badge(block)
            is Block.Banner -> banner(block)
            is Block.Bullets -> bullets(block.texts)
            is Block.Buttons -> buttons(block.buttons)
            is Block.Camera -> camera(block)
            is Block.Choices -> choices(block)
            is Block.Heading -> title(block.text, 22f).apply {
                accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
            }
            is Block.Notice -> notice(block.text)
            is Block.Paragraph -> text(block.text, 16f)
            is Block.Picture -> picture(block)
            is Block.Progress -> progress(block)
            is Block.Rows -> rows(block.rows)
            is Block.Section -> title(block.text, 17f)
        }

    private fun text(content: String, size: Float, color: Int = R.color.text): TextView =
        data(content, size, color).apply { say(content) }

    /** A customer's data, as it came. */
    private fun data(content: String, size: Float, color: Int = R.color.text): TextView =
        TextView(context).apply {
            text = content
            setTextSize(TypedValue.COMPLEX_UNIT_SP, size)
            setTextColor(context.getColor(color))
            phrases(this)
        }

    /** Shows a text whose phrases are held together, and lets it be read out as it is. */
    private fun TextView.say(content: String) {
        text = Phrases.joined(content)
        contentDescription = content
    }

    private fun title(content: String, size: Float): TextView =
        text(content, size).apply {
            typeface = Typeface.DEFAULT_BOLD
            isAccessibilityHeading = true
        }

    /** Lines end between phrases, not within a word, as far as the system knows them. */
    private fun phrases(view: TextView) {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
            view.lineBreakWordStyle = LineBreakConfig.LINE_BREAK_WORD_STYLE_PHRASE
        }
    }

    private fun banner(block: Block.Banner): View {
        val (back, front) =
            when (block.tone) {
                Tone.CERTIFIED -> R.color.surface to R.color.text
                Tone.TEST -> R.color.test_data to R.color.on_verdict
                Tone.UNCERTIFIED -> R.color.warning to R.color.on_warning
            }
        return boxed(text(block.text, 14f, front), back)
    }

    private fun notice(content: String): View =
        boxed(text(content, 17f).apply { typeface = Typeface.DEFAULT_BOLD }, R.color.surface)

    private fun boxed(view: TextView, color: Int): TextView =
        view.apply {
            background = box(color)
            setPadding(dp(12), dp(8), dp(12), dp(8))
        }

    private fun box(color: Int) = GradientDrawable().apply {
        setColor(context.getColor(color))
        cornerRadius = dp(8).toFloat()
    }

    private fun badge(block: Block.Badge): View {
        val row = LinearLayout(context)
        row.gravity = Gravity.CENTER_VERTICAL
        row.background = box(BadgeView.colorOf(block.kind))
        row.setPadding(dp(16), dp(16), dp(16), dp(16))
        row.addView(BadgeView(context, block.kind), LinearLayout.LayoutParams(dp(72), dp(72)))
        val word = title(block.word, 30f)
        word.setTextColor(context.getColor(R.color.on_verdict))
        word.setPadding(dp(16), 0, 0, 0)
        row.addView(word, LinearLayout.LayoutParams(0, WRAP_CONTENT, 1f))
        return whole(row, block.word).apply {
            isAccessibilityHeading = true
            accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_ASSERTIVE
        }
    }

    private fun bullets(texts: List<String>): View {
        val list = stack()
        texts.forEach {
            val row = LinearLayout(context)
            val dot = text("•", 16f)
            dot.setPadding(0, 0, dp(8), 0)
            row.addView(dot)
            row.addView(text(it, 16f), LinearLayout.LayoutParams(0, WRAP_CONTENT, 1f))
            list.addView(whole(row, it), below(4))
        }
        return list
    }

    private fun rows(rows: List<Row>): View {
        val list = stack()
        rows.forEach { list.addView(row(it), below(4)) }
        return list
    }

    private fun row(row: Row): View {
        val lines = stack()
        lines.background = box(R.color.surface)
        lines.setPadding(dp(12), dp(6), dp(12), dp(6))
        lines.addView(text(row.label, 14f, R.color.text_quiet))
        if (row.value.isNotEmpty()) {
            lines.addView(if (row.isData) data(row.value, 18f) else text(row.value, 18f))
        }
        if (row.state.isNotEmpty()) lines.addView(text(row.state, 14f))
        return whole(lines, row.description)
    }

    /** One thing for a screen reader, with one description. */
    private fun whole(view: ViewGroup, description: String): View =
        view.apply {
            contentDescription = description
            isScreenReaderFocusable = true
            for (index in 0 until childCount) {
                val hidden = View.IMPORTANT_FOR_ACCESSIBILITY_NO_HIDE_DESCENDANTS
                getChildAt(index).importantForAccessibility = hidden
            }
        }

    private fun choices(block: Block.Choices): View {
        val list = stack()
        list.addView(title(block.label, 17f))
        val group = RadioGroup(context)
        group.contentDescription = block.label
        block.choices.forEachIndexed { index, own -> group.addView(choice(index, own)) }
        group.setOnCheckedChangeListener { _, index ->
            block.choices.getOrNull(index)?.let { if (!it.chosen) actions.chosen(it.id) }
        }
        list.addView(group)
        return list
    }

    private fun choice(index: Int, choice: Choice): View =
        RadioButton(context).apply {
            id = index
            say(choice.text)
            isChecked = choice.chosen
            minHeight = dp(TARGET)
            setTextSize(TypedValue.COMPLEX_UNIT_SP, 18f)
            setTextColor(context.getColor(R.color.text))
            layoutParams = RadioGroup.LayoutParams(MATCH_PARENT, WRAP_CONTENT)
            phrases(this)
            jumpDrawablesToCurrentState()
        }

    private fun progress(block: Block.Progress): View {
        val list = stack()
        val bar = ProgressBar(context, null, android.R.attr.progressBarStyleHorizontal)
        bar.max = STEPS
        bar.importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO
        list.addView(bar, LinearLayout.LayoutParams(MATCH_PARENT, dp(24)))
        list.addView(text("", 16f))
        progress(list, block)
        return list
    }

    private fun progress(list: ViewGroup, block: Block.Progress) {
        (list.getChildAt(0) as ProgressBar).progress = (block.fraction * STEPS).toInt()
        (list.getChildAt(1) as TextView).say(block.text)
    }

    private fun picture(block: Block.Picture): View {
        val view = ImageView(context)
        view.contentDescription = block.description
        view.adjustViewBounds = true
        view.maxHeight = dp(240)
        view.minimumHeight = dp(120)
        view.scaleType = ImageView.ScaleType.FIT_CENTER
        val bytes = actions.portrait(block.document)
        val options = BitmapFactory.Options().apply { inMutable = true }
        val picture = bytes?.let { BitmapFactory.decodeByteArray(it, 0, it.size, options) }
        bytes?.fill(0)
        if (picture == null) {
            actions.unreadable(block.document)
        } else {
            pictures += picture
            view.setImageBitmap(picture)
        }
        return view
    }

    private fun camera(block: Block.Camera): View {
        val view = actions.preview() ?: View(context).apply {
            setBackgroundColor(context.getColor(R.color.surface))
        }
        (view.parent as? ViewGroup)?.removeView(view)
        view.contentDescription = block.text
        view.minimumHeight = dp(140)
        return view
    }

    private fun buttons(buttons: List<Button>): View {
        val list = stack()
        buttons.forEach { list.addView(button(it), below(8)) }
        return list
    }

    private fun button(button: Button): View =
        android.widget.Button(context).apply {
            say(button.text)
            isAllCaps = false
            minHeight = dp(TARGET)
            minimumHeight = dp(TARGET)
            setTextSize(TypedValue.COMPLEX_UNIT_SP, 18f)
            val front = if (button.main) R.color.on_main else R.color.text
            setTextColor(context.getColor(front))
            setBackgroundResource(if (button.main) R.drawable.button_main else R.drawable.button_plain)
            stateListAnimator = null
            setPadding(dp(16), dp(8), dp(16), dp(8))
            setTag(R.id.command, button.command)
            setOnClickListener { actions.command(button.command) }
            phrases(this)
        }

    /** Views below each other. */
    private fun stack() = LinearLayout(context).apply { orientation = LinearLayout.VERTICAL }

    private fun below(distance: Int = 12) =
        LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT).apply { bottomMargin = dp(distance) }

    private fun dp(own: Int): Int = (own * resources.displayMetrics.density + 0.5f).toInt()

    private companion object {
        /** The least height of what is touched. */
        const val TARGET = 48
        const val STEPS = 1000
    }
}
