package dev.entrepot.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.RelayedBlob;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.testkit.blob.BlobScript;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.blob.ScriptedSource;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RelayPumpTest {

    private static final Repository APP = new Repository("up.test", "app");

    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final Exchange exchange = new Exchange(
            channel.pipeline().firstContext(),
            new Line(Carrier.PLAIN, new CopyBudget(), Optional.empty()),
            new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/v2/app/blobs/x"),
            new Ledger(
                    AnswerObserver.NOOP,
                    TraceObserver.NOOP,
                    new SlowPulls(() -> Duration.ofDays(1), Runnable::run, System::nanoTime)),
            1,
            () -> {});

    private static RemoteBlob stream() {
        ScriptedSource source = new ScriptedSource();
        BlobScript script = source.serve(Bytes.some(10));
        return Bytes.found(source.open(APP, script.digest(), Window.all(), Deadline.after(Duration.ofSeconds(5))));
    }

    @Test
    void aSourceThatFailsInAWayNobodyForesawCutsTheAnswer() {
        RemoteBlob broken = new RelayedBlob(stream()) {
            @Override
            public @Nullable ByteBuffer next() {
                throw new IllegalStateException("unforeseen");
            }
        };

        new RelayPump(exchange, broken, 10).run();
        channel.runPendingTasks();

        assertThat(exchange.isOver()).isTrue();
    }
}
