package dev.entrepot.proxy.demo;

/** Told how far the demonstration is; by many threads at once, except for the beginning and the end of a step. */
public interface Progress {

    /** Of who does not want to know. */
    Progress NONE = new Progress() {
        @Override
        public void begin(String step, long bytes) {}

        @Override
        public void add(long bytes) {}

        @Override
        public void end() {}
    };

    /** @param bytes that the clients of the step expect in all */
    void begin(String step, long bytes);

    /** So many bytes more have reached a client. */
    void add(long bytes);

    void end();
}
