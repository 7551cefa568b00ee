package dev.tashika.app.tools

import java.io.File
import javax.xml.parsers.DocumentBuilderFactory
import kotlin.math.pow
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.w3c.dom.Document
import org.w3c.dom.Element

/** Manifest, permissions, colours: as they are linked into the app. */
class ResourcesTest {
    private val root = File(System.getProperty("tashika.root"))
    private val main = File(root, "android/app/src/main")
    private val badging = File(System.getProperty("tashika.android"), "badging.txt").readText()

    private fun xml(path: String): Document {
        val factory = DocumentBuilderFactory.newInstance().apply { isNamespaceAware = true }
        return factory.newDocumentBuilder().parse(File(main, path))
    }

    private fun Document.all(tag: String): List<Element> {
        val nodes = getElementsByTagName(tag)
        return (0 until nodes.length).map { nodes.item(it) as Element }
    }

    private fun Element.android(name: String): String? =
        getAttributeNS("http://schemas.android.com/apk/res/android", name).ifEmpty { null }

    @Test
    fun `resources and manifest are linked, from Android 10 on`() {
        assertTrue("package: name='dev.tashika.app'" in badging)
        assertTrue("dkVersion:'29'" in badging, badging)
        assertTrue("targetSdkVersion:'34'" in badging)
        assertTrue("application-label-ja:" in badging)
        assertTrue("launchable-activity: name='dev.tashika.app.CounterActivity'" in badging)
    }

    @Test
    fun `permissions are those of each version, and no others`() {
        val asked = xml("AndroidManifest.xml").all("uses-permission").associate {
            it.android("name")!!.substringAfterLast('.') to it.android("maxSdkVersion")
        }
        val until11 = setOf("ACCESS_FINE_LOCATION", "BLUETOOTH", "BLUETOOTH_ADMIN")
        val always =
            setOf("BLUETOOTH_ADVERTISE", "BLUETOOTH_CONNECT", "BLUETOOTH_SCAN", "CAMERA", "NFC", "VIBRATE")
        assertEquals(until11 + always, asked.keys)
        assertEquals(until11, asked.filterValues { it == "30" }.keys)
        assertEquals(always, asked.filterValues { it == null }.keys)
        assertFalse("android.permission.INTERNET" in badging)
        val scan = xml("AndroidManifest.xml").all("uses-permission").first {
            it.android("name")!!.endsWith("BLUETOOTH_SCAN")
        }
        assertEquals("neverForLocation", scan.android("usesPermissionFlags"))
    }

    @Test
    fun `nothing is backed up, and only the launcher opens the app`() {
        val application = xml("AndroidManifest.xml").all("application").single()
        assertEquals("false", application.android("allowBackup"))
        assertEquals("false", application.android("fullBackupContent"))
        assertEquals("@xml/data_extraction", application.android("dataExtractionRules"))
        assertNull(application.android("debuggable"))
        for (part in listOf("cloud-backup", "device-transfer")) {
            val rules = xml("res/xml/data_extraction.xml").all(part).single()
            val excluded = (0 until rules.childNodes.length).mapNotNull { rules.childNodes.item(it) as? Element }
            assertTrue(excluded.all { it.tagName == "exclude" })
            val domains = excluded.map { it.getAttribute("domain") }
            assertEquals(setOf("root", "file", "database", "sharedpref", "external"), domains.toSet())
        }
        val exported = xml("AndroidManifest.xml").all("activity").filter { it.android("exported") == "true" }
        assertEquals(listOf("dev.tashika.app.CounterActivity"), exported.map { it.android("name") })
        assertTrue(xml("AndroidManifest.xml").all("activity").all { it.android("excludeFromRecents") == "true" })
    }

    private fun colours(folder: String): Map<String, Int> =
        xml("res/$folder/colors.xml").all("color").associate {
            it.getAttribute("name") to it.textContent.removePrefix("#").toInt(16)
        }

    private fun light(colour: Int): Double {
        val parts = listOf(16, 8, 0).map { (colour shr it and 0xff) / 255.0 }
        val linear = parts.map { if (it <= 0.03928) it / 12.92 else ((it + 0.055) / 1.055).pow(2.4) }
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    private fun contrast(a: Int, b: Int): Double {
        val (more, less) = listOf(light(a), light(b)).sortedDescending()
        return (more + 0.05) / (less + 0.05)
    }

    @Test
    fun `every text stands out from what is behind it, by day and by night`() {
        assertEquals(21.0, contrast(0xFFFFFF, 0x000000), 0.01)
        val texts =
            listOf(
                "text" to "background",
                "text" to "surface",
                "text_quiet" to "background",
                "text_quiet" to "surface",
                "on_main" to "main",
                "on_verdict" to "accept",
                "on_verdict" to "reject",
                "on_verdict" to "cannot_decide",
                "on_verdict" to "test_data",
                "on_warning" to "warning",
            )
        val signs = listOf("outline" to "background", "main" to "background")
        for (folder in listOf("values", "values-night")) {
            val colours = colours(folder)
            for ((front, back) in texts) {
                val found = contrast(colours.getValue(front), colours.getValue(back))
                assertTrue(found >= 4.5, "$folder $front on $back: $found")
            }
            for ((front, back) in signs) {
                val found = contrast(colours.getValue(front), colours.getValue(back))
                assertTrue(found >= 3.0, "$folder $front on $back: $found")
            }
        }
        assertEquals(colours("values").keys, colours("values-night").keys)
    }

    @Test
    fun `both languages have every string, and none is empty`() {
        val files = listOf("values", "values-ja").map { folder ->
            xml("res/$folder/strings.xml").all("string").associate { it.getAttribute("name") to it.textContent }
        }
        assertEquals(files[0].keys, files[1].keys)
        assertTrue(files[0].size > 100)
        for (file in files) assertTrue(file.values.none(String::isBlank))
    }
}
