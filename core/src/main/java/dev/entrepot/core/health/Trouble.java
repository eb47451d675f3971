package dev.entrepot.core.health;

import dev.entrepot.core.blob.Dependency;
import java.time.Instant;
import java.util.Optional;

/**
 * That something entrepot leans on does not work, or did not.
 *
 * @param name which one of several, such as an upstream's; {@link Health#ONLY} where there is one
 * @param why of the last time
 * @param since when it went wrong first without having gone well in between
 * @param last when it went wrong last
 * @param times it went wrong since then
 * @param until when it went well again; empty while it lasts
 */
public record Trouble(
        Dependency dependency,
        String name,
        String why,
        Instant since,
        Instant last,
        long times,
        Optional<Instant> until) {

    public boolean isOver() {
        return until.isPresent();
    }

    Trouble again(String reason, Instant now) {
        return isOver()
                ? new Trouble(dependency, name, reason, now, now, 1, Optional.empty())
                : new Trouble(dependency, name, reason, since, now, times + 1, Optional.empty());
    }

    Trouble over(Instant now) {
        return isOver() ? this : new Trouble(dependency, name, why, since, last, times, Optional.of(now));
    }
}
