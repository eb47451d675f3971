package dev.entrepot.proxy.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The lines of one thread, until the writer takes them. The lock is free but for the moment in which it does. */
final class LineBuffer {

    private static final byte[] NO_PREFIX = new byte[0];

    private final int capacity;
    private ByteBuffer filling;
    private ByteBuffer spare;
    private boolean isSpareOut;
    private long second = Long.MIN_VALUE;
    private byte[] prefix = NO_PREFIX;
    private long dropped;

    /** @param capacity bytes, of which there are twice as many: one part is filled while the other is written */
    LineBuffer(int capacity) {
        this.capacity = capacity;
        this.filling = ByteBuffer.allocate(capacity);
        this.spare = ByteBuffer.allocate(capacity);
    }

    /** @return whether the writer had better come soon */
    synchronized boolean add(long millis, String line) {
        byte[] text = line.getBytes(StandardCharsets.UTF_8);
        byte[] time = secondOf(millis);
        // ".123Z " and the end of the line
        if (filling.remaining() < time.length + text.length + 7) {
            dropped++;
            return true;
        }
        int left = (int) Math.floorMod(millis, 1000L);
        filling.put(time)
                .put((byte) '.')
                .put((byte) ('0' + left / 100))
                .put((byte) ('0' + left / 10 % 10))
                .put((byte) ('0' + left % 10))
                .put((byte) 'Z')
                .put((byte) ' ')
                .put(text)
                .put((byte) '\n');
        return filling.position() > capacity / 2;
    }

    /** {@code 2026-11-23T07:48:17}; the same for a thousand lines, so it is made once for them. */
    private byte[] secondOf(long millis) {
        long now = Math.floorDiv(millis, 1000L);
        if (now != second) {
            second = now;
            String text =
                    Instant.ofEpochSecond(now).truncatedTo(ChronoUnit.SECONDS).toString();
            prefix = text.substring(0, text.length() - 1).getBytes(StandardCharsets.US_ASCII);
        }
        return prefix;
    }

    /** What there is, for the writer, which gives it back with {@link #giveBack}. Called by one thread only. */
    synchronized ByteBuffer take() {
        if (isSpareOut) {
            throw new IllegalStateException("the one before has not been given back");
        }
        isSpareOut = true;
        ByteBuffer full = filling.flip();
        filling = spare;
        return full;
    }

    synchronized void giveBack(ByteBuffer written) {
        isSpareOut = false;
        spare = written.clear();
    }

    /** Lines that did not fit since the last call. */
    synchronized long takeDropped() {
        long lost = dropped;
        dropped = 0;
        return lost;
    }
}
