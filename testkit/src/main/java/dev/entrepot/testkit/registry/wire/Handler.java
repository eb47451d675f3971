package dev.entrepot.testkit.registry.wire;

/** Decides what to answer; may block. */
@FunctionalInterface
public interface Handler {

    Answer answer(Request request);
}
