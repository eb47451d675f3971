package dev.entrepot.core.pull;

import dev.entrepot.core.oci.Repository;
import java.util.ArrayList;
import java.util.List;

/** Writes down what it hears, a line each. */
final class HeardFills implements PullObserver {

    private final List<String> lines = new ArrayList<>();

    @Override
    public synchronized void fillStarted(Download download) {
        lines.add("started for " + download.leader());
    }

    @Override
    public synchronized void fillEnded(Download download, FillEnd how) {
        lines.add(how + " for " + download.readers());
    }

    @Override
    public synchronized void windowOpened(Repository repository) {
        lines.add("window for " + repository);
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }
}
