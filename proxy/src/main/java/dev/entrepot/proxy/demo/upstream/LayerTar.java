package dev.entrepot.proxy.demo.upstream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A layer: a POSIX ustar archive, not compressed, which the image specification allows and every runtime unpacks. */
final class LayerTar {

    static final String MEDIA_TYPE = "application/vnd.oci.image.layer.v1.tar";

    private static final int RECORD = 512;
    private static final String FILE = "0";
    private static final String FOLDER = "5";

    private final List<ByteBuffer> slices = new ArrayList<>();

    /** The folder {@code opt/<name>} with a text file that makes the layer unlike any other, and {@code payload}. */
    static DemoBlob layer(String name, ByteBuffer payload) {
        LayerTar tar = new LayerTar();
        tar.folder("opt/");
        tar.folder("opt/" + name + "/");
        tar.file(
                "opt/" + name + "/README",
                UTF_8.encode("This is the layer '" + name + "' of entrepot's demonstration.\n"));
        tar.file("opt/" + name + "/data", payload);
        tar.slices.add(ByteBuffer.wrap(new byte[2 * RECORD]));
        return DemoBlob.of(MEDIA_TYPE, tar.slices);
    }

    private void folder(String path) {
        slices.add(ByteBuffer.wrap(header(path, "0000755", FOLDER, 0)));
    }

    private void file(String path, ByteBuffer content) {
        slices.add(ByteBuffer.wrap(header(path, "0000644", FILE, content.remaining())));
        slices.add(content);
        int tail = content.remaining() % RECORD;
        if (tail > 0) {
            slices.add(ByteBuffer.wrap(new byte[RECORD - tail]));
        }
    }

    private static byte[] header(String path, String mode, String type, long size) {
        byte[] header = new byte[RECORD];
        put(header, 0, path);
        put(header, 100, mode);
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, String.format(Locale.ROOT, "%011o", size));
        put(header, 136, "00000000000");
        put(header, 156, type);
        put(header, 257, "ustar\0" + "00");
        // The sum counts its own field as spaces.
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
        return header;
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(US_ASCII);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }
}
