package dev.entrepot.proxy.metrics;

/** Statuses as labels: those that tell something by themselves, and the classes of the rest. */
final class StatusLabels {

    private static final int[] OWN = {0, 200, 206, 304, 400, 401, 403, 404, 405, 408, 410, 416, 429, 500, 502, 503, 504
    };

    /** One more for each class from 1xx to 5xx, and for what is no status. */
    static final int COUNT = OWN.length + 6;

    private StatusLabels() {}

    static int index(int status) {
        for (int i = 0; i < OWN.length; i++) {
            if (OWN[i] == status) {
                return i;
            }
        }
        return status >= 100 && status < 600 ? OWN.length + status / 100 - 1 : COUNT - 1;
    }

    static String label(int status) {
        int index = index(status);
        if (index < OWN.length) {
            return Integer.toString(status);
        }
        return index == COUNT - 1 ? "other" : status / 100 + "xx";
    }
}
