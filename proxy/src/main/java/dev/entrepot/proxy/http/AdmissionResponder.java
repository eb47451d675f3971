package dev.entrepot.proxy.http;

import dev.entrepot.core.oci.OciErrorCode;
import dev.entrepot.proxy.access.Admission;

/** Turns away those who may not ask. */
final class AdmissionResponder {

    private static final String CHALLENGE = "Basic realm=\"entrepot\"";

    private AdmissionResponder() {}

    static void refuse(Exchange exchange, Admission admission) {
        switch (admission) {
            case Admission.Foreign foreign ->
                ErrorResponder.send(
                        exchange,
                        OciErrorCode.DENIED.error("clients at your address may not ask here (clients.allow)"),
                        null);
            case Admission.Unknown unknown -> unauthorized(exchange, unknown.canLogIn());
            case Admission.Unchecked unchecked ->
                ErrorResponder.send(
                        exchange,
                        OciErrorCode.UNAVAILABLE.error("your password cannot be checked now: too many are"),
                        null);
            case Admission.Admitted admitted -> throw new IllegalArgumentException(admitted.client() + " was let in");
        }
    }

    /**
     * Without passwords there is no challenge, though RFC 9110 wants one with every 401: some clients answer any
     * challenge with the password of the image's registry (protocol.md, 1.8), and no password would be right here.
     */
    private static void unauthorized(Exchange exchange, boolean canLogIn) {
        if (canLogIn) {
            ErrorResponder.challenge(
                    exchange,
                    OciErrorCode.UNAUTHORIZED.error("log in to this cache with a user and a password of its own"),
                    CHALLENGE);
        } else {
            ErrorResponder.send(exchange, OciErrorCode.UNAUTHORIZED.error("show a bearer token of this cache"), null);
        }
    }
}
