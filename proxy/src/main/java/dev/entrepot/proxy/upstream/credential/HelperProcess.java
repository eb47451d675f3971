package dev.entrepot.proxy.upstream.credential;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@code docker-credential-<name> get} and reads what it says (docker-credential-helpers, "Development"): the server's
 * name on its input; on its output a JSON object, or with another exit status than 0 a sentence.
 */
record HelperProcess(String program) implements HelperProgram {

    private static final Logger LOG = LoggerFactory.getLogger(HelperProcess.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NOT_FOUND = "credentials not found";
    private static final int MAX_MESSAGE = 200;

    /** Two for each run; a process that a helper leaves behind may hold them for as long as it lives. */
    static final int MAX_READING = 64;

    /** Whatever could be a key or a token; words and paths of a message are shorter or have other characters. */
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9+/=_-]{24,}");

    @Override
    public Optional<Credential> get(String server, Duration limit) throws CredentialException {
        if (HelperRun.reading() >= MAX_READING) {
            throw new CredentialException(
                    program + " is not run: processes that credential helpers left behind hold their output open");
        }
        HelperRun run = new HelperRun(program, server);
        FutureTask<HelperRun.Result> task = new FutureTask<>(run);
        // A platform thread: starting a process and reading its output hold on to a carrier.
        Thread.ofPlatform().daemon().name(program).start(task);
        try {
            return meaning(task.get(limit.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            throw new CredentialException(program + " did not answer within " + limit.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CredentialException("interrupted while waiting for " + program, e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new CredentialException(
                    program + " cannot be run: " + (cause == null ? e : cause).getMessage(), cause);
        } finally {
            run.kill();
        }
    }

    private Optional<Credential> meaning(HelperRun.Result result) throws CredentialException {
        if (result.exit() == 0) {
            return credential(result.output());
        }
        // What it printed may hold a secret all the same, so only this one sentence of it is ever looked for.
        if (result.output().contains(NOT_FOUND)) {
            return Optional.empty();
        }
        LOG.debug("{} complained: {}", program, scrubbed(result.errors()));
        throw new CredentialException(program + " ended with status " + result.exit());
    }

    private Optional<Credential> credential(String output) throws CredentialException {
        try {
            JsonNode answer = JSON.readTree(output);
            String username = answer.path("Username").asText("");
            String secret = answer.path("Secret").asText("");
            return secret.isEmpty() ? Optional.empty() : Optional.of(Credential.of(username, secret));
        } catch (JsonProcessingException e) {
            // Its message quotes the text.
            throw new CredentialException(program + " did not answer with JSON");
        }
    }

    /** One line, short, without what could be a secret. */
    static String scrubbed(String message) {
        String line = message.strip().replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "");
        String shown = SECRET.matcher(line).replaceAll("***");
        return shown.length() <= MAX_MESSAGE ? shown : shown.substring(0, MAX_MESSAGE) + "…";
    }

    static HelperProcess named(String name) {
        return new HelperProcess("docker-credential-" + name);
    }

    /** For {@link HelperRun}: what is too much. */
    static IOException tooLong(int limit) {
        return new IOException("it printed more than " + limit + " bytes");
    }
}
