package dev.entrepot.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.RequestedRange;
import dev.entrepot.proxy.upstream.http.Via;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.Map;

/** What comes on a connection, from its first byte. */
class RequestRulesFuzzTest {

    private static final Digest DIGEST = Digest.sha256(new byte[0]);

    private final RouteParser routes =
            new RouteParser(new UpstreamNames(Map.of("docker.io", "docker.io"), "docker.io"));

    private final Via us = Via.random();

    @FuzzTest
    void whatIsNotRefusedCanBeReadInOneWayOnly(byte[] input) {
        EmbeddedChannel channel = new EmbeddedChannel(Pipelines.requests());
        channel.writeInbound(Unpooled.wrappedBuffer(input));
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            if (message instanceof HttpRequest request) {
                check(request);
            }
            ReferenceCountUtil.release(message);
        }
        channel.finishAndReleaseAll();
    }

    private void check(HttpRequest request) {
        RequestRules.unwelcome(request, us);
        RequestRules.goesOn(request);
        if (RequestRules.broken(request, Carrier.PLAIN).isPresent()) {
            return;
        }
        assertThat(request.uri()).matches("[!-~]+");
        assertThat(request.method().name()).matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
        assertThat(request.headers().names()).allMatch(name -> name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+"));
        hasOneLength(request);
        RequestedRange.parse(Conditions.range(request, DIGEST));
        Conditions.matches(request, DIGEST);
        assertThat(routes.parse(RequestRules.originForm(request.uri()))).isNotNull();
    }

    /** RFC 9112, section 6.3. */
    private static void hasOneLength(HttpRequest request) {
        boolean isChunked = request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
        boolean hasLength = request.headers().contains(HttpHeaderNames.CONTENT_LENGTH);
        assertThat(isChunked && hasLength).isFalse();
        assertThat(isChunked && request.protocolVersion().equals(HttpVersion.HTTP_1_0))
                .isFalse();
    }
}
