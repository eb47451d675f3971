package dev.entrepot.core.diagnosis;

/**
 * What is to be thought of a lane, and why.
 *
 * @param evidence a sentence with the numbers that decided it
 */
public record Diagnosis(Lane lane, Cause cause, String evidence, Facts facts) {

    public Verdict verdict() {
        return cause.verdict();
    }
}
