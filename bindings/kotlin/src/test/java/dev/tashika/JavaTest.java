package dev.tashika;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
    void errorsHaveTheirCode() {
        TashikaException error =
                assertThrows(TashikaException.class, () -> Tashika.inspect(new byte[] {0x5f}));
        assertEquals("unreadable.cbor", TashikaKt.code(error));
    }
}
