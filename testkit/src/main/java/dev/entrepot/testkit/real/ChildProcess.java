package dev.entrepot.testkit.real;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A process that a fixture owns. It never outlives the JVM: the kernel kills it when its parent dies.
 *
 * <p>"Parent" is the <em>thread</em> that forked (prctl(2), PR_SET_PDEATHSIG), so all are started by one thread that
 * lives as long as the JVM.
 */
final class ChildProcess implements AutoCloseable {

    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("real-process-starter").factory());

    private static final Duration GRACE = Duration.ofSeconds(15);

    private final Process process;

    private ChildProcess(Process process) {
        this.process = process;
    }

    /** Starts {@code command}; its output is appended to {@code <name>.out} and {@code <name>.err} in {@code logs}. */
    static ChildProcess start(String name, Path logs, List<String> command, Map<String, String> environment) {
        File out = logs.resolve(name + ".out").toFile();
        File err = logs.resolve(name + ".err").toFile();
        ProcessBuilder builder = mortal(command)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(out))
                .redirectError(ProcessBuilder.Redirect.appendTo(err));
        builder.environment().putAll(environment);
        return new ChildProcess(start(builder));
    }

    /** {@code command} as a child that dies with the JVM and has no standard input. */
    static ProcessBuilder mortal(List<String> command) {
        List<String> words = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "--"));
        words.addAll(command);
        return new ProcessBuilder(words).redirectInput(new File("/dev/null"));
    }

    static Process start(ProcessBuilder builder) {
        try {
            return STARTER.submit(builder::start).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot start " + builder.command(), e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    static IllegalStateException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting for a process", cause);
    }

    static IllegalStateException unreadable(Path file, IOException cause) {
        return new IllegalStateException("cannot read or write " + file, cause);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGSTOP: it keeps its connections, and the kernel accepts new ones, but it does nothing. */
    void hang() {
        CommandResult.run("kill", "-STOP", Long.toString(pid())).orThrow();
    }

    void wake() {
        CommandResult.run("kill", "-CONT", Long.toString(pid())).orThrow();
    }

    /** SIGKILL; returns when it is gone. */
    void kill() {
        process.destroyForcibly();
        await(GRACE);
    }

    /** SIGTERM, and SIGKILL when that has not ended it in time. */
    @Override
    public void close() {
        process.destroy();
        if (isAlive()) {
            // One that hangs hears of it only when it goes on.
            CommandResult.run("kill", "-CONT", Long.toString(pid()));
        }
        if (!await(GRACE)) {
            kill();
        }
    }

    /** The exit status, 128 and the signal's number for one that a signal ended. */
    int exitStatus() {
        return process.exitValue();
    }

    private boolean await(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }
}
