package dev.entrepot.proxy.http;

import dev.entrepot.core.oci.Digest;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the head of a manifest's answer costs to make and to encode. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeadBenchmark {

    private final Digest digest = Digest.sha256(new byte[] {1});
    private final Optional<String> namespace = Optional.of("docker.io");
    private final EmbeddedChannel channel = new EmbeddedChannel(new HttpResponseEncoder());

    @Benchmark
    public int madeAndEncoded() {
        DefaultHttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/vnd.oci.image.manifest.v1+json");
        head.headers().set(HttpHeaderNames.CONTENT_LENGTH, "1234");
        ContentHeaders.set(head.headers(), digest, namespace);
        channel.writeOutbound(head, LastHttpContent.EMPTY_LAST_CONTENT);
        int bytes = 0;
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            bytes += out.readableBytes();
            out.release();
        }
        return bytes;
    }
}
