package dev.entrepot.config.value;

import java.nio.ByteBuffer;

/**
 * Keys in the forms before PKCS#8, which cert-manager and {@code openssl ecparam} still write: PKCS#1 for RSA, SEC 1 for
 * elliptic curves. The JDK reads neither; PKCS#8 is either of them in an envelope that names the algorithm.
 */
final class LegacyKey {

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int PARAMETERS = 0xa0;
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
    private static final byte[] RSA = {
        0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
    };
    private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

    private LegacyKey() {}

    static byte[] fromPkcs1(byte[] der) {
        return envelope(RSA, der);
    }

    /** @throws IllegalArgumentException when it does not name its curve */
    static byte[] fromSec1(byte[] der) {
        return envelope(concat(EC, curve(der)), der);
    }

    private static byte[] envelope(byte[] algorithm, byte[] key) {
        return element(SEQUENCE, concat(VERSION_0, element(SEQUENCE, algorithm), element(OCTETS, key)));
    }

    /** RFC 5915: version, key, [0] curve, [1] public key. */
    private static byte[] curve(byte[] der) {
        ByteBuffer fields = content(ByteBuffer.wrap(der), SEQUENCE);
        while (fields.hasRemaining()) {
            int tag = fields.get(fields.position()) & 0xff;
            ByteBuffer field = content(fields, tag);
            if (tag == PARAMETERS) {
                byte[] curve = new byte[field.remaining()];
                field.get(curve);
                return curve;
            }
        }
        throw new IllegalArgumentException("no curve is named");
    }

    /** Reads one element, and returns what is in it. */
    private static ByteBuffer content(ByteBuffer from, int tag) {
        if (from.remaining() < 2 || (from.get() & 0xff) != tag) {
            throw new IllegalArgumentException("not DER");
        }
        int length = from.get() & 0xff;
        if (length > 0x82 || length == 0x80 || from.remaining() < (length > 0x80 ? length - 0x80 : 0)) {
            throw new IllegalArgumentException("not DER");
        }
        if (length > 0x80) {
            int bytes = length - 0x80;
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = (length << 8) | (from.get() & 0xff);
            }
        }
        if (length > from.remaining()) {
            throw new IllegalArgumentException("not DER");
        }
        ByteBuffer content = from.slice(from.position(), length);
        from.position(from.position() + length);
        return content;
    }

    private static byte[] element(int tag, byte[] content) {
        int length = content.length;
        byte[] head;
        if (length < 0x80) {
            head = new byte[] {(byte) tag, (byte) length};
        } else if (length < 0x100) {
            head = new byte[] {(byte) tag, (byte) 0x81, (byte) length};
        } else {
            head = new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
        }
        return concat(head, content);
    }

    private static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer whole = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            whole.put(part);
        }
        return whole.array();
    }
}
