package dev.entrepot.proxy.demo.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PauseTest {

    private final DemoBlob blob = LayerTar.layer("test", ByteBuffer.wrap(new byte[10_000]));
    private final DemoBlob other = LayerTar.layer("other", ByteBuffer.wrap(new byte[10_000]));

    @Test
    void theFirstHalfAndOtherBlobsDoNotWait() throws InterruptedException {
        Pause pause = new Pause(blob, 1);

        pause.beforeSending(blob.digest(), blob.size() / 2);
        pause.beforeSending(other.digest(), other.size());

        assertThat(pause.everyoneHadAByte()).isFalse();
    }

    @Test
    void theSecondHalfIsSentOnceEveryReaderHadAByte() throws InterruptedException {
        Pause pause = new Pause(blob, 2);
        pause.onFirstByte(blob.digest());
        pause.onFirstByte(other.digest());
        assertThat(pause.everyoneHadAByte()).isFalse();

        pause.onFirstByte(blob.digest());
        pause.beforeSending(blob.digest(), blob.size());

        assertThat(pause.everyoneHadAByte()).isTrue();
    }

    @Test
    void nobodyWaitsForAnOtherBehaviourThanTheOneInForce() throws InterruptedException {
        Pause pause = new Pause(blob, 1);

        pause.end();
        pause.beforeSending(blob.digest(), blob.size());

        assertThat(pause.everyoneHadAByte()).isFalse();
    }

    @Test
    void aThrottledLinkIsSharedByAllWhoSend() {
        Throttle throttle = new Throttle(1000);

        assertThat(throttle.nanosFor(500, 0)).isEqualTo(500_000_000);
        assertThat(throttle.nanosFor(500, 0)).isEqualTo(1_000_000_000);
        assertThat(throttle.nanosFor(500, 5_000_000_000L)).isEqualTo(500_000_000);
    }
}
