package dev.entrepot.core.trace;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.diagnosis.Lane;
import dev.entrepot.core.diagnosis.Passage;
import dev.entrepot.core.diagnosis.Watch;

/** Notes work at dependencies in the trace of the pull it is done for, and passes it on. */
public final class TracedWatch implements Watch {

    private final Watch next;

    public TracedWatch(Watch next) {
        this.next = next;
    }

    @Override
    public Passage enter(Lane lane, String subject) {
        return noted(lane, next.enter(lane, subject));
    }

    @Override
    public Passage queued(Lane lane, int ahead) {
        return noted(lane, next.queued(lane, ahead));
    }

    private static Passage noted(Lane lane, Passage passage) {
        String host = lane.dependency() == Dependency.UPSTREAM ? lane.host() : "";
        return Trace.noted(lane.work().label(), host, passage);
    }
}
