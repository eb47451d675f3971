package dev.entrepot.proxy.upstream.credential;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One run of a helper, in a thread of its own; can be killed from another one, at any time. */
final class HelperRun implements Callable<HelperRun.Result> {

    /** Bytes. */
    private static final int MAX_OUTPUT = 64 << 10;

    private static final int MAX_ERRORS = 4 << 10;

    record Result(int exit, String output, String errors) {

        @Override
        public String toString() {
            return "exit " + exit;
        }
    }

    private static final AtomicInteger READING = new AtomicInteger();

    private final String program;
    private final String server;
    private @Nullable Process process;
    private boolean killed;

    HelperRun(String program, String server) {
        this.program = program;
        this.server = server;
    }

    /** Threads that read what helpers print; none of them can be broken off. */
    static int reading() {
        return READING.get();
    }

    @Override
    public Result call() throws IOException, InterruptedException {
        READING.incrementAndGet();
        try {
            return run();
        } finally {
            READING.decrementAndGet();
        }
    }

    private Result run() throws IOException, InterruptedException {
        Process running = start();
        FutureTask<String> errors = new FutureTask<>(() -> drained(running.getErrorStream()));
        Thread.ofPlatform().daemon().name(program + " errors").start(errors);
        tell(running);
        byte[] output;
        try (InputStream out = running.getInputStream()) {
            output = out.readNBytes(MAX_OUTPUT + 1);
        }
        if (output.length > MAX_OUTPUT) {
            throw HelperProcess.tooLong(MAX_OUTPUT);
        }
        int exit = running.waitFor();
        return new Result(exit, new String(output, StandardCharsets.UTF_8), soon(errors));
    }

    private synchronized Process start() throws IOException {
        if (killed) {
            throw new IOException("killed before it started");
        }
        Process started = new ProcessBuilder(program, "get").start();
        process = started;
        return started;
    }

    /** Some helpers end without having read it all. */
    @SuppressWarnings("EmptyCatch")
    private void tell(Process running) {
        try (OutputStream in = running.getOutputStream()) {
            in.write((server + '\n').getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // Its exit status says more than this.
        }
    }

    /** To the end, since a full pipe would stop it; only the beginning is kept. */
    private static String drained(InputStream stream) throws IOException {
        READING.incrementAndGet();
        try (stream) {
            byte[] kept = stream.readNBytes(MAX_ERRORS);
            stream.transferTo(OutputStream.nullOutputStream());
            return new String(kept, StandardCharsets.UTF_8);
        } finally {
            READING.decrementAndGet();
        }
    }

    /** A child of the helper's may hold the pipe open for ever. */
    private static String soon(FutureTask<String> errors) throws InterruptedException {
        try {
            return errors.get(200, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return "";
        }
    }

    /** Does nothing after its end. */
    synchronized void kill() {
        killed = true;
        Process running = process;
        if (running != null && running.isAlive()) {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly();
        }
    }
}
