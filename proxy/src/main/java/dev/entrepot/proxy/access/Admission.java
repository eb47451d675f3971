package dev.entrepot.proxy.access;

/** Whether one request may be answered. */
public sealed interface Admission {

    /** @param client the user, or the name of the token; {@value #NOBODY} where nobody had to say */
    record Admitted(String client) implements Admission {}

    /** Its address is none of those that may ask. */
    record Foreign() implements Admission {}

    /**
     * It showed nothing, or nothing that is known.
     *
     * @param canLogIn whether a user and a password would help
     */
    record Unknown(boolean canLogIn) implements Admission {}

    /** It could not be checked in time. */
    record Unchecked() implements Admission {}

    /** How logs write that nobody had to say who it is. */
    String NOBODY = "-";

    Admission ANYBODY = new Admitted(NOBODY);
}
