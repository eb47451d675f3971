package dev.entrepot.testkit.registry.content;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/** SplitMix64 over the index of each eight bytes, so that any position is as cheap as the first. */
final class RandomContent extends BlobContent {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long seed;
    private final long size;

    RandomContent(long seed, long size) {
        if (size < 0) {
            throw new IllegalArgumentException("negative size: " + size);
        }
        this.seed = mix(seed);
        this.size = size;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long position, byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(position, length, size);
        int done = 0;
        while (done < length) {
            long at = position + done;
            int skip = (int) (at & 7);
            long word = mix(seed + GOLDEN * (at >>> 3));
            if (skip == 0 && length - done >= Long.BYTES) {
                LONGS.set(target, offset + done, word);
                done += Long.BYTES;
            } else {
                done += copyPart(word >>> (8 * skip), target, offset + done, Math.min(8 - skip, length - done));
            }
        }
    }

    private static int copyPart(long word, byte[] target, int offset, int length) {
        for (int i = 0; i < length; i++) {
            target[offset + i] = (byte) (word >>> (8 * i));
        }
        return length;
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
