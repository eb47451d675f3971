package dev.entrepot.testkit.registry;

import dev.entrepot.core.oci.OciErrorCode;
import dev.entrepot.testkit.registry.wire.Answer;
import dev.entrepot.testkit.registry.wire.Headers;
import dev.entrepot.testkit.registry.wire.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who may pull what, and how a registry says no. Without a scheme everybody may pull everything. With one,
 * repositories are public until they are made private; {@link #basic} makes all of them private.
 */
public final class Access {

    static final String SERVICE = "fake-registry";

    private enum Scheme {
        NONE,
        BASIC,
        BEARER
    }

    private final Map<String, String> passwords = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> readers = new ConcurrentHashMap<>();
    private volatile Scheme scheme = Scheme.NONE;
    private volatile boolean allPrivate;
    private volatile int denial = 401;
    private volatile @Nullable TokenServer tokens;
    private volatile @Nullable List<String> challenge;

    Access() {}

    public Access addUser(String user, String password) {
        passwords.put(user, password);
        return this;
    }

    /** Only these users may pull from it; if none is named, every user may, but nobody without credentials. */
    public Access makePrivate(String repository, String... users) {
        readers.put(repository, Set.of(users));
        return this;
    }

    public Access makePublic(String repository) {
        readers.remove(repository);
        return this;
    }

    /** 401 (with {@code insufficient_scope}), 403, or 404, for those who may not pull from a repository. */
    public Access denyWith(int status) {
        denial = status;
        return this;
    }

    /** Sends these {@code WWW-Authenticate} lines instead of the right one; none at all is possible. */
    public Access challengeWith(String... lines) {
        challenge = List.of(lines);
        return this;
    }

    void basic(String user, String password) {
        addUser(user, password);
        allPrivate = true;
        scheme = Scheme.BASIC;
    }

    void bearer(TokenServer server) {
        tokens = server;
        scheme = Scheme.BEARER;
    }

    void none() {
        scheme = Scheme.NONE;
        allPrivate = false;
        challenge = null;
        denial = 401;
        readers.clear();
        passwords.clear();
        tokens = null;
    }

    boolean knows(Credentials given) {
        return given.password().equals(passwords.get(given.user()));
    }

    boolean mayPull(@Nullable String user, String repository) {
        Set<String> allowed = readers.get(repository);
        if (allowed == null) {
            return !allPrivate || user != null;
        }
        return user != null && (allowed.isEmpty() || allowed.contains(user));
    }

    /** @param repository null for the base of the API */
    Optional<Answer> refusal(Request request, @Nullable String repository) {
        return switch (scheme) {
            case NONE -> Optional.empty();
            case BASIC -> basicRefusal(Credentials.parse(request.header("Authorization")), repository);
            case BEARER -> bearerRefusal(request.header("Authorization"), repository);
        };
    }

    private Optional<Answer> basicRefusal(@Nullable Credentials given, @Nullable String repository) {
        boolean known = given != null && knows(given);
        String user = known && given != null ? given.user() : null;
        if (given == null || known) {
            if (repository == null ? known || !allPrivate : mayPull(user, repository)) {
                return Optional.empty();
            }
        }
        return Optional.of(known ? denied("Basic realm=\"fake\"") : unauthorized("Basic realm=\"fake\""));
    }

    private Optional<Answer> bearerRefusal(@Nullable String authorization, @Nullable String repository) {
        TokenServer server = tokens;
        if (server == null) {
            throw new IllegalStateException("no token server");
        }
        String challenges = bearerChallenge(server, repository);
        if (authorization == null || !authorization.startsWith("Bearer ")) {
            return Optional.of(unauthorized(challenges));
        }
        String token = authorization.substring("Bearer ".length());
        if (!server.knows(token)) {
            return Optional.of(unauthorized(challenges + ",error=\"invalid_token\""));
        }
        return repository == null || server.allows(token, repository)
                ? Optional.empty()
                : Optional.of(denied(challenges + ",error=\"insufficient_scope\""));
    }

    private static String bearerChallenge(TokenServer server, @Nullable String repository) {
        String challenge = "Bearer realm=\"" + server.realm() + "\",service=\"" + SERVICE + "\"";
        return repository == null ? challenge : challenge + ",scope=\"repository:" + repository + ":pull\"";
    }

    private Answer unauthorized(String rightChallenge) {
        Answer answer = Answer.error(OciErrorCode.UNAUTHORIZED.error("authentication required"));
        List<String> lines = challenge;
        Headers headers = answer.headers();
        for (String line : lines == null ? List.of(rightChallenge) : lines) {
            headers = headers.plus("WWW-Authenticate", line);
        }
        return answer.withHeaders(headers);
    }

    private Answer denied(String rightChallenge) {
        return switch (denial) {
            case 401 -> unauthorized(rightChallenge);
            case 404 -> Answer.error(OciErrorCode.NAME_UNKNOWN.error("repository name not known to registry"));
            default -> Answer.error(OciErrorCode.DENIED.error(denial, "requested access to the resource is denied"));
        };
    }
}
