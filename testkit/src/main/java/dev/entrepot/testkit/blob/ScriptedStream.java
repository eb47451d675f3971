package dev.entrepot.testkit.blob;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One answer of a {@link ScriptedSource}. */
final class ScriptedStream implements RemoteBlob {

    private final BlobScript script;
    private final Dependency origin;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final int start;
    private final int end;
    private final long size;
    private int position;

    ScriptedStream(BlobScript script, Window window, Dependency origin, Runnable onClose) {
        this.script = script;
        this.origin = origin;
        this.onClose = onClose;
        this.start = start(script, window);
        this.end = window instanceof Window.Closed range
                ? (int) Math.min(script.length(), range.range().last() + 1)
                : script.length();
        this.size = script.saidSize(window);
        this.position = Math.min(start, end);
    }

    private static int start(BlobScript script, Window window) {
        return switch (window) {
            case Window.All all -> 0;
            case Window.Closed range -> (int) range.range().first();
            case Window.From from -> {
                boolean other =
                        from.validator().isPresent() && !from.validator().equals(script.validator());
                yield other || script.ignoresRanges() ? 0 : (int) Math.min(from.offset(), script.length());
            }
        };
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long offset() {
        return start;
    }

    @Override
    public Dependency origin() {
        return origin;
    }

    @Override
    public boolean isPublic() {
        return script.isPublic();
    }

    @Override
    public Optional<String> validator() {
        return script.validator();
    }

    @Override
    public @Nullable ByteBuffer next() throws IOException {
        if (closed.get()) {
            throw new IOException("the stream was closed");
        }
        if (position == end) {
            script.end(end);
            return null;
        }
        ByteBuffer chunk = script.chunk(position, end);
        if (closed.get()) {
            throw new IOException("the stream was closed");
        }
        position += chunk.remaining();
        return chunk;
    }

    @Override
    public boolean hasNextReady() {
        return !script.isHeldAt(position);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            onClose.run();
        }
    }
}
