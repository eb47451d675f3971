package dev.entrepot.testkit.registry.content;

import java.util.List;
import java.util.Objects;

/** A few contents, one after the other. */
final class ConcatContent extends BlobContent {

    private final List<BlobContent> parts;
    private final long size;

    ConcatContent(List<BlobContent> parts) {
        this.parts = parts;
        this.size = parts.stream().mapToLong(BlobContent::size).sum();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long position, byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(position, length, size);
        long start = 0;
        int done = 0;
        for (BlobContent part : parts) {
            long inside = position + done - start;
            if (done < length && inside < part.size()) {
                int some = (int) Math.min(length - done, part.size() - inside);
                part.read(inside, target, offset + done, some);
                done += some;
            }
            start += part.size();
        }
    }
}
