package dev.entrepot.proxy.http;

import dev.entrepot.core.trace.Phase;
import dev.entrepot.core.trace.Step;
import dev.entrepot.core.trace.Trace;
import java.util.List;
import java.util.Optional;

/**
 * What a pull was made of, in order, with milliseconds: {@code route=0.2 permission=0.4(index_read=0.1*2)
 * manifest@up.test=5000.1!timeout}. A {@code *} comes before how often, a {@code !} before what went wrong, {@code ...} after
 * what has not ended; in parentheses is what each was made of in turn.
 */
final class PhaseText {

    private final List<Phase> phases;
    private final StringBuilder text = new StringBuilder();

    private PhaseText(Trace trace) {
        this.phases = trace.phases();
    }

    static String of(Trace trace) {
        PhaseText shown = new PhaseText(trace);
        shown.within(Trace.ROOT);
        Optional<Trace> followed = trace.followed();
        followed.map(PhaseText::fillOf)
                .filter(fill -> !fill.isEmpty())
                .ifPresent(
                        fill -> shown.text.append(" waited_for=(").append(fill).append(')'));
        return shown.text.toString();
    }

    /** Of another pull only what this one waited for is of interest. */
    private static String fillOf(Trace trace) {
        PhaseText shown = new PhaseText(trace);
        for (int i = 0; i < shown.phases.size(); i++) {
            if (shown.phases.get(i).name().equals(Step.FILL.label())) {
                shown.one(i);
            }
        }
        return shown.text.toString();
    }

    private void within(int parent) {
        boolean isFirst = true;
        for (int i = 0; i < phases.size(); i++) {
            if (phases.get(i).parent() == parent) {
                text.append(isFirst ? "" : " ");
                isFirst = false;
                one(i);
            }
        }
    }

    private void one(int at) {
        Phase phase = phases.get(at);
        text.append(phase.name());
        if (!phase.place().isEmpty()) {
            text.append('@').append(phase.place());
        }
        long tenths = phase.busy() / 100_000;
        text.append('=').append(tenths / 10).append('.').append(tenths % 10);
        if (phase.times() > 1) {
            text.append('*').append(phase.times());
        }
        if (!phase.trouble().isEmpty()) {
            text.append('!').append(phase.trouble().replace(' ', '_'));
        }
        text.append(phase.goesOn() ? "..." : "");
        if (phases.stream().anyMatch(each -> each.parent() == at)) {
            text.append('(');
            within(at);
            text.append(')');
        }
    }
}
