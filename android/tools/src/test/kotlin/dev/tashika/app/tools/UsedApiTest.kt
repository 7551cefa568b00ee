package dev.tashika.app.tools

import java.io.File
import java.util.zip.ZipFile
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.objectweb.asm.AnnotationVisitor
import org.objectweb.asm.ClassReader
import org.objectweb.asm.ClassVisitor
import org.objectweb.asm.FieldVisitor
import org.objectweb.asm.MethodVisitor
import org.objectweb.asm.Opcodes

/**
 * What the app calls of Android: each member stands in `api.txt`, was there in Android 10, or stands
 * with its version in `newer.txt` because the code asks for the version first. None is hidden.
 *
 * `TASHIKA_WRITE=1` writes `api.txt`; a person reads what has become more.
 */
class UsedApiTest {
    private val used: Set<String> = MODULES.flatMap(::used).toSortedSet()

    @Test
    fun `what is used stands in the list`() {
        val file = File(root, "android/tools/src/test/resources/api.txt")
        if (System.getenv("TASHIKA_WRITE") == "1") file.writeText(used.joinToString("\n", postfix = "\n"))
        assertTrue(used.size > 100, "${used.size}")
        assertEquals(file.readLines().joinToString("\n"), used.joinToString("\n"))
    }

    @Test
    fun `what is used was there in Android 10, or is asked for by version`() {
        val newer = newer()
        Framework(OLDEST).use { oldest ->
            val missing = used.filterNot { oldest.has(it) }.toSortedSet()
            assertEquals(newer.keys.joinToString("\n"), missing.joinToString("\n"))
        }
        Framework(NEWEST).use { newest ->
            assertEquals(emptyList<String>(), used.filterNot { newest.has(it) })
        }
        assertTrue(newer.values.all { it in 30..34 }, "$newer")
    }

    @Test
    fun `nothing that is used is hidden`() {
        Framework(NEWEST).use { newest ->
            assertEquals(emptyList<String>(), used.filter { newest.isHidden(it) })
            // The check sees what is hidden.
            assertTrue(newest.isHidden("android/bluetooth/BluetoothGatt.refresh()Z"))
        }
    }

    private fun newer(): Map<String, Int> {
        val lines = File(root, "android/tools/src/test/resources/newer.txt").readLines()
        return lines.associate { it.substringAfter(' ') to it.substringBefore(' ').toInt() }.toSortedMap()
    }

    private fun used(module: String): List<String> {
        val classes = File(root, "android/$module/target/classes").walk().filter { it.extension == "class" }
        val found = mutableListOf<String>()
        for (file in classes) {
            ClassReader(file.readBytes()).accept(Uses(found), ClassReader.SKIP_DEBUG)
        }
        return found
    }

    private class Uses(private val found: MutableList<String>) : ClassVisitor(Opcodes.ASM9) {
        override fun visitMethod(
            access: Int,
            name: String,
            descriptor: String,
            signature: String?,
            exceptions: Array<String>?,
        ) = object : MethodVisitor(Opcodes.ASM9) {
            override fun visitMethodInsn(op: Int, owner: String, name: String, descriptor: String, own: Boolean) {
                if (owner.startsWith("android/")) found += "$owner.$name$descriptor"
            }

            override fun visitFieldInsn(op: Int, owner: String, name: String, descriptor: String) {
                if (owner.startsWith("android/")) found += "$owner.$name"
            }
        }
    }

    /** The classes of one version of Android. */
    private class Framework(name: String) : AutoCloseable {
        private val zip = ZipFile(File(System.getProperty("tashika.android"), "frameworks/$name.jar"))
        private val known = mutableMapOf<String, Members?>()

        fun has(member: String): Boolean = holders(member).any()

        fun isHidden(member: String): Boolean {
            val own = holders(member).firstOrNull() ?: return false
            return member.substringAfter('.') in own.hidden
        }

        private fun holders(member: String): Sequence<Members> {
            val owner = member.substringBefore('.')
            val name = member.substringAfter('.')
            return above(owner).filter { name in it.names }
        }

        private fun above(owner: String): Sequence<Members> = sequence {
            val own = members(owner) ?: return@sequence
            yield(own)
            own.above.forEach { yieldAll(above(it)) }
        }

        private fun members(owner: String): Members? =
            known.getOrPut(owner) {
                val entry = zip.getEntry("$owner.class")
                if (entry == null) outside(owner) else Members(zip.getInputStream(entry).readBytes())
            }

        /** A class of Java's own that one of Android's is made of. */
        private fun outside(owner: String): Members? {
            val stream = ClassLoader.getSystemResourceAsStream("$owner.class") ?: return null
            return stream.use { Members(it.readBytes()) }
        }

        override fun close() = zip.close()
    }

    private class Members(bytes: ByteArray) : ClassVisitor(Opcodes.ASM9) {
        val names = mutableSetOf<String>()
        val hidden = mutableSetOf<String>()
        val above = mutableListOf<String>()

        init {
            ClassReader(bytes).accept(this, ClassReader.SKIP_CODE)
        }

        override fun visit(
            version: Int,
            access: Int,
            name: String,
            signature: String?,
            superName: String?,
            interfaces: Array<String>?,
        ) {
            superName?.let(above::add)
            interfaces?.let(above::addAll)
        }

        override fun visitMethod(
            access: Int,
            name: String,
            descriptor: String,
            signature: String?,
            exceptions: Array<String>?,
        ): MethodVisitor {
            names += name + descriptor
            return object : MethodVisitor(Opcodes.ASM9) {
                override fun visitAnnotation(kind: String, visible: Boolean): AnnotationVisitor? {
                    if (kind in HIDDEN) hidden += name + descriptor
                    return null
                }
            }
        }

        override fun visitField(
            access: Int,
            name: String,
            descriptor: String,
            signature: String?,
            value: Any?,
        ): FieldVisitor {
            names += name
            return object : FieldVisitor(Opcodes.ASM9) {
                override fun visitAnnotation(kind: String, visible: Boolean): AnnotationVisitor? {
                    if (kind in HIDDEN) hidden += name
                    return null
                }
            }
        }
    }

    private companion object {
        val root = File(System.getProperty("tashika.root"))
        val MODULES = listOf("ports", "presenter", "radio", "app")
        const val NEWEST = "android-all-14-robolectric-10818077"
        const val OLDEST = "android-all-instrumented-10-robolectric-5803371-i7"
        val HIDDEN =
            setOf(
                "Landroid/annotation/SystemApi;",
                "Landroid/annotation/TestApi;",
                "Landroid/compat/annotation/UnsupportedAppUsage;",
            )
    }
}
