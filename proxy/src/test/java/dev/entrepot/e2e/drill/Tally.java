package dev.entrepot.e2e.drill;

import dev.entrepot.e2e.drill.Pull.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** What clients saw in one phase of the drill. */
final class Tally {

    private final String name;
    private final List<Pull> pulls = new ArrayList<>();

    Tally(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    synchronized void add(Pull pull) {
        pulls.add(pull);
    }

    synchronized void addAll(Tally other) {
        pulls.addAll(other.those(pull -> true));
    }

    synchronized List<Pull> those(Predicate<Pull> wanted) {
        return pulls.stream().filter(wanted).toList();
    }

    List<Pull> those(Outcome outcome) {
        return those(pull -> pull.outcome() == outcome);
    }

    synchronized int size() {
        return pulls.size();
    }

    /** In percent; 100 where nothing was asked. */
    double share(Predicate<Pull> wanted) {
        return size() == 0 ? 100 : 100.0 * those(wanted).size() / size();
    }

    /** The value that so many percent of what was right do not exceed; 0 where nothing was. */
    long percentile(double percent, ToLongFunction<Pull> value) {
        long[] sorted = those(Pull::isRight).stream().mapToLong(value).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(sorted.length * percent / 100) - 1];
    }

    long max(ToLongFunction<Pull> value) {
        return Arrays.stream(those(pull -> true).stream().mapToLong(value).toArray())
                .max()
                .orElse(0);
    }
}
