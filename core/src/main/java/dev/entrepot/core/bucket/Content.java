package dev.entrepot.core.bucket;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bytes to be sent; they can be read again from the start, for a signature or where a request has to be repeated. */
public interface Content {

    long length();

    /** From the first byte; the caller closes it. */
    InputStream open() throws IOException;

    /** As {@link #open}, of bytes that are looked at and not sent: they count for no pace and no sum. */
    default InputStream peek() throws IOException {
        return open();
    }

    static Content of(byte[] bytes) {
        return new Content() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }
}
