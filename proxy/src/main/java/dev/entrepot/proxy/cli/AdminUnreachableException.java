package dev.entrepot.proxy.cli;

/** No proxy answered on the admin port, or it answered that it will not; with a message for the user. */
final class AdminUnreachableException extends Exception {

    private static final long serialVersionUID = 1L;

    AdminUnreachableException(String message) {
        super(message, null, false, false);
    }
}
