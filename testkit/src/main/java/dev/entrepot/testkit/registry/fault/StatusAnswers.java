package dev.entrepot.testkit.registry.fault;

import dev.entrepot.core.oci.OciErrorCode;
import dev.entrepot.testkit.registry.wire.Answer;

/** The bodies that registries and the proxies before them send with a bare status. */
final class StatusAnswers {

    private StatusAnswers() {}

    static Answer of(int status) {
        return switch (status) {
            case 401 -> error(OciErrorCode.UNAUTHORIZED, status, "authentication required");
            case 403 -> error(OciErrorCode.DENIED, status, "requested access to the resource is denied");
            case 404 -> error(OciErrorCode.NAME_UNKNOWN, status, "not found");
            case 429 -> error(OciErrorCode.TOOMANYREQUESTS, status, "You have reached your pull rate limit.");
            default -> Answer.text(status, "text/html", "<html><body><h1>" + status + "</h1></body></html>\n");
        };
    }

    private static Answer error(OciErrorCode code, int status, String message) {
        return Answer.error(code.error(status, message));
    }
}
