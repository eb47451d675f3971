package dev.entrepot.proxy.admin;

/** What an operator is answered. */
public record AdminAnswer(int status, String contentType, String body) {

    public static AdminAnswer text(int status, String line) {
        return new AdminAnswer(status, "text/plain; charset=utf-8", line + "\n");
    }

    /** @param value a record, a map, a list or what they are made of */
    public static AdminAnswer json(int status, Object value) {
        return new AdminAnswer(status, "application/json", Json.write(value) + "\n");
    }
}
