package dev.entrepot.core.rebuild;

import java.util.function.Consumer;

/** What a rebuild has done so far. Used by one thread, which it lets an interrupt stop. */
final class RebuildTally {

    private static final int TELL_EVERY = 1000;

    private final Consumer<RebuildProgress> heard;
    private long manifests;
    private long tags;
    private long blobs;
    private long damaged;
    private long problems;
    private long steps;

    RebuildTally(Consumer<RebuildProgress> heard) {
        this.heard = heard;
    }

    void manifest() throws InterruptedException {
        manifests++;
        step();
    }

    void tag() throws InterruptedException {
        tags++;
        step();
    }

    void blob() throws InterruptedException {
        blobs++;
        step();
    }

    void damaged() {
        damaged++;
    }

    void problem() {
        problems++;
    }

    private void step() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the rebuild was stopped");
        }
        if (++steps % TELL_EVERY == 0) {
            heard.accept(progress());
        }
    }

    RebuildProgress progress() {
        return new RebuildProgress(manifests, tags, blobs, damaged, problems);
    }
}
