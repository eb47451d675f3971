package dev.entrepot.core.upload;

import dev.entrepot.core.blob.Pace;
import dev.entrepot.core.bucket.Content;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A part of a file, read by positions and never through the channel's own, so that readers may share it.
 *
 * @param channel open as long as this is used
 * @param pace told of what is opened and read, which is what is about to be sent
 */
record FilePart(FileChannel channel, long offset, long length, Pace pace) implements Content {

    @Override
    public InputStream open() {
        return new Reading(pace);
    }

    @Override
    public InputStream peek() {
        return new Reading(Pace.FULL);
    }

    private final class Reading extends InputStream {

        private final Pace pace;
        private long position;

        Reading(Pace pace) {
            this.pace = pace;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            if (count == 0) {
                return 0;
            }
            if (position == length) {
                return -1;
            }
            int wanted = (int) Math.min(count, length - position);
            int read = channel.read(ByteBuffer.wrap(bytes, from, wanted), offset + position);
            if (read < 0) {
                throw new EOFException("the file ends at " + (offset + position) + ", before " + (offset + length));
            }
            position += read;
            pace.took(read);
            return read;
        }

        @Override
        public int available() {
            return (int) Math.min(Integer.MAX_VALUE, length - position);
        }
    }
}
