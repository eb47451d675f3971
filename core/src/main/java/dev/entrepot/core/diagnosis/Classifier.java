package dev.entrepot.core.diagnosis;

import dev.entrepot.core.diagnosis.Facts.Again;
import dev.entrepot.core.diagnosis.Facts.Load;
import dev.entrepot.core.diagnosis.Facts.Met;
import dev.entrepot.core.diagnosis.Facts.Spread;
import dev.entrepot.core.diagnosis.Facts.Stuck;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Tells trouble that passes from trouble that stays. A pure function; the first rule that holds decides, what stays before
 * what passes:
 *
 * <ol>
 *   <li>{@link Cause#ONE_SUBJECT}: {@link #NEARLY_ALL} of what fails and has not gone well since is one subject, at least {@value
 *       #ENOUGH_FAILURES} times over {@link #LASTING}, and at least {@value #ENOUGH_WELL} others went well meanwhile. So it is neither the dependency nor the way
 *       there.
 *   <li>{@link Cause#PERSISTS}: either subjects were asked for again at least {@value #ENOUGH_REPEATS} times over {@link
 *       #LASTING}, fewer than {@link #FEW} of them went well later, and nothing else has since; or {@value #ENOUGH_IN_VAIN}
 *       attempts failed over that time and nothing went well at all.
 *   <li>{@link Cause#GROWS_WITH_LOAD}: while the number of those at it grows by at least {@value #SPAN}, the time grows at
 *       least {@value #HALF} times as much, to {@link #NOTICEABLE} or more, and divided by that number it is about the same
 *       for all loads, within a factor of {@value #ALIKE}. Where work is done side by side the time stays; where it stalls
 *       now and then the first ones wait as long as the last ones, so the quotient falls. Only where each has to wait for
 *       all before it does it stay.
 *   <li>{@link Cause#ALWAYS_SLOW}: the median with the fewest at it is what is slow for this kind of work, or more.
 *       Of work that is nothing but waiting it is {@link Cause#EVERYONE_WAITS}.
 *   <li>{@link Cause#RECOVERS}: at least {@value #ENOUGH_FAILURES} subjects failed, and at least {@link #MOST} of those that
 *       were asked for again went well later.
 *   <li>{@link Cause#PASSED}: at least {@value #ENOUGH_FAILURES} attempts failed, and since then {@value #ENOUGH_WELL} in a row
 *       went well.
 *   <li>{@link Cause#JITTERS}: one in twenty takes {@value #RARE_SLOWNESS} times as long as the median and is slow, whatever
 *       the load.
 *   <li>{@link Cause#TOO_LITTLE} while something fails, {@link Cause#NOTHING} otherwise.
 * </ol>
 *
 * A turn under a limit of one's own ({@link Work#TURN}) is there to be waited for: it is {@link Cause#OWN_LIMIT} where half of
 * all wait for as long as is slow, or at least {@value #ENOUGH_FAILURES} would have waited too long and fewer than {@value
 * #ENOUGH_WELL} had their turn since, and else nothing is wrong.
 */
public final class Classifier {

    /** One failure is chance, and two may be. */
    static final int ENOUGH_FAILURES = 3;

    /** After this many in a row, or beside, it is not the dependency. */
    static final int ENOUGH_WELL = 5;

    /** Two questions with all their three attempts; an operator would have tried by hand less often. */
    static final int ENOUGH_REPEATS = 4;

    static final int ENOUGH_IN_VAIN = 10;

    /** A question's own attempts are over sooner: what fails in all of these may still be a moment's hiccup. */
    static final Duration LASTING = Duration.ofSeconds(2);

    static final double FEW = 0.1;
    static final double MOST = 0.5;
    static final double NEARLY_ALL = 0.8;

    /** Below, a median is chance. */
    static final int ENOUGH_SAMPLES = 8;

    /** Two classes of load, each of which is a factor of two wide. */
    static final double ALIKE = 4;

    /** Less growth of the load than this shows no tendency. */
    static final double SPAN = 4;

    static final double HALF = 0.5;

    /** Nobody looks for the reason of less. */
    static final Duration NOTICEABLE = Duration.ofMillis(50);

    static final int RARE_SLOWNESS = 10;
    static final int ENOUGH_FOR_RARE = 20;

    private Classifier() {}

    public static Diagnosis diagnose(Lane lane, Facts facts) {
        if (lane.work() == Work.TURN) {
            return ownLimit(lane, facts).orElseGet(() -> otherwise(lane, facts));
        }
        return oneSubject(lane, facts)
                .or(() -> persists(lane, facts))
                .or(() -> growsWithLoad(lane, facts))
                .or(() -> alwaysSlow(lane, facts))
                .or(() -> recovers(lane, facts))
                .or(() -> passed(lane, facts))
                .or(() -> jitters(lane, facts))
                .orElseGet(() -> otherwise(lane, facts));
    }

    private static Optional<Diagnosis> ownLimit(Lane lane, Facts facts) {
        Spread spread = facts.spread();
        boolean isSlow = spread.samples() >= ENOUGH_SAMPLES
                && spread.median().compareTo(lane.work().slow()) >= 0;
        boolean isTooLate = facts.failed() >= ENOUGH_FAILURES && facts.wellSince() < ENOUGH_WELL;
        return isSlow || isTooLate
                ? Optional.of(new Diagnosis(lane, Cause.OWN_LIMIT, Evidence.ownLimit(facts), facts))
                : Optional.empty();
    }

    private static Optional<Diagnosis> oneSubject(Lane lane, Facts facts) {
        return facts.stuck()
                .filter(stuck ->
                        isNearlyAll(stuck, facts.again()) && !stuck.subject().equals(Watch.NO_SUBJECT))
                .filter(stuck -> stuck.failures() >= ENOUGH_FAILURES && stuck.othersWell() >= ENOUGH_WELL)
                .filter(stuck -> isLasting(stuck.since()))
                .map(stuck -> new Diagnosis(lane, Cause.ONE_SUBJECT, Evidence.oneSubject(stuck, facts.again()), facts));
    }

    private static boolean isNearlyAll(Stuck stuck, Again again) {
        return stuck.failures() >= NEARLY_ALL * (again.repeats() + again.open());
    }

    private static Optional<Diagnosis> persists(Lane lane, Facts facts) {
        Again again = facts.again();
        boolean hasRecovered = facts.wellSince() >= ENOUGH_WELL || part(again) >= FEW;
        boolean isRepeated = again.repeats() >= ENOUGH_REPEATS && !hasRecovered;
        boolean isInVain = facts.failed() >= ENOUGH_IN_VAIN
                && facts.stuck().map(Stuck::othersWell).orElse(1L) == 0
                && again.recovered() == 0;
        return (isRepeated || isInVain) && isLasting(again.since())
                ? Optional.of(new Diagnosis(lane, Cause.PERSISTS, Evidence.persists(facts), facts))
                : Optional.empty();
    }

    private static Optional<Diagnosis> growsWithLoad(Lane lane, Facts facts) {
        List<Load> loads = reliable(facts);
        if (loads.size() < 2) {
            return Optional.empty();
        }
        Load least = loads.getFirst();
        Load most = loads.getLast();
        double shortest = loads.stream().mapToDouble(Classifier::share).min().orElse(0);
        double longest = loads.stream().mapToDouble(Classifier::share).max().orElse(0);
        double load = (double) most.waiting() / least.waiting();
        boolean grows = load >= SPAN
                && most.median().toNanos() >= HALF * load * least.median().toNanos()
                && most.median().compareTo(NOTICEABLE) >= 0
                && longest <= ALIKE * shortest;
        return grows
                ? Optional.of(new Diagnosis(lane, Cause.GROWS_WITH_LOAD, Evidence.grows(lane, least, most), facts))
                : Optional.empty();
    }

    /** What each of those at it adds. */
    private static double share(Load load) {
        return (double) load.median().toNanos() / load.waiting();
    }

    private static Optional<Diagnosis> alwaysSlow(Lane lane, Facts facts) {
        return reliable(facts).stream()
                .findFirst()
                .filter(least -> least.median().compareTo(lane.work().slow()) >= 0)
                .map(least -> lane.work().isWait()
                        ? new Diagnosis(lane, Cause.EVERYONE_WAITS, Evidence.waited(lane, least), facts)
                        : new Diagnosis(lane, Cause.ALWAYS_SLOW, Evidence.slow(lane, least), facts));
    }

    private static Optional<Diagnosis> recovers(Lane lane, Facts facts) {
        return subjects(facts) >= ENOUGH_FAILURES && facts.again().recovered() > 0 && part(facts.again()) >= MOST
                ? Optional.of(new Diagnosis(lane, Cause.RECOVERS, Evidence.recovers(facts), facts))
                : Optional.empty();
    }

    private static Optional<Diagnosis> passed(Lane lane, Facts facts) {
        return facts.failed() >= ENOUGH_FAILURES && facts.wellSince() >= ENOUGH_WELL
                ? Optional.of(new Diagnosis(lane, Cause.PASSED, Evidence.passed(facts), facts))
                : Optional.empty();
    }

    private static Optional<Diagnosis> jitters(Lane lane, Facts facts) {
        Spread spread = facts.spread();
        boolean isRare = spread.p95().compareTo(spread.median().multipliedBy(RARE_SLOWNESS)) >= 0;
        return spread.samples() >= ENOUGH_FOR_RARE
                        && isRare
                        && spread.p95().compareTo(lane.work().slow()) >= 0
                ? Optional.of(new Diagnosis(lane, Cause.JITTERS, Evidence.jitters(facts), facts))
                : Optional.empty();
    }

    private static Diagnosis otherwise(Lane lane, Facts facts) {
        if (facts.failed() > 0) {
            return new Diagnosis(lane, Cause.TOO_LITTLE, Evidence.tooLittle(facts), facts);
        }
        Cause cause = facts.asked() == 0 ? Cause.TOO_LITTLE : Cause.NOTHING;
        return new Diagnosis(lane, cause, Evidence.well(facts), facts);
    }

    /** Of the subjects that were asked for again, those that went well. */
    private static double part(Again again) {
        long asked = again.recovered() + again.openAgain();
        return asked == 0 ? 0 : (double) again.recovered() / asked;
    }

    private static long subjects(Facts facts) {
        return facts.met().stream().mapToLong(Met::subjects).sum();
    }

    private static boolean isLasting(Duration time) {
        return time.compareTo(LASTING) >= 0;
    }

    private static List<Load> reliable(Facts facts) {
        return facts.loads().stream()
                .filter(load -> load.samples() >= ENOUGH_SAMPLES)
                .toList();
    }
}
