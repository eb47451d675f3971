package dev.entrepot.core.explain;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.explain.Explanation.LastPull;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.pull.ManifestAnswer;
import dev.entrepot.core.pull.ManifestObserver;
import dev.entrepot.core.pull.ShortMemory;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The newest pull of each image that was no plain hit. */
public final class LastPulls implements ManifestObserver {

    /** Characters of a reason that are kept. */
    private static final int MAX_WHY = 300;

    private final ShortMemory<Reference, LastPull> pulls;
    private final InstantSource clock;

    /** @param pulls bounded in number: a crawler asks for very many */
    public LastPulls(ShortMemory<Reference, LastPull> pulls, InstantSource clock) {
        this.pulls = pulls;
        this.clock = clock;
    }

    public Optional<LastPull> of(Reference reference) {
        return pulls.get(reference);
    }

    @Override
    public void answered(Reference reference, ManifestAnswer answer) {
        switch (answer) {
            case ManifestAnswer.Fresh fresh -> answered(reference, fresh.how());
            case ManifestAnswer.Stale stale -> noted(reference, "stale", name(stale.missing()) + " could not be asked");
            case ManifestAnswer.Unknown no -> noted(reference, "unknown", "the upstream said " + name(no.refusal()));
            case ManifestAnswer.Unavailable down ->
                noted(
                        reference,
                        down.isCorrupt() ? "corrupt" : "unavailable",
                        names(down.missing()) + ": " + down.cause().getMessage());
        }
    }

    private void answered(Reference reference, ManifestAnswer.How how) {
        switch (how) {
            case HIT -> {}
            case REVALIDATED -> noted(reference, "revalidated", "");
            case RECALLED -> noted(reference, "bucket", "");
            case FETCHED -> noted(reference, "miss", "");
        }
    }

    private void noted(Reference reference, String how, String why) {
        Optional<String> reason =
                why.isEmpty() ? Optional.empty() : Optional.of(why.substring(0, Math.min(MAX_WHY, why.length())));
        pulls.put(reference, new LastPull(clock.instant(), how, reason));
    }

    private static String names(Set<Dependency> missing) {
        return missing.stream().map(LastPulls::name).sorted().collect(Collectors.joining(", "));
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
