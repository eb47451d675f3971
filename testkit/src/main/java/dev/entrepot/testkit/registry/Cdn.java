package dev.entrepot.testkit.registry;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.fault.FaultyServer;
import dev.entrepot.testkit.registry.wire.Answer;
import dev.entrepot.testkit.registry.wire.Request;
import java.util.Optional;

/**
 * What registries redirect blob requests to: signed URLs on another port. Like S3 it answers 400 to a request
 * that also has an {@code Authorization}, and 403 to an expired signature.
 */
public final class Cdn extends FaultyServer {

    private static final String PATH = "/blobs/";

    private final Catalog catalog;
    private final SignedUrls urls = new SignedUrls();

    private Cdn(Catalog catalog) {
        super(0);
        this.catalog = catalog;
    }

    static Cdn start(Catalog catalog) {
        Cdn cdn = new Cdn(catalog);
        cdn.listen();
        return cdn;
    }

    /** All URLs given out so far answer 403 from now on. */
    public void expireUrls() {
        urls.expire();
    }

    String locationOf(Digest digest) {
        return url() + urls.sign(PATH + digest);
    }

    @Override
    protected Optional<Answer> refusal(Request request) {
        if (request.headers().has("Authorization")) {
            return Optional.of(xml(400, "InvalidArgument", "Only one auth mechanism allowed"));
        }
        return urls.allows(request) ? Optional.empty() : Optional.of(xml(403, "AccessDenied", "Request has expired"));
    }

    @Override
    protected Answer answer(Request request) {
        Digest digest = Digest.parse(request.path().substring(PATH.length()));
        BlobContent content = catalog.blob(digest);
        return content == null
                ? xml(404, "NoSuchKey", "The specified key does not exist.")
                : ContentAnswers.blob(request, digest, content).withoutHeader("Docker-Content-Digest");
    }

    private static Answer xml(int status, String code, String message) {
        return Answer.text(
                status,
                "application/xml",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code + "</Code><Message>" + message
                        + "</Message></Error>");
    }
}
