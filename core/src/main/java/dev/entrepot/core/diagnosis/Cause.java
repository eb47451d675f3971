package dev.entrepot.core.diagnosis;

import java.util.Locale;

/** Why the verdict is what it is. */
public enum Cause {
    NOTHING(Verdict.WELL, ""),
    TOO_LITTLE(Verdict.UNKNOWN, ""),
    RECOVERS(Verdict.TRANSIENT, "nothing has to be done; where it is 429, ask less or with a username of its own"),
    PASSED(Verdict.TRANSIENT, "nothing has to be done; it was down and is back"),
    JITTERS(Verdict.TRANSIENT, "nothing here is at fault; look at the way there if it stays"),
    ONE_SUBJECT(Verdict.STRUCTURAL, "look at that one object there: all others go well"),
    PERSISTS(Verdict.STRUCTURAL, "asking again does not help; something there, or in the configuration, has to change"),
    GROWS_WITH_LOAD(Verdict.STRUCTURAL, "they go one after the other: more at once makes each slower, not all faster"),
    EVERYONE_WAITS(Verdict.STRUCTURAL, "give more of what is waited for, or ask for less at once"),
    OWN_LIMIT(
            Verdict.STRUCTURAL,
            "raise requests-per-second of that upstream if it bears more; nothing there is at fault"),
    ALWAYS_SLOW(Verdict.STRUCTURAL, "it is slow for one alone: a slow or failing device, or one far away");

    private final Verdict verdict;
    private final String advice;
    private final String label = name().toLowerCase(Locale.ROOT);

    Cause(Verdict verdict, String advice) {
        this.verdict = verdict;
        this.advice = advice;
    }

    public Verdict verdict() {
        return verdict;
    }

    /** What to do; empty where nothing is wrong. */
    public String advice() {
        return advice;
    }

    /** In the log and in {@code /status}. */
    public String label() {
        return label;
    }
}
