package dev.entrepot.testkit.registry.fault;

import dev.entrepot.testkit.registry.wire.Answer;
import dev.entrepot.testkit.registry.wire.Pace;
import dev.entrepot.testkit.registry.wire.Recorded;
import dev.entrepot.testkit.registry.wire.Request;
import dev.entrepot.testkit.registry.wire.WireServer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A server on a port of its own that notes what it was asked, and misbehaves when told to. */
public abstract class FaultyServer implements AutoCloseable {

    private final WireServer wire;
    private final Faults faults = new Faults();

    /** @param port or 0 for any */
    protected FaultyServer(int port) {
        wire = WireServer.on(port);
    }

    /** To be called once by the factory of a subclass, when it is built. */
    protected final void listen() {
        wire.start(this::serve);
    }

    /** The right answer. */
    protected abstract Answer answer(Request request);

    /** The answer to a request that may not be answered. */
    protected Optional<Answer> refusal(Request request) {
        return Optional.empty();
    }

    private Answer serve(Request request) {
        Optional<Answer> refusal = refusal(request);
        return faults.apply(request, refusal.orElseGet(() -> answer(request)), refusal.isPresent());
    }

    public final Faults faults() {
        return faults;
    }

    public final int port() {
        return wire.port();
    }

    /** {@code 127.0.0.1:port}. */
    public final String address() {
        return "127.0.0.1:" + port();
    }

    /** {@code http://127.0.0.1:port}, without a slash at the end. */
    public final String url() {
        return "http://" + address();
    }

    public final List<Recorded> requests() {
        return wire.log().all();
    }

    /** @param partOfTarget of path and query */
    public final List<Recorded> requests(String method, String partOfTarget) {
        return wire.log().matching(like(method, partOfTarget));
    }

    /** What was asked, without the status, which is not known at once: see {@link Recorded#line()}. */
    public final List<String> lines() {
        return requests().stream().map(Recorded::line).toList();
    }

    public final int count(String method, String partOfTarget) {
        return requests(method, partOfTarget).size();
    }

    public final int count() {
        return requests().size();
    }

    /**
     * Waits until so many such requests arrived.
     *
     * @throws AssertionError after 20 seconds
     */
    public final List<Recorded> awaitRequests(int count, String method, String partOfTarget) {
        return wire.log().await(count, like(method, partOfTarget));
    }

    /** The most requests that were being answered at the same time, since the last {@link #clear}. */
    public final int mostAtOnce() {
        return wire.log().mostAtOnce();
    }

    /** Forgets the requests so far. */
    public final void clear() {
        wire.log().clear();
    }

    /** Calls {@code listener} whenever an answer was sent or given up. */
    public final void onEnd(Consumer<Recorded> listener) {
        wire.log().onEnd(listener);
    }

    /** As if the process had ended: connections are closed, new ones are refused. */
    public final void stopListening() {
        wire.stopListening();
    }

    /** On the same port. */
    public final void startListening() {
        wire.startListening();
    }

    /** Nothing is answered and no body goes on until {@link #resume}; connections are still accepted. */
    public final void pause() {
        wire.pause();
    }

    public final void resume() {
        wire.resume();
    }

    /** What all connections together may send. */
    public final void rate(Pace pace) {
        wire.pace(pace);
    }

    public final void unlimitedRate() {
        wire.pace(null);
    }

    /** How many clients are connected, idle ones included. */
    public final int openConnections() {
        return wire.openConnections();
    }

    /** No faults, no requests, no pause, no pace, and listening. */
    public void reset() {
        faults.clear();
        unlimitedRate();
        resume();
        startListening();
        clear();
    }

    @Override
    public void close() {
        wire.close();
    }

    private static Predicate<Recorded> like(String method, String partOfTarget) {
        return recorded ->
                recorded.method().equals(method) && (recorded.path() + "?" + recorded.query()).contains(partOfTarget);
    }
}
