package dev.entrepot.proxy.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.bucket.Condition;
import dev.entrepot.core.bucket.Content;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.oci.ByteRange;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.bucket.InMemoryBucket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuardedBucketTest {

    private static final byte[] CONTENT = new byte[100];
    private static final Digest DIGEST = Digest.sha256(CONTENT);
    private static final byte[] OTHER = new byte[50];

    private final InMemoryBucket bucket = new InMemoryBucket();

    @BeforeEach
    void somethingIsThere() {
        bucket.plant(DIGEST, CONTENT);
    }

    /** @param pause zero lets the next request through at once, as the probe */
    private GuardedBucket guarded(Duration pause) {
        return new GuardedBucket(bucket, Duration.ofSeconds(5), pause, new BucketWatch(Watch.NOOP, "b"));
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(5));
    }

    private static Lookup<RemoteBlob> read(GuardedBucket from, Window window) {
        Lookup<RemoteBlob> answer = from.open(DIGEST, window, soon());
        if (answer instanceof Lookup.Found<RemoteBlob> found) {
            found.value().close();
        }
        return answer;
    }

    private static Sent<String> send(GuardedBucket to) {
        return to.put(Digest.sha256(OTHER), Content.of(OTHER), Condition.absent(), soon());
    }

    private void fail(GuardedBucket guarded) {
        bucket.takeDown(new IOException("down"));
        for (int i = 0; i < 3; i++) {
            read(guarded, Window.all());
            send(guarded);
        }
        bucket.takeDown(null);
    }

    @Test
    void oneThatFailedThreeTimesIsLeftAlone() {
        GuardedBucket guarded = guarded(Duration.ofHours(1));
        fail(guarded);
        int asked = bucket.requests().size();

        assertThat(read(guarded, Window.all())).isInstanceOf(Lookup.Unreachable.class);
        assertThat(send(guarded)).isInstanceOf(Sent.LeftAlone.class);

        assertThat(guarded.maySend()).isFalse();
        assertThat(bucket.requests()).hasSize(asked);
    }

    @Test
    void afterThePauseOneRequestOfEachKindFindsOutThatItIsBack() {
        GuardedBucket guarded = guarded(Duration.ZERO);
        fail(guarded);

        assertThat(guarded.maySend()).isTrue();
        assertThat(read(guarded, Window.all())).isInstanceOf(Lookup.Found.class);
        assertThat(send(guarded)).isInstanceOf(Sent.Done.class);
    }

    @Test
    void whileOneRequestFindsOutWhetherItIsBackNoOtherIsSent() {
        GuardedBucket guarded = guarded(Duration.ZERO);
        fail(guarded);
        int asked = bucket.requests().size();
        List<Object> meanwhile = new ArrayList<>();
        bucket.beforeAnswer(() -> {
            bucket.beforeAnswer(() -> {});
            meanwhile.add(guarded.maySend());
            meanwhile.add(send(guarded));
        });

        send(guarded);

        assertThat(meanwhile).containsExactly(false, new Sent.LeftAlone<String>());
        assertThat(guarded.maySend()).isTrue();
        assertThat(bucket.requests()).hasSize(asked + 1);
    }

    @Test
    void whileALongUploadFindsOutWhetherItIsBackTheBucketIsRead() {
        GuardedBucket guarded = guarded(Duration.ZERO);
        fail(guarded);
        boolean[] wasRead = new boolean[1];
        bucket.beforeAnswer(() -> {
            bucket.beforeAnswer(() -> {});
            wasRead[0] = read(guarded, Window.all()) instanceof Lookup.Found<RemoteBlob>;
        });

        send(guarded);

        assertThat(wasRead[0]).isTrue();
    }

    /** What is denied to one object may be allowed for the next, and says nothing of reading. */
    @Test
    void aBucketThatDeniesIsUp() {
        GuardedBucket guarded = guarded(Duration.ofHours(1));
        for (int i = 0; i < 3; i++) {
            bucket.refuseNext(new Sent.Permanent<>(Sent.Problem.DENIED, "403 AccessDenied"));
            assertThat(send(guarded)).isInstanceOf(Sent.Permanent.class);
        }

        assertThat(guarded.maySend()).isTrue();
        assertThat(send(guarded)).isInstanceOf(Sent.Done.class);
        assertThat(read(guarded, Window.all())).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void whoCannotBeSentToIsReadAllTheSame() {
        GuardedBucket guarded = guarded(Duration.ofHours(1));
        for (int i = 0; i < 3; i++) {
            bucket.refuseNext(new Sent.Transient<>("503 SlowDown", Optional.empty()));
            send(guarded);
        }

        assertThat(guarded.maySend()).isFalse();
        assertThat(read(guarded, Window.all())).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void rangesBeyondTheEndAreNoOutage() {
        GuardedBucket guarded = guarded(Duration.ofHours(1));
        for (int i = 0; i < 3; i++) {
            assertThat(read(guarded, new Window.Closed(new ByteRange(1000, 1000))))
                    .isInstanceOf(Lookup.Unreachable.class);
        }

        assertThat(read(guarded, Window.all())).isInstanceOf(Lookup.Found.class);
    }
}
