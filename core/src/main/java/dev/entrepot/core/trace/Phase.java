package dev.entrepot.core.trace;

/**
 * Something that was done for a pull, once or several times.
 *
 * @param parent index of the phase it is part of, {@link Trace#ROOT} of none
 * @param place the host, where it was done at one of several
 * @param start of the first time, in the nanoseconds of the trace's clock
 * @param end of the last time; of one that goes on, the moment of asking
 * @param busy nanoseconds, of all times together
 * @param trouble what went wrong last; empty where nothing did
 * @param goesOn whether it has not ended
 */
public record Phase(
        int parent,
        String name,
        String place,
        int times,
        long start,
        long end,
        long busy,
        String trouble,
        boolean goesOn) {}
