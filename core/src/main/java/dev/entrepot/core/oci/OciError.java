package dev.entrepot.core.oci;

/** An error answer that knows its wire form. */
public record OciError(OciErrorCode code, int status, String message) {

    /** The body of distribution-spec, "Error Codes". */
    public String toJson() {
        StringBuilder json = new StringBuilder(64 + message.length());
        json.append("{\"errors\":[{\"code\":\"").append(code.name()).append("\",\"message\":\"");
        appendEscaped(json, message);
        return json.append("\"}]}").toString();
    }

    private static void appendEscaped(StringBuilder json, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                default -> {
                    if (c < 0x20 || c == 0x7f) {
                        json.append(String.format("\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
    }
}
