package dev.entrepot.core.diagnosis;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is known of one lane over the last minutes.
 *
 * @param asked attempts that ended
 * @param failed of these
 * @param wellSince attempts that went well since the last one that failed
 * @param met failures by reason, the most frequent first
 * @param again what came of asking again
 * @param stuck the subject that fails most and has not gone well since; empty where none fails
 * @param loads how long what went well took, by how many were at it; fewest first
 * @param spread over all loads
 */
public record Facts(
        long asked,
        long failed,
        long wellSince,
        List<Met> met,
        Again again,
        Optional<Stuck> stuck,
        List<Load> loads,
        Spread spread) {

    /**
     * A reason.
     *
     * @param subjects that met it first
     * @param recovered of these, went well later
     */
    public record Met(String reason, long subjects, long recovered) {}

    /**
     * What came of asking again for what had failed.
     *
     * @param recovered subjects that went well later
     * @param after how long that took from the first failure; the median
     * @param open subjects that failed and have not gone well since
     * @param openAgain of these, asked again at least once
     * @param repeats how often these were asked again in vain
     * @param since the first failure of those that are open
     */
    public record Again(long recovered, Duration after, int open, int openAgain, long repeats, Duration since) {}

    /**
     * A subject that fails.
     *
     * @param othersWell attempts for others that went well since its first failure
     */
    public record Stuck(String subject, String reason, long failures, Duration since, long othersWell) {}

    /**
     * How long it took.
     *
     * @param waiting how many were at it, this one included; of a wait, how many had to go first
     */
    public record Load(int waiting, int samples, Duration median) {}

    /** @param over from the oldest sample to the newest */
    public record Spread(int samples, Duration median, Duration p95, Duration over) {}
}
