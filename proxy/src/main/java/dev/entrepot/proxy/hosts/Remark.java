package dev.entrepot.proxy.hosts;

/** One thing that a check found, with what to do about it where it is bad. */
public record Remark(Kind kind, String text) {

    public enum Kind {
        GOOD,
        /** Not wrong, but to be known. */
        NOTE,
        BAD
    }

    static Remark good(String text) {
        return new Remark(Kind.GOOD, text);
    }

    static Remark note(String text) {
        return new Remark(Kind.NOTE, text);
    }

    static Remark bad(String text) {
        return new Remark(Kind.BAD, text);
    }
}
