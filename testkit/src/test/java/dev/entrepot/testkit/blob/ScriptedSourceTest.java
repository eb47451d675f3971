package dev.entrepot.testkit.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.ByteRange;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScriptedSourceTest {

    private final byte[] content = Bytes.some(20_000);
    private final Digest digest = Digest.sha256(content);
    private final ScriptedSource source = new ScriptedSource();

    @Test
    void everyCallIsRemembered() {
        source.serve(content);
        open(Window.probe());
        open(new Window.From(10, Optional.of("\"v1\"")));

        assertThat(source.opened())
                .containsExactly(
                        "docker.io/library/alpine@" + digest + " bytes=0-0",
                        "docker.io/library/alpine@" + digest + " bytes=10- if-range=\"v1\"");
    }

    @Test
    void aStreamGivesTheWindowThatWasAsked() throws IOException {
        source.serve(content);

        assertThat(read(open(Window.all()))).isEqualTo(content);
        assertThat(read(open(new Window.From(15_000, Optional.empty()))))
                .isEqualTo(Arrays.copyOfRange(content, 15_000, 20_000));
        assertThat(read(open(new Window.Closed(new ByteRange(5, 9))))).isEqualTo(Arrays.copyOfRange(content, 5, 10));
        assertThat(source.openStreams()).isZero();
    }

    @Test
    void aSourceWithoutRangesStartsAtZero() throws IOException {
        source.serve(content).ignoringRanges();

        assertThat(read(open(new Window.From(10, Optional.empty())))).isEqualTo(content);
        assertThat(open(Window.probe())).isInstanceOf(Lookup.Unreachable.class);
    }

    @Test
    void anotherValidatorStartsAtZero() throws IOException {
        source.serve(content).withValidator("\"v2\"");

        assertThat(read(open(new Window.From(10, Optional.of("\"v1\""))))).isEqualTo(content);
        assertThat(read(open(new Window.From(10, Optional.of("\"v2\""))))).hasSize(19_990);
    }

    @Test
    void aStreamFailsOnceWhereItIsToldTo() throws IOException {
        source.serve(content).failingOnceAt(10_000, EOFException::new);

        assertThatIOException().isThrownBy(() -> read(open(Window.all()))).isInstanceOf(EOFException.class);
        assertThat(read(open(Window.all()))).isEqualTo(content);
    }

    @Test
    void anUnknownDigestAnotherRepositoryAndARefusalAreTold() {
        assertThat(open(Window.all())).isEqualTo(Lookup.absent());
        source.serve(content).onlyIn(new Repository("docker.io", "library/busybox"));
        assertThat(open(Window.all())).isEqualTo(Lookup.absent());
        source.deny(digest);
        assertThat(open(Window.all())).isEqualTo(Lookup.denied());
        IOException down = new IOException("connection refused");
        source.goDown(down);
        assertThat(open(Window.all())).isEqualTo(Lookup.unreachable(Dependency.UPSTREAM, down));
    }

    @Test
    void aBodyIsHeldAtTheGate() throws IOException, InterruptedException {
        Gate gate = new Gate();
        source.serve(content).holdingBodyAt(10_000, gate);
        RemoteBlob stream = Bytes.found(open(Window.all()));
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        while (stream.hasNextReady()) {
            read.writeBytes(bytes(stream));
        }
        assertThat(read.size()).isEqualTo(10_000);

        Thread reader = Thread.ofVirtual().start(() -> readUnchecked(stream));
        gate.awaitArrival();
        gate.open();
        reader.join();
        assertThat(stream.hasNextReady()).isTrue();
        stream.close();
    }

    private static void readUnchecked(RemoteBlob stream) {
        try {
            stream.next();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(RemoteBlob stream) throws IOException {
        ByteBuffer chunk = stream.next();
        byte[] bytes = new byte[chunk == null ? 0 : chunk.remaining()];
        if (chunk != null) {
            chunk.get(bytes);
        }
        return bytes;
    }

    private Lookup<RemoteBlob> open(Window window) {
        return source.open(Bytes.REPOSITORY, digest, window, Deadline.after(Duration.ofSeconds(1)));
    }

    private static byte[] read(Lookup<RemoteBlob> answer) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try (RemoteBlob stream = Bytes.found(answer)) {
            for (byte[] bytes = bytes(stream); bytes.length > 0; bytes = bytes(stream)) {
                read.writeBytes(bytes);
            }
        }
        return read.toByteArray();
    }
}
