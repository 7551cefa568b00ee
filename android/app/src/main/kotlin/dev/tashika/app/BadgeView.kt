package dev.tashika.app

import android.content.Context
import android.graphics.Canvas
import android.graphics.Paint
import android.graphics.Path
import android.view.View
import dev.tashika.app.model.VerdictKind
import kotlin.math.PI
import kotlin.math.cos
import kotlin.math.sin

/** The outline of a verdict with its sign: told apart without any colour. */
class BadgeView(context: Context, private val kind: VerdictKind) : View(context) {
    private val fill = Paint(Paint.ANTI_ALIAS_FLAG).apply { style = Paint.Style.FILL }
    private val line = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        style = Paint.Style.STROKE
        strokeCap = Paint.Cap.ROUND
        strokeJoin = Paint.Join.ROUND
    }

    override fun onDraw(canvas: Canvas) {
        val size = minOf(width, height).toFloat()
        canvas.translate((width - size) / 2, (height - size) / 2)
        canvas.scale(size / GRID, size / GRID)
        fill.color = context.getColor(R.color.on_verdict)
        line.color = context.getColor(colorOf(kind))
        line.strokeWidth = 9f
        when (kind) {
            VerdictKind.ACCEPT -> {
                canvas.drawCircle(50f, 50f, 46f, fill)
                canvas.drawPath(path(28f to 52f, 44f to 68f, 72f to 34f), line)
            }
            VerdictKind.REJECT -> {
                canvas.drawPath(octagon(), fill)
                canvas.drawLine(33f, 33f, 67f, 67f, line)
                canvas.drawLine(67f, 33f, 33f, 67f, line)
            }
            VerdictKind.CANNOT_DECIDE -> {
                canvas.drawPath(path(50f to 2f, 98f to 50f, 50f to 98f, 2f to 50f).closed(), fill)
                canvas.drawPath(question(), line)
                canvas.drawPoint(50f, 73f, line)
            }
            VerdictKind.TEST_DATA -> {
                canvas.drawRect(6f, 6f, 94f, 94f, fill)
                canvas.clipRect(6f, 6f, 94f, 94f)
                line.strokeWidth = 6f
                for (at in 0..180 step 20) canvas.drawLine(at - 94f, 100f, at + 6f, 0f, line)
            }
        }
    }

    private fun path(vararg points: Pair<Float, Float>): Path {
        val path = Path()
        path.moveTo(points[0].first, points[0].second)
        points.drop(1).forEach { (x, y) -> path.lineTo(x, y) }
        return path
    }

    private fun Path.closed(): Path = apply { close() }

    private fun octagon(): Path {
        val corners = (0 until 8).map {
            val angle = PI / 8 + it * PI / 4
            (50 + 49 * cos(angle)).toFloat() to (50 + 49 * sin(angle)).toFloat()
        }
        return path(*corners.toTypedArray()).closed()
    }

    private fun question(): Path {
        val path = Path()
        path.moveTo(38f, 40f)
        path.cubicTo(38f, 24f, 62f, 24f, 62f, 40f)
        path.cubicTo(62f, 50f, 50f, 48f, 50f, 59f)
        return path
    }

    companion object {
        private const val GRID = 100f

        fun colorOf(kind: VerdictKind): Int =
            when (kind) {
                VerdictKind.ACCEPT -> R.color.accept
                VerdictKind.CANNOT_DECIDE -> R.color.cannot_decide
                VerdictKind.REJECT -> R.color.reject
                VerdictKind.TEST_DATA -> R.color.test_data
            }
    }
}
