package dev.entrepot.testkit.registry;

import dev.entrepot.core.oci.OciErrorCode;
import dev.entrepot.testkit.registry.fault.FaultyServer;
import dev.entrepot.testkit.registry.wire.Answer;
import dev.entrepot.testkit.registry.wire.Request;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A token endpoint on a port of its own (distribution, "Token Authentication"). A token allows pulling from
 * the repositories that were asked for and that the user may read; asking for others is no error here, the
 * registry refuses later. Tokens expire on command only, whatever lifetime was announced.
 */
public final class TokenServer extends FaultyServer {

    /** Under which name the answer holds the token. */
    public enum Shape {
        TOKEN,
        ACCESS_TOKEN,
        BOTH,
        NONE
    }

    private final Access access;
    private final Map<String, Set<String>> repositoriesByToken = new ConcurrentHashMap<>();
    private final AtomicLong issued = new AtomicLong();
    private volatile Shape shape = Shape.BOTH;
    private volatile OptionalLong expiresIn = OptionalLong.of(300);
    private final Map<String, String> usersByIdentityToken = new ConcurrentHashMap<>();
    private volatile boolean acceptsPost;
    private volatile boolean acceptsGet = true;

    private TokenServer(Access access) {
        super(0);
        this.access = access;
    }

    static TokenServer start(Access access) {
        TokenServer server = new TokenServer(access);
        server.listen();
        return server;
    }

    /** What a challenge names. */
    public String realm() {
        return url() + "/token";
    }

    public TokenServer shape(Shape newShape) {
        shape = newShape;
        return this;
    }

    /** Announced only: see {@link #expireTokens()}. */
    public TokenServer expiresIn(long seconds) {
        expiresIn = OptionalLong.of(seconds);
        return this;
    }

    /** Then a token is good for 60 s, says the specification. */
    public TokenServer withoutExpiresIn() {
        expiresIn = OptionalLong.empty();
        return this;
    }

    /** Without this, POST answers 405, as many token endpoints do. */
    public TokenServer acceptPost() {
        acceptsPost = true;
        return this;
    }

    /** GET answers 405. */
    public TokenServer acceptOnlyPost() {
        acceptsGet = false;
        return acceptPost();
    }

    /** Good for {@code grant_type=refresh_token}. */
    public TokenServer addIdentityToken(String token, String user) {
        usersByIdentityToken.put(token, user);
        return this;
    }

    /** All tokens issued so far are refused from now on. */
    public void expireTokens() {
        repositoriesByToken.clear();
    }

    @Override
    public void reset() {
        super.reset();
        expireTokens();
        shape = Shape.BOTH;
        expiresIn = OptionalLong.of(300);
        acceptsPost = false;
        acceptsGet = true;
        usersByIdentityToken.clear();
    }

    boolean knows(String token) {
        return repositoriesByToken.containsKey(token);
    }

    boolean allows(String token, String repository) {
        return repositoriesByToken.getOrDefault(token, Set.of()).contains(repository);
    }

    @Override
    protected Answer answer(Request request) {
        if (!request.path().equals("/token")) {
            return Answer.text(404, "text/plain", "not found\n");
        }
        boolean post = request.method().equals("POST");
        if (post ? !acceptsPost : !acceptsGet) {
            return Answer.text(405, "text/plain", "method not allowed\n");
        }
        if (post && request.formParameters("grant_type").contains("refresh_token")) {
            return byIdentity(request);
        }
        Credentials given = post ? fromForm(request) : Credentials.parse(request.header("Authorization"));
        if (given != null && !access.knows(given)) {
            return Answer.error(OciErrorCode.UNAUTHORIZED.error("incorrect username or password"));
        }
        List<String> scopes = post ? request.formParameters("scope") : request.parameters("scope");
        return issue(given == null ? null : given.user(), scopes);
    }

    private Answer byIdentity(Request request) {
        String user = usersByIdentityToken.get(String.join("", request.formParameters("refresh_token")));
        return user == null
                ? Answer.text(400, "application/json", "{\"error\":\"invalid_grant\"}")
                : issue(user, request.formParameters("scope"));
    }

    private static @Nullable Credentials fromForm(Request request) {
        List<String> user = request.formParameters("username");
        List<String> password = request.formParameters("password");
        return user.isEmpty() || password.isEmpty() ? null : new Credentials(user.getFirst(), password.getFirst());
    }

    private Answer issue(@Nullable String user, List<String> scopes) {
        Set<String> granted = scopes.stream()
                .flatMap(scope -> Stream.of(scope.split(" ", -1)))
                .map(scope -> scope.split(":", -1))
                .filter(scope -> scope.length == 3 && scope[0].equals("repository"))
                .filter(scope -> List.of(scope[2].split(",", -1)).contains("pull"))
                .map(scope -> scope[1])
                .filter(repository -> access.mayPull(user, repository))
                .collect(Collectors.toUnmodifiableSet());
        String token = "token-" + issued.incrementAndGet() + "-" + (user == null ? "anonymous" : user);
        repositoriesByToken.put(token, granted);
        return Answer.text(200, "application/json", json(token));
    }

    private String json(String token) {
        String asToken = "\"token\":\"" + token + "\"";
        String asAccessToken = "\"access_token\":\"" + token + "\"";
        String names = switch (shape) {
            case TOKEN -> asToken;
            case ACCESS_TOKEN -> asAccessToken;
            case BOTH -> asToken + "," + asAccessToken;
            case NONE -> "\"issued_at\":\"2026-01-01T00:00:00Z\"";
        };
        OptionalLong lifetime = expiresIn;
        return "{" + names + (lifetime.isPresent() ? ",\"expires_in\":" + lifetime.getAsLong() : "") + "}";
    }
}
