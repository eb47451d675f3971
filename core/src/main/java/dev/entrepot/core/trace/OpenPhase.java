package dev.entrepot.core.trace;

/** A phase that may go on. Guarded by the lock of its trace. */
final class OpenPhase {

    private final int parent;
    private final String name;
    private final String place;
    private final long start;
    private int times;
    private int open;
    private long openedAt;
    private long lastEnd;
    private long busy;
    private String trouble = "";

    OpenPhase(int parent, String name, String place, long start) {
        this.parent = parent;
        this.name = name;
        this.place = place;
        this.start = start;
        this.lastEnd = start;
    }

    boolean is(int ofParent, String called, String at) {
        return parent == ofParent && name.equals(called) && place.equals(at);
    }

    void begin(long now) {
        times++;
        open++;
        openedAt += now;
    }

    /** @param why empty where it went well */
    void end(long since, long now, String why) {
        open--;
        openedAt -= since;
        busy += now - since;
        lastEnd = Math.max(lastEnd, now);
        trouble = why.isEmpty() ? trouble : why;
    }

    Phase at(long now) {
        return new Phase(
                parent,
                name,
                place,
                times,
                start,
                open > 0 ? now : lastEnd,
                busy + open * now - openedAt,
                trouble,
                open > 0);
    }
}
