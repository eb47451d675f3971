package dev.entrepot.proxy.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.time.Duration;
import java.util.Locale;

/** What shows that a 404 comes from a registry, and not from what stands before one: that says so in a page or a line of text. */
final class RegistryMarks {

    /** Errors are a few hundred bytes long. */
    private static final int MOST = 64 << 10;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private RegistryMarks() {}

    static boolean inHeaders(UpstreamResponse response) {
        String mediaType =
                MediaTypes.of(response.header(HttpHeaderNames.CONTENT_TYPE)).toLowerCase(Locale.ROOT);
        return response.header("Docker-Distribution-Api-Version") != null
                || mediaType.equals("application/json")
                || mediaType.endsWith("+json");
    }

    /** Some registries send their errors as {@code text/plain}. Reads the body; what cannot be read shows nothing. */
    static boolean inBody(UpstreamResponse response, Deadline deadline) {
        try {
            String body = new String(response.readAll(MOST, deadline.atMost(PATIENCE)), UTF_8);
            return body.contains("MANIFEST_UNKNOWN") || body.contains("NAME_UNKNOWN");
        } catch (UpstreamException e) {
            return false;
        }
    }
}
