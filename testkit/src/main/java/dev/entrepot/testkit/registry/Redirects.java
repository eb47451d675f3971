package dev.entrepot.testkit.registry;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.wire.Answer;
import dev.entrepot.testkit.registry.wire.Request;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Where a registry sends those who ask it for a blob; HEAD it answers itself, as Google's do. */
public final class Redirects {

    static final String ARTIFACTS = "/artifacts-downloads/";

    private final Catalog catalog;
    private final Cdn cdn;
    private final SignedUrls relative = new SignedUrls();
    private volatile int status = 307;
    private volatile @Nullable BiFunction<Request, Digest, String> location;

    Redirects(Catalog catalog, Cdn cdn) {
        this.catalog = catalog;
        this.cdn = cdn;
    }

    /** To signed URLs of a server on another port. */
    public void toCdn() {
        location = (request, digest) -> cdn.locationOf(digest);
    }

    /** To a relative, signed URL that needs no credentials, as pkg.dev does. */
    public void toRelative() {
        location = (request, digest) -> relative.sign(ARTIFACTS + digest);
    }

    /** To itself, for ever, under a new URL each time. */
    public void inCircles() {
        AtomicLong hops = new AtomicLong();
        location = (request, digest) -> request.path() + "?hop=" + hops.incrementAndGet();
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
        status = 307;
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
        BlobContent content = catalog.blob(digest);
        return content == null || !relative.allows(request)
                ? Answer.text(403, "text/plain", "forbidden\n")
                : ContentAnswers.blob(request, digest, content);
    }
}
