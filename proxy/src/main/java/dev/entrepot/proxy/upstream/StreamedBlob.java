package dev.entrepot.proxy.upstream;

import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.proxy.upstream.http.TruncatedBodyException;
import dev.entrepot.proxy.upstream.http.UpstreamResponse;
import dev.entrepot.proxy.upstream.http.Uris;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A body of which an exact number of bytes is wanted: fewer are an error, and more are not read. */
final class StreamedBlob implements RemoteBlob {

    /** As long as the body is. */
    static final long UNLIMITED = Long.MAX_VALUE;

    private final Answer answer;
    private final long offset;
    private final long size;
    private final long wanted;
    private long received;

    /**
     * @param answer taken over
     * @param size of the whole blob; -1 when unknown
     * @param wanted bytes of this stream
     */
    StreamedBlob(Answer answer, long offset, long size, long wanted) {
        this.answer = answer;
        this.offset = offset;
        this.size = size;
        this.wanted = wanted;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public boolean isPublic() {
        return answer.isPublic();
    }

    @Override
    public Optional<String> validator() {
        return Optional.ofNullable(answer.response().header(HttpHeaderNames.ETAG))
                .map(String::strip)
                .filter(tag -> tag.length() > 2 && tag.startsWith("\"") && tag.endsWith("\""));
    }

    @Override
    public @Nullable ByteBuffer next() throws IOException {
        if (received == wanted) {
            return null;
        }
        UpstreamResponse response = answer.response();
        ByteBuffer bytes = response.next();
        if (bytes == null) {
            if (wanted != UNLIMITED) {
                throw new TruncatedBodyException(Uris.withoutQuery(response.uri()), received, wanted, null);
            }
            return null;
        }
        if (bytes.remaining() > wanted - received) {
            bytes.limit(bytes.position() + (int) (wanted - received));
        }
        received += bytes.remaining();
        return bytes;
    }

    @Override
    public boolean hasNextReady() {
        return received == wanted || answer.response().hasNextReady();
    }

    @Override
    public void close() {
        answer.response().close();
    }

    @Override
    public String toString() {
        return answer.response() + " from " + offset;
    }
}
