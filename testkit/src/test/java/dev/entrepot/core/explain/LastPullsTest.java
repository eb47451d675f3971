package dev.entrepot.core.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.explain.Explanation.LastPull;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.pull.ManifestAnswer;
import dev.entrepot.testkit.blob.ExpiringMemory;
import dev.entrepot.testkit.blob.ManualTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LastPullsTest {

    private static final Reference TAG = new Reference.ByTag(new Repository("up.test", "app"), "1");
    private static final Manifest MANIFEST = new Manifest(Digest.sha256(new byte[1]), "m", ByteBuffer.allocate(1));

    private final ManualTime time = new ManualTime();
    private final LastPulls pulls = new LastPulls(new ExpiringMemory<>(Duration.ofDays(7), time), time);

    private Optional<String> told(ManifestAnswer answer) {
        pulls.answered(TAG, answer);
        return pulls.of(TAG)
                .map(last -> last.how() + last.why().map(why -> ": " + why).orElse(""));
    }

    @Test
    void aHitIsNotWorthRemembering() {
        assertThat(told(new ManifestAnswer.Fresh(MANIFEST, ManifestAnswer.How.HIT)))
                .isEmpty();
    }

    @Test
    void eachOtherAnswerIsToldAsInTheAccessLogWithItsReason() {
        assertThat(told(new ManifestAnswer.Fresh(MANIFEST, ManifestAnswer.How.FETCHED)))
                .contains("miss");
        assertThat(told(new ManifestAnswer.Fresh(MANIFEST, ManifestAnswer.How.REVALIDATED)))
                .contains("revalidated");
        assertThat(told(new ManifestAnswer.Stale(MANIFEST, Duration.ofHours(1), Dependency.UPSTREAM)))
                .contains("stale: upstream could not be asked");
        assertThat(told(new ManifestAnswer.Unknown(Lookup.Refusal.NOT_FOUND)))
                .contains("unknown: the upstream said not found");
        assertThat(told(ManifestAnswer.unavailable(Dependency.UPSTREAM, new IOException("refused"))))
                .contains("unavailable: upstream: refused");
        assertThat(told(ManifestAnswer.unavailable(Dependency.UPSTREAM, new CorruptBlobException("wrong"))))
                .contains("corrupt: upstream: wrong");
    }

    @Test
    void theNewestCounts() {
        told(new ManifestAnswer.Unknown(Lookup.Refusal.DENIED));
        time.advance(Duration.ofMinutes(1));
        told(new ManifestAnswer.Fresh(MANIFEST, ManifestAnswer.How.FETCHED));

        assertThat(pulls.of(TAG)).contains(new LastPull(time.instant(), "miss", Optional.empty()));
    }
}
