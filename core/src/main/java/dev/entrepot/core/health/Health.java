package dev.entrepot.core.health;

import dev.entrepot.core.blob.Dependency;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The state of this process and of everything it leans on. Degraded is not down: what can still be served is served, so
 * only starting and draining make it unready (design, section 7). Thread-safe and cheap where all goes well.
 */
public final class Health {

    /** The name of what there is one of. */
    public static final String ONLY = "-";

    /** Characters of a reason that are kept. */
    private static final int MAX_WHY = 300;

    public enum Phase {
        STARTING,
        READY,
        DRAINING
    }

    private record Part(Dependency dependency, String name) {}

    private final InstantSource clock;
    private final ConcurrentMap<Part, Trouble> troubles = new ConcurrentHashMap<>();
    private volatile Phase phase = Phase.STARTING;

    public Health(InstantSource clock) {
        this.clock = clock;
    }

    public Phase phase() {
        return phase;
    }

    public void ready() {
        phase = Phase.READY;
    }

    public void draining() {
        phase = Phase.DRAINING;
    }

    /** @param name bounded: one that is configured, or {@link #ONLY} */
    public void troubled(Dependency dependency, String name, String why) {
        String reason = why.length() > MAX_WHY ? why.substring(0, MAX_WHY) + "…" : why;
        troubles.compute(
                new Part(dependency, name),
                (part, before) -> before == null
                        ? new Trouble(dependency, name, reason, clock.instant(), clock.instant(), 1, Optional.empty())
                        : before.again(reason, clock.instant()));
    }

    public void well(Dependency dependency, String name) {
        Part part = new Part(dependency, name);
        Trouble before = troubles.get(part);
        if (before != null && !before.isOver()) {
            troubles.computeIfPresent(part, (same, trouble) -> trouble.over(clock.instant()));
        }
    }

    /** Forgets the parts of {@code dependency} that are there no more. */
    public void retain(Dependency dependency, Set<String> names) {
        troubles.keySet().removeIf(part -> part.dependency() == dependency && !names.contains(part.name()));
    }

    /** What lasts, the oldest first. */
    public List<Trouble> troubles() {
        return troubles.values().stream()
                .filter(trouble -> !trouble.isOver())
                .sorted(Comparator.comparing(Trouble::since))
                .toList();
    }

    /** The last trouble of a part, which may be over. */
    public Optional<Trouble> last(Dependency dependency, String name) {
        return Optional.ofNullable(troubles.get(new Part(dependency, name)));
    }

    public boolean isTroubled(Dependency dependency, String name) {
        return last(dependency, name).map(trouble -> !trouble.isOver()).orElse(false);
    }
}
