package dev.entrepot.proxy.admin;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.explain.Explainer;
import dev.entrepot.core.explain.Explanation;
import dev.entrepot.core.health.Health;
import dev.entrepot.core.health.Trouble;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.proxy.http.UpstreamNames;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code GET /explain?image=…}: why an image is answered as it is. */
final class ExplainEndpoint implements AdminEndpoint {

    private final Explainer explainer;
    private final Health health;
    private final Supplier<Map<String, URI>> upstreams;
    private final Supplier<UpstreamNames> names;

    /** @param upstreams those configured now, by name, with where they are */
    ExplainEndpoint(
            Explainer explainer, Health health, Supplier<Map<String, URI>> upstreams, Supplier<UpstreamNames> names) {
        this.explainer = explainer;
        this.health = health;
        this.upstreams = upstreams;
        this.names = names;
    }

    @Override
    public AdminAnswer answer(AdminRequest request) {
        return AskedImage.answer(
                request, names.get(), reference -> AdminAnswer.json(200, answer(explainer.explain(reference))));
    }

    private ExplainAnswer answer(Explanation known) {
        Reference reference = known.reference();
        String upstream = reference.repository().upstream();
        Optional<Trouble> trouble = health.last(Dependency.UPSTREAM, upstream).filter(last -> !last.isOver());
        return new ExplainAnswer(
                reference.toString(),
                upstream,
                String.valueOf(upstreams.get().get(upstream)),
                trouble.map(Trouble::why).orElse(null),
                known.tag().map(ExplainEndpoint::tag).orElse(null),
                known.root().map(Object::toString).orElse(null),
                lower(known.rootNext()),
                known.parts().stream().map(ExplainEndpoint::part).toList(),
                known.pins().stream().map(pin -> pin.reference().toString()).toList(),
                known.last().map(ExplainEndpoint::last).orElse(null),
                known.unread());
    }

    private static ExplainAnswer.Tag tag(Explanation.Tag tag) {
        return new ExplainAnswer.Tag(
                tag.checked().toString(),
                tag.freshUntil().toString(),
                tag.staleUntil().toString(),
                tag.history().stream()
                        .map(seen -> new ExplainAnswer.Seen(
                                seen.digest().toString(), seen.since().toString()))
                        .toList());
    }

    private static ExplainAnswer.Part part(Explanation.Part part) {
        return new ExplainAnswer.Part(
                part.digest().toString(),
                part.depth(),
                lower(part.role()),
                part.mediaType(),
                part.size(),
                where(part.where()),
                part.where() instanceof Explanation.Where.Arriving arriving ? arriving.available() : 0,
                part.link().map(ExplainEndpoint::lower).orElse("unknown"),
                part.isPublic(),
                part.isPinned(),
                lower(part.next()));
    }

    private static String where(Explanation.Where where) {
        return switch (where) {
            case Explanation.Where.OnDisk disk -> "disk";
            case Explanation.Where.Arriving arriving -> "arriving";
            case Explanation.Where.InBucket bucket -> "bucket";
            case Explanation.Where.Absent absent -> "absent";
            case Explanation.Where.Unknown unknown -> "unknown";
        };
    }

    private static ExplainAnswer.LastPull last(Explanation.LastPull last) {
        return new ExplainAnswer.LastPull(
                last.at().toString(), last.how(), last.why().orElse(null));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
