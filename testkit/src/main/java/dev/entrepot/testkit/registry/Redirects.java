package dev.entrepot.testkit.registry;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.wire.Answer;
import dev.entrepot.testkit.registry.wire.Request;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Where a registry sends those who ask it for a blob; HEAD it answers itself, as Google's do. */
public final class Redirects {

    static final String ARTIFACTS = "/artifacts-downloads/";

    private final Catalog catalog;
    private final SignedUrls relative = new SignedUrls();
    private volatile int status = 307;
    private volatile @Nullable BiFunction<Request, Digest, String> location;
    private volatile @Nullable Cdn cdn;

    Redirects(Catalog catalog) {
        this.catalog = catalog;
    }

    /** To signed URLs of a server on another port, which is started when it is first needed. */
    public Cdn toCdn() {
        Cdn target = cdn;
        if (target == null) {
            target = Cdn.start(catalog);
            cdn = target;
        }
        Cdn started = target;
        location = (request, digest) -> started.locationOf(digest);
        return target;
    }

    /** To a relative, signed URL that needs no credentials, as pkg.dev does. */
    public void toRelative() {
        location = (request, digest) -> relative.sign(ARTIFACTS + digest);
    }

    /** To itself, for ever, under a new URL each time. */
    public void inCircles() {
        location =
                (request, digest) -> request.path() + "?hop=" + (request.query().length() + 1) + "&" + request.query();
    }

    public void to(String url) {
        location = (request, digest) -> url;
    }

    /** 307 unless said otherwise. */
    public Redirects withStatus(int newStatus) {
        status = newStatus;
        return this;
    }

    public void none() {
        location = null;
    }

    boolean active() {
        return location != null;
    }

    @Nullable
    Answer redirect(Request request, Digest digest) {
        BiFunction<Request, Digest, String> target = location;
        return target == null || request.isHead()
                ? null
                : Answer.empty(status).withHeader("Location", target.apply(request, digest));
    }

    /** The answer to a relative URL that was given out. */
    Answer artifact(Request request) {
        Digest digest = Digest.parse(request.path().substring(ARTIFACTS.length()));
        var content = catalog.blob(digest);
        return content == null || !relative.allows(request)
                ? Answer.text(403, "text/plain", "forbidden\n")
                : ContentAnswers.blob(request, digest, content);
    }

    void close() {
        Cdn started = cdn;
        if (started != null) {
            started.close();
        }
    }

    @Nullable
    Cdn startedCdn() {
        return cdn;
    }
}
