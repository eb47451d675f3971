package dev.entrepot.testkit.real;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Writes a root file system layer: folders before their files, everything owned by root.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html">pax, ustar Interchange Format</a>
 */
final class TarWriter {

    private static final int BLOCK = 512;
    private static final byte[] ZEROS = new byte[2 * BLOCK];

    private final OutputStream out;
    private final Set<String> folders = new HashSet<>();

    TarWriter(OutputStream out) {
        this.out = out;
    }

    void add(RandomFile file) throws IOException {
        addFolders(file.path());
        header(file.path(), 0644, file.size(), '0', "");
        file.writeTo(out);
        out.write(ZEROS, 0, (int) (-file.size() & (BLOCK - 1)));
    }

    void addLink(String path, String target) throws IOException {
        addFolders(path);
        header(path, 0777, 0, '2', target);
    }

    /** Two empty blocks end an archive. */
    void end() throws IOException {
        out.write(ZEROS);
        out.flush();
    }

    private void addFolders(String path) throws IOException {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            String folder = path.substring(0, slash + 1);
            if (folders.add(folder)) {
                header(folder, 0755, 0, '5', "");
            }
        }
    }

    private void header(String name, int mode, long size, char type, String link) throws IOException {
        byte[] block = new byte[BLOCK];
        text(block, 0, 100, name);
        octal(block, 100, 8, mode);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        octal(block, 124, 12, size);
        octal(block, 136, 12, 0);
        text(block, 148, 8, "        ");
        block[156] = (byte) type;
        text(block, 157, 100, link);
        text(block, 257, 6, "ustar");
        text(block, 263, 2, "00");
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(block, 148, 8, sum);
        out.write(block);
    }

    private static void octal(byte[] block, int offset, int length, long value) {
        text(block, offset, length, String.format(Locale.ROOT, "%0" + (length - 1) + "o", value));
    }

    private static void text(byte[] block, int offset, int length, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length > length) {
            throw new IllegalArgumentException("longer than ustar allows: " + text);
        }
        System.arraycopy(bytes, 0, block, offset, bytes.length);
    }
}
