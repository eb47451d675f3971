package dev.entrepot.testkit.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What one run of a command said.
 *
 * @param exitCode 0 when it succeeded
 * @param out its standard output
 * @param err its standard error
 */
public record CommandResult(List<String> command, int exitCode, String out, String err) {

    private static final long LIMIT_SECONDS = 90;

    /** Runs a command to its end, which must come within 90 seconds. */
    public static CommandResult run(String... command) {
        return run(List.of(command), Map.of());
    }

    /** Runs a command with some environment variables set besides those of this process. */
    public static CommandResult run(List<String> command, Map<String, String> environment) {
        Path out = temporary("out");
        Path err = temporary("err");
        try {
            // Files, not pipes: a child of the command may keep a pipe open after the command has ended.
            ProcessBuilder builder =
                    ChildProcess.mortal(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().putAll(environment);
            int exitCode = exitCode(command, ChildProcess.start(builder));
            return new CommandResult(command, exitCode, Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw ChildProcess.unreadable(out, e);
        } finally {
            delete(out);
            delete(err);
        }
    }

    public boolean succeeded() {
        return exitCode == 0;
    }

    /** This result, when the command succeeded. */
    public CommandResult orThrow() {
        if (!succeeded()) {
            throw new AssertionError(this);
        }
        return this;
    }

    @Override
    public String toString() {
        return "`" + String.join(" ", command) + "` ended with " + exitCode + "\n" + out + err;
    }

    private static int exitCode(List<String> command, Process process) {
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " was not done after " + LIMIT_SECONDS + " s");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw ChildProcess.interrupted(e);
        }
    }

    private static Path temporary(String suffix) {
        try {
            return Files.createTempFile("command", "." + suffix);
        } catch (IOException e) {
            throw ChildProcess.unreadable(Path.of(System.getProperty("java.io.tmpdir")), e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw ChildProcess.unreadable(file, e);
        }
    }
}
