package dev.tashika.app.radio

import dev.tashika.app.ports.Characteristic
import java.nio.ByteBuffer
import java.util.UUID

/** The characteristics of ISO 18013-5, by who is the GATT server. */
internal enum class Service(private val numbers: Map<Characteristic, Int>) {
    READER(
        mapOf(
            Characteristic.STATE to 0x05,
            Characteristic.CLIENT_2_SERVER to 0x06,
            Characteristic.SERVER_2_CLIENT to 0x07,
            Characteristic.IDENT to 0x08,
            Characteristic.L2CAP to 0x0b,
        )
    ),
    WALLET(
        mapOf(
            Characteristic.STATE to 0x01,
            Characteristic.CLIENT_2_SERVER to 0x02,
            Characteristic.SERVER_2_CLIENT to 0x03,
            Characteristic.L2CAP to 0x0a,
        )
    );

    fun uuid(characteristic: Characteristic): UUID? =
        numbers[characteristic]?.let { UUID((it.toLong() shl 32) or 0xA123_48CE, BASE) }

    fun characteristic(uuid: UUID): Characteristic? =
        numbers.keys.firstOrNull { uuid(it) == uuid }

    companion object {
        /** `xxxxxxxx-A123-48CE-896B-4C76973373E6` */
        private const val BASE = -0x7694_B389_68CC_8C1A

        /** Client Characteristic Configuration. */
        val SUBSCRIPTION: UUID = UUID.fromString("00002902-0000-1000-8000-00805f9b34fb")

        /** A service's identifier from its sixteen bytes, big-endian. */
        fun uuid(bytes: ByteArray): UUID? {
            if (bytes.size != 16) return null
            val buffer = ByteBuffer.wrap(bytes)
            return UUID(buffer.long, buffer.long)
        }
    }
}
