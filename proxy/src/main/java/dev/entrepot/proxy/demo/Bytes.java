package dev.entrepot.proxy.demo;

import dev.entrepot.config.value.ByteSize;

/** Numbers of bytes for people: {@code 0}, {@code 512 B}, {@code 1.5 KiB}, {@code 32.0 MiB}. */
final class Bytes {

    private Bytes() {}

    static String text(long bytes) {
        return bytes == 0 ? "0" : ByteSize.rounded(bytes);
    }
}
