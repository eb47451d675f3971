package dev.entrepot.storage.s3;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.RemoteBlob;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** The body of a {@code GET}. Closed before its end it gives the connection up, rather than reading the rest. */
final class S3Object implements RemoteBlob {

    private static final int CHUNK = 128 << 10;
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18})");

    private final ResponseInputStream<GetObjectResponse> body;
    private final S3Calls calls;
    private final byte[] chunk = new byte[CHUNK];
    private final long offset;
    private final long size;
    private final boolean isSized;
    private long left;
    private boolean closed;

    S3Object(ResponseInputStream<GetObjectResponse> body, S3Calls calls) {
        this.body = body;
        this.calls = calls;
        long length = lengthOf(body.response().contentLength());
        this.isSized = length >= 0;
        this.left = isSized ? length : Long.MAX_VALUE;
        String said = body.response().contentRange();
        Matcher range = CONTENT_RANGE.matcher(said == null ? "" : said);
        boolean isPart = range.matches();
        this.offset = isPart ? Long.parseLong(range.group(1)) : 0;
        this.size = isPart ? Long.parseLong(range.group(2)) : length;
    }

    /** Chunked, as some stores and whatever stands before them answer, it does not say. */
    static long lengthOf(@Nullable Long said) {
        return said == null ? -1 : said;
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
    public Dependency origin() {
        return Dependency.BUCKET;
    }

    /** The bucket does not know; whoever asks may. */
    @Override
    public boolean isPublic() {
        return false;
    }

    @Override
    public Optional<String> validator() {
        return Optional.ofNullable(body.response().eTag());
    }

    @Override
    public @Nullable ByteBuffer next() throws IOException {
        int read = body.read(chunk);
        if (read < 0) {
            if (isSized && left > 0) {
                throw new EOFException("the body ended " + left + " bytes early");
            }
            left = 0;
            return null;
        }
        left -= read;
        calls.received(read);
        return ByteBuffer.wrap(chunk, 0, read);
    }

    @Override
    public boolean hasNextReady() {
        try {
            return body.available() > 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (left > 0) {
            body.abort();
            return;
        }
        try {
            body.close();
        } catch (IOException e) {
            body.abort();
        }
    }
}
