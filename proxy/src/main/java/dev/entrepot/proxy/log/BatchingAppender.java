package dev.entrepot.proxy.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines to standard output, those of each thread together: a thread adds to its own buffer, and one writer comes by
 * ten times a second, or when one is half full. Handing each line to another thread cost more than answering from memory
 * does (docs/performance.md). When nobody takes what is written, lines are dropped and their number is said.
 */
public final class BatchingAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private static final int CAPACITY = 64 << 10;
    private static final long PERIOD_NANOS = 100_000_000;

    private final List<LineBuffer> buffers = new CopyOnWriteArrayList<>();
    private final OutputStream out;
    private final ThreadLocal<LineBuffer> own = ThreadLocal.withInitial(this::added);
    private @Nullable Thread writer;

    public BatchingAppender() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    BatchingAppender(OutputStream out) {
        this.out = out;
    }

    private LineBuffer added() {
        LineBuffer buffer = new LineBuffer(CAPACITY);
        buffers.add(buffer);
        return buffer;
    }

    @Override
    public void start() {
        super.start();
        writer = Thread.ofPlatform().daemon().name("access-log").start(this::write);
    }

    /** @param event logged on a platform thread that stays: each has its buffer for ever */
    @Override
    protected void append(ILoggingEvent event) {
        if (own.get().add(event.getTimeStamp(), event.getFormattedMessage())) {
            LockSupport.unpark(writer);
        }
    }

    private void write() {
        while (isStarted()) {
            LockSupport.parkNanos(this, PERIOD_NANOS);
            writeAll();
        }
    }

    /** Nothing here may end the writer: a pipe that is gone is no reason to stop serving. */
    private void writeAll() {
        for (LineBuffer buffer : buffers) {
            ByteBuffer lines = buffer.take();
            try {
                if (lines.hasRemaining()) {
                    out.write(lines.array(), lines.arrayOffset(), lines.limit());
                }
                sayDropped(buffer.takeDropped());
            } catch (IOException e) {
                addWarn("access lines could not be written", e);
            } finally {
                buffer.giveBack(lines);
            }
        }
    }

    private void sayDropped(long count) throws IOException {
        if (count > 0) {
            out.write(("dropped=" + count + " reason=\"nobody takes these lines fast enough\"\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Writes what there is. Gives up on a pipe that takes nothing. */
    @Override
    public void stop() {
        if (!isStarted()) {
            return;
        }
        super.stop();
        Thread running = writer;
        if (running != null) {
            LockSupport.unpark(running);
            try {
                running.join(1000);
                if (!running.isAlive()) {
                    writeAll();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
