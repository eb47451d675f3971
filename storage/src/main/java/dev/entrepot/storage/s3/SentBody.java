package dev.entrepot.storage.s3;

import dev.entrepot.core.bucket.Content;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that knows whether all of it was handed to the network. */
final class SentBody implements Content {

    private final Content content;
    private volatile long read = -1;

    SentBody(Content content) {
        this.content = content;
    }

    boolean isWhole() {
        return read == length();
    }

    @Override
    public long length() {
        return content.length();
    }

    @Override
    public InputStream open() throws IOException {
        InputStream bytes = content.open();
        read = 0;
        return new Counted(bytes);
    }

    @Override
    public InputStream peek() throws IOException {
        return content.peek();
    }

    /** Read by one thread at a time. */
    private final class Counted extends FilterInputStream {

        Counted(InputStream bytes) {
            super(bytes);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] bytes, int from, int most) throws IOException {
            int some = super.read(bytes, from, most);
            count(Math.max(0, some));
            return some;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate")
        private void count(int bytes) {
            read += bytes;
        }
    }
}
