package dev.entrepot.testkit.registry.wire;

import dev.entrepot.core.oci.ByteRange;
import dev.entrepot.core.oci.OciError;
import dev.entrepot.testkit.registry.content.BlobContent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A response before it is sent. {@code Content-Length} and {@code Transfer-Encoding} come from the
 * framing, {@code Content-Range} from the part; the body of an answer to {@code HEAD} is left out.
 *
 * @param content the whole, even if only a part is sent
 * @param part what is sent of it, or everything
 * @param obstacles in any order
 */
public record Answer(
        int status,
        Headers headers,
        BlobContent content,
        @Nullable ByteRange part,
        Framing framing,
        List<Obstacle> obstacles) {

    public Answer {
        obstacles = List.copyOf(obstacles);
    }

    public static Answer of(int status, Headers headers, BlobContent content) {
        return new Answer(status, headers, content, null, new Framing.Exact(), List.of());
    }

    public static Answer empty(int status) {
        return of(status, Headers.NONE, BlobContent.of(new byte[0]));
    }

    public static Answer text(int status, String mediaType, String body) {
        BlobContent content = BlobContent.of(body.getBytes(StandardCharsets.UTF_8));
        return of(status, Headers.of("Content-Type", mediaType), content);
    }

    public static Answer error(OciError error) {
        return text(error.status(), "application/json", error.toJson());
    }

    public BlobContent body() {
        return part == null ? content : content.slice(part.first(), part.length());
    }

    public Answer withHeaders(Headers newHeaders) {
        return new Answer(status, newHeaders, content, part, framing, obstacles);
    }

    public Answer withHeader(String name, String value) {
        return withHeaders(headers.with(name, value));
    }

    public Answer withoutHeader(String name) {
        return withHeaders(headers.without(name));
    }

    public Answer withContent(BlobContent newContent) {
        return new Answer(status, headers, newContent, null, framing, obstacles);
    }

    public Answer withFraming(Framing newFraming) {
        return new Answer(status, headers, content, part, newFraming, obstacles);
    }

    public Answer plus(Obstacle obstacle) {
        List<Obstacle> more =
                Stream.concat(obstacles.stream(), Stream.of(obstacle)).toList();
        return new Answer(status, headers, content, part, framing, more);
    }

    /** Another answer altogether, on which the same obstacles lie. */
    public Answer replacedBy(Answer other) {
        return new Answer(other.status, other.headers, other.content, other.part, other.framing, obstacles);
    }

    /** The same with status 206, these bytes and their {@code Content-Range}. */
    public Answer partial(ByteRange range) {
        Headers ranged = headers.with("Content-Range", "bytes " + range + "/" + content.size());
        return new Answer(206, ranged, content, range, framing, obstacles);
    }

    /** As if no range had been asked for; anything but a 206 stays as it is. */
    public Answer whole() {
        return status != 206
                ? this
                : new Answer(200, headers.without("Content-Range"), content, null, framing, obstacles);
    }
}
