package dev.entrepot.proxy.demo.upstream;

import dev.entrepot.core.oci.Digest;
import java.util.concurrent.TimeUnit;

/** How a registry treats each piece of a body it sends; asked by many threads at once. */
public interface Behaviour {

    /** As fast as it can, and right. */
    Behaviour HONEST = (digest, position, bytes, length) -> {};

    /** Called before a piece is sent; may wait, and may change {@code bytes}. */
    void beforeSending(Digest digest, long position, byte[] bytes, int length) throws InterruptedException;

    /** Called when another behaviour takes its place: nobody waits in here any longer. */
    default void end() {}

    /** Sends one wrong byte, in the middle of {@code blob}. */
    static Behaviour corrupting(DemoBlob blob) {
        long wrong = blob.size() / 2;
        return (digest, position, bytes, length) -> {
            if (digest.equals(blob.digest()) && position <= wrong && wrong < position + length) {
                bytes[(int) (wrong - position)] ^= 1;
            }
        };
    }

    /** All connections together through {@code throttle}, with {@code pause} in the middle. */
    static Behaviour slow(Throttle throttle, Pause pause) {
        return new Behaviour() {
            @Override
            public void beforeSending(Digest digest, long position, byte[] bytes, int length)
                    throws InterruptedException {
                pause.beforeSending(digest, position + length);
                TimeUnit.NANOSECONDS.sleep(throttle.nanosFor(length, System.nanoTime()));
            }

            @Override
            public void end() {
                pause.end();
            }
        };
    }
}
