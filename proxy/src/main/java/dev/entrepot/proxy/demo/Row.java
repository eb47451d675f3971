package dev.entrepot.proxy.demo;

import java.util.List;

/**
 * What one act has cost, and what it promised.
 *
 * @param promises at least one
 */
record Row(String title, Seen seen, List<Promise> promises) {

    Row {
        promises = List.copyOf(promises);
        if (promises.isEmpty()) {
            throw new IllegalArgumentException("nothing is promised: " + title);
        }
    }

    boolean isKept() {
        return promises.stream().allMatch(Promise::held);
    }
}
