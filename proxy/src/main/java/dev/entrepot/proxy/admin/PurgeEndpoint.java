package dev.entrepot.proxy.admin;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import dev.entrepot.core.oci.OciException;
import dev.entrepot.core.pull.Purge;
import dev.entrepot.core.pull.PurgeReport;
import dev.entrepot.proxy.http.UpstreamNames;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /purge?what=…}: a digest, the name of an upstream, or an image as users write it; tried in this order. */
final class PurgeEndpoint implements AdminEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(PurgeEndpoint.class);

    private final Purge purge;
    private final Supplier<UpstreamNames> names;

    PurgeEndpoint(Purge purge, Supplier<UpstreamNames> names) {
        this.purge = purge;
        this.names = names;
    }

    @Override
    public AdminAnswer answer(AdminRequest request) {
        Optional<String> what = request.parameter("what").filter(text -> !text.isBlank());
        if (what.isEmpty()) {
            return AdminAnswer.text(400, "say what: /purge?what=<image, digest or upstream>");
        }
        try {
            PurgeAnswer answer = purge(what.get().strip());
            LOG.info("{}", answer);
            return AdminAnswer.json(answer.problems().isEmpty() ? 200 : 500, answer);
        } catch (IllegalArgumentException e) {
            return AdminAnswer.text(400, String.valueOf(e.getMessage()));
        } catch (OciException e) {
            return AdminAnswer.text(400, e.error().message());
        }
    }

    /** A colon alone may as well belong to a registry's port or to a tag. */
    private static boolean isDigest(String what) {
        return Arrays.stream(DigestAlgorithm.values())
                .anyMatch(algorithm -> what.startsWith(algorithm.wireName() + ":"));
    }

    private PurgeAnswer purge(String what) {
        if (isDigest(what)) {
            Digest digest = Digest.parse(what);
            return PurgeAnswer.of("digest " + digest, purge.digest(digest));
        }
        UpstreamNames known = names.get();
        Optional<String> upstream = known.resolve(what.toLowerCase(Locale.ROOT));
        if (upstream.isPresent()) {
            return PurgeAnswer.of("upstream " + upstream.get(), purge.upstream(upstream.get()));
        }
        ImageName image = ImageName.parse(what, known);
        if (image.reference().isEmpty()) {
            PurgeReport report = purge.repository(image.repository());
            return PurgeAnswer.of("repository " + image.repository(), report);
        }
        return PurgeAnswer.of(
                "image " + image.reference().get(),
                purge.image(image.reference().get()));
    }
}
