package dev.entrepot.proxy.http;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.trace.Step;
import dev.entrepot.core.trace.Trace;
import dev.entrepot.proxy.access.Admission;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is told of one exchange when it has ended; written while it goes on, on its event loop. */
final class Account implements TracedPull {

    private static final String NO_REFERENCE = "-";

    private final Channel connection;
    private final HttpRequest request;
    private final int number;
    private final long startedAt = System.nanoTime();
    private RegistryRoute asked = new RegistryRoute.Elsewhere();
    private @Nullable CacheStatus cacheStatus;
    private String user = Admission.NOBODY;
    private BodySource source = BodySource.OURSELVES;
    private int status;
    private long bodyBytes;
    private long firstByteAt;
    private long endedAt;
    private @Nullable Ending ending;
    private @Nullable Trace trace;
    private @Nullable Digest digest;

    /** @param number of the request on its connection */
    Account(Channel connection, HttpRequest request, int number) {
        this.connection = connection;
        this.request = request;
        this.number = number;
    }

    // ---- while it goes on --------------------------------------------------------------------------------------

    void asked(RegistryRoute route) {
        asked = route;
    }

    void user(String name) {
        user = name;
    }

    void cacheStatus(CacheStatus how) {
        cacheStatus = how;
    }

    void source(BodySource from) {
        source = from;
    }

    void begun(int withStatus) {
        status = withStatus;
        firstByteAt = System.nanoTime();
    }

    /** Of what a tag names now. */
    void digest(Digest named) {
        digest = named;
    }

    void sent(long bytes) {
        bodyBytes += bytes;
    }

    /** From here on it is noted what takes how long. */
    Trace trace() {
        Trace known = trace;
        if (known == null) {
            known = new Trace(System::nanoTime, startedAt);
            known.add(Step.ROUTE, startedAt, System.nanoTime());
            trace = known;
        }
        return known;
    }

    void ended(Ending how) {
        endedAt = System.nanoTime();
        ending = how;
    }

    // ---- for the log -------------------------------------------------------------------------------------------

    /** Of the connection and the request on it; in the log, and in answers that say what went wrong. */
    @Override
    public String id() {
        return connection.id().asShortText() + "-" + number;
    }

    SocketAddress client() {
        return connection.remoteAddress();
    }

    /** Who asked, where clients say so. */
    String user() {
        return user;
    }

    String methodName() {
        return request.method().name();
    }

    String target() {
        return request.uri();
    }

    String userAgent() {
        return request.headers().get(HttpHeaderNames.USER_AGENT, "-");
    }

    /** Of what was sent, where something else named it. */
    @Nullable
    Digest digest() {
        return digest;
    }

    @Override
    public Optional<Trace> traced() {
        return Optional.ofNullable(trace);
    }

    @Override
    public long startedAt() {
        return startedAt;
    }

    @Override
    public String header(String name) {
        return request.headers().get(name, "");
    }

    @Override
    public Optional<Repository> repository() {
        return Optional.ofNullable(named());
    }

    private @Nullable Repository named() {
        return switch (asked) {
            case RegistryRoute.Manifest manifest -> manifest.reference().repository();
            case RegistryRoute.Blob blob -> blob.repository();
            case RegistryRoute.Tags tags -> tags.repository();
            case RegistryRoute.Referrers referrers -> referrers.subject().repository();
            case RegistryRoute.Ping ping -> null;
            case RegistryRoute.Refused refused -> null;
            case RegistryRoute.Elsewhere elsewhere -> null;
        };
    }

    @Override
    public String reference() {
        return switch (asked) {
            case RegistryRoute.Manifest manifest -> manifest.reference().wireForm();
            case RegistryRoute.Blob blob -> blob.digest().toString();
            case RegistryRoute.Tags tags -> NO_REFERENCE;
            case RegistryRoute.Referrers referrers ->
                referrers.subject().digest().toString();
            case RegistryRoute.Ping ping -> NO_REFERENCE;
            case RegistryRoute.Refused refused -> NO_REFERENCE;
            case RegistryRoute.Elsewhere elsewhere -> NO_REFERENCE;
        };
    }

    // ---- for everybody -----------------------------------------------------------------------------------------

    @Override
    public Route route() {
        return switch (asked) {
            case RegistryRoute.Ping ping -> Route.PING;
            case RegistryRoute.Manifest manifest -> Route.MANIFEST;
            case RegistryRoute.Blob blob -> Route.BLOB;
            case RegistryRoute.Tags tags -> Route.TAGS;
            case RegistryRoute.Referrers referrers -> Route.REFERRERS;
            case RegistryRoute.Refused refused -> Route.OTHER;
            case RegistryRoute.Elsewhere elsewhere -> Route.OTHER;
        };
    }

    @Override
    public Method method() {
        if (HttpMethod.GET.equals(request.method())) {
            return Method.GET;
        }
        return HttpMethod.HEAD.equals(request.method()) ? Method.HEAD : Method.OTHER;
    }

    @Override
    public String upstream() {
        Repository repository = named();
        return repository == null ? NO_UPSTREAM : repository.upstream();
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public @Nullable CacheStatus cacheStatus() {
        return cacheStatus;
    }

    @Override
    public BodySource source() {
        return source;
    }

    @Override
    public long bodyBytes() {
        return bodyBytes;
    }

    @Override
    public long toFirstByte() {
        return status == 0 ? -1 : firstByteAt - startedAt;
    }

    @Override
    public long toEnd() {
        return endedAt - startedAt;
    }

    @Override
    public Ending ending() {
        return Objects.requireNonNull(ending, "it has not ended");
    }
}
