package dev.entrepot.core.diagnosis;

import dev.entrepot.core.diagnosis.Facts.Again;
import dev.entrepot.core.diagnosis.Facts.Load;
import dev.entrepot.core.diagnosis.Facts.Met;
import dev.entrepot.core.diagnosis.Facts.Spread;
import dev.entrepot.core.diagnosis.Facts.Stuck;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The sentence with the numbers that decided a diagnosis. */
final class Evidence {

    /** Reasons that are named. */
    private static final int MAX_REASONS = 3;

    private Evidence() {}

    static String oneSubject(Stuck stuck, Again again) {
        long all = again.repeats() + again.open();
        return "%s of %s: %s, for %s, while others went well %d times"
                .formatted(
                        stuck.failures() == all
                                ? "all " + all + " failures are"
                                : stuck.failures() + " of " + all + " failures are",
                        stuck.subject(),
                        stuck.reason(),
                        time(stuck.since()),
                        stuck.othersWell());
    }

    static String persists(Facts facts) {
        Again again = facts.again();
        return "%s; asked again %d times over %s, %d of %d went well later"
                .formatted(
                        reasons(facts.met()),
                        again.repeats() + again.recovered(),
                        time(again.since()),
                        again.recovered(),
                        again.recovered() + again.open());
    }

    static String grows(Lane lane, Load least, Load most) {
        String how = lane.work().isWait() ? "with %d before" : "with %d at it";
        return "median %s %s, %s %s: each waits for all before it"
                .formatted(
                        time(least.median()),
                        least.waiting() == 1 && !lane.work().isWait() ? "alone" : how.formatted(least.waiting()),
                        time(most.median()),
                        how.formatted(most.waiting()));
    }

    static String slow(Lane lane, Load least) {
        String load = least.waiting() == 1 ? "also alone" : "with no more than %d at it".formatted(least.waiting());
        return "median %s %s (%d times); %s and more is slow for this"
                .formatted(
                        time(least.median()),
                        load,
                        least.samples(),
                        time(lane.work().slow()));
    }

    static String waited(Lane lane, Load least) {
        return "median %s with no more than %d before (%d times); %s and more is long for this"
                .formatted(
                        time(least.median()),
                        least.waiting(),
                        least.samples(),
                        time(lane.work().slow()));
    }

    static String ownLimit(Facts facts) {
        String late = "the turn of %d of %d would have come too late".formatted(facts.failed(), facts.asked());
        String slow = "%d waited for their turn, half of them %s or more"
                .formatted(facts.spread().samples(), time(facts.spread().median()));
        return facts.failed() > 0 ? late : slow;
    }

    static String recovers(Facts facts) {
        String passed = facts.met().stream()
                .filter(met -> met.recovered() > 0)
                .limit(MAX_REASONS)
                .map(met -> "%d of %d that met %s".formatted(met.recovered(), met.subjects(), met.reason()))
                .collect(Collectors.joining(", "));
        return "%s went well when asked again, the median after %s"
                .formatted(passed, time(facts.again().after()));
    }

    static String passed(Facts facts) {
        return "%d of %d failed (%s), then %d in a row went well"
                .formatted(facts.failed(), facts.asked(), reasons(facts.met()), facts.wellSince());
    }

    static String jitters(Facts facts) {
        Spread spread = facts.spread();
        return "median %s, but one in twenty takes %s or more, whether many are at it or few (%d times)"
                .formatted(time(spread.median()), time(spread.p95()), spread.samples());
    }

    static String tooLittle(Facts facts) {
        return "%d of %d failed (%s): too little to say".formatted(facts.failed(), facts.asked(), reasons(facts.met()));
    }

    static String well(Facts facts) {
        return facts.spread().samples() == 0
                ? "%d went well".formatted(facts.asked())
                : "%d went well, median %s"
                        .formatted(facts.asked(), time(facts.spread().median()));
    }

    private static String reasons(List<Met> met) {
        String named = met.stream()
                .limit(MAX_REASONS)
                .map(one -> "%s met by %d".formatted(one.reason(), one.subjects()))
                .collect(Collectors.joining(", "));
        return named.isEmpty() ? "no reason known any more" : named;
    }

    /** With as many digits as say something. */
    static String time(Duration time) {
        double seconds = time.toNanos() / 1e9;
        if (seconds >= 1) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        return seconds >= 0.001 ? Math.round(seconds * 1e3) + " ms" : Math.round(seconds * 1e6) + " µs";
    }
}
