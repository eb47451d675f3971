package dev.entrepot.core.trace;

import dev.entrepot.core.diagnosis.Passage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The phases of one pull. What is done again within the same phase is counted there, so that a trace stays small however
 * large the blob. It ends when its request has and everything that goes on for it, such as the fill it started. Thread-safe.
 */
public final class Trace {

    /** Stands for the pull as a whole. */
    public static final int ROOT = -1;

    /** Kinds of work at places; more than a pull has, unless an upstream leads from host to host. */
    static final int MOST_PHASES = 64;

    /** The phase that has what is beyond. */
    private static final String OTHERS = "others";

    /** Where the thread is at work: for which pull, in which of its phases. */
    private record Place(Trace trace, int phase) {}

    private static final ScopedValue<Place> HERE = ScopedValue.newInstance();

    private final LongSupplier nanoTime;
    private final long start;
    private final List<OpenPhase> phases = new ArrayList<>();
    private int holders = 1;
    private @Nullable Runnable told;
    private @Nullable Trace followed;

    /**
     * @param nanoTime a monotonic clock, such as {@link System#nanoTime}
     * @param start of the request, by that clock
     */
    public Trace(LongSupplier nanoTime, long start) {
        this.nanoTime = nanoTime;
        this.start = start;
    }

    // ---- on the threads that work for it -----------------------------------------------------------------------

    /** Work that throws what it throws. */
    public interface Work<X extends Throwable> {
        void run() throws X;
    }

    /** Of the pull that this thread works for. */
    public static Optional<Trace> current() {
        return HERE.isBound() ? Optional.of(HERE.get().trace) : Optional.empty();
    }

    /** Does {@code work} as a phase of the pull that this thread works for, if any. */
    public static <T extends @Nullable Object, X extends Throwable> T phase(
            Step step, ScopedValue.CallableOp<? extends T, X> work) throws X {
        if (!HERE.isBound()) {
            return work.call();
        }
        Place here = HERE.get();
        Entered entered = here.trace.enter(here.phase, step.label(), "", Passage.UNSEEN);
        boolean isWell = false;
        try {
            T result = ScopedValue.where(HERE, new Place(here.trace, entered.phase))
                    .call(work);
            isWell = true;
            return result;
        } finally {
            entered.end(isWell ? "" : "failed");
        }
    }

    /** The same for work that gives nothing. */
    public static <X extends Throwable> void during(Step step, Work<X> work) throws X {
        phase(step, () -> {
            work.run();
            return true;
        });
    }

    /** Notes a phase that begins now and takes so long, if this thread works for a pull. */
    public static void lasting(Step step, Duration time) {
        if (HERE.isBound()) {
            Place here = HERE.get();
            long now = here.trace.nanoTime.getAsLong();
            here.trace.add(here.phase, step, now, now + time.toNanos());
        }
    }

    /** The passage, noted as a phase as well. */
    static Passage noted(String name, String place, Passage passage) {
        if (!HERE.isBound()) {
            return passage;
        }
        Place here = HERE.get();
        return here.trace.enter(here.phase, name, place, passage);
    }

    /** The same work for another thread, which does it for the pull that this one works for. */
    public static Runnable carrying(Runnable work) {
        if (!HERE.isBound()) {
            return work;
        }
        Place here = HERE.get();
        return () -> ScopedValue.where(HERE, here).run(work);
    }

    /** As {@link #carrying}, but the trace does not end before it: it may go on when the request has ended. */
    public static Errand errand(Runnable work) {
        Optional<Trace> here = current();
        here.ifPresent(Trace::hold);
        return new Errand(carrying(work), () -> here.ifPresent(Trace::release));
    }

    /** Whatever {@code work} does is done for this pull. */
    public void run(Runnable work) {
        ScopedValue.where(HERE, new Place(this, ROOT)).run(work);
    }

    /** Notes that the pull waits for what is done for another one. */
    public synchronized void follows(Trace other) {
        if (other != this) {
            followed = other;
        }
    }

    /** Notes a phase that is over. */
    public void add(Step step, long since, long until) {
        add(ROOT, step, since, until);
    }

    private synchronized void add(int parent, Step step, long since, long until) {
        OpenPhase phase = phases.get(opened(parent, step.label(), "", since));
        phase.begin(since);
        phase.end(since, until, "");
    }

    // ---- how it ends -------------------------------------------------------------------------------------------

    /**
     * The request has ended. {@code listener} is called, once and on whatever thread, when everything that goes on for it by then
     * has ended as well; it must not block.
     */
    public void ended(Runnable listener) {
        synchronized (this) {
            told = listener;
        }
        release();
    }

    private synchronized void hold() {
        holders++;
    }

    private void release() {
        Runnable listener = null;
        synchronized (this) {
            holders--;
            if (holders <= 0) {
                listener = told;
                told = null;
            }
        }
        if (listener != null) {
            listener.run();
        }
    }

    // ---- what there is to tell ---------------------------------------------------------------------------------

    /** Of the request, by the clock of {@link Phase#start()}. */
    public long start() {
        return start;
    }

    /** So far, in the order in which they began. */
    public synchronized List<Phase> phases() {
        long now = nanoTime.getAsLong();
        return phases.stream().map(phase -> phase.at(now)).toList();
    }

    /** Whose fill the pull waited for. */
    public synchronized Optional<Trace> followed() {
        return Optional.ofNullable(followed);
    }

    // ---- phases ------------------------------------------------------------------------------------------------

    private synchronized Entered enter(int parent, String name, String place, Passage passage) {
        long now = nanoTime.getAsLong();
        int phase = opened(parent, name, place, now);
        phases.get(phase).begin(now);
        return new Entered(phase, now, passage);
    }

    private int opened(int parent, String name, String place, long now) {
        for (int i = 0; i < phases.size(); i++) {
            if (phases.get(i).is(parent, name, place)) {
                return i;
            }
        }
        if (phases.size() >= MOST_PHASES - 1 && !name.equals(OTHERS)) {
            return opened(ROOT, OTHERS, "", now);
        }
        phases.add(new OpenPhase(parent, name, place, now));
        return phases.size() - 1;
    }

    private synchronized void end(int phase, long since, String trouble) {
        phases.get(phase).end(since, nanoTime.getAsLong(), trouble);
    }

    private final class Entered implements Passage {

        private final int phase;
        private final long since;
        private final Passage passage;

        Entered(int phase, long since, Passage passage) {
            this.phase = phase;
            this.since = since;
            this.passage = passage;
        }

        void end(String trouble) {
            Trace.this.end(phase, since, trouble);
        }

        @Override
        public void well() {
            end("");
            passage.well();
        }

        @Override
        public void failed(String reason) {
            end(reason);
            passage.failed(reason);
        }

        @Override
        public void left() {
            end("");
            passage.left();
        }
    }
}
