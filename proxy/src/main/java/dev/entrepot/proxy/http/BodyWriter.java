package dev.entrepot.proxy.http;

/** Writes one body to one connection, as fast as the client takes it. Event loop only. */
interface BodyWriter {

    BodyWriter NONE = new BodyWriter() {
        @Override
        public void onWritable() {}

        @Override
        public void onGone() {}

        @Override
        public boolean waitsForClient() {
            return false;
        }
    };

    /** The connection takes bytes again, or may do. */
    void onWritable();

    /** The client left: release what is held. */
    void onGone();

    /** Whether something is on its way that the client has not taken. */
    boolean waitsForClient();
}
