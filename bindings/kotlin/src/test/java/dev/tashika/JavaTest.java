package dev.tashika;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The library as a Java application uses it. */
class JavaTest {
    private final Path fixtures = Path.of(System.getProperty("tashika.fixtures"));

    @Test
    void withoutATranscriptNothingIsAccepted() throws Exception {
        byte[] response = Files.readAllBytes(fixtures.resolve("mdl.cbor"));
        try (TrustStore trust = new TrustStore(List.of());
                Verifier verifier = new Verifier(Tashika.policy());
                Presentation presentation = new Presentation(response);
                Verification outcome =
                        verifier.verify(presentation, trust, Instant.parse("2026-06-01T00:00:00Z"))) {
            assertTrue(outcome instanceof Verification.Inconclusive);
            List<Reason> reasons = ((Verification.Inconclusive) outcome).getReasons();
            assertTrue(
                    reasons.stream()
                            .map(reason -> Tashika.info(reason.getCheck()).getId())
                            .anyMatch("issuer.chain.signature"::equals));
            assertTrue(outcome.getReport().json().startsWith("{"));
        }
    }

    @Test
    void aPresentationIsAccepted() throws Exception {
        String text = Files.readString(fixtures.resolve("mdl.json"));
        JsonObject file = JsonParser.parseString(text).getAsJsonObject();
        JsonObject transcript = file.getAsJsonObject("transcript");
        Handover session =
                new Handover.Qr(bytes(transcript, "deviceEngagement"), bytes(transcript, "eReaderKey"));
        String iaca =
                file.getAsJsonArray("trust").get(0).getAsJsonObject()
                        .getAsJsonObject("certificate").get("file").getAsString();
        byte[] response = Files.readAllBytes(fixtures.resolve("mdl.cbor"));
        Anchor anchor = TrustStore.issuer(Files.readAllBytes(fixtures.resolve(iaca)));
        try (TrustStore trust = new TrustStore(anchor);
                Verifier verifier = new Verifier(Tashika.policy());
                Presentation presentation = new Presentation(response, session);
                Verification outcome =
                        verifier.verify(presentation, trust, Instant.parse("2026-06-01T00:00:00Z"))) {
            assertTrue(outcome instanceof Verification.Accepted);
            Mdl licence = outcome.getReport().mdl();
            assertEquals("BANGO", licence.getFamilyName());
            assertEquals(LocalDate.of(1999, 3, 31), licence.getBirthDate().getEarliest());
            assertTrue(licence.getPortrait().length > 0);
            assertEquals(AgeAnswer.YES, outcome.getReport().ageAtLeast(18).getAnswer());
        }
    }

    private static byte[] bytes(JsonObject own, String name) {
        return Base64.getUrlDecoder().decode(own.get(name).getAsString());
    }

    @Test
    void errorsHaveTheirCode() {
        TashikaException error =
                assertThrows(TashikaException.class, () -> Tashika.inspect(new byte[] {0x5f}));
        assertEquals("unreadable.cbor", TashikaKt.code(error));
    }
}
